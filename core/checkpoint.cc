#include "core/checkpoint.h"

#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <vector>

#include "core/digest.h"
#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

constexpr std::string_view kSignatureMark = "\u2014 ";
constexpr std::string_view kTimeMark = "time ";
constexpr char kEd25519 = 0x01;
constexpr size_t kKeyIdBytes = 4;

std::string Sha256Raw(std::string_view bytes) {
  std::string hash(32, '\0');
  EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(hash.data()), nullptr,
             EVP_sha256(), nullptr);
  return hash;
}

// What stands before a signature, so that a verifier finds its key.
std::string KeyId(std::string_view public_key) {
  const std::string text = LogName(public_key) + '\n' + kEd25519 + std::string(public_key);
  return Sha256Raw(text).substr(0, kKeyIdBytes);
}

std::string SignatureLine(std::string_view body, const SigningKey& key) {
  return std::string(kSignatureMark) + LogName(key.public_key()) + " " +
         Base64(KeyId(key.public_key()) + key.Sign(body)) + "\n";
}

std::vector<std::string_view> Lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

absl::Status Malformed(std::string_view what) {
  return InvalidArgument("CHECKPOINT_MALFORMED", "",
                         "This is no checkpoint of an audit log: {}. Give the file as it was "
                         "handed out.",
                         what);
}

bool ParseNumber(std::string_view text, int64_t* number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size() && *number >= 0;
}

absl::StatusOr<Checkpoint> ParseBody(std::string_view body) {
  const std::vector<std::string_view> lines = Lines(body);
  Checkpoint checkpoint;
  if (lines.size() != 4) return Malformed("it has not four lines before the empty one");
  if (!ParseNumber(lines[1], &checkpoint.size)) return Malformed("its second line is no size");
  absl::StatusOr<std::string> root = FromBase64(lines[2]);
  if (!root.ok() || root->size() != checkpoint.root.size()) {
    return Malformed("its third line is no hash");
  }
  ASSAY_ASSIGN_OR_RETURN(checkpoint.root, merkle::FromBytes(*root));
  if (!lines[3].starts_with(kTimeMark) ||
      !ParseNumber(lines[3].substr(kTimeMark.size()), &checkpoint.time_us)) {
    return Malformed("its fourth line is no time");
  }
  return checkpoint;
}

// Whether one of the lines is a signature of `body` by `public_key`.
bool IsSigned(std::string_view body, std::string_view signatures, std::string_view public_key) {
  const std::string mark = std::string(kSignatureMark) + LogName(public_key) + " ";
  for (std::string_view line : Lines(signatures)) {
    if (!line.starts_with(mark)) continue;
    const absl::StatusOr<std::string> bytes = FromBase64(line.substr(mark.size()));
    if (bytes.ok() && bytes->starts_with(KeyId(public_key)) &&
        VerifySignature(public_key, body, std::string_view(*bytes).substr(kKeyIdBytes))) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string LogName(std::string_view public_key) {
  return "assay/" + Sha256Digest(public_key).substr(7, 16);
}

std::string SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string body =
      fmt::format("{}\n{}\n{}\n{}{}\n", LogName(key.public_key()), checkpoint.size,
                  Base64(merkle::Bytes(checkpoint.root)), kTimeMark, checkpoint.time_us);
  return body + "\n" + SignatureLine(body, key);
}

absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, std::string_view public_key) {
  const size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos) return Malformed("it has no empty line before a signature");
  const std::string_view body = note.substr(0, gap + 1);
  if (!IsSigned(body, note.substr(gap + 2), public_key)) {
    return InvalidArgument("CHECKPOINT_FORGED", "",
                           "The checkpoint is not signed by the key of {}. It was changed, or it "
                           "is of another log.",
                           LogName(public_key));
  }
  return ParseBody(body);
}

std::string Base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // and OpenSSL's NUL
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

absl::StatusOr<std::string> FromBase64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  const size_t padding =
      text.size() - std::min(text.size(), text.find_last_not_of('=') + size_t{1});
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  const bool valid = text.size() % 4 == 0 && padding <= 2 && size == static_cast<int>(bytes.size());
  if (!valid) return InvalidArgument("BASE64_INVALID", "", "The text is no base64.");
  bytes.resize(bytes.size() - padding);
  // OpenSSL passes over spaces and the like; one text for the same bytes is all that counts here.
  if (Base64(bytes) != text) return InvalidArgument("BASE64_INVALID", "", "The text is no base64.");
  return bytes;
}

}  // namespace assay

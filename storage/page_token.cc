#include "storage/page_token.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <array>
#include <memory>

#include "absl/strings/escaping.h"
#include "core/errors.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace assay {
namespace {

constexpr size_t kSignatureBytes = 16;
// Fits the longest values by which runs are ordered, and the nodes of the longest trace.
constexpr size_t kMaxTokenBytes = 2 << 20;

std::string Sign(std::string_view secret, std::string_view scope, std::string_view position) {
  const std::string text =
      fmt::format("{}:{}{}:{}", scope.size(), scope, position.size(), position);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), mac.data(), &size);
  return std::string(reinterpret_cast<const char*>(mac.data()), kSignatureBytes);
}

void ClearField(google::protobuf::Message* message, const char* name) {
  const auto* field = message->GetDescriptor()->FindFieldByName(name);
  if (field != nullptr) message->GetReflection()->ClearField(message, field);
}

}  // namespace

std::string PageScope(const google::protobuf::Message& request) {
  std::unique_ptr<google::protobuf::Message> bare(request.New());
  bare->CopyFrom(request);
  ClearField(bare.get(), "page_size");
  ClearField(bare.get(), "page_token");
  std::string scope(request.GetDescriptor()->full_name());
  scope.push_back('\0');
  {
    google::protobuf::io::StringOutputStream stream(&scope);
    google::protobuf::io::CodedOutputStream coded(&stream);
    // Maps in one order, whatever the process.
    coded.SetSerializationDeterministic(true);
    // It fails when the stream ends, and a string does not.
    (void)bare->SerializeToCodedStream(&coded);
  }
  return scope;
}

std::string MakePageToken(std::string_view secret, std::string_view scope,
                          std::string_view position) {
  std::string raw = Sign(secret, scope, position);
  raw.append(position);
  return absl::WebSafeBase64Escape(raw);
}

absl::StatusOr<std::string> ReadPageToken(std::string_view secret, std::string_view scope,
                                          std::string_view token) {
  std::string raw;
  if (token.size() <= kMaxTokenBytes &&
      absl::WebSafeBase64Unescape(absl::string_view(token.data(), token.size()), &raw) &&
      raw.size() >= kSignatureBytes) {
    const std::string position = raw.substr(kSignatureBytes);
    const std::string expected = Sign(secret, scope, position);
    if (CRYPTO_memcmp(raw.data(), expected.data(), kSignatureBytes) == 0) return position;
  }
  return InvalidArgument(
      "PAGE_TOKEN_INVALID", "page_token",
      "The page token is not one of this question's. Leave it empty to begin anew, and "
      "change nothing but page_size between pages.");
}

absl::StatusOr<int> PageSize(int asked, int by_default, int most) {
  if (asked == 0) return by_default;
  if (asked < 0 || asked > most) {
    return InvalidArgument("PAGE_SIZE_INVALID", "page_size",
                           "The page size is {}. Use 1 to {}, or 0 for {}.", asked, most,
                           by_default);
  }
  return asked;
}

}  // namespace assay

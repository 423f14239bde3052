#include "client/internal/command.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "client/internal/url.h"
#include "core/names.h"
#include "fmt/format.h"

namespace assay {
namespace {

constexpr size_t kMaxBytes = 8'000;
constexpr std::string_view kHidden = "***";

// Lower-case letters and digits only: "--API_key" is "apikey".
std::string Normalized(std::string_view name) {
  std::string normalized;
  for (const char c : name) {
    if (std::isalnum(static_cast<unsigned char>(c))) {
      normalized.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
  }
  return normalized;
}

bool NamesSecret(std::string_view name) {
  const std::string normalized = Normalized(name);
  // "--max-tokens" is none, and "--pad-token" is of a tokenizer.
  for (const std::string_view part : {"pad", "bos", "eos", "unk", "mask", "sep", "cls"}) {
    if (normalized == std::string(part) + "token") return false;
  }
  constexpr std::string_view kEndings[] = {"password",   "passwd",     "passphrase", "secret",
                                           "token",      "apikey",     "accesskey",  "secretkey",
                                           "privatekey", "credential", "credentials"};
  return std::any_of(std::begin(kEndings), std::end(kEndings),
                     [&](std::string_view ending) { return normalized.ends_with(ending); });
}

std::string HideCredentials(std::string_view argument) {
  if (argument.find("://") == std::string_view::npos) return std::string(argument);
  const std::string stripped = StripCredentials(argument);
  return stripped == argument ? stripped : stripped + std::string(kHidden);
}

std::string Quoted(const std::string& argument) {
  const bool plain = !argument.empty() && std::all_of(argument.begin(), argument.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           std::string_view("-_=+.,:/@%*").find(c) != std::string_view::npos;
  });
  if (plain) return argument;
  std::string quoted = "'";
  for (const char c : argument) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

// Leaves `text` on the border of a character.
void Shorten(std::string* text) {
  if (text->size() <= kMaxBytes) return;
  const size_t all = text->size();
  size_t end = kMaxBytes - 40;
  while (end > 0 && (static_cast<unsigned char>((*text)[end]) & 0xc0) == 0x80) --end;
  text->resize(end);
  *text += fmt::format(" ... ({} bytes more)", all - end);
}

}  // namespace

std::string RenderCommand(const std::vector<std::string>& arguments) {
  std::string command;
  bool hide_next = false;
  for (const std::string& argument : arguments) {
    std::string shown = argument;
    const size_t equals = argument.find('=');
    const bool option = argument.starts_with("-");
    if (hide_next && !option) {
      shown = kHidden;
    } else if (equals != std::string::npos && NamesSecret(argument.substr(0, equals))) {
      shown = argument.substr(0, equals + 1) + std::string(kHidden);
    } else {
      shown = HideCredentials(argument);
    }
    hide_next = option && equals == std::string::npos && NamesSecret(argument);
    if (!command.empty()) command += ' ';
    command += Quoted(shown);
  }
  if (!IsUtf8(command)) {
    std::replace_if(
        command.begin(), command.end(), [](unsigned char c) { return c >= 0x80; }, '?');
  }
  Shorten(&command);
  return command;
}

}  // namespace assay

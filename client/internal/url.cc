#include "client/internal/url.h"

#include <algorithm>

namespace assay {
namespace {

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// How much of `rest`, which follows "://", is user name, password and '@'.
size_t UserInfoSize(std::string_view rest) {
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  size_t at = authority.rfind('@');
  // A '/' in a password should be escaped, but is not always: then what looks like a port is none.
  const size_t colon = authority.rfind(':');
  if (at == std::string_view::npos && colon != std::string_view::npos &&
      authority.find(']') == std::string_view::npos && !IsDigits(authority.substr(colon + 1))) {
    at = rest.rfind('@');
  }
  return at == std::string_view::npos ? 0 : at + 1;
}

}  // namespace

std::string StripCredentials(std::string_view url) {
  const size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::string(url);
  const std::string_view scheme = url.substr(0, colon);
  if (scheme == "file") return std::string(url);
  const std::string_view rest = url.substr(colon + 3);
  const std::string_view user_info = rest.substr(0, UserInfoSize(rest));
  std::string_view place = rest.substr(user_info.size());
  place = place.substr(0, place.find_first_of("?#"));

  std::string stripped = std::string(scheme) + "://";
  if (!user_info.empty() && (scheme == "ssh" || scheme == "git+ssh" || scheme == "ssh+git")) {
    stripped.append(user_info.substr(0, user_info.find_first_of(":@"))).append("@");
  }
  return stripped.append(place);
}

}  // namespace assay

#include "client/internal/url.h"

#include "gtest/gtest.h"

namespace assay {
namespace {

TEST(StripCredentials, RemovesWhatCouldBeSecret) {
  const std::pair<const char*, const char*> cases[] = {
      {"https://github.com/a/b.git", "https://github.com/a/b.git"},
      {"https://user@github.com/a/b", "https://github.com/a/b"},
      {"https://user:pass@github.com/a/b", "https://github.com/a/b"},
      {"https://x-access-token:ghp_1@github.com:8443/a", "https://github.com:8443/a"},
      {"https://user:p@ss@host/a", "https://host/a"},
      {"https://user:p/ss@host/a", "https://host/a"},
      {"https://host/a?private_token=1#frag", "https://host/a"},
      {"https://host/@scope/a", "https://host/@scope/a"},
      {"https://[::1]:80/@scope/a", "https://[::1]:80/@scope/a"},
      {"http://:secret@host", "http://host"},
      {"ssh://git@host:22/a.git", "ssh://git@host:22/a.git"},
      {"ssh://git:secret@host/a.git", "ssh://git@host/a.git"},
      {"git@github.com:a/b.git", "git@github.com:a/b.git"},
      {"/srv/git/a@b.git", "/srv/git/a@b.git"},
      {"file:///srv/a?b@c", "file:///srv/a?b@c"},
      {"", ""},
  };
  for (const auto& [url, stripped] : cases) EXPECT_EQ(StripCredentials(url), stripped) << url;
}

}  // namespace
}  // namespace assay

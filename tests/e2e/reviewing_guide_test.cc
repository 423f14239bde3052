// The commands of docs/reviewing.md, on a real server: what the guide shows is what a reviewer
// sees, but for ids, digests and times. ASSAY_UPDATE_GOLDEN=1 writes what was printed into the
// guide.
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "tests/e2e/governance_on_server.h"

namespace assay {
namespace {

constexpr char kGuide[] = ASSAY_SOURCE_DIR "/docs/reviewing.md";

std::vector<std::string> Words(const std::string& command) {
  std::vector<std::string> words;
  const std::regex word("'([^']*)'|(\\S+)");
  for (std::sregex_iterator it(command.begin(), command.end(), word), end; it != end; ++it) {
    words.push_back((*it)[1].matched ? (*it)[1] : (*it)[2]);
  }
  return words;
}

class ReviewingGuide : public GovernanceOnServer {
 protected:
  // A champion, and a request to promote a better candidate.
  void Prepare() {
    const std::string slot = NewSlot("tumour-screening");
    Promote(slot, NewVersion("stumps", 2));
    request_ = NewRequest(slot, NewVersion("logistic", 1));
  }
  // A champion that serves against a rule.
  void PrepareOverride() {
    const std::string request = NewRequest(NewSlot("mammography"), NewVersion("forest", 1, 9));
    ApproveByAll(request);
    As("dora");
    decision_ =
        Json({"override", "promote", request, "--blocker", "rule:tumour-screening/fits-the-device",
              "--justification", "the scanner is replaced next week"})["decision_id"];
  }

  std::string ReviewDigest() {
    return Json({"request", "show", request_})["request"]["review_digest"];
  }

  // What a terminal shows of a command of the guide, its line included.
  std::string Run(const std::string& line) {
    std::vector<std::string> words = Words(line);
    std::string shown = "$";
    for (std::string& word : words) {
      if (word.size() == 32 && word.find_first_not_of("0123456789abcdef") == std::string::npos) {
        word = afterwards_ ? decision_ : request_;
      }
      const bool plain = word.find(' ') == std::string::npos;
      shown += plain ? " " + word : " '" + word + "'";
      if (word == "CURRENT") word = ReviewDigest();
    }
    words.erase(words.begin());
    const std::string typed = ReviewDigest().substr(std::string("sha256:").size(), 8);
    const cli::Result result = cli::RunCli(words, typed + "\n");
    std::string out = result.out;
    const std::string question = "behind \"sha256:\": ";
    if (const size_t at = out.find(question); at != std::string::npos) {
      out.insert(at + question.size(), typed + "\n");
    }
    return shown + "\n" + out + result.err;
  }

  // The guide with what its commands print now.
  std::string Rewrite(std::istream& guide) {
    std::string text;
    bool inside = false;
    for (std::string line; std::getline(guide, line);) {
      const std::string indent(
          line.find_first_not_of(' ') == std::string::npos ? 0 : line.find_first_not_of(' '), ' ');
      const std::string words = line.substr(indent.size());
      afterwards_ = afterwards_ || line == "## After an override";
      if (words.starts_with("```")) {
        inside = words == "```text";
        text += line + "\n";
      } else if (!inside) {
        text += line + "\n";
      } else if (words.starts_with("# ")) {
        As(words.substr(2));
        text += line + "\n";
      } else if (words.starts_with("$ assay ")) {
        std::istringstream lines(Run(words.substr(2)));
        for (std::string shown; std::getline(lines, shown);) {
          text += (shown.empty() ? "" : indent) + shown + "\n";
        }
      }
    }
    return text;
  }

  std::string request_;
  std::string decision_;
  bool afterwards_ = false;  // the ids in the guide are the decision's
};

TEST_F(ReviewingGuide, ShowsWhatReviewersSee) {
  Prepare();
  PrepareOverride();
  std::ifstream file(kGuide);
  std::stringstream guide;
  guide << file.rdbuf();
  const std::string now = Rewrite(guide);
  ASSERT_NE(now.find("$ assay review approve"), std::string::npos);
  if (std::getenv("ASSAY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGuide) << now;
    return;
  }
  EXPECT_EQ(Normal(now), Normal(guide.str()))
      << "If the change is meant, write the guide with ASSAY_UPDATE_GOLDEN=1.";
}

}  // namespace
}  // namespace assay

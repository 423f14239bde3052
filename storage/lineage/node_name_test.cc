#include "storage/lineage/node_name.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/testing/status.h"

namespace assay {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using testing::IsError;
using testing::Says;

const std::string kId = "0123456789abcdef0123456789abcdef";
const std::string kSha = "sha256:" + std::string(64, 'a');

std::vector<std::string> PartsOf(const std::string& name, v1::NodeKind kind) {
  const absl::StatusOr<NodeName> parsed = ParseNodeName(name);
  EXPECT_OK(parsed) << name;
  if (!parsed.ok()) return {};
  EXPECT_EQ(parsed->kind, kind) << name;
  return parsed->parts;
}

TEST(NodeNameTest, EveryKindReadsBackWhatItWrites) {
  EXPECT_THAT(PartsOf(RunNodeName(kId), v1::NODE_KIND_RUN), ElementsAre(kId));
  EXPECT_THAT(PartsOf(ContentNodeName(kSha), v1::NODE_KIND_CONTENT), ElementsAre(kSha));
  EXPECT_THAT(PartsOf(EnvironmentNodeName(kSha), v1::NODE_KIND_ENVIRONMENT), ElementsAre(kSha));
  EXPECT_THAT(PartsOf(EvaluationNodeName(kId), v1::NODE_KIND_EVALUATION), ElementsAre(kId));
  EXPECT_THAT(PartsOf(DecisionNodeName(kId), v1::NODE_KIND_DECISION), ElementsAre(kId));
  EXPECT_THAT(
      PartsOf(DatasetVersionNodeName("default", "credit", kSha), v1::NODE_KIND_DATASET_VERSION),
      ElementsAre("default", "credit", kSha));
  EXPECT_THAT(PartsOf(ModelVersionNodeName("default", "credit", 12), v1::NODE_KIND_MODEL_VERSION),
              ElementsAre("default", "credit", "12"));
  EXPECT_THAT(PartsOf(SlotNodeName("default", "credit-limit", "production"), v1::NODE_KIND_SLOT),
              ElementsAre("default", "credit-limit", "production"));
}

TEST(NodeNameTest, SeparatorsInNamesDoNotSeparate) {
  EXPECT_THAT(PartsOf(DatasetVersionNodeName("a/b%", "x/y@z", "etag:\"p@q%\""),
                      v1::NODE_KIND_DATASET_VERSION),
              ElementsAre("a/b%", "x/y@z", "etag:\"p@q%\""));
  EXPECT_THAT(PartsOf(ModelVersionNodeName("a/b", "c/d%2F", 1), v1::NODE_KIND_MODEL_VERSION),
              ElementsAre("a/b", "c/d%2F", "1"));
  EXPECT_THAT(PartsOf(SlotNodeName("a/b", "c/d", "e/f%"), v1::NODE_KIND_SLOT),
              ElementsAre("a/b", "c/d", "e/f%"));
  EXPECT_EQ(DatasetVersionNodeName("a", "b", kSha), "dataset:a/b@" + kSha) << "plain names stay";
}

TEST(NodeNameTest, CodeIsCleanDirtyOrPatched) {
  v1::CodeVersion code;
  code.set_repository("https://ada@host/credit.git");
  code.set_commit("9c0ffee");
  EXPECT_EQ(CodeVersionNodeName(code), "code:https://ada@host/credit.git@9c0ffee");
  EXPECT_THAT(PartsOf(CodeVersionNodeName(code), v1::NODE_KIND_CODE_VERSION),
              ElementsAre("https://ada@host/credit.git", "9c0ffee", "", ""));
  code.set_dirty(true);
  EXPECT_THAT(PartsOf(CodeVersionNodeName(code), v1::NODE_KIND_CODE_VERSION),
              ElementsAre("https://ada@host/credit.git", "9c0ffee", "dirty", ""));
  code.set_patch_digest(kSha);
  code.set_commit("a+b@c");
  code.clear_repository();
  EXPECT_THAT(PartsOf(CodeVersionNodeName(code), v1::NODE_KIND_CODE_VERSION),
              ElementsAre("", "a+b@c", "dirty", kSha));
}

TEST(NodeNameTest, AMalformedNameIsToldTheRightForm) {
  const struct {
    std::string name;
    std::string form;
  } kCases[] = {
      {"", "run:..., dataset:..."},
      {"credit", "run:..., dataset:..."},
      {"file:credit", "run:..., dataset:..."},
      {"run", "run:<32 hex digits>"},
      {"run:12", "run:<32 hex digits>"},
      {"run:" + kId + "0", "run:<32 hex digits>"},
      {"dataset:credit@" + kSha, "dataset:<workspace>/<name>@<digest>"},
      {"dataset:default/credit", "dataset:<workspace>/<name>@<digest>"},
      {"dataset:default/@" + kSha, "dataset:<workspace>/<name>@<digest>"},
      {"dataset:default/credit@sha256:12", "dataset:<workspace>/<name>@<digest>"},
      {"dataset:de%zzfault/credit@" + kSha, "dataset:<workspace>/<name>@<digest>"},
      {"content:sha256:12", "content:<digest>"},
      {"content:", "content:<digest>"},
      {"code:host", "code:<repository>@<commit>"},
      {"code:host@", "code:<repository>@<commit>"},
      {"code:host@c+clean", "code:<repository>@<commit>"},
      {"code:host@c+dirty:sha256:1", "code:<repository>@<commit>"},
      {"env:" + kId, "env:<digest>"},
      {"model:default/credit", "model:<workspace>/<name>/<number>"},
      {"model:default/credit/0", "model:<workspace>/<name>/<number>"},
      {"model:default/credit/1x", "model:<workspace>/<name>/<number>"},
      {"evaluation:x", "evaluation:<32 hex digits>"},
      {"decision:x", "decision:<32 hex digits>"},
      {"slot:default/credit", "slot:<workspace>/<use case>/<environment>"},
  };
  for (const auto& [name, form] : kCases) {
    const absl::Status status = ParseNodeName(name).status();
    EXPECT_THAT(status, IsError(StatusCode::kInvalidArgument, "NODE_NAME_MALFORMED")) << name;
    EXPECT_THAT(status, Says(form)) << name;
  }
}

}  // namespace
}  // namespace assay

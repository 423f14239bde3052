#include "storage/tags.h"

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class TagsTest : public StorageTest {
 protected:
  absl::Status Set(const std::string& run_id,
                   const std::vector<std::pair<std::string, std::string>>& tags) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    for (const auto& [key, value] : tags) {
      v1::Tag* tag = request.add_tags();
      tag->set_key(key);
      tag->set_value(value);
    }
    return Log(request).status();
  }
  absl::Status Delete(const std::string& run_id, const std::vector<std::string>& keys) {
    const google::protobuf::RepeatedPtrField<std::string> list(keys.begin(), keys.end());
    return Write([&](WriteTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const RunRow run, FindRunToWrite(txn, run_id));
      return DeleteTags(txn, run.id, list);
    });
  }
  std::vector<std::pair<std::string, std::string>> Tags(const std::string& run_id) {
    std::vector<std::pair<std::string, std::string>> tags;
    const absl::StatusOr<v1::Run> run = Get(run_id);
    EXPECT_OK(run);
    if (!run.ok()) return tags;
    for (const v1::Tag& tag : run->tags()) tags.emplace_back(tag.key(), tag.value());
    return tags;
  }
};
ASSAY_STORAGE_SUITE_OF(TagsTest);

TEST_P(TagsTest, AreSetAgainAndSortedByTheBytesOfTheKey) {
  const std::string run_id = NewRun();
  ASSERT_OK(Set(run_id, {{"é", "1"}, {"b", "2"}, {"B", ""}, {"a", "4"}}));
  ASSERT_OK(Set(run_id, {{"a", "5"}}));
  Reopen();
  EXPECT_THAT(Tags(run_id),
              ElementsAre(Pair("B", ""), Pair("a", "5"), Pair("b", "2"), Pair("é", "1")));
}

TEST_P(TagsTest, TheLastOfTwoInABatchCounts) {
  const std::string run_id = NewRun();
  ASSERT_OK(Set(run_id, {{"a", "1"}, {"a", "2"}}));
  EXPECT_THAT(Tags(run_id), ElementsAre(Pair("a", "2")));
}

TEST_P(TagsTest, AreDeletedAndDeletingAnUnknownOneIsFine) {
  const std::string run_id = NewRun();
  const std::string other = NewRun();
  ASSERT_OK(Set(run_id, {{"a", "1"}, {"b", "2"}}));
  ASSERT_OK(Set(other, {{"a", "1"}}));
  ASSERT_OK(Delete(run_id, {"a", "never seen"}));
  EXPECT_THAT(Tags(run_id), ElementsAre(Pair("b", "2")));
  EXPECT_THAT(Tags(other), ElementsAre(Pair("a", "1")));
  ASSERT_OK(Delete(run_id, {"b"}));
  EXPECT_THAT(Tags(run_id), IsEmpty());
}

TEST_P(TagsTest, RefusesMalformedOnesAndSaysWhich) {
  const std::string run_id = NewRun();
  EXPECT_OK(Set(run_id, {{std::string(250, 'k'), std::string(8'000, 'v')}}));
  EXPECT_THAT(Set(run_id, {{"a", ""}, {"", "x"}}),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_EMPTY", "tags[1].key"));
  EXPECT_THAT(Set(run_id, {{std::string(251, 'k'), "x"}}),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_TOO_LONG", "tags[0].key"));
  EXPECT_THAT(Set(run_id, {{"\x7f", "x"}}),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_INVALID", "tags[0].key"));
  EXPECT_THAT(Set(run_id, {{"\xff", "x"}}),
              IsErrorAt(StatusCode::kInvalidArgument, "KEY_INVALID", "tags[0].key"));
  EXPECT_THAT(Set(run_id, {{"a", std::string(8'001, 'x')}}),
              IsErrorAt(StatusCode::kInvalidArgument, "VALUE_TOO_LONG", "tags[0].value"));
  EXPECT_EQ(Tags(run_id).size(), 1u);
}

}  // namespace
}  // namespace assay::testing

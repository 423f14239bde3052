#include "storage/page_token.h"

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;

ASSAY_STORAGE_SUITE(PageTokenTest);

const auto kInvalid = IsErrorAt(StatusCode::kInvalidArgument, "PAGE_TOKEN_INVALID", "page_token");

v1::SearchRunsRequest Question() {
  v1::SearchRunsRequest request;
  request.set_workspace("vision");
  request.set_filter("metrics.auc > 0.9");
  request.add_experiment_ids(std::string(32, 'e'));
  return request;
}

TEST_P(PageTokenTest, GivesBackThePositionWhateverItsBytes) {
  const std::string& secret = store_->context().secret;
  const std::string scope = PageScope(Question());
  for (const std::string& position :
       {std::string(), std::string("17"), std::string("a\0b\xff", 4), std::string(2'000, 'p')}) {
    const std::string token = MakePageToken(secret, scope, position);
    EXPECT_EQ(token.find_first_of("+/ \n"), std::string::npos) << "not fit for a URL";
    ASSERT_OK_AND_ASSIGN(const std::string read, ReadPageToken(secret, scope, token));
    EXPECT_EQ(read, position);
  }
}

TEST_P(PageTokenTest, IsGoodAfterAReopeningAndForAnotherPageSize) {
  const std::string token = MakePageToken(store_->context().secret, PageScope(Question()), "17");
  Reopen();
  v1::SearchRunsRequest next = Question();
  next.set_page_size(7);
  next.set_page_token(token);
  EXPECT_OK(ReadPageToken(store_->context().secret, PageScope(next), token));
}

TEST_P(PageTokenTest, IsRefusedForAnotherQuestion) {
  const std::string& secret = store_->context().secret;
  const std::string token = MakePageToken(secret, PageScope(Question()), "17");
  v1::SearchRunsRequest other = Question();
  other.set_filter("metrics.auc > 0.8");
  EXPECT_THAT(ReadPageToken(secret, PageScope(other), token), kInvalid);
  other = Question();
  other.set_show_deleted(true);
  EXPECT_THAT(ReadPageToken(secret, PageScope(other), token), kInvalid);
  other = Question();
  other.set_workspace("");
  EXPECT_THAT(ReadPageToken(secret, PageScope(other), token), kInvalid);
  // Another method, whose request has the same bytes.
  v1::ListExperimentsRequest experiments;
  experiments.set_workspace("w");
  v1::ListRunIoRequest items;
  items.set_run_id("w");
  EXPECT_EQ(experiments.SerializeAsString(), items.SerializeAsString());
  const std::string listing = MakePageToken(secret, PageScope(experiments), "17");
  EXPECT_THAT(ReadPageToken(secret, PageScope(items), listing), kInvalid);
}

TEST_P(PageTokenTest, IsRefusedWhenForgedTruncatedOrNotOne) {
  const std::string& secret = store_->context().secret;
  const std::string scope = PageScope(Question());
  const std::string token = MakePageToken(secret, scope, "position");
  for (size_t i = 0; i < token.size(); ++i) {
    EXPECT_THAT(ReadPageToken(secret, scope, token.substr(0, i)), kInvalid) << "cut at " << i;
    std::string forged = token;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_THAT(ReadPageToken(secret, scope, forged), kInvalid) << "changed at " << i;
  }
  EXPECT_THAT(ReadPageToken(secret, scope, token + "AAAA"), kInvalid);
  EXPECT_THAT(ReadPageToken(secret, scope, "no token at all!"), kInvalid);
  EXPECT_THAT(ReadPageToken(secret, scope, std::string(1 << 20, 'A')), kInvalid);
  EXPECT_THAT(ReadPageToken("another secret!!", scope, token), kInvalid);
}

TEST_P(PageTokenTest, EveryDatabaseHasASecretOfItsOwn) {
  const std::unique_ptr<Place> place = GetParam().make_place();
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<sql::Database> database, place->Open());
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> other,
                       Store::Open(std::move(database), GetParam().dialect));
  EXPECT_GE(store_->context().secret.size(), 16u);
  EXPECT_NE(store_->context().secret, other->context().secret);
}

TEST_P(PageTokenTest, PageSizesAreBounded) {
  EXPECT_EQ(PageSize(0, 50, 1'000).value(), 50);
  EXPECT_EQ(PageSize(1, 50, 1'000).value(), 1);
  EXPECT_EQ(PageSize(1'000, 50, 1'000).value(), 1'000);
  const auto invalid = IsErrorAt(StatusCode::kInvalidArgument, "PAGE_SIZE_INVALID", "page_size");
  EXPECT_THAT(PageSize(-1, 50, 1'000), invalid);
  EXPECT_THAT(PageSize(1'001, 50, 1'000), invalid);
}

}  // namespace
}  // namespace assay::testing

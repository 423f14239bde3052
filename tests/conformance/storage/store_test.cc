// What a store adds to the transactions of its database.
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

ASSAY_STORAGE_SUITE(StoreTest);

TEST_P(StoreTest, EverythingInATransactionHappensAtOneTime) {
  const int64_t begin = clock_.NowMicros();
  ASSERT_OK(Write([&](WriteTxn& txn) {
    clock_.Advance(1'000);
    EXPECT_EQ(txn.now_us(), begin);
    return absl::OkStatus();
  }));
  ASSERT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) {
    clock_.Advance(1'000);
    EXPECT_EQ(txn.now_us(), begin + 1'000) << "that of its own beginning";
    return absl::OkStatus();
  }));
}

}  // namespace
}  // namespace assay::testing

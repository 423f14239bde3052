// Copies of a database that is in use.
#include <filesystem>
#include <fstream>

#include "tests/conformance/storage/storage_test.h"
#include "tests/testing/temp_folder.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
namespace fs = std::filesystem;

class BackupTest : public StorageTest {
 protected:
  absl::StatusOr<std::unique_ptr<sql::Backup>> Begin(const std::string& path) {
    return store_->database().BackUp(path);
  }
  static absl::Status Complete(sql::Backup& backup) {
    for (int64_t before = 0;;) {
      ASSAY_ASSIGN_OR_RETURN(const bool complete, backup.Step());
      EXPECT_GT(backup.copied(), before) << "every step copies something";
      EXPECT_LE(backup.copied(), backup.total());
      before = backup.copied();
      if (complete) return absl::OkStatus();
    }
  }
  // Adds some 6 MB to a run, more than a step copies, in so many params.
  static constexpr int kLarge = 1'000;
  absl::Status LogLarge(const std::string& run_id) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    for (int i = 0; i < kLarge; ++i) {
      v1::Param* param = request.add_params();
      param->set_key("param" + std::to_string(logged_++));
      param->mutable_value()->set_string_value(std::string(6'000, 'x'));
    }
    return Log(std::move(request)).status();
  }
  std::unique_ptr<Store> OpenCopy(const std::string& path) {
    absl::StatusOr<std::unique_ptr<sql::Database>> database = GetParam().open(path);
    EXPECT_OK(database);
    if (!database.ok()) return nullptr;
    absl::StatusOr<std::unique_ptr<Store>> copy =
        Store::Open(*std::move(database), GetParam().dialect, clock_, ids_);
    EXPECT_OK(copy);
    return copy.ok() ? *std::move(copy) : nullptr;
  }
  static int ParamsOf(Store& store, const std::string& run_id) {
    int params = -1;
    EXPECT_OK(store.Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const v1::Run run, GetRun(txn, run_id, RunParts::kAll));
      params = run.params_size();
      return absl::OkStatus();
    }));
    return params;
  }
  static bool IsIntact(Store& store) {
    std::string found;
    EXPECT_OK(store.Read(kNoDeadline, [&](ReadTxn& txn) {
      Rows rows = txn.Query(GetParam().check_integrity, {});
      if (rows.Next()) found = rows.String(0);
      return rows.status();
    }));
    return found == "ok";
  }

  int logged_ = 0;
  TempFolder folder_;
  const std::string path_ = folder_.path("copy.db");
};
ASSAY_STORAGE_SUITE_OF(BackupTest);

TEST_P(BackupTest, OpensAsAStoreWithTheSameRows) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogPoints(run_id, "loss", {{1, 1, 0.5}, {2, 2, 0.25}}));
  {
    ASSERT_OK_AND_ASSIGN(const auto backup, Begin(path_));
    EXPECT_OK(Complete(*backup));
    EXPECT_EQ(fs::file_size(path_), static_cast<uint64_t>(backup->total()));
  }
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1) << "nothing beside it";
  ASSERT_OK_AND_ASSIGN(const v1::Run run, Get(run_id));
  const std::unique_ptr<Store> copy = OpenCopy(path_);
  ASSERT_NE(copy, nullptr);
  EXPECT_TRUE(IsIntact(*copy));
  EXPECT_EQ(copy->context().secret, store_->context().secret);
  EXPECT_OK(copy->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
    ASSAY_ASSIGN_OR_RETURN(const v1::Run copied, GetRun(txn, run_id, RunParts::kAll));
    EXPECT_EQ(copied.SerializeAsString(), run.SerializeAsString());
    return absl::OkStatus();
  }));
  v1::CreateRunRequest request;
  request.set_experiment("experiment");
  v1::Run added;
  EXPECT_OK(copy->Write(kNoDeadline, [&](WriteTxn& txn) {
    return CreateRun(txn, request, "tester", &added).status();
  })) << "and goes on from there";
}

TEST_P(BackupTest, IsOfOneMomentWhileAWriterGoesOn) {
  const std::string run_id = NewRun();
  for (int i = 0; i < 2; ++i) ASSERT_OK(LogLarge(run_id));
  ASSERT_OK_AND_ASSIGN(const auto backup, Begin(path_));
  const int64_t total = backup->total();
  int steps = 0;
  for (bool complete = false; !complete; ++steps) {
    // A copy that began anew with each write would not end.
    ASSERT_OK(LogLarge(run_id));
    ASSERT_OK_AND_ASSIGN(complete, backup->Step());
  }
  EXPECT_GT(steps, 2);
  EXPECT_EQ(backup->total(), total);
  EXPECT_EQ(ParamsOf(*store_, run_id), (2 + steps) * kLarge);
  const std::unique_ptr<Store> copy = OpenCopy(path_);
  ASSERT_NE(copy, nullptr);
  EXPECT_TRUE(IsIntact(*copy));
  EXPECT_EQ(ParamsOf(*copy, run_id), 2 * kLarge);
}

TEST_P(BackupTest, LeavesNothingWhenItIsBrokenOff) {
  const std::string run_id = NewRun();
  ASSERT_OK(LogLarge(run_id));
  {
    ASSERT_OK_AND_ASSIGN(const auto backup, Begin(path_));
    ASSERT_OK_AND_ASSIGN(const bool complete, backup->Step());
    EXPECT_FALSE(complete);
    EXPECT_TRUE(fs::exists(path_));
  }
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_P(BackupTest, TakesAFileThatIsNewOnly) {
  std::ofstream(path_) << "precious";
  EXPECT_THAT(Begin(path_), IsError(StatusCode::kAlreadyExists, "FILE_EXISTS"));
  EXPECT_EQ(fs::file_size(path_), 8u);
  EXPECT_THAT(Begin(folder_.path("missing/copy.db")),
              IsError(StatusCode::kFailedPrecondition, "DATABASE_READ_ONLY"));
}

}  // namespace
}  // namespace assay::testing

// A database that hands everything on to another one: a test overrides what it wants to see or to
// disturb.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_FORWARDING_DATABASE_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_FORWARDING_DATABASE_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "storage/sql/database.h"

namespace assay::testing {

class ForwardingDatabase : public sql::Database {
 public:
  explicit ForwardingDatabase(std::unique_ptr<sql::Database> inner) : inner_(std::move(inner)) {}
  absl::Status Read(sql::Deadline deadline,
                    absl::FunctionRef<absl::Status(sql::ReadTxn&)> fn) override {
    return inner_->Read(deadline, fn);
  }
  void WriteAsync(sql::Deadline deadline, sql::WriteFunction fn,
                  std::function<void(absl::Status)> done, sql::WriteOn on) override {
    inner_->WriteAsync(deadline, std::move(fn), std::move(done), on);
  }
  absl::StatusOr<std::unique_ptr<sql::Backup>> BackUp(const std::string& path) override {
    return inner_->BackUp(path);
  }
  absl::StatusOr<int64_t> SizeBytes() override { return inner_->SizeBytes(); }

 private:
  std::unique_ptr<sql::Database> inner_;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_FORWARDING_DATABASE_H_

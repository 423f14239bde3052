// The store: an open database with what the entities' functions need beside SQL.
//
// Entities live in files of their own (runs.h, series.h, ...), as free functions over ReadTxn and
// WriteTxn. A WriteTxn is a ReadTxn, so what reads can be used in writes.
#ifndef ASSAY_STORAGE_STORE_H_
#define ASSAY_STORAGE_STORE_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/lru_cache.h"
#include "storage/dictionary.h"
#include "storage/sql/database.h"
#include "storage/sql/migrator.h"

namespace assay {

using sql::Deadline;
using sql::kNoDeadline;
using sql::Rows;

struct DigestedFacts;  // storage/governance/model_facts.h

// A content of which everything is known: its row has a size and a name, and never changes again.
struct KnownContent {
  int64_t id = 0;
  int64_t kind = 0;
  int64_t size = 0;
};

// What all transactions of a store share.
struct StoreContext {
  const Clock& clock;
  const Ids& ids;
  // Caches, so they change behind const.
  mutable Dictionary names;    // name.text: keys of params and tags
  mutable Dictionary metrics;  // metric: key, NUL, context
  std::string secret;          // signs page tokens; random, made with the database
  mutable LruCache<KnownContent> contents{20'000};  // by digest
  // Facts by the keys of what they were gathered from; weights are bytes.
  mutable LruCache<DigestedFacts> facts{16 << 20};
};

// One snapshot. Not thread-safe.
class ReadTxn {
 public:
  ReadTxn(sql::ReadTxn& sql, const StoreContext& context, bool committed = true)
      : sql_(sql), context_(context), committed_(committed), now_us_(context.clock.NowMicros()) {}

  Rows Query(sql::Sql sql, sql::Params params) { return sql_.Query(sql, params); }
  Rows Query(sql::Sql sql, std::initializer_list<sql::Param> params) {
    return sql_.Query(sql, params);
  }
  Rows Query(const sql::Builder& builder) { return sql_.Query(builder.sql(), builder.params()); }
  const StoreContext& context() const { return context_; }
  // When the transaction began, in microseconds since 1970: everything in it happens at this time.
  int64_t now_us() const { return now_us_; }
  // Whether everything that is seen here is durable, so that it may be cached.
  bool committed() const { return committed_; }

 private:
  sql::ReadTxn& sql_;
  const StoreContext& context_;
  const bool committed_;
  const int64_t now_us_;
};

// One transaction that writes. Not thread-safe.
class WriteTxn : public ReadTxn {
 public:
  WriteTxn(sql::WriteTxn& sql, const StoreContext& context)
      : ReadTxn(sql, context, /*committed=*/false), sql_(sql) {}

  absl::StatusOr<int64_t> Execute(sql::Sql sql, sql::Params params) {
    return sql_.Execute(sql, params);
  }
  absl::StatusOr<int64_t> Execute(sql::Sql sql, std::initializer_list<sql::Param> params) {
    return sql_.Execute(sql, params);
  }
  absl::StatusOr<int64_t> Execute(const sql::Builder& builder) {
    return sql_.Execute(builder.sql(), builder.params());
  }
  // Execute for statements of which the number of changed rows does not matter.
  absl::Status Run(sql::Sql sql, std::initializer_list<sql::Param> params) {
    return sql_.Execute(sql, params).status();
  }
  // Runs an INSERT, without RETURNING, of one row into a table whose key is an {ID}. Returns the
  // key, or 0 when ON CONFLICT DO NOTHING left the row out.
  absl::StatusOr<int64_t> Insert(sql::Sql sql, std::initializer_list<sql::Param> params) {
    return sql_.Insert(sql, params);
  }

  std::string NewId() const { return context().ids.New(); }

  // What was looked up or made here; it enters the caches when the transaction is durable.
  struct Learned {
    std::vector<std::pair<int64_t, std::string>> names;
    std::vector<std::pair<int64_t, std::string>> metrics;
    std::vector<std::pair<std::string, KnownContent>> contents;
  };
  Learned& learned() { return learned_; }

  // Whether something here made a merge of small chunks due.
  bool merge_wanted() const { return merge_wanted_; }
  void WantMerge() { merge_wanted_ = true; }

 private:
  sql::WriteTxn& sql_;
  Learned learned_;
  bool merge_wanted_ = false;
};

// Thread-safe.
class Store {
 public:
  using WriteFunction = std::function<absl::Status(WriteTxn&)>;

  // Migrates the database and reads what it needs. `clock` and `ids` must outlive the store.
  static absl::StatusOr<std::unique_ptr<Store>> Open(std::unique_ptr<sql::Database> database,
                                                     const sql::Dialect& dialect,
                                                     const Clock& clock = SystemClock(),
                                                     const Ids& ids = RandomIds());

  // One snapshot. See sql::Database::Read.
  absl::Status Read(Deadline deadline, absl::FunctionRef<absl::Status(ReadTxn&)> fn);
  // One durable transaction. See sql::Database::WriteAsync.
  absl::Status Write(Deadline deadline, WriteFunction fn);
  void WriteAsync(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done,
                  sql::WriteOn on = sql::WriteOn::kWriterThread);

  const StoreContext& context() const { return context_; }
  sql::Database& database() { return *database_; }

 private:
  Store(std::unique_ptr<sql::Database> database, const Clock& clock, const Ids& ids);
  absl::Status LoadSecret();
  void Learn(const WriteTxn::Learned& learned);

  StoreContext context_;
  // Last, so that it closes first: its thread uses the context.
  std::unique_ptr<sql::Database> database_;
};

// The 16 bytes of an id of 32 hex digits, which must be well-formed, and back.
std::string IdBytes(std::string_view id);
std::string IdText(std::string_view bytes);

// InvalidArgument with reason ID_MALFORMED unless `id` is 32 lower-case hex digits.
absl::Status CheckId(std::string_view field, std::string_view id);

}  // namespace assay

#endif  // ASSAY_STORAGE_STORE_H_

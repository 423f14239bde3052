#include "storage/store.h"

#include "core/errors.h"
#include "core/status_macros.h"

namespace assay {
namespace {

int HexDigit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

std::string IdBytes(std::string_view id) {
  std::string bytes(id.size() / 2, '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(HexDigit(id[2 * i]) << 4 | HexDigit(id[2 * i + 1]));
  }
  return bytes;
}

std::string IdText(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(2 * bytes.size(), '\0');
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text[2 * i] = kDigits[byte >> 4];
    text[2 * i + 1] = kDigits[byte & 15];
  }
  return text;
}

absl::Status CheckId(std::string_view field, std::string_view id) {
  if (IsId(id)) return absl::OkStatus();
  return InvalidArgument("ID_MALFORMED", field,
                         "The {} is not an id: write 32 lower-case hex digits.", field);
}

Store::Store(std::unique_ptr<sql::Database> database, const Clock& clock, const Ids& ids)
    : context_{clock, ids, {}, {}, {}}, database_(std::move(database)) {}

absl::StatusOr<std::unique_ptr<Store>> Store::Open(std::unique_ptr<sql::Database> database,
                                                   const sql::Dialect& dialect, const Clock& clock,
                                                   const Ids& ids) {
  ASSAY_RETURN_IF_ERROR(sql::Migrate(*database, dialect, sql::Migrations()));
  std::unique_ptr<Store> store(new Store(std::move(database), clock, ids));
  ASSAY_RETURN_IF_ERROR(store->LoadSecret());
  return store;
}

absl::Status Store::LoadSecret() {
  return Write(kNoDeadline, [this](WriteTxn& txn) -> absl::Status {
    const std::string fresh = RandomIds().New();
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO setting (name, value) VALUES ('secret', $1) ON CONFLICT DO NOTHING",
                {sql::Bytes{fresh}}));
    ASSAY_RETURN_IF_ERROR(
        txn.Run("INSERT INTO workspace (name, description, version, created_us) "
                "VALUES ('default', '', 1, $1) ON CONFLICT DO NOTHING",
                {txn.now_us()}));
    Rows rows = txn.Query("SELECT value FROM setting WHERE name = 'secret'", {});
    if (rows.Next()) context_.secret = rows.String(0);
    return rows.status();
  });
}

absl::Status Store::Read(Deadline deadline, absl::FunctionRef<absl::Status(ReadTxn&)> fn) {
  return database_->Read(deadline, [&](sql::ReadTxn& sql) -> absl::Status {
    ReadTxn txn(sql, context_);
    return fn(txn);
  });
}

void Store::Learn(const WriteTxn::Learned& learned) {
  for (const auto& [id, text] : learned.names) context_.names.Put(id, text);
  for (const auto& [id, text] : learned.metrics) context_.metrics.Put(id, text);
  for (const auto& [digest, content] : learned.contents) {
    context_.contents.Put(digest, std::make_shared<KnownContent>(content), 1);
  }
}

absl::Status Store::Write(Deadline deadline, WriteFunction fn) {
  WriteTxn::Learned learned;
  absl::Status status = database_->Write(deadline, [&](sql::WriteTxn& sql) -> absl::Status {
    WriteTxn txn(sql, context_);
    ASSAY_RETURN_IF_ERROR(fn(txn));
    learned = std::move(txn.learned());
    return absl::OkStatus();
  });
  if (status.ok()) Learn(learned);
  return status;
}

void Store::WriteAsync(Deadline deadline, WriteFunction fn, std::function<void(absl::Status)> done,
                       sql::WriteOn on) {
  auto learned = std::make_shared<WriteTxn::Learned>();
  database_->WriteAsync(
      deadline,
      [this, fn = std::move(fn), learned](sql::WriteTxn& sql) -> absl::Status {
        WriteTxn txn(sql, context_);
        ASSAY_RETURN_IF_ERROR(fn(txn));
        *learned = std::move(txn.learned());
        return absl::OkStatus();
      },
      [this, learned, done = std::move(done)](absl::Status status) {
        if (status.ok()) Learn(*learned);
        done(std::move(status));
      },
      on);
}

}  // namespace assay

#include "server/server.h"

#include <chrono>
#include <utility>
#include <vector>

#include "core/errors.h"
#include "core/limits.h"
#include "core/status_macros.h"
#include "grpcpp/ext/proto_server_reflection_plugin.h"
#include "grpcpp/health_check_service_interface.h"
#include "grpcpp/resource_quota.h"
#include "grpcpp/server.h"
#include "grpcpp/server_builder.h"
#include "server/credentials.h"
#include "server/data_folder.h"
#include "server/doors/grpc/admin_door.h"
#include "server/doors/grpc/governance_door.h"
#include "server/doors/grpc/lineage_door.h"
#include "server/doors/grpc/registry_door.h"
#include "server/doors/grpc/tracking_door.h"
#include "server/first_administrator.h"
#include "server/housekeeper.h"
#include "server/secret_file.h"
#include "server/sweeper.h"
#include "spdlog/spdlog.h"
#include "storage/sqlite/database.h"

namespace assay {
namespace {

// What a connection may send ahead of the call that reads it.
constexpr int kLookaheadBytes = 1 << 20;
constexpr int64_t kMicrosInHour = int64_t{3'600} * 1'000'000;

std::vector<std::unique_ptr<grpc::Service>> MakeDoors(ServerEnv& env) {
  std::vector<std::unique_ptr<grpc::Service>> doors;
  doors.push_back(MakeTrackingDoor(env));
  doors.push_back(MakeLineageDoor(env));
  doors.push_back(MakeGovernanceDoor(env));
  doors.push_back(MakeRegistryDoor(env));
  doors.push_back(MakeAdminDoor(env));
  return doors;
}

class AssayServer : public Server {
 public:
  AssayServer(std::unique_ptr<DataFolder> folder, std::unique_ptr<Store> store,
              std::unique_ptr<Notary> notary, const Config& config)
      : config_(config),
        folder_(std::move(folder)),
        store_(std::move(store)),
        notary_(std::move(notary)),
        backup_place_{folder_->BackupPath()},
        gate_(*store_, config.auth, config.development_approvals),
        merger_(*store_),
        housekeeper_(*store_),
        sweeper_(*store_, std::chrono::seconds(config.sweep_seconds)),
        pool_(config.workers, static_cast<size_t>(config.max_waiting_calls)),
        env_{*store_,
             merger_,
             watch_hub_,
             pool_,
             streams_,
             gate_,
             *notary_,
             backup_place_,
             config.request_log,
             config.review_authentication_hours * kMicrosInHour},
        doors_(MakeDoors(env_)) {}

  absl::Status Listen() {
    grpc::ServerBuilder builder;
    ASSAY_ASSIGN_OR_RETURN(const auto credentials, ServerCredentials(config_));
    builder.AddListeningPort(config_.listen, credentials, &port_);
    // A port that is taken must be told, not shared.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.SetMaxReceiveMessageSize(static_cast<int>(limits::kMessageBytes));
    // Without this a connection may grow to hold many megabytes that nobody has asked for yet.
    builder.AddChannelArgument(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, kLookaheadBytes);
    for (const auto& door : doors_) builder.RegisterService(door.get());
    grpc_ = builder.BuildAndStart();
    if (grpc_ == nullptr || port_ == 0) {
      return FailedPrecondition("PORT_TAKEN",
                                "Can't listen on {}: the port is taken, or the address is not this "
                                "machine's. Stop what uses it, or choose another with --listen.",
                                config_.listen);
    }
    return absl::OkStatus();
  }

  ~AssayServer() override {
    if (grpc_ == nullptr) return;
    if (auto* health = grpc_->GetHealthCheckService()) health->SetServingStatus(false);
    streams_.StopAll();
    grpc_->Shutdown(std::chrono::system_clock::now() +
                    std::chrono::seconds(config_.shutdown_seconds));
    grpc_->Wait();
  }

  // Makes the first administrator when they are needed.
  absl::Status LetAdministratorIn() {
    if (config_.auth == Auth::kNone) return absl::OkStatus();
    ASSAY_ASSIGN_OR_RETURN(std::string secret,
                           MakeFirstAdministrator(*store_, config_.first_administrator));
    if (secret.empty() || config_.administrator_token_file.empty()) {
      first_secret_ = std::move(secret);
      return absl::OkStatus();
    }
    return WriteSecretFile(config_.administrator_token_file, secret + "\n");
  }

  int port() const override { return port_; }
  std::string TakeFirstSecret() override { return std::exchange(first_secret_, ""); }

 private:
  const Config config_;
  // In the order in which they are needed; destroyed the other way round.
  std::unique_ptr<DataFolder> folder_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Notary> notary_;
  BackupPlace backup_place_;
  Gate gate_;
  Merger merger_;
  Housekeeper housekeeper_;
  Sweeper sweeper_;
  WatchHub watch_hub_;
  StreamRegistry streams_;
  WorkerPool pool_;
  ServerEnv env_;
  std::vector<std::unique_ptr<grpc::Service>> doors_;
  int port_ = 0;
  std::string first_secret_;
  std::unique_ptr<grpc::Server> grpc_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config, const Clock& clock) {
  ASSAY_RETURN_IF_ERROR(CheckExposure(config));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<DataFolder> folder, DataFolder::Open(config.data));
  sql::sqlite::Options options;
  options.path = folder->DatabasePath();
  options.readers = config.readers;
  options.reader_mapped_bytes = int64_t{config.mapped_mib} << 20;
  options.max_waiting_writes = static_cast<size_t>(config.max_waiting_writes);
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database, sql::sqlite::Open(options));
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Store> store,
                         Store::Open(std::move(database), sql::sqlite::SqliteDialect(), clock));
  const NotaryOptions notary_options = {folder->AuditKeyPath(), config.audit_checkpoints,
                                        std::chrono::seconds(config.audit_checkpoint_seconds)};
  ASSAY_ASSIGN_OR_RETURN(std::unique_ptr<Notary> notary, Notary::Start(*store, notary_options));
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  auto server =
      std::make_unique<AssayServer>(std::move(folder), std::move(store), std::move(notary), config);
  ASSAY_RETURN_IF_ERROR(server->Listen());
  ASSAY_RETURN_IF_ERROR(server->LetAdministratorIn());
  return server;
}

}  // namespace assay

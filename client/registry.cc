#include "client/registry.h"

#include <charconv>

#include "client/internal/list.h"
#include "core/errors.h"
#include "fmt/format.h"

namespace assay {
namespace {

constexpr std::string_view kPrefix = "model:";

absl::Status Malformed(std::string_view text) {
  return InvalidArgument("VERSION_NAME_MALFORMED", "",
                         "\"{}\" names no model version. Write MODEL/NUMBER or MODEL@ALIAS, "
                         "perhaps with WORKSPACE/ in front.",
                         text);
}

// A part of a full name, where "%" and "/" are written %25 and %2F.
std::string Unescape(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 3) == "%2F" || text.substr(i, 3) == "%25") {
      result += text.substr(i, 3) == "%2F" ? '/' : '%';
      i += 2;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string Escape(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '%' || c == '/') {
      result += c == '/' ? "%2F" : "%25";
    } else {
      result += c;
    }
  }
  return result;
}

bool ParseNumber(std::string_view text, int64_t* number) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, *number);
  return error == std::errc() && rest == end && *number > 0;
}

}  // namespace

RegistryClient::RegistryClient(std::shared_ptr<Connection> connection, std::string workspace)
    : connection_(std::move(connection)), workspace_(std::move(workspace)) {}

v1::ModelVersionName RegistryClient::InWorkspace(v1::ModelVersionName version) const {
  if (version.workspace().empty()) version.set_workspace(workspace_);
  return version;
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::CreateModel(v1::RegisteredModel model) {
  v1::CreateModelRequest request;
  *request.mutable_model() = std::move(model);
  if (request.model().workspace().empty()) request.mutable_model()->set_workspace(workspace_);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/CreateModel", std::move(request));
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::GetModel(const std::string& name) {
  v1::GetModelRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/GetModel", std::move(request));
}

StreamRange<v1::RegisteredModel> RegistryClient::ListModels(bool show_deleted) {
  v1::ListModelsRequest request;
  request.set_workspace(workspace_);
  request.set_show_deleted(show_deleted);
  return List<v1::RegisteredModel>(connection_, "RegistryService/ListModels", std::move(request),
                                   &v1::ListModelsResponse::mutable_models);
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::UpdateModel(
    v1::RegisteredModel model, const std::vector<std::string>& fields) {
  v1::UpdateModelRequest request;
  *request.mutable_model() = std::move(model);
  if (request.model().workspace().empty()) request.mutable_model()->set_workspace(workspace_);
  for (const std::string& field : fields) request.mutable_update_mask()->add_paths(field);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/UpdateModel", std::move(request));
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::DeleteModel(const std::string& name,
                                                                const std::string& etag) {
  v1::DeleteModelRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  request.set_etag(etag);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/DeleteModel", std::move(request));
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::UndeleteModel(const std::string& name) {
  v1::UndeleteModelRequest request;
  request.set_workspace(workspace_);
  request.set_name(name);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/UndeleteModel",
                                                 std::move(request));
}

absl::StatusOr<v1::ModelVersion> RegistryClient::CreateModelVersion(v1::ModelVersion version,
                                                                    bool create_model) {
  v1::CreateModelVersionRequest request;
  if (version.workspace().empty()) version.set_workspace(workspace_);
  if (version.has_fine_tuned_from()) {
    *version.mutable_fine_tuned_from() = InWorkspace(version.fine_tuned_from());
  }
  *request.mutable_version() = std::move(version);
  request.set_create_model(create_model);
  return connection_->Unary<v1::ModelVersion>("RegistryService/CreateModelVersion",
                                              std::move(request));
}

absl::StatusOr<v1::ModelVersion> RegistryClient::GetModelVersion(v1::ModelVersionName version) {
  v1::GetModelVersionRequest request;
  *request.mutable_version() = InWorkspace(std::move(version));
  return connection_->Unary<v1::ModelVersion>("RegistryService/GetModelVersion",
                                              std::move(request));
}

StreamRange<v1::ModelVersion> RegistryClient::ListModelVersions(const std::string& model) {
  v1::ListModelVersionsRequest request;
  request.set_workspace(workspace_);
  request.set_model(model);
  return List<v1::ModelVersion>(connection_, "RegistryService/ListModelVersions",
                                std::move(request),
                                &v1::ListModelVersionsResponse::mutable_versions);
}

absl::StatusOr<v1::ModelVersion> RegistryClient::SetModelVersionLabels(
    v1::ModelVersionName version, const std::vector<std::pair<std::string, std::string>>& set,
    const std::vector<std::string>& remove) {
  v1::SetModelVersionLabelsRequest request;
  *request.mutable_version() = InWorkspace(std::move(version));
  for (const auto& [key, value] : set) {
    v1::Tag* label = request.add_set();
    label->set_key(key);
    label->set_value(value);
  }
  for (const std::string& key : remove) request.add_delete_(key);
  return connection_->Unary<v1::ModelVersion>("RegistryService/SetModelVersionLabels",
                                              std::move(request));
}

absl::StatusOr<v1::ModelVersion> RegistryClient::AttachContract(v1::ModelVersionName version,
                                                                v1::HandoffContract contract) {
  v1::AttachContractRequest request;
  *request.mutable_version() = InWorkspace(std::move(version));
  *request.mutable_contract() = std::move(contract);
  return connection_->Unary<v1::ModelVersion>("RegistryService/AttachContract", std::move(request));
}

absl::StatusOr<v1::ModelVersion> RegistryClient::SetAlias(v1::ModelVersionName version,
                                                          const std::string& alias,
                                                          const std::string& reason) {
  v1::SetAliasRequest request;
  *request.mutable_version() = InWorkspace(std::move(version));
  request.set_alias(alias);
  request.set_reason(reason);
  return connection_->Unary<v1::ModelVersion>("RegistryService/SetAlias", std::move(request));
}

absl::StatusOr<v1::RegisteredModel> RegistryClient::DeleteAlias(const std::string& model,
                                                                const std::string& alias,
                                                                const std::string& reason) {
  v1::DeleteAliasRequest request;
  request.set_workspace(workspace_);
  request.set_model(model);
  request.set_alias(alias);
  request.set_reason(reason);
  return connection_->Unary<v1::RegisteredModel>("RegistryService/DeleteAlias", std::move(request));
}

StreamRange<v1::AliasChange> RegistryClient::ListAliasHistory(const std::string& model,
                                                              const std::string& alias) {
  v1::ListAliasHistoryRequest request;
  request.set_workspace(workspace_);
  request.set_model(model);
  request.set_alias(alias);
  return List<v1::AliasChange>(connection_, "RegistryService/ListAliasHistory", std::move(request),
                               &v1::ListAliasHistoryResponse::mutable_changes);
}

absl::StatusOr<v1::Evaluation> RegistryClient::CreateEvaluation(v1::Evaluation evaluation) {
  v1::CreateEvaluationRequest request;
  *evaluation.mutable_version() = InWorkspace(evaluation.version());
  *request.mutable_evaluation() = std::move(evaluation);
  return connection_->Unary<v1::Evaluation>("RegistryService/CreateEvaluation", std::move(request));
}

absl::StatusOr<v1::Evaluation> RegistryClient::GetEvaluation(const std::string& evaluation_id) {
  v1::GetEvaluationRequest request;
  request.set_evaluation_id(evaluation_id);
  return connection_->Unary<v1::Evaluation>("RegistryService/GetEvaluation", std::move(request));
}

StreamRange<v1::Evaluation> RegistryClient::ListEvaluations(v1::ModelVersionName version) {
  v1::ListEvaluationsRequest request;
  *request.mutable_version() = InWorkspace(std::move(version));
  return List<v1::Evaluation>(connection_, "RegistryService/ListEvaluations", std::move(request),
                              &v1::ListEvaluationsResponse::mutable_evaluations);
}

absl::StatusOr<v1::Evaluation> RegistryClient::RecomputeEvaluation(const std::string& evaluation_id,
                                                                   ScoredFiles files,
                                                                   double tolerance) {
  v1::RecomputeEvaluationRequest request;
  request.set_evaluation_id(evaluation_id);
  request.set_predictions(std::move(files.predictions));
  request.set_labels(std::move(files.labels));
  request.set_tolerance(tolerance);
  return connection_->Unary<v1::Evaluation>("RegistryService/RecomputeEvaluation",
                                            std::move(request));
}

absl::StatusOr<v1::ModelVersionName> ParseModelVersionName(std::string_view text) {
  const bool full = text.starts_with(kPrefix);
  const std::string_view name = full ? text.substr(kPrefix.size()) : text;
  const auto part = [full](std::string_view escaped) {
    return full ? Unescape(escaped) : std::string(escaped);
  };
  // Models' names and aliases have no "/" and "@", so the last ones separate.
  const size_t separator = name.find_last_of("/@");
  if (separator == std::string_view::npos) return Malformed(text);
  const std::string_view model = name.substr(0, separator);
  const std::string_view which = name.substr(separator + 1);
  const size_t slash = model.rfind('/');
  const bool has_workspace = slash != std::string_view::npos;
  v1::ModelVersionName parsed;
  if (has_workspace) parsed.set_workspace(part(model.substr(0, slash)));
  parsed.set_model(part(has_workspace ? model.substr(slash + 1) : model));
  if (parsed.model().empty() || (has_workspace && slash == 0)) return Malformed(text);
  if (name[separator] == '@') {
    if (which.empty()) return Malformed(text);
    parsed.set_alias(std::string(which));
    return parsed;
  }
  int64_t number = 0;
  if (!ParseNumber(which, &number)) return Malformed(text);
  parsed.set_number(number);
  return parsed;
}

std::string FullModelVersionName(const v1::ModelVersionName& name) {
  return fmt::format("{}{}/{}/{}", kPrefix,
                     Escape(name.workspace().empty() ? "default" : name.workspace()),
                     Escape(name.model()), name.number());
}

}  // namespace assay

#include "tests/e2e/governance_on_server.h"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>

#include "client/admin.h"
#include "core/digest.h"
#include "core/ids.h"
#include "fmt/format.h"

namespace assay {
namespace {

constexpr int kRows = 100;

// Person, roles.
const std::vector<std::pair<std::string, std::vector<std::string>>>& People() {
  static const auto& people = *new std::vector<std::pair<std::string, std::vector<std::string>>>{
      {"grace", {"viewer", "policy_author", "governance_admin"}},
      {"ada", {"viewer", "contributor", "reviewer:medical"}},
      {"bea", {"viewer", "reviewer:medical"}},
      {"cy", {"viewer", "reviewer:risk"}},
      {"olaf", {"viewer", "contributor", "maintainer"}},
      {"dora", {"viewer", "break_glass", "reviewer:medical-director"}}};
  return people;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(file), {});
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

template <typename Response, typename Request>
Response Must(Connection& connection, const std::string& method, const Request& request) {
  auto response = connection.Unary<Response>(method, request);
  EXPECT_TRUE(testing::IsOk(response.status())) << method;
  return response.ok() ? *std::move(response) : Response();
}

std::string Labels() {
  std::string text = "id,label\n";
  for (int row = 0; row < kRows; ++row) text += fmt::format("{},{}\n", row, row % 2);
  return text;
}

std::string Predictions(int wrong) {
  std::string text = "id,probability\n";
  for (int row = 0; row < kRows; ++row) {
    const bool positive = (row % 2 == 1) != (row < wrong);
    text += fmt::format("{},{}\n", row, positive ? (row < wrong ? 0.6 : 0.9) : 0.1);
  }
  return text;
}

v1::Content ContentOf(const std::string& bytes) {
  v1::Content content;
  content.set_digest(Sha256Digest(bytes));
  content.set_size(static_cast<int64_t>(bytes.size()));
  return content;
}

void AddDataset(const std::string& name, const std::string& role, v1::LogBatchRequest* batch) {
  v1::DatasetUse* use = batch->add_inputs()->mutable_dataset();
  use->set_role(role);
  use->mutable_dataset()->set_name(name);
  *use->mutable_dataset()->mutable_content() = ContentOf(name);
}

void AddOutput(const std::string& path, const std::string& bytes, v1::LogBatchRequest* batch) {
  v1::Artifact* artifact = batch->add_outputs()->mutable_artifact();
  artifact->set_path(path);
  *artifact->mutable_content() = ContentOf(bytes);
}

// The run that fits the model, with all that its lineage needs.
std::string LogTraining(Connection& connection, const std::string& model, int wrong) {
  v1::LogBatchRequest batch;
  batch.set_run_id(RandomIds().New());
  batch.mutable_create()->set_experiment("screening");
  batch.mutable_create()->set_name(model);
  AddDataset("screenings", "train", &batch);
  AddDataset("holdout", "validation", &batch);
  AddOutput("model.bin", model, &batch);
  AddOutput("predictions.csv", Predictions(wrong), &batch);
  AddOutput("labels.csv", Labels(), &batch);
  batch.mutable_code()->set_repository("https://example.org/screening.git");
  batch.mutable_code()->set_commit(std::string(40, 'c'));
  (*batch.mutable_environment()->mutable_attributes())["os"] = "Linux";
  batch.mutable_finish();
  Must<v1::LogBatchResponse>(connection, "TrackingService/LogBatch", batch);
  return batch.run_id();
}

v1::HandoffContract Contract(int wrong, double latency_ms) {
  v1::HandoffContract contract;
  v1::QualityMetric* quality = contract.add_quality();
  quality->set_key("accuracy");
  quality->set_value(1 - static_cast<double>(wrong) / kRows);
  quality->set_dataset("holdout");
  quality->set_dataset_digest(Sha256Digest("holdout"));
  quality->set_split("validation");
  contract.set_latency_p50_ms(latency_ms / 2);
  contract.set_latency_p95_ms(latency_ms);
  contract.set_memory_mb(1);
  contract.set_parameter_count(31);
  *contract.mutable_predictions() = ContentOf(Predictions(wrong));
  *contract.mutable_labels() = ContentOf(Labels());
  contract.mutable_evaluation_dataset()->set_name("holdout");
  contract.mutable_evaluation_dataset()->set_digest(Sha256Digest("holdout"));
  contract.set_evaluation_split("validation");
  contract.mutable_scoring()->set_task(v1::SCORING_TASK_BINARY);
  return contract;
}

void Evaluate(Connection& connection, const v1::ModelVersion& version, int wrong) {
  v1::CreateEvaluationRequest create;
  v1::Evaluation* evaluation = create.mutable_evaluation();
  evaluation->mutable_version()->set_model(version.model());
  evaluation->mutable_version()->set_number(version.number());
  evaluation->set_dataset("holdout");
  evaluation->set_dataset_digest(Sha256Digest("holdout"));
  evaluation->set_split("validation");
  evaluation->set_sample_count(kRows);
  evaluation->set_evaluator("code:https://example.org/screening.git@" + std::string(40, 'c'));
  const auto made = Must<v1::Evaluation>(connection, "RegistryService/CreateEvaluation", create);
  v1::RecomputeEvaluationRequest recompute;
  recompute.set_evaluation_id(made.evaluation_id());
  recompute.set_predictions(Predictions(wrong));
  recompute.set_labels(Labels());
  Must<v1::Evaluation>(connection, "RegistryService/RecomputeEvaluation", recompute);
}

}  // namespace

testing::TempFolder* GovernanceOnServer::folder_ = nullptr;
testing::ServerProcess* GovernanceOnServer::server_ = nullptr;
std::map<std::string, std::string>* GovernanceOnServer::tokens_ = nullptr;

void GovernanceOnServer::SetUpTestSuite() {
  setenv("TZ", "UTC", 1);
  unsetenv("ASSAY_WORKSPACE");
  folder_ = new testing::TempFolder();
  tokens_ = new std::map<std::string, std::string>();
  const std::string token_file = folder_->path("administrator");
  auto server = testing::ServerProcess::Start(
      {.data = folder_->path("data"),
       .flags = {"--auth=token", "--administrator-token-file=" + token_file}});
  ASSERT_TRUE(testing::IsOk(server.status()));
  server_ = server->release();
  setenv("ASSAY_SERVER", server_->address().c_str(), 1);
  (*tokens_)["admin"] = ReadFile(token_file);
  As("admin");
  AdminClient admin(MakeConnection({}));
  for (const auto& [person, roles] : People()) {
    ASSERT_TRUE(testing::IsOk(admin.CreatePrincipal(person, v1::PRINCIPAL_KIND_PERSON).status()));
    for (const std::string& role : roles) {
      ASSERT_TRUE(testing::IsOk(
          admin.GrantRole({.principal = person, .role = role, .workspace = "*"}).status()));
    }
    const auto token = admin.CreateToken(person);
    ASSERT_TRUE(testing::IsOk(token.status()));
    (*tokens_)[person] = token->secret();
  }
  As("grace");
  Do({"policy", "publish", kScreeningPolicy});
}

void GovernanceOnServer::TearDownTestSuite() {
  unsetenv("ASSAY_SERVER");
  unsetenv("ASSAY_TOKEN");
  delete server_;
  delete tokens_;
  delete folder_;
}

void GovernanceOnServer::As(const std::string& person) {
  setenv("ASSAY_TOKEN", (*tokens_)[person].c_str(), 1);
}

std::string GovernanceOnServer::NewVersion(const std::string& model, int wrong, double latency_ms) {
  As("ada");
  const std::shared_ptr<Connection> connection = MakeConnection({});
  v1::CreateModelVersionRequest create;
  v1::ModelVersion* version = create.mutable_version();
  version->set_model(model);
  version->set_run_id(LogTraining(*connection, model, wrong));
  *version->mutable_artifact() = ContentOf(model);
  version->set_framework("examples");
  version->set_framework_version("1");
  *version->mutable_contract() = Contract(wrong, latency_ms);
  create.set_create_model(true);
  const auto made =
      Must<v1::ModelVersion>(*connection, "RegistryService/CreateModelVersion", create);
  Evaluate(*connection, made, wrong);
  return fmt::format("{}/{}", model, made.number());
}

cli::Json GovernanceOnServer::Json(std::vector<std::string> arguments) {
  arguments.push_back("--json");
  const cli::Result result = cli::RunCli(arguments);
  EXPECT_EQ(result.err, "");
  return cli::Json::parse(result.out, nullptr, /*allow_exceptions=*/false);
}

void GovernanceOnServer::Do(const std::vector<std::string>& arguments, const std::string& input) {
  const cli::Result result = cli::RunCli(arguments, input);
  EXPECT_EQ(result.exit_code, 0) << cli::Transcript(arguments, input);
}

std::string GovernanceOnServer::Normal(const std::string& transcript) {
  std::string text =
      std::regex_replace(transcript, std::regex("sha256:[0-9a-f]{64}"), "sha256:<64 digits>");
  text = std::regex_replace(text, std::regex("(^|[^0-9a-f])[0-9a-f]{32}(?![0-9a-f])"),
                            "$1<32 digits>");
  // What a table cut.
  text = std::regex_replace(text, std::regex("sha256:[0-9a-f]*…"), "sha256:<cut>");
  text = std::regex_replace(text, std::regex("[0-9]{4}-[0-9][0-9: -]*…"), "<time cut>");
  text = std::regex_replace(text, std::regex("\"sha256:\": [0-9a-f]{8}"), "\"sha256:\": <typed>");
  return std::regex_replace(
      text, std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{8}(\\.[0-9]+)?Z?"), "<time>");
}

std::string GovernanceOnServer::Session(const std::vector<std::vector<std::string>>& commands) {
  std::string text;
  for (const std::vector<std::string>& arguments : commands) text += cli::Transcript(arguments);
  return Normal(text);
}

std::string GovernanceOnServer::NewSlot(const std::string& use_case) {
  As("grace");
  const std::string slot = use_case + "/production";
  Do({"slot", "create", slot});
  Do({"slot", "bind", slot, "tumour-screening"});
  return slot;
}

std::string GovernanceOnServer::NewRequest(const std::string& slot, const std::string& version) {
  As("ada");
  Do({"slot", "enroll", slot, version});
  return Json({"request", "open", slot, version})["request_id"];
}

void GovernanceOnServer::ApproveByAll(const std::string& request) {
  for (const char* person : {"bea", "cy"}) {
    As(person);
    const std::string digest = Json({"request", "show", request})["request"]["review_digest"];
    Do({"review", "approve", request, "--digest", digest});
  }
}

std::string GovernanceOnServer::Promote(const std::string& slot, const std::string& version) {
  const std::string request = NewRequest(slot, version);
  ApproveByAll(request);
  As("olaf");
  return Json({"request", "commit", request})["decision_id"];
}

}  // namespace assay

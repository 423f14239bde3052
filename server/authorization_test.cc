#include "server/authorization.h"

#include <filesystem>
#include <string>

#include "assay/v1/tracking_service.pb.h"
#include "fmt/format.h"
#include "gtest/gtest.h"
#include "server/server.h"
#include "storage/identity/roles.h"

namespace assay {
namespace {

// Every service in proto/, so that none is forgotten.
std::vector<const google::protobuf::ServiceDescriptor*> AllServices() {
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto& entry :
       std::filesystem::directory_iterator(ASSAY_SOURCE_DIR "/proto/assay/v1")) {
    const std::string path = "assay/v1/" + entry.path().filename().string();
    if (!path.ends_with("_service.proto")) continue;
    const auto* file = google::protobuf::DescriptorPool::generated_pool()->FindFileByName(path);
    // One that no door serves yet can't be called.
    for (int i = 0; file != nullptr && i < file->service_count(); ++i) {
      services.push_back(file->service(i));
    }
  }
  return services;
}

TEST(Authorization, EveryMethodHasARuleThatCanBeApplied) {
  // Links every door.
  ASSERT_NE(&Server::Start, nullptr);
  int methods = 0;
  for (const auto* service : AllServices()) {
    for (int i = 0; i < service->method_count(); ++i, ++methods) {
      const std::string name(service->method(i)->name());
      const MethodRule* rule = FindRule(name);
      ASSERT_NE(rule, nullptr) << name << " has no rule in server/authorization.cc";
      if (rule->role.empty()) continue;
      EXPECT_TRUE(rule->role == kReviewerPrefix || ValidateRole(rule->role).ok()) << name;
      EXPECT_TRUE(rule->everywhere || !rule->places.empty())
          << name << ": no field of its request says a workspace; see server/places.h";
    }
  }
  EXPECT_GT(methods, 30);
}

TEST(Authorization, WhatChangesNeedsMoreThanAViewer) {
  for (const char* method :
       {"CreateRun", "LogBatch", "StreamLog", "FinishRun", "UpdateTags", "CreateExperiment"}) {
    EXPECT_EQ(FindRule(method)->role, "contributor") << method;
    EXPECT_EQ(FindRule(method)->scope, "write") << method;
  }
  for (const char* method : {"GetRun", "SearchRuns", "StreamMetricHistory", "WatchRun"}) {
    EXPECT_EQ(FindRule(method)->role, "viewer") << method;
    EXPECT_EQ(FindRule(method)->scope, "read") << method;
  }
  for (const char* method :
       {"CreateToken", "GrantRole", "CreatePrincipal", "CreateWorkspace", "BackUp"}) {
    EXPECT_EQ(FindRule(method)->role, kAdministrator) << method;
    EXPECT_EQ(FindRule(method)->scope, "admin") << method;
  }
  EXPECT_EQ(FindRule("VerifyAuditLog")->role, "auditor");
  EXPECT_EQ(FindRule("NoSuchMethod"), nullptr);
}

TEST(Authorization, PlacesAreFoundByTheNamesOfFields) {
  const auto paths = [](const google::protobuf::Descriptor* request) {
    std::vector<std::string> texts;
    for (const PlaceField& field : PlaceFieldsOf(*request)) {
      std::string text;
      for (const auto* step : field.path) {
        text += fmt::format("{}{}", text.empty() ? "" : ".", step->name());
      }
      texts.push_back(text);
    }
    return texts;
  };
  EXPECT_EQ(paths(v1::SearchRunsRequest::descriptor()),
            (std::vector<std::string>{"workspace", "experiment_ids"}));
  EXPECT_EQ(
      paths(v1::LogBatchRequest::descriptor()),
      (std::vector<std::string>{"run_id", "create.run_id", "create.experiment_id",
                                "create.workspace", "create.parent_run_id", "finish.run_id"}));
}

}  // namespace
}  // namespace assay

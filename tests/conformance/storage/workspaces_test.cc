#include "storage/workspaces.h"

#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;

ASSAY_STORAGE_SUITE(WorkspacesTest);

v1::Workspace Named(std::string_view name) {
  v1::Workspace workspace;
  workspace.set_name(std::string(name));
  workspace.set_description("of " + std::string(name));
  return workspace;
}

TEST_P(WorkspacesTest, DefaultIsThereAndHasTheEmptyName) {
  ASSERT_OK_AND_ASSIGN(const v1::Workspace by_name,
                       ReadFor([](ReadTxn& txn) { return GetWorkspace(txn, "default"); }));
  ASSERT_OK_AND_ASSIGN(const v1::Workspace by_empty,
                       ReadFor([](ReadTxn& txn) { return GetWorkspace(txn, ""); }));
  EXPECT_EQ(by_name.name(), "default");
  EXPECT_EQ(by_name.SerializeAsString(), by_empty.SerializeAsString());
}

TEST_P(WorkspacesTest, WhatWasCreatedIsReadBackAfterReopening) {
  ASSERT_OK_AND_ASSIGN(const v1::Workspace made, WriteFor([](WriteTxn& txn) {
                         return CreateWorkspace(txn, Named("vision"), "tester");
                       }));
  EXPECT_EQ(made.create_time().seconds(), kStartMicros / 1'000'000);
  EXPECT_FALSE(made.etag().empty());
  Reopen();
  ASSERT_OK_AND_ASSIGN(const v1::Workspace read,
                       ReadFor([](ReadTxn& txn) { return GetWorkspace(txn, "vision"); }));
  EXPECT_EQ(read.SerializeAsString(), made.SerializeAsString());
}

TEST_P(WorkspacesTest, ANameIsUniqueAndCaseSensitive) {
  ASSERT_OK(
      WriteFor([](WriteTxn& txn) { return CreateWorkspace(txn, Named("vision"), "tester"); }));
  EXPECT_OK(
      WriteFor([](WriteTxn& txn) { return CreateWorkspace(txn, Named("Vision"), "tester"); }));
  EXPECT_THAT(
      WriteFor([](WriteTxn& txn) { return CreateWorkspace(txn, Named("vision"), "tester"); }),
      IsError(StatusCode::kAlreadyExists, "WORKSPACE_EXISTS"));
}

TEST_P(WorkspacesTest, RefusesMalformedOnes) {
  EXPECT_THAT(WriteFor([](WriteTxn& txn) { return CreateWorkspace(txn, Named(""), "tester"); }),
              IsErrorAt(StatusCode::kInvalidArgument, "NAME_EMPTY", "workspace.name"));
  v1::Workspace wordy = Named("vision");
  wordy.set_description(std::string(16'001, 'x'));
  EXPECT_THAT(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, wordy, "tester"); }),
              IsError(StatusCode::kInvalidArgument, "VALUE_TOO_LONG"));
}

TEST_P(WorkspacesTest, UnknownOnesAreNotFound) {
  EXPECT_THAT(ReadFor([](ReadTxn& txn) { return GetWorkspace(txn, "vision"); }),
              IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
  EXPECT_THAT(ReadFor([](ReadTxn& txn) { return FindWorkspace(txn, "vision"); }),
              IsError(StatusCode::kNotFound, "WORKSPACE_NOT_FOUND"));
}

TEST_P(WorkspacesTest, ListsByTheBytesOfTheNamePageByPage) {
  for (const char* name : {"é", "b", "B", "a", "zz"}) {
    ASSERT_OK(WriteFor([&](WriteTxn& txn) { return CreateWorkspace(txn, Named(name), "tester"); }));
  }
  std::vector<std::string> names;
  for (std::string after;;) {
    ASSERT_OK_AND_ASSIGN(const std::vector<v1::Workspace> page,
                         ReadFor([&](ReadTxn& txn) { return ListWorkspaces(txn, after, 2); }));
    if (page.empty()) break;
    EXPECT_LE(page.size(), 2u);
    for (const v1::Workspace& workspace : page) names.push_back(workspace.name());
    after = names.back();
  }
  EXPECT_THAT(names, ElementsAre("B", "a", "b", "default", "zz", "é"));
}

}  // namespace
}  // namespace assay::testing

// A store with runs that read and wrote this and that.
#ifndef ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_FIXTURE_H_
#define ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_FIXTURE_H_

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/digest.h"
#include "core/limits.h"
#include "storage/lineage/catalogue.h"
#include "storage/lineage/completeness.h"
#include "storage/lineage/identify.h"
#include "storage/lineage/nodes.h"
#include "storage/lineage/trace.h"
#include "tests/conformance/storage/storage_test.h"

namespace assay::testing {

class LineageFixture : public StorageTest {
 protected:
  static std::string Sha(char digit) { return "sha256:" + std::string(64, digit); }

  static v1::RunIo File(std::string_view path, const std::string& digest) {
    v1::RunIo item;
    item.mutable_artifact()->set_path(std::string(path));
    item.mutable_artifact()->mutable_content()->set_digest(digest);
    return item;
  }
  static v1::RunIo Dataset(std::string_view name, const std::string& digest,
                           std::string_view role) {
    v1::RunIo item;
    item.mutable_dataset()->set_role(std::string(role));
    item.mutable_dataset()->mutable_dataset()->set_name(std::string(name));
    item.mutable_dataset()->mutable_dataset()->mutable_content()->set_digest(digest);
    return item;
  }
  // A directory with its manifest.
  static v1::RunIo Directory(std::string_view path,
                             std::vector<std::pair<std::string, std::string>> files) {
    v1::RunIo item = File(path, "");
    v1::Content* content = item.mutable_artifact()->mutable_content();
    content->set_kind(v1::CONTENT_KIND_DIRECTORY);
    for (const auto& [file, digest] : files) {
      v1::ManifestEntry* entry = content->mutable_manifest()->add_entries();
      entry->set_path(file);
      entry->set_digest(digest);
    }
    std::sort(files.begin(), files.end());
    std::string lines;
    for (const auto& [file, digest] : files) lines += digest.substr(7) + "  " + file + "\n";
    content->set_digest(Sha256Digest(lines));
    return item;
  }

  absl::Status LogInput(const std::string& run_id, const v1::RunIo& item) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    *request.add_inputs() = item;
    return Log(request).status();
  }
  absl::Status LogOutput(const std::string& run_id, const v1::RunIo& item) {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    *request.add_outputs() = item;
    return Log(request).status();
  }
  absl::Status LogCode(const std::string& run_id, const std::string& commit,
                       const std::string& branch = "") {
    v1::LogBatchRequest request;
    request.set_run_id(run_id);
    request.mutable_code()->set_repository("r");
    request.mutable_code()->set_commit(commit);
    request.mutable_code()->set_branch(branch);
    return Log(request).status();
  }
  absl::Status SetParent(const std::string& run_id, const std::string& parent) {
    v1::UpdateRunRequest request;
    request.mutable_run()->set_run_id(run_id);
    request.mutable_run()->set_parent_run_id(parent);
    request.mutable_update_mask()->add_paths("parent_run_id");
    return Write([&](WriteTxn& txn) { return UpdateRun(txn, request, "tester"); });
  }

  static std::string Version(const std::string& name, char digit) {
    return "dataset:default/" + name + "@" + Sha(digit);
  }
  absl::StatusOr<v1::RegisteredDatasetVersion> Register(const std::string& name, char digit,
                                                        const std::vector<std::string>& sources) {
    v1::RegisterDatasetVersionRequest request;
    request.mutable_version()->set_name(name);
    request.mutable_version()->mutable_content()->set_digest(Sha(digit));
    for (const std::string& source : sources) request.add_derived_from(source);
    return WriteFor([&](WriteTxn& txn) { return RegisterDatasetVersion(txn, request, "tester"); });
  }

  absl::StatusOr<v1::LineageNode> Node(const std::string& name) {
    return ReadFor([&](ReadTxn& txn) -> absl::StatusOr<v1::LineageNode> {
      ASSAY_ASSIGN_OR_RETURN(const NodeRef ref, FindNode(txn, name));
      return LoadNode(txn, ref);
    });
  }
  // The names of what a trace reaches.
  std::vector<std::string> Reached(const std::string& start, v1::LineageDirection direction,
                                   int64_t as_of_us = kNow) {
    TraceOptions options{{direction, kAllEdges, as_of_us}, limits::kMaxTraceDepth, 1'000};
    std::vector<std::string> names;
    EXPECT_OK(store_->Read(kNoDeadline, [&](ReadTxn& txn) -> absl::Status {
      ASSAY_ASSIGN_OR_RETURN(const NodeRef ref, FindNode(txn, start));
      ASSAY_ASSIGN_OR_RETURN(const Trace trace, StartTrace(txn, ref, options));
      std::vector<NodeRef> refs;
      for (const TraceNode& node : trace.nodes) refs.push_back(node.ref);
      ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::LineageNode> nodes, LoadNodes(txn, refs));
      for (const v1::LineageNode& node : nodes) names.push_back(node.name());
      return absl::OkStatus();
    }));
    return names;
  }
  v1::Verdict Verify(const std::string& name, const std::string& path, const std::string& digest) {
    v1::VerifyContentRequest request;
    request.set_name(name);
    request.set_path(path);
    request.set_digest(digest);
    const auto response = ReadFor([&](ReadTxn& txn) { return VerifyContent(txn, request); });
    EXPECT_OK(response);
    return response.ok() ? response->verdict() : v1::VERDICT_UNSPECIFIED;
  }
  // The checks of completeness that are not OK.
  std::vector<std::string> Missing(const std::string& name) {
    const auto response = ReadFor([&](ReadTxn& txn) { return GetCompleteness(txn, name); });
    EXPECT_OK(response);
    std::vector<std::string> missing;
    if (!response.ok()) return missing;
    for (const v1::CompletenessCheck& check : response->checks()) {
      EXPECT_FALSE(check.message().empty());
      if (check.state() == v1::CompletenessCheck::OK) continue;
      missing.push_back(v1::CompletenessCheck::Item_Name(check.item()));
    }
    EXPECT_EQ(response->complete(), missing.empty());
    return missing;
  }
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_STORAGE_LINEAGE_FIXTURE_H_

// The fixture of the lineage suites: runs on the shared server that read and wrote unique contents.
#ifndef ASSAY_TESTS_CONFORMANCE_API_LINEAGE_API_TEST_H_
#define ASSAY_TESTS_CONFORMANCE_API_LINEAGE_API_TEST_H_

#include <string>
#include <string_view>
#include <vector>

#include "client/lineage.h"
#include "core/digest.h"
#include "tests/conformance/api/api_test.h"

namespace assay::testing {

class LineageApiTest : public ApiTest {
 protected:
  LineageApiTest() : lineage_(connection_) {}
  LineageClient& lineage() { return lineage_; }

  // The digest of content that no other test has.
  static std::string NewDigest() { return Sha256Digest(RandomIds().New()); }

  static v1::RunIo File(const std::string& path, const std::string& digest) {
    v1::RunIo item;
    item.mutable_artifact()->set_path(path);
    item.mutable_artifact()->mutable_content()->set_digest(digest);
    return item;
  }
  static v1::RunIo Data(const std::string& name, const std::string& digest,
                        const std::string& role = "") {
    v1::RunIo item;
    item.mutable_dataset()->set_role(role);
    item.mutable_dataset()->mutable_dataset()->set_name(name);
    item.mutable_dataset()->mutable_dataset()->mutable_content()->set_digest(digest);
    return item;
  }
  // A new run that read and wrote this.
  std::string RunWith(const std::vector<v1::RunIo>& inputs, const std::vector<v1::RunIo>& outputs) {
    const std::string run_id = NewRun();
    v1::LogBatchRequest batch = Batch(run_id);
    for (const v1::RunIo& item : inputs) *batch.add_inputs() = item;
    for (const v1::RunIo& item : outputs) *batch.add_outputs() = item;
    EXPECT_OK(api().LogBatch(std::move(batch)));
    return run_id;
  }

  static v1::TraceLineageRequest TraceOf(
      const std::string& start, v1::LineageDirection direction = v1::LINEAGE_DIRECTION_UPSTREAM) {
    v1::TraceLineageRequest request;
    request.set_start(start);
    request.set_direction(direction);
    return request;
  }
  template <typename Nodes>
  static std::vector<std::string> Names(const Nodes& nodes) {
    std::vector<std::string> names;
    for (const v1::LineageNode& node : nodes) names.push_back(node.name());
    return names;
  }

  absl::StatusOr<v1::RegisteredDatasetVersion> Register(
      const std::string& name, const std::string& digest,
      const std::vector<std::string>& derived_from = {}, const std::string& version = "") {
    v1::RegisterDatasetVersionRequest request;
    request.mutable_version()->set_name(name);
    request.mutable_version()->set_version(version);
    request.mutable_version()->mutable_content()->set_digest(digest);
    for (const std::string& source : derived_from) request.add_derived_from(source);
    return lineage().RegisterDatasetVersion(std::move(request));
  }
  static std::string Version(const std::string& name, const std::string& digest) {
    return "dataset:default/" + name + "@" + digest;
  }

 private:
  LineageClient lineage_;
};

}  // namespace assay::testing

#endif  // ASSAY_TESTS_CONFORMANCE_API_LINEAGE_API_TEST_H_

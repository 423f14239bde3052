// Whatever a spool's file holds: reading it ends, accounts for every byte, and gives batches that
// are read back the same when they are written again.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "client/internal/spool_file.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace assay {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

// One folder for all inputs of this process.
const std::string& Folder() {
  // Never destroyed, as it is used at exit.
  static const std::string& folder = *new std::string([] {
    std::string path = std::filesystem::temp_directory_path() / "assay_spool_fuzz_XXXXXX";
    Require(mkdtemp(path.data()) != nullptr);
    std::atexit([] { std::filesystem::remove_all(Folder()); });
    return path;
  }());
  return folder;
}

// Equal for equal batches: maps in the order of their keys.
std::string Bytes(const v1::LogBatchRequest& batch) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  Require(batch.SerializeToCodedStream(&coded));
  coded.Trim();
  return bytes;
}

struct Spool {
  SpoolContents contents;
  std::vector<std::string> batches;
};

Spool Read(const std::string& folder) {
  Spool spool;
  const auto contents = ReadSpool(folder, [&](v1::LogBatchRequest batch) {
    spool.batches.push_back(Bytes(batch));
    return absl::OkStatus();
  });
  Require(contents.ok());
  spool.contents = *contents;
  Require(spool.contents.batches == static_cast<int64_t>(spool.batches.size()));
  return spool;
}

// The batches that a file of these bytes holds.
Spool ReadBytes(const std::string& bytes) {
  const std::string folder = Folder() + "/read";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/00000000000000000001.spool", std::ios::binary) << bytes;
  Spool spool = Read(folder);
  Require(spool.contents.bytes + spool.contents.torn_bytes == static_cast<int64_t>(bytes.size()));
  return spool;
}

void RequireReadsBack(const Spool& spool) {
  const std::string folder = Folder() + "/written";
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  SpoolWriter writer(folder);
  std::vector<std::string> kept;
  for (const std::string& bytes : spool.batches) {
    v1::LogBatchRequest batch;
    Require(batch.ParseFromString(bytes));
    const auto place = writer.Append(batch);
    Require(place.ok());
    const auto again = ReadSpooled(*place);
    Require(again.ok() && Bytes(*again) == bytes);
    // An empty batch is not told from the zeros that a power failure leaves.
    if (bytes.empty()) break;
    kept.push_back(bytes);
  }
  Require(Read(folder).batches == kept);
}

}  // namespace
}  // namespace assay

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  assay::RequireReadsBack(assay::ReadBytes(std::string(reinterpret_cast<const char*>(data), size)));
  return 0;
}

#include "client/internal/spool_file.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "client/test_files.h"
#include "client/testing/small_disk.h"
#include "core/errors.h"
#include "gtest/gtest.h"

namespace assay {
namespace {

v1::LogBatchRequest Batch(int64_t sequence, size_t bytes = 10) {
  v1::LogBatchRequest batch;
  batch.set_run_id("run");
  batch.set_writer_id("writer");
  batch.set_sequence(sequence);
  v1::Tag* tag = batch.add_tags();
  tag->set_key("text");
  tag->set_value(std::string(bytes, 'x'));
  return batch;
}

std::string ReadBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

struct Read {
  SpoolContents contents;
  std::vector<int64_t> sequences;
};

// Reads a folder, in which every batch that is found must be one that Batch makes.
Read ReadAll(const std::string& folder) {
  Read read;
  const auto contents = ReadSpool(folder, [&read](v1::LogBatchRequest batch) {
    EXPECT_EQ(batch.SerializeAsString(), Batch(batch.sequence()).SerializeAsString());
    read.sequences.push_back(batch.sequence());
    return absl::OkStatus();
  });
  EXPECT_TRUE(contents.ok()) << contents.status();
  if (contents.ok()) read.contents = *contents;
  return read;
}

// A folder with one file of records, and where each of them begins and the last one ends.
class SpoolBytes : public testing::Test {
 protected:
  void SetUp() override {
    SpoolWriter writer(folder_.path());
    for (int64_t sequence = 1; sequence <= 3; ++sequence) {
      const auto place = writer.Append(Batch(sequence));
      ASSERT_TRUE(place.ok()) << place.status();
      EXPECT_EQ(place->file, file_);
      ends_.push_back(place->offset + place->size);
    }
    bytes_ = ReadBytes(file_);
    ASSERT_EQ(static_cast<int64_t>(bytes_.size()), ends_.back());
  }

  TempDir folder_;
  const std::string file_ = folder_.path() + "/00000000000000000001.spool";
  std::string bytes_;
  std::vector<int64_t> ends_{0};
};

TEST_F(SpoolBytes, AreReadBackInOrder) {
  const Read read = ReadAll(folder_.path());
  EXPECT_EQ(read.sequences, (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(read.contents.batches, 3);
  EXPECT_EQ(read.contents.bytes, static_cast<int64_t>(bytes_.size()));
  EXPECT_EQ(read.contents.torn_bytes, 0);
}

TEST_F(SpoolBytes, TornAnywhereGiveTheWholeRecordsBefore) {
  for (size_t size = 0; size <= bytes_.size(); ++size) {
    WriteBytes(file_, bytes_.substr(0, size));
    const Read read = ReadAll(folder_.path());
    int64_t whole = 0;
    while (whole < 3 && ends_[whole + 1] <= static_cast<int64_t>(size)) ++whole;
    ASSERT_EQ(read.contents.batches, whole) << "cut at " << size;
    ASSERT_EQ(read.contents.torn_bytes, static_cast<int64_t>(size) - ends_[whole]) << size;
  }
}

TEST_F(SpoolBytes, ChangedAnywhereNeverGiveAnotherBatch) {
  for (size_t at = 0; at < bytes_.size(); ++at) {
    std::string changed = bytes_;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    WriteBytes(file_, changed);
    const Read read = ReadAll(folder_.path());
    ASSERT_LT(read.contents.batches, 3) << "changed at " << at;
    ASSERT_GT(read.contents.torn_bytes, 0) << "changed at " << at;
  }
}

TEST_F(SpoolBytes, ADamagedRecordIsLeftOutAndTheNextOnesAreNot) {
  std::string changed = bytes_;
  changed[ends_[1] + 12] ^= 1;
  WriteBytes(file_, changed);
  const Read read = ReadAll(folder_.path());
  EXPECT_EQ(read.sequences, (std::vector<int64_t>{1, 3}));
  EXPECT_EQ(read.contents.torn_bytes, ends_[2] - ends_[1]);
}

TEST_F(SpoolBytes, ZerosThatAPowerFailureLeftAreNoBatches) {
  WriteBytes(file_, bytes_ + std::string(100, '\0'));
  const Read read = ReadAll(folder_.path());
  EXPECT_EQ(read.contents.batches, 3);
  EXPECT_EQ(read.contents.torn_bytes, 100);
}

TEST_F(SpoolBytes, AFileThatWasChangedFromOutsideIsCorrupt) {
  WriteBytes(file_, bytes_.substr(0, ends_[3] - 1));
  const auto batch = ReadSpooled({file_, ends_[2] + 8, ends_[3] - ends_[2] - 8});
  EXPECT_EQ(ErrorReason(batch.status()), "SPOOL_CORRUPT");
}

TEST_F(SpoolBytes, AReadersErrorEndsTheReading) {
  const auto contents =
      ReadSpool(folder_.path(), [](v1::LogBatchRequest) { return absl::CancelledError("enough"); });
  EXPECT_EQ(contents.status(), absl::CancelledError("enough"));
}

TEST(SpoolWriter, BeginsAFileWhenOneIsLarge) {
  TempDir folder;
  SpoolWriter writer(folder.path());
  constexpr int64_t kRecords = 9;
  for (int64_t sequence = 1; sequence <= kRecords; ++sequence) {
    ASSERT_TRUE(writer.Append(Batch(sequence, 8 << 20)).ok());
  }
  EXPECT_EQ(writer.file(), folder.path() + "/00000000000000000009.spool");
  int64_t next = 1;
  const auto contents = ReadSpool(folder.path(), [&next](v1::LogBatchRequest batch) {
    EXPECT_EQ(batch.sequence(), next++);
    return absl::OkStatus();
  });
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->batches, kRecords);
}

TEST(SpoolWriter, AFullDiskLeavesWholeRecords) {
  SmallDisk disk(64 << 10);
  if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a small disk";
  SpoolWriter writer(disk.path());
  int64_t last = 0;
  absl::Status status;
  while ((status = writer.Append(Batch(last + 1, 5'000)).status()).ok()) ++last;
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ErrorReason(status), "SPOOL_FULL");
  EXPECT_GT(last, 5);
  int64_t read = 0;
  const auto contents = ReadSpool(disk.path(), [&read](v1::LogBatchRequest batch) {
    EXPECT_EQ(batch.sequence(), ++read);
    return absl::OkStatus();
  });
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(read, last);
  EXPECT_EQ(contents->torn_bytes, 0);
}

TEST(SpoolFolder, BelongsToOne) {
  TempDir dir;
  const std::string path = dir.path() + "/0123456789abcdef0123456789abcdef";
  {
    const auto mine = SpoolFolder::Create(path);
    ASSERT_TRUE(mine.ok()) << mine.status();
    EXPECT_TRUE(SpoolFolder::InUse(path));
    EXPECT_EQ(ErrorReason(SpoolFolder::Lock(path).status()), "SPOOL_IN_USE");
    EXPECT_TRUE(SpoolFolder::InUse(path)) << "asking and failing must not unlock it";
  }
  EXPECT_FALSE(SpoolFolder::InUse(path));
  auto next = SpoolFolder::Lock(path);
  ASSERT_TRUE(next.ok()) << next.status();
  EXPECT_EQ(ErrorReason(SpoolFolder::Lock(path).status()), "SPOOL_IN_USE");
  EXPECT_TRUE(next->Remove().ok());
  EXPECT_FALSE(std::filesystem::exists(path));
  const absl::Status gone = SpoolFolder::Lock(path).status();
  EXPECT_EQ(gone.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorReason(gone), "SPOOL_NOT_FOUND");
}

TEST(SpoolFolder, IsListedByWriter) {
  TempDir dir;
  const std::string a(32, 'a');
  const std::string b(32, 'b');
  EXPECT_TRUE(ListSpoolWriters(dir.path() + "/none")->empty());
  const auto second = SpoolFolder::Create(dir.path() + "/" + b);
  const auto first = SpoolFolder::Create(dir.path() + "/" + a);
  std::filesystem::create_directory(dir.path() + "/something-else");
  std::filesystem::create_directory(dir.path() + "/" + std::string(32, 'c'));  // no lock: no spool
  EXPECT_EQ(*ListSpoolWriters(dir.path()), (std::vector<std::string>{a, b}));
}

TEST(SpoolFolder, SaysWhyItCannotBeMade) {
  TempDir dir;
  WriteBytes(dir.path() + "/file", "");
  const absl::Status status = SpoolFolder::Create(dir.path() + "/file/writer").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ErrorReason(status), "SPOOL_UNUSABLE");
  EXPECT_NE(status.message().find("Not a directory"), absl::string_view::npos) << status;
}

TEST(SpoolFolder, IsNotTakenFromAnother) {
  TempDir dir;
  const std::string path = dir.path() + "/" + std::string(32, 'a');
  const auto mine = SpoolFolder::Create(path);
  EXPECT_EQ(ErrorReason(SpoolFolder::Create(path).status()), "SPOOL_UNUSABLE");
  EXPECT_TRUE(SpoolFolder::InUse(path));
}

}  // namespace
}  // namespace assay

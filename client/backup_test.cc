#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "client/admin.h"
#include "client/mock_connection.h"
#include "client/testing/small_disk.h"
#include "core/digest.h"
#include "tests/testing/status.h"
#include "tests/testing/temp_folder.h"

namespace assay {
namespace {

using absl::StatusCode;
using ::testing::_;
using testing::IsError;
using testing::Says;
namespace fs = std::filesystem;

const std::string kBytes = std::string(100'000, 'a') + std::string(50'000, 'b');

v1::BackUpResponse Message(const std::string& data, const std::string& digest = "") {
  v1::BackUpResponse message;
  message.set_data(data);
  message.set_copied_bytes(static_cast<int64_t>(kBytes.size()));
  message.set_total_bytes(static_cast<int64_t>(kBytes.size()));
  message.set_digest(digest);
  return message;
}

class BackupTest : public ::testing::Test {
 protected:
  // The server sends these, and ends the call so.
  void Serve(std::vector<v1::BackUpResponse> messages, absl::Status end = absl::OkStatus()) {
    EXPECT_CALL(*connection_, CallStream("AdminService/BackUp", _, _, _))
        .WillOnce([messages, end](const auto&, const auto&, google::protobuf::Message* message,
                                  const std::function<bool()>& on_message) {
          for (const v1::BackUpResponse& next : messages) {
            message->CopyFrom(next);
            if (!on_message()) return absl::OkStatus();
          }
          return end;
        });
  }
  absl::StatusOr<Backup> BackUp() { return AdminClient(connection_).BackUp(path_); }

  std::shared_ptr<MockConnection> connection_ = std::make_shared<MockConnection>();
  testing::TempFolder folder_;
  const std::string path_ = folder_.path("copy.db");
};

TEST_F(BackupTest, WritesWhatComesIntoAFileOfItsOwner) {
  v1::BackUpResponse copying = Message("");
  copying.set_copied_bytes(7);
  const std::string digest = Sha256Digest(kBytes);
  Serve({copying, Message(kBytes.substr(0, 100'000)), Message(kBytes.substr(100'000), digest)});
  std::vector<std::pair<int64_t, int64_t>> progress;
  const auto backup = AdminClient(connection_).BackUp(path_, [&](const BackupProgress& now) {
    EXPECT_EQ(now.total, 150'000);
    EXPECT_FALSE(fs::exists(path_)) << "it is there when it is whole";
    progress.emplace_back(now.copied, now.received);
  });
  ASSERT_OK(backup);
  EXPECT_EQ(backup->bytes, 150'000);
  EXPECT_EQ(backup->digest, digest);
  EXPECT_THAT(progress, ::testing::ElementsAre(std::pair(7, 0), std::pair(150'000, 100'000),
                                               std::pair(150'000, 150'000)));
  std::ifstream file(path_, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), kBytes);
  struct stat info = {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_FALSE(fs::exists(path_ + ".part"));
}

TEST_F(BackupTest, OtherBytesThanWereSentAreRefused) {
  const auto damaged = IsError(StatusCode::kDataLoss, "BACKUP_DAMAGED");
  std::string other = kBytes;
  other[70'000] = 'c';
  Serve({Message(other, Sha256Digest(kBytes))});
  EXPECT_THAT(BackUp(), damaged);
  Serve({Message(kBytes.substr(1), Sha256Digest(kBytes.substr(1)))});
  EXPECT_THAT(BackUp(), damaged) << "one byte is missing";
  Serve({Message(kBytes)});
  EXPECT_THAT(BackUp(), damaged) << "the last message did not come";
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(BackupTest, AnErrorOfTheServerLeavesNothing) {
  Serve({Message(kBytes.substr(9))},
        MakeError(StatusCode::kUnavailable, "SERVER_STOPPING", "The server is stopping."));
  EXPECT_THAT(BackUp(), IsError(StatusCode::kUnavailable, "SERVER_STOPPING"));
  EXPECT_TRUE(fs::is_empty(folder_.path()));
}

TEST_F(BackupTest, AFileThatIsThereIsLeftAlone) {
  EXPECT_CALL(*connection_, CallStream(_, _, _, _)).Times(0);
  std::ofstream(path_) << "precious";
  EXPECT_THAT(BackUp(), IsError(StatusCode::kAlreadyExists, "FILE_EXISTS"));
  EXPECT_THAT(BackUp(), Says(path_));
  EXPECT_EQ(fs::file_size(path_), 8u);
  EXPECT_THAT(AdminClient(connection_).BackUp(folder_.path("missing/copy.db")),
              IsError(StatusCode::kFailedPrecondition, "FILE_UNWRITABLE"));
}

TEST_F(BackupTest, AFullDiskEndsTheCall) {
  const SmallDisk disk(64 << 10);
  if (!disk.mounted()) GTEST_SKIP() << "a small disk needs the right to mount";
  Serve({Message(kBytes, Sha256Digest(kBytes))});
  EXPECT_THAT(AdminClient(connection_).BackUp(disk.path() + "/copy.db"),
              IsError(StatusCode::kFailedPrecondition, "FILE_UNWRITABLE"));
  EXPECT_TRUE(fs::is_empty(disk.path()));
}

}  // namespace
}  // namespace assay

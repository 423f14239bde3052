#include "client/hash.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>

#include "client/test_files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr size_t kBig = 1'000'000;  // several reads

TEST(HashFile, IsSha256OfTheBytes) {
  const TempDir dir;
  dir.Write("abc", "abc");
  dir.Write("empty", "");
  dir.Write("big", std::string(kBig, 'x'));
  const auto abc = HashFile(dir.path("abc"));
  ASSERT_TRUE(abc.ok()) << abc.status();
  // The example of FIPS 180-4.
  EXPECT_EQ(abc->digest, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(abc->size, 3);
  EXPECT_EQ(HashFile(dir.path("empty"))->digest, Sha256Digest(""));
  EXPECT_EQ(HashFile(dir.path("big"))->digest, Sha256Digest(std::string(kBig, 'x')));
  EXPECT_EQ(HashFile(dir.path("big"))->size, static_cast<int64_t>(kBig));
}

TEST(HashFile, SaysWhatIsWrongWithThePath) {
  const TempDir dir;
  dir.Write("file", "x");
  fs::create_symlink("file", dir.path("link"));
  ASSERT_EQ(mkfifo(dir.path("pipe").c_str(), 0600), 0);
  const auto reason = [&](std::string_view name) {
    return ErrorReason(HashFile(dir.path(name)).status());
  };
  EXPECT_EQ(reason("missing"), "PATH_NOT_FOUND");
  EXPECT_EQ(reason("file/below"), "PATH_NOT_FOUND");
  EXPECT_EQ(reason("link"), "SYMLINK_REFUSED");
  EXPECT_EQ(reason("pipe"), "SPECIAL_FILE_REFUSED");
  EXPECT_EQ(ErrorReason(HashFile(dir.path()).status()), "NOT_A_FILE");
  EXPECT_EQ(ErrorReason(HashDirectory(dir.path("file")).status()), "NOT_A_DIRECTORY");
  EXPECT_EQ(ErrorReason(HashDirectory(dir.path("missing")).status()), "PATH_NOT_FOUND");
  EXPECT_EQ(ErrorReason(HashPath(dir.path("missing")).status()), "PATH_NOT_FOUND");
}

// A child without privileges hashes what only its owner may read.
TEST(HashFile, SaysWhenThereIsNoPermission) {
  const TempDir dir;
  dir.Write("secret", "x");
  fs::permissions(dir.path(), fs::perms::all);
  fs::permissions(dir.path("secret"), fs::perms::none);
  EXPECT_EXIT(
      {
        if (geteuid() == 0 && seteuid(65534) != 0) std::_Exit(2);
        const auto status = HashFile(dir.path("secret")).status();
        const bool right = status.code() == absl::StatusCode::kPermissionDenied &&
                           ErrorReason(status) == "PERMISSION_DENIED";
        std::_Exit(right ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

// Changes `path` once the first stretch was read.
HashOptions After(std::function<void()> change) {
  HashOptions options;
  options.progress = [change = std::move(change), done = false](const HashProgress&) mutable {
    if (!done) change();
    done = true;
  };
  return options;
}

TEST(HashFile, RefusesAFileThatChangesMeanwhile) {
  const TempDir dir;
  const std::string path = dir.path("file");
  const std::vector<std::function<void()>> changes = {
      [&] { std::ofstream(path, std::ios::app) << "more"; },
      [&] { fs::resize_file(path, kBig / 2); },
      [&] { std::ofstream(path, std::ios::in | std::ios::out) << "same size"; },
      [&] {
        dir.Write("other", std::string(kBig, 'x'));
        fs::last_write_time(dir.path("other"), fs::last_write_time(path));
        fs::rename(dir.path("other"), path);
      },
      [&] { fs::remove(path); },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    dir.WriteOld("file", std::string(kBig, 'x'));
    const auto result = HashFile(path, After(changes[i]));
    EXPECT_EQ(result.status().code(), absl::StatusCode::kAborted) << i;
    EXPECT_EQ(ErrorReason(result.status()), "CONTENT_CHANGED") << i;
    EXPECT_THAT(std::string(result.status().message()), HasSubstr(path)) << i;
  }
}

TEST(HashDirectory, IsDirHashOfTheSortedManifest) {
  const TempDir dir;
  // '-' < '/' < '0' and "B" < "a": the order is of bytes, and of whole paths.
  for (const char* name : {"a/x", "a-b", "a0", "B", "a/y/z", "\xc3\xa4", ".hidden"}) {
    dir.Write(name, name);
  }
  const auto hashed = HashDirectory(dir.path());
  ASSERT_TRUE(hashed.ok()) << hashed.status();
  EXPECT_EQ(hashed->Manifest(), ShellOutput("cd " + dir.path() +
                                            " && find . -type f | sed 's|^./||' | LC_ALL=C sort | "
                                            "tr '\\n' '\\0' | xargs -0 sha256sum"));
  EXPECT_EQ(hashed->digest, Sha256Digest(hashed->Manifest()));
  EXPECT_EQ(hashed->size, 3 + 3 + 2 + 1 + 5 + 2 + 7);
  EXPECT_EQ(hashed->files.size(), 7u);
}

TEST(HashDirectory, OfNoFilesIsTheDigestOfNothing) {
  const TempDir dir;
  fs::create_directories(dir.path("empty/folders"));
  const auto hashed = HashDirectory(dir.path());
  ASSERT_TRUE(hashed.ok()) << hashed.status();
  EXPECT_EQ(hashed->digest, Sha256Digest(""));
  EXPECT_EQ(hashed->size, 0);
}

TEST(HashDirectory, IsTheSameForEveryNumberOfThreads) {
  const TempDir dir;
  for (int i = 0; i < 60; ++i) {
    dir.Write("part" + std::to_string(i),
              std::string(static_cast<size_t>(i) * 17'000, 'a' + i % 26));
  }
  const auto one = HashDirectory(dir.path(), {.threads = 1});
  ASSERT_TRUE(one.ok());
  for (const int threads : {0, 2, 7, 1'000}) {
    const auto many = HashDirectory(dir.path(), {.threads = threads});
    ASSERT_TRUE(many.ok());
    EXPECT_EQ(many->digest, one->digest);
    EXPECT_EQ(many->files, one->files);
  }
}

TEST(HashDirectory, HashesTenThousandSmallFiles) {
  const TempDir dir;
  for (int i = 0; i < 10'000; ++i) {
    const std::string number = std::to_string(i);
    const fs::path folder = dir.path(std::to_string(i % 100));
    fs::create_directories(folder);
    std::ofstream(folder / number) << number;
  }
  const auto hashed = HashDirectory(dir.path());
  ASSERT_TRUE(hashed.ok()) << hashed.status();
  ASSERT_EQ(hashed->files.size(), 10'000u);
  for (const FileEntry& file : hashed->files) {
    const std::string name = file.path.substr(file.path.find('/') + 1);
    ASSERT_EQ(file.digest, Sha256Digest(name));
  }
}

TEST(HashDirectory, RefusesWhatADigestCantCover) {
  const auto reason_with = [](const std::function<void(const TempDir&)>& add) {
    const TempDir dir;
    dir.Write("sub/file", "x");
    add(dir);
    const absl::Status status = HashDirectory(dir.path()).status();
    EXPECT_THAT(std::string(status.message()), HasSubstr("sub/odd"));
    return ErrorReason(status);
  };
  const auto write = [](std::string name) {
    return [name](const TempDir& dir) { dir.Write("sub/odd" + name, "x"); };
  };
  EXPECT_EQ(
      reason_with([](const TempDir& dir) { fs::create_symlink("file", dir.path("sub/odd")); }),
      "SYMLINK_REFUSED");
  EXPECT_EQ(reason_with([](const TempDir& dir) { fs::create_symlink("/", dir.path("sub/odd")); }),
            "SYMLINK_REFUSED");
  EXPECT_EQ(
      reason_with([](const TempDir& dir) { fs::create_symlink("gone", dir.path("sub/odd")); }),
      "SYMLINK_REFUSED");
  EXPECT_EQ(reason_with([](const TempDir& dir) { mkfifo(dir.path("sub/odd").c_str(), 0600); }),
            "SPECIAL_FILE_REFUSED");
  EXPECT_EQ(reason_with(write("\n")), "PATH_INVALID");
  EXPECT_EQ(reason_with(write("\\")), "PATH_INVALID");
  EXPECT_EQ(reason_with(write("\xff")), "PATH_INVALID");
  EXPECT_EQ(reason_with(write("\x1b[31m")), "PATH_INVALID");
}

TEST(HashDirectory, TakesNamesThatOnlyLookLikeDots) {
  const TempDir dir;
  for (const char* name : {"...", "..a", "a..", ".a/..b"}) dir.Write(name, "x");
  const auto hashed = HashDirectory(dir.path());
  ASSERT_TRUE(hashed.ok()) << hashed.status();
  EXPECT_EQ(hashed->files.size(), 4u);
}

TEST(HashDirectory, RefusesADirectoryThatChangesMeanwhile) {
  const auto reason_after = [](const std::function<void(const TempDir&)>& change) {
    const TempDir dir;
    // The largest file is read first.
    dir.WriteOld("a_large", std::string(kBig, 'x'));
    dir.WriteOld("z_small", "x");
    HashOptions options = After([&] { change(dir); });
    options.threads = 1;
    return ErrorReason(HashDirectory(dir.path(), options).status());
  };
  EXPECT_EQ(reason_after([](const TempDir&) {}), "");
  EXPECT_EQ(reason_after([](const TempDir& dir) { dir.Write("new", "x"); }), "CONTENT_CHANGED");
  EXPECT_EQ(reason_after([](const TempDir& dir) { dir.Write("z_small", "longer"); }),
            "CONTENT_CHANGED");
  EXPECT_EQ(reason_after([](const TempDir& dir) { fs::remove(dir.path("z_small")); }),
            "CONTENT_CHANGED");
  EXPECT_EQ(reason_after([](const TempDir& dir) {
              fs::remove(dir.path("z_small"));
              fs::create_symlink("a_large", dir.path("z_small"));
            }),
            "CONTENT_CHANGED");
}

// The file's turn is over when it changes.
TEST(HashDirectory, RefusesAFileThatChangesAfterItsTurn) {
  const TempDir dir;
  dir.WriteOld("a_large", std::string(kBig, 'x'));
  dir.WriteOld("z_small", "x");
  HashOptions options = {.threads = 1};
  options.progress = [&](const HashProgress& progress) {
    if (progress.files_done == 2) std::ofstream(dir.path("a_large"), std::ios::app) << "more";
  };
  EXPECT_EQ(ErrorReason(HashDirectory(dir.path(), options).status()), "CONTENT_CHANGED");
}

TEST(HashDirectory, TellsItsProgress) {
  const TempDir dir;
  for (int i = 0; i < 9; ++i) dir.Write(std::to_string(i), std::string(kBig / 3, 'x'));
  dir.Write("empty", "");
  HashProgress last;
  HashOptions options = {.threads = 3};
  std::atomic<int> inside{0};
  options.progress = [&](const HashProgress& progress) {
    EXPECT_EQ(inside++, 0);
    EXPECT_GE(progress.bytes_done, last.bytes_done);
    EXPECT_GE(progress.files_done, last.files_done);
    EXPECT_EQ(progress.bytes_total, static_cast<int64_t>(kBig / 3 * 9));
    EXPECT_EQ(progress.files_total, 10);
    last = progress;
    --inside;
  };
  ASSERT_TRUE(HashDirectory(dir.path(), options).ok());
  EXPECT_EQ(last.bytes_done, last.bytes_total);
  EXPECT_EQ(last.files_done, 10);
}

TEST(HashDirectory, CanBeCancelled) {
  const TempDir dir;
  for (int i = 0; i < 20; ++i) dir.Write(std::to_string(i), std::string(kBig, 'x'));
  std::stop_source stop;
  HashOptions options = {.threads = 2, .cancel = stop.get_token()};
  int calls_after = 0;
  options.progress = [&](const HashProgress&) {
    if (stop.stop_requested()) ++calls_after;
    stop.request_stop();
  };
  const absl::Status status = HashDirectory(dir.path(), options).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(ErrorReason(status), "HASH_CANCELLED");
  EXPECT_LE(calls_after, 1);  // the other thread's stretch
}

TEST(HashPath, TakesFilesAndDirectories) {
  const TempDir dir;
  dir.Write("folder/file", "abc");
  const auto file = HashPath(dir.path("folder/file"));
  ASSERT_TRUE(file.ok());
  EXPECT_FALSE(file->is_directory);
  EXPECT_EQ(file->digest, Sha256Digest("abc"));
  EXPECT_EQ(file->size, 3);
  const auto folder = HashPath(dir.path("folder"));
  ASSERT_TRUE(folder.ok());
  EXPECT_TRUE(folder->is_directory);
  EXPECT_EQ(folder->digest, HashDirectory(dir.path("folder"))->digest);
  EXPECT_EQ(folder->files, (std::vector<FileEntry>{{"file", Sha256Digest("abc"), 3}}));
}

}  // namespace
}  // namespace assay

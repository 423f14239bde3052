#include "client/code.h"

#include <unistd.h>

#include "client/test_files.h"
#include "core/digest.h"
#include "core/errors.h"
#include "gmock/gmock.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// A git repository that knows nothing of the user's configuration.
class Repository {
 public:
  Repository() { Git("init --quiet --initial-branch=main"); }

  void Write(std::string_view name, std::string_view text) const { dir_.Write(name, text); }
  std::string path(std::string_view name = "") const { return dir_.path(name); }

  // Runs a git command in the repository and returns what it prints, without the last newline.
  std::string Git(const std::string& command) const {
    const std::string line = "cd " + dir_.path() +
                             " && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null"
                             " git -c user.name=t -c user.email=t@example.com " +
                             command + " 2>&1";
    std::string output = ShellOutput(line);
    if (output.ends_with('\n')) output.pop_back();
    return output;
  }

  void Commit() const { Git("add --all"), Git("commit --quiet --allow-empty --message=change"); }

 private:
  TempDir dir_;
};

// Everything that matters, kept whole.
CodeInfo Capture(const Repository& repository, std::string_view start = "") {
  auto info = CaptureCode(repository.path(start), {.max_patch_bytes = 10 << 20});
  EXPECT_TRUE(info.ok()) << info.status();
  return info.ok() ? *info : CodeInfo();
}

TEST(Code, DescribesACleanRepository) {
  const Repository repository;
  repository.Write("src/train.py", "print(1)\n");
  repository.Write(".gitignore", "*.log\n");
  repository.Commit();
  repository.Write("run.log", "ignored");
  repository.Git("remote add upstream https://example.com/other.git");
  repository.Git("remote add origin https://user:hunter2@example.com/team/model.git");
  const CodeInfo info = Capture(repository, "src/train.py");
  EXPECT_EQ(info.repository_url, "https://example.com/team/model.git");
  EXPECT_EQ(info.commit, repository.Git("rev-parse HEAD"));
  EXPECT_EQ(info.branch, "main");
  EXPECT_EQ(info.entry_point, "src/train.py");
  EXPECT_FALSE(info.dirty);
  EXPECT_EQ(info.patch_digest, "");
  EXPECT_EQ(info.patch, "");
  EXPECT_EQ(info.patch_size, 0);
  EXPECT_FALSE(info.patch_omitted);
  EXPECT_TRUE(info.patch_complete);
}

TEST(Code, StartsFromAFolderOrThroughALink) {
  const Repository repository;
  repository.Write("src/train.py", "print(1)\n");
  repository.Commit();
  EXPECT_EQ(Capture(repository, "src").entry_point, "");
  EXPECT_EQ(Capture(repository).repository_url, "");
  const TempDir elsewhere;
  fs::create_symlink(repository.path("src/train.py"), elsewhere.path("train"));
  const auto info = CaptureCode(elsewhere.path("train"));
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->entry_point, "src/train.py");
}

TEST(Code, NamesARemoteWithoutCredentials) {
  const Repository repository;
  repository.Commit();
  EXPECT_EQ(Capture(repository).repository_url, "");
  repository.Git("remote add team.mirror git@example.com:team/mirror.git");
  EXPECT_EQ(Capture(repository).repository_url, "git@example.com:team/mirror.git");
  repository.Git("remote add origin https://hunter2@example.com/team/model.git");
  EXPECT_EQ(Capture(repository).repository_url, "https://example.com/team/model.git");
  repository.Git("config url.https://proxy/.insteadOf https://hunter2@example.com/");
  EXPECT_EQ(Capture(repository).repository_url, "https://example.com/team/model.git");
}

TEST(Code, HasNoBranchWhenHeadIsDetached) {
  const Repository repository;
  repository.Commit();
  repository.Git("checkout --quiet --detach");
  EXPECT_EQ(Capture(repository).branch, "");
}

// Staged, unstaged, new, deleted, executable, and without a newline at the end: the patch restores
// it.
TEST(Code, PatchRestoresTheWorkTree) {
  const Repository repository;
  for (const char* name : {"staged", "unstaged", "both", "deleted", "script"}) {
    repository.Write(name, "one\ntwo\nthree\n");
  }
  repository.Commit();
  repository.Write("staged", "one\nTWO\nthree\n");
  repository.Write("both", "one\n");
  repository.Git("add staged both");
  repository.Write("both", "one\nmore\n");
  repository.Write("unstaged", "one\ntwo\nthree");
  repository.Write("new/deep/file", "fresh\n");
  repository.Write("new/empty", "");
  fs::remove(repository.path("deleted"));
  fs::permissions(repository.path("script"), fs::perms::owner_all);

  const CodeInfo info = Capture(repository);
  EXPECT_TRUE(info.dirty);
  EXPECT_TRUE(info.patch_complete);
  EXPECT_EQ(info.patch_digest, Sha256Digest(info.patch));
  EXPECT_EQ(info.patch_size, static_cast<int64_t>(info.patch.size()));

  const TempDir patch;
  patch.Write("patch", info.patch);
  const Repository other;
  other.Git("pull --quiet " + repository.path() + " main");
  other.Git("apply " + patch.path("patch"));
  EXPECT_EQ(other.Git("status --short | sort"),
            " D deleted\n M both\n M script\n M staged\n M "
            "unstaged\n?? new/");
  repository.Git("reset --quiet");
  EXPECT_EQ(other.Git("diff --no-index --exit-code new " + repository.path("new")), "");
  EXPECT_EQ(other.Git("diff"), repository.Git("diff"));
  EXPECT_EQ(Capture(other).patch_digest, info.patch_digest);
}

TEST(Code, PatchIsTheSameWhateverTheConfiguration) {
  const Repository repository;
  repository.Write("file", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
  repository.Commit();
  repository.Write("file", "1\n2\n3\n4\nFIVE\n6\n7\n8\n9\n");
  const std::string patch = Capture(repository).patch;
  EXPECT_THAT(patch, HasSubstr("diff --git a/file b/file\n"));
  for (const char* setting : {"diff.noprefix true", "diff.mnemonicPrefix true", "diff.context 1",
                              "core.abbrev 8", "diff.algorithm patience", "color.ui always"}) {
    repository.Git(std::string("config ") + setting);
    EXPECT_EQ(Capture(repository).patch, patch) << setting;
  }
}

TEST(Code, PatchChangesWithEveryContent) {
  const Repository repository;
  repository.Write("text", "1\n");
  repository.Write("binary", std::string("\0one", 4));
  repository.Commit();
  std::vector<std::string> digests;
  const auto capture = [&] { digests.push_back(Capture(repository).patch_digest); };
  capture();
  repository.Write("text", "2\n");
  capture();
  repository.Write("text", "3\n");
  capture();
  repository.Write("binary", std::string("\0two", 4));
  capture();
  EXPECT_THAT(Capture(repository).patch, HasSubstr("# binary (binary, now "));
  EXPECT_FALSE(Capture(repository).patch_complete);
  repository.Write("binary", std::string("\0six", 4));
  capture();
  repository.Write("new_binary", std::string("\0x", 2));
  capture();
  repository.Write("new_binary", std::string("\0y", 2));
  capture();
  fs::remove(repository.path("binary"));
  capture();
  for (size_t i = 0; i < digests.size(); ++i) {
    for (size_t j = 0; j < i; ++j) EXPECT_NE(digests[i], digests[j]) << i << " " << j;
  }
}

TEST(Code, LargePatchIsDigestedButOmitted) {
  const Repository repository;
  repository.Write("file", "x\n");
  repository.Commit();
  std::string lines;
  for (int i = 0; i < 5'000; ++i) lines += std::to_string(i) + "\n";
  repository.Write("file", lines);
  const CodeInfo whole = Capture(repository);
  EXPECT_FALSE(whole.patch_omitted);
  for (const int64_t limit : {int64_t{0}, int64_t{1'000}, whole.patch_size - 1}) {
    const auto info = CaptureCode(repository.path(), {.max_patch_bytes = limit});
    ASSERT_TRUE(info.ok());
    EXPECT_TRUE(info->patch_omitted);
    EXPECT_EQ(info->patch, "");
    EXPECT_EQ(info->patch_digest, whole.patch_digest);
    EXPECT_EQ(info->patch_size, whole.patch_size);
  }
  EXPECT_EQ(CaptureCode(repository.path(), {.max_patch_bytes = whole.patch_size})->patch,
            whole.patch);
}

TEST(Code, LargeUntrackedFilesAreOnlyMentioned) {
  const Repository repository;
  repository.Commit();
  repository.Write("data/large.csv", std::string(300 << 10, 'x'));
  for (int i = 10; i < 30; ++i) {
    repository.Write("many/" + std::to_string(i), std::string(250 << 10, 'y'));
  }
  const CodeInfo info = Capture(repository);
  EXPECT_TRUE(info.dirty);
  EXPECT_FALSE(info.patch_complete);
  EXPECT_THAT(info.patch, HasSubstr("# data/large.csv (untracked, 307200 bytes)\n"));
  EXPECT_THAT(info.patch, HasSubstr("+++ b/many/25\n"));
  EXPECT_THAT(info.patch, HasSubstr("# many/26 (untracked, 256000 bytes)\n"));
  EXPECT_LT(info.patch_size, 5 << 20);
}

TEST(Code, RepositoryInsideIsMentioned) {
  const Repository repository;
  repository.Commit();
  repository.Write("inner/file", "x");
  repository.Git("init --quiet inner");
  repository.Git("-C inner add file");
  repository.Git("-C inner commit --quiet --message=inner");
  const CodeInfo info = Capture(repository);
  EXPECT_TRUE(info.dirty);
  EXPECT_THAT(info.patch, HasSubstr("# inner/ (untracked, not a file)\n"));
}

TEST(Code, UnmergedConflictIsDirty) {
  const Repository repository;
  repository.Write("file", "base\n");
  repository.Commit();
  repository.Git("checkout --quiet -b side");
  repository.Write("file", "side\n");
  repository.Commit();
  repository.Git("checkout --quiet main");
  repository.Write("file", "main\n");
  repository.Commit();
  repository.Git("merge side; test $? -eq 1");
  const CodeInfo info = Capture(repository);
  EXPECT_TRUE(info.dirty);
  EXPECT_EQ(info.patch, "# file (conflict, now " + repository.Git("hash-object file") + ")\n");
  EXPECT_FALSE(info.patch_complete);
}

TEST(Code, WorksInALinkedWorkTree) {
  const Repository repository;
  repository.Write("file", "x\n");
  repository.Commit();
  const TempDir elsewhere;
  repository.Git("worktree add --quiet -b feature " + elsewhere.path("tree"));
  elsewhere.Write("tree/file", "changed\n");
  const auto info = CaptureCode(elsewhere.path("tree/file"));
  ASSERT_TRUE(info.ok()) << info.status();
  EXPECT_EQ(info->branch, "feature");
  EXPECT_EQ(info->entry_point, "file");
  EXPECT_TRUE(info->dirty);
  EXPECT_FALSE(Capture(repository).dirty);
}

TEST(Code, SaysWhyThereIsNothingToCapture) {
  const TempDir plain;
  EXPECT_EQ(ErrorReason(CaptureCode(plain.path()).status()), "CODE_NOT_IN_REPOSITORY");
  EXPECT_EQ(CaptureCode(plain.path()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorReason(CaptureCode(plain.path("missing")).status()), "PATH_NOT_FOUND");
  const Repository empty;
  EXPECT_EQ(ErrorReason(CaptureCode(empty.path()).status()), "CODE_NO_COMMITS");
  empty.Git("init --quiet --bare bare.git");
  EXPECT_EQ(ErrorReason(CaptureCode(empty.path("bare.git")).status()), "CODE_NO_WORK_TREE");
}

// libgit2 refuses a repository of another user, as git does. Only root can make one.
TEST(Code, SaysWhenTheRepositoryIsNotTrusted) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to change an owner";
  const Repository repository;
  repository.Commit();
  ASSERT_EQ(chown(repository.path().c_str(), 65534, 65534), 0);
  ASSERT_EQ(chown(repository.path(".git").c_str(), 65534, 65534), 0);
  EXPECT_EQ(ErrorReason(CaptureCode(repository.path()).status()), "CODE_NOT_TRUSTED");
}

}  // namespace
}  // namespace assay

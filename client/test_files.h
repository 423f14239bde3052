// Real files for tests.
#ifndef ASSAY_CLIENT_TEST_FILES_H_
#define ASSAY_CLIENT_TEST_FILES_H_

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace assay {

// What a shell command prints; it must succeed.
inline std::string ShellOutput(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  while (const size_t count = fread(buffer, 1, sizeof(buffer), pipe)) output.append(buffer, count);
  EXPECT_EQ(pclose(pipe), 0) << command << "\n" << output;
  return output;
}

// A fresh folder that is removed at the end of the test.
class TempDir {
 public:
  TempDir() {
    std::string path =
        std::filesystem::canonical(std::filesystem::temp_directory_path()) / "assay_capture_XXXXXX";
    if (mkdtemp(path.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    path_ = path;
  }
  ~TempDir() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  std::string path(std::string_view name = "") const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }

  // Writes a file, and the folders above it.
  void Write(std::string_view name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

  // The same, dated a day ago: so the next write moves the file's time, however coarse the clock
  // is.
  void WriteOld(std::string_view name, std::string_view text) const {
    Write(name, text);
    std::filesystem::last_write_time(
        path_ / name, std::filesystem::file_time_type::clock::now() - std::chrono::hours(24));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace assay

#endif  // ASSAY_CLIENT_TEST_FILES_H_

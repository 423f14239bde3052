// Runs a fuzz target over its committed corpus, for compilers without libFuzzer:
//   x_fuzz folder...
// Fails when the folders hold no file, so that a moved corpus is noticed.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fmt/format.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i], error)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string input{std::istreambuf_iterator<char>(file), {}};
      if (!file) {
        fmt::print(stderr, "{} can't be read\n", entry.path().string());
        return 1;
      }
      LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(input.data()), input.size());
      ++count;
    }
    if (error) {
      fmt::print(stderr, "{}: {}\n", argv[i], error.message());
      return 1;
    }
  }
  if (count == 0) {
    fmt::print(stderr, "there is no corpus in the folders given: nothing was run\n");
    return 1;
  }
  fmt::print("{} inputs ran\n", count);
  return 0;
}

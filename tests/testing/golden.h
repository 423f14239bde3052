// Golden files: what a test says must equal what is in the file.
#ifndef ASSAY_TESTS_TESTING_GOLDEN_H_
#define ASSAY_TESTS_TESTING_GOLDEN_H_

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace assay::testing {

// Compares with tests/golden/<name>. With ASSAY_UPDATE_GOLDEN=1 in the environment writes the file
// instead.
inline void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = ASSAY_SOURCE_DIR "/tests/golden/" + name;
  if (std::getenv("ASSAY_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << "There is no " << path << ". Write it with ASSAY_UPDATE_GOLDEN=1.";
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(text, golden.str())
      << "If the change is meant, write the file with ASSAY_UPDATE_GOLDEN=1.";
}

}  // namespace assay::testing

#endif  // ASSAY_TESTS_TESTING_GOLDEN_H_

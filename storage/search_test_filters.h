// Random filters of runs, for the fields that TestRuns logs.
#ifndef ASSAY_STORAGE_SEARCH_TEST_FILTERS_H_
#define ASSAY_STORAGE_SEARCH_TEST_FILTERS_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>

namespace assay {

class TestFilters {
 public:
  explicit TestFilters(uint32_t seed) : random_(seed) {}

  // A filter of any shape. Now and then it is one that the checker or the compiler refuses.
  std::string Any() { return Bool(3); }
  // Comparisons that indexes answer, joined by &&.
  std::string Simple();

 private:
  int Pick(int n) { return static_cast<int>(random_() % static_cast<uint32_t>(n)); }
  template <size_t N>
  std::string OneOf(const char* const (&texts)[N]) {
    return texts[Pick(static_cast<int>(N))];
  }
  std::string Bool(int depth);
  std::string Test();
  std::string Comparison(int depth);
  std::string Double(int depth);
  std::string Int(int depth);
  std::string Text(int depth);
  std::string Time(int depth);
  std::string Span(int depth);
  std::string Param();
  std::string ParamSum();

  std::mt19937 random_;
};

}  // namespace assay

#endif  // ASSAY_STORAGE_SEARCH_TEST_FILTERS_H_

// A small random generator whose numbers are the same on every platform. The standard library's
// distributions and std::shuffle are not: each implementation may draw in its own way.
#ifndef ASSAY_EXAMPLES_LEARN_RANDOM_H_
#define ASSAY_EXAMPLES_LEARN_RANDOM_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace assay::examples {

// SplitMix64: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014,
// with the constants of Vigna's public-domain https://prng.di.unimi.it/splitmix64.c.
class SplitMix64 {
 public:
  explicit SplitMix64(uint64_t seed) : state_(seed) {}

  uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  // A number from 0 to bound - 1, each equally likely. `bound` is at least 1.
  uint64_t Below(uint64_t bound) {
    const uint64_t uneven = (0 - bound) % bound;  // 2^64 mod bound: draws that would favour some
    uint64_t draw = Next();
    while (draw < uneven) draw = Next();
    return draw % bound;
  }

 private:
  uint64_t state_;
};

// Fisher-Yates: every order is equally likely.
template <typename T>
void Shuffle(std::vector<T>& items, SplitMix64& random) {
  for (size_t left = items.size(); left > 1; --left) {
    std::swap(items[left - 1], items[random.Below(left)]);
  }
}

}  // namespace assay::examples

#endif  // ASSAY_EXAMPLES_LEARN_RANDOM_H_

#include "core/ids.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "fmt/format.h"

namespace assay {
namespace {

class SystemIds : public Ids {
 public:
  std::string New() const override {
    std::array<uint64_t, 2> bits;
    if (getrandom(bits.data(), sizeof(bits), 0) != static_cast<ssize_t>(sizeof(bits))) std::abort();
    return fmt::format("{:016x}{:016x}", bits[0], bits[1]);
  }
};

}  // namespace

const Ids& RandomIds() {
  static const SystemIds ids;
  return ids;
}

std::string SequentialIds::New() const {
  return fmt::format("{:032x}", next_.fetch_add(1, std::memory_order_relaxed));
}

bool IsId(std::string_view id) {
  return id.size() == 32 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace assay

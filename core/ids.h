// Ids of entities and writers: 32 lower-case hex digits, injected so that tests decide them.
#ifndef ASSAY_CORE_IDS_H_
#define ASSAY_CORE_IDS_H_

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay {

// Makes ids that have not been used before. Thread-safe.
class Ids {
 public:
  virtual ~Ids() = default;
  virtual std::string New() const = 0;
};

// 128 random bits from the operating system; lives for ever.
const Ids& RandomIds();

// 0…01, 0…02, …: for tests and golden files.
class SequentialIds : public Ids {
 public:
  std::string New() const override;

 private:
  mutable std::atomic<uint64_t> next_{1};
};

// Whether `id` is 32 lower-case hex digits.
bool IsId(std::string_view id);

}  // namespace assay

#endif  // ASSAY_CORE_IDS_H_

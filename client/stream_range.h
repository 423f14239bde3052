// A list that is fetched page by page while it is read.
//
//   for (absl::StatusOr<assay::v1::Run>& run : client.SearchRuns({.filter = "metrics.auc > 0.9"}))
//   {
//     if (!run.ok()) return run.status();
//     Use(*run);
//   }
#ifndef ASSAY_CLIENT_STREAM_RANGE_H_
#define ASSAY_CLIENT_STREAM_RANGE_H_

#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace assay {

// An input range of StatusOr<T>, to be read once. After an error comes the end. A page is asked for
// when the first element of it is, so one that is not read to its end costs nothing more. Not
// thread-safe; it has to outlive its iterators.
template <typename T>
class StreamRange {
 public:
  struct Page {
    std::vector<T> items;
    std::string next_page_token;  // empty at the end
  };
  using Fetch = std::function<absl::StatusOr<Page>(const std::string& page_token)>;

  explicit StreamRange(Fetch fetch) : fetch_(std::move(fetch)) {}
  StreamRange(StreamRange&&) = default;
  StreamRange& operator=(StreamRange&&) = default;

  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = absl::StatusOr<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = value_type*;
    using reference = value_type&;

    reference operator*() const { return *range_->current_; }
    pointer operator->() const { return &*range_->current_; }
    iterator& operator++() {
      range_->Advance();
      return *this;
    }
    void operator++(int) { range_->Advance(); }
    bool operator==(std::default_sentinel_t) const { return !range_->current_.has_value(); }

   private:
    friend class StreamRange;
    explicit iterator(StreamRange* range) : range_(range) {}
    StreamRange* range_;
  };

  iterator begin() {
    if (!begun_) Advance();
    begun_ = true;
    return iterator(this);
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  void Advance() {
    while (next_ == page_.items.size()) {
      if (last_) return current_.reset();
      absl::StatusOr<Page> page = fetch_(page_.next_page_token);
      last_ = !page.ok() || page->next_page_token.empty();
      if (!page.ok()) {
        current_.emplace(std::move(page).status());
        page_ = Page();
        next_ = 0;
        return;
      }
      page_ = *std::move(page);
      next_ = 0;
    }
    current_.emplace(std::move(page_.items[next_++]));
  }

  Fetch fetch_;
  Page page_;
  size_t next_ = 0;
  bool begun_ = false;
  bool last_ = false;
  std::optional<absl::StatusOr<T>> current_;
};

// All elements, or the first error.
template <typename T>
absl::StatusOr<std::vector<T>> Collect(StreamRange<T> range) {
  std::vector<T> all;
  for (absl::StatusOr<T>& item : range) {
    if (!item.ok()) return item.status();
    all.push_back(*std::move(item));
  }
  return all;
}

}  // namespace assay

#endif  // ASSAY_CLIENT_STREAM_RANGE_H_

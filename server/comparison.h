// Rows of what differs between several things, such as runs.
#ifndef ASSAY_SERVER_COMPARISON_H_
#define ASSAY_SERVER_COMPARISON_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/tracking_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace assay {

// Gathers values by section and key, one for each thing that has one.
class Comparison {
 public:
  using Row = v1::CompareRow;

  explicit Comparison(int things) : things_(things) {}

  // `thing` is its position.
  void Add(int thing, Row::Section section, const std::string& key, v1::Value value);
  // The same, unless the text is empty.
  void AddText(int thing, Row::Section section, const std::string& key, const std::string& text);
  // All that is known of a run: params, metrics, tags, data, code, environment, files.
  void AddRun(int thing, const v1::Run& run);

  // The rows, by section and key; those in which all agree only with `include_equal`.
  void Fill(bool include_equal, google::protobuf::RepeatedPtrField<Row>* rows) &&;

 private:
  void AddIo(int thing, const v1::Run& run);

  const int things_;
  std::map<std::pair<Row::Section, std::string>, std::vector<v1::Value>> rows_;
};

}  // namespace assay

#endif  // ASSAY_SERVER_COMPARISON_H_

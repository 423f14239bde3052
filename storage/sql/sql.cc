#include "storage/sql/sql.h"

#include <cctype>

namespace assay::sql {

Builder& Builder::Add(Owned value) {
  if (values_.empty()) {
    text_.reserve(512);
    values_.reserve(16);
  }
  values_.push_back(std::move(value));
  text_ += '$';
  text_ += std::to_string(values_.size());
  return *this;
}

Builder& Builder::Append(const Builder& part) {
  const size_t base = values_.size();
  for (size_t i = 0; i < part.text_.size();) {
    if (part.text_[i] != '$') {
      text_ += part.text_[i++];
      continue;
    }
    size_t number = 0;
    for (++i; i < part.text_.size() && std::isdigit(static_cast<unsigned char>(part.text_[i]));
         ++i) {
      number = number * 10 + static_cast<size_t>(part.text_[i] - '0');
    }
    text_ += '$' + std::to_string(base + number);
  }
  values_.insert(values_.end(), part.values_.begin(), part.values_.end());
  return *this;
}

std::vector<Param> Builder::params() const {
  std::vector<Param> params;
  params.reserve(values_.size());
  for (const Owned& value : values_) {
    if (const auto* i = std::get_if<int64_t>(&value)) {
      params.emplace_back(*i);
    } else if (const auto* d = std::get_if<double>(&value)) {
      params.emplace_back(*d);
    } else if (const auto* s = std::get_if<std::string>(&value)) {
      params.emplace_back(std::string_view(*s));
    } else if (std::holds_alternative<std::nullptr_t>(value)) {
      params.emplace_back(nullptr);
    } else {
      params.emplace_back(Bytes{std::get<OwnedBytes>(value).data});
    }
  }
  return params;
}

}  // namespace assay::sql

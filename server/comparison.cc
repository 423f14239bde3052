#include "server/comparison.h"

namespace assay {
namespace {

using Row = v1::CompareRow;

v1::Value Text(const std::string& text) {
  v1::Value value;
  value.set_string_value(text);
  return value;
}

v1::Value Real(double number) {
  v1::Value value;
  value.set_double_value(number);
  return value;
}

std::string MetricLabel(const v1::MetricSummary& metric) {
  if (metric.context().empty()) return metric.key();
  const std::map<std::string, std::string> sorted(metric.context().begin(), metric.context().end());
  std::string label = metric.key() + " {";
  for (const auto& [key, value] : sorted) {
    if (label.back() != '{') label += ", ";
    label += key + "=" + value;
  }
  return label + "}";
}

}  // namespace

void Comparison::Add(int thing, Row::Section section, const std::string& key, v1::Value value) {
  auto [it, added] = rows_.try_emplace({section, key}, static_cast<size_t>(things_));
  it->second[static_cast<size_t>(thing)] = std::move(value);
}

void Comparison::AddText(int thing, Row::Section section, const std::string& key,
                         const std::string& text) {
  if (!text.empty()) Add(thing, section, key, Text(text));
}

void Comparison::AddIo(int thing, const v1::Run& run) {
  for (const auto& [list, section] :
       {std::pair(&run.inputs(), Row::INPUT), std::pair(&run.outputs(), Row::OUTPUT)}) {
    for (const v1::RunIo& item : *list) {
      if (item.has_dataset()) {
        const v1::DatasetUse& use = item.dataset();
        const std::string role = use.role().empty() ? "" : " (" + use.role() + ")";
        AddText(thing, Row::DATASET, use.dataset().name() + role, use.dataset().content().digest());
      } else {
        AddText(thing, section, item.artifact().path(), item.artifact().content().digest());
      }
    }
  }
}

void Comparison::AddRun(int thing, const v1::Run& run) {
  AddText(thing, Row::ATTRIBUTE, "name", run.name());
  AddText(thing, Row::ATTRIBUTE, "status", v1::RunStatus_Name(run.status()).substr(11));
  AddText(thing, Row::ATTRIBUTE, "experiment_id", run.experiment_id());
  AddText(thing, Row::ATTRIBUTE, "created_by", run.created_by());
  for (const v1::Param& param : run.params()) Add(thing, Row::PARAM, param.key(), param.value());
  for (const v1::Tag& tag : run.tags()) AddText(thing, Row::TAG, tag.key(), tag.value());
  for (const v1::MetricSummary& metric : run.metrics()) {
    Add(thing, Row::METRIC, MetricLabel(metric), Real(metric.last().value()));
  }
  AddIo(thing, run);
  if (run.has_code()) {
    AddText(thing, Row::CODE, "repository", run.code().repository());
    AddText(thing, Row::CODE, "commit", run.code().commit());
    AddText(thing, Row::CODE, "patch_digest", run.code().patch_digest());
    AddText(thing, Row::CODE, "dirty", run.code().dirty() ? "true" : "false");
  }
  for (const auto& [key, value] : run.environment().attributes()) {
    AddText(thing, Row::ENVIRONMENT, key, value);
  }
}

void Comparison::Fill(bool include_equal, google::protobuf::RepeatedPtrField<Row>* rows) && {
  for (auto& [key, values] : rows_) {
    bool equal = true;
    for (const v1::Value& value : values) {
      equal = equal && value.SerializeAsString() == values[0].SerializeAsString();
    }
    if (equal && !include_equal) continue;
    Row* row = rows->Add();
    row->set_section(key.first);
    row->set_key(key.second);
    row->set_equal(equal);
    for (v1::Value& value : values) *row->add_values() = std::move(value);
  }
}

}  // namespace assay

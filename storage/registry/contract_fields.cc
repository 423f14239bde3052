#include "storage/registry/contract_fields.h"

#include <map>

#include "fmt/format.h"
#include "google/protobuf/util/message_differencer.h"

namespace assay {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

std::string QualityName(const v1::QualityMetric& metric) {
  return fmt::format("quality[{} on {}@{}{}{}]", metric.key(), metric.dataset(),
                     metric.dataset_digest(), metric.split().empty() ? "" : ", ", metric.split());
}

// What a caller says of a file: kind and strength are known by themselves.
v1::Content AsGiven(const v1::Content& content) {
  v1::Content given;
  given.set_digest(content.digest());
  if (content.has_size()) given.set_size(content.size());
  return given;
}

// What a contract says in its fields of one value each.
v1::HandoffContract Singular(const v1::HandoffContract& contract) {
  v1::HandoffContract singular = contract;
  singular.clear_quality();
  singular.clear_fields();
  singular.clear_missing();
  singular.clear_sources();
  if (contract.has_predictions()) *singular.mutable_predictions() = AsGiven(contract.predictions());
  if (contract.has_labels()) *singular.mutable_labels() = AsGiven(contract.labels());
  return singular;
}

// The digest says it all.
v1::HandoffContract WithoutSizes(v1::HandoffContract contract) {
  if (contract.has_predictions()) contract.mutable_predictions()->clear_size();
  if (contract.has_labels()) contract.mutable_labels()->clear_size();
  return contract;
}

// The same with this field alone.
v1::HandoffContract Only(const v1::HandoffContract& contract, const FieldDescriptor* wanted) {
  v1::HandoffContract only = contract;
  const Reflection& reflection = *only.GetReflection();
  std::vector<const FieldDescriptor*> present;
  reflection.ListFields(only, &present);
  for (const FieldDescriptor* field : present) {
    if (field != wanted) reflection.ClearField(&only, field);
  }
  return only;
}

}  // namespace

std::vector<ContractField> SplitContract(const v1::HandoffContract& contract) {
  std::vector<ContractField> fields;
  for (const v1::QualityMetric& metric : contract.quality()) {
    ContractField& field = fields.emplace_back();
    field.name = QualityName(metric);
    *field.body.add_quality() = metric;
  }
  v1::HandoffContract singular = Singular(contract);
  const std::string split = std::move(*singular.mutable_evaluation_split());
  singular.clear_evaluation_split();
  std::vector<const FieldDescriptor*> present;
  singular.GetReflection()->ListFields(singular, &present);
  for (const FieldDescriptor* descriptor : present) {
    ContractField& field = fields.emplace_back();
    field.name = descriptor->name();
    field.body = Only(singular, descriptor);
    if (field.body.has_evaluation_dataset()) field.body.set_evaluation_split(split);
  }
  const std::map<std::string, v1::Value> sorted(contract.fields().begin(), contract.fields().end());
  for (const auto& [key, value] : sorted) {
    ContractField& field = fields.emplace_back();
    field.name = fmt::format("fields[{}]", key);
    (*field.body.mutable_fields())[key] = value;
  }
  return fields;
}

bool SameField(const v1::HandoffContract& a, const v1::HandoffContract& b) {
  return google::protobuf::util::MessageDifferencer::Equals(WithoutSizes(a), WithoutSizes(b));
}

}  // namespace assay

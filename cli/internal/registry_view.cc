#include "cli/internal/registry_view.h"

#include <map>

#include "cli/internal/text.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// Facts, without those that are not known.
class KnownFacts {
 public:
  void Add(const char* name, const std::string& text) {
    if (!text.empty()) facts_.emplace_back(name, text);
  }
  std::string Render(const Terminal& terminal) const { return RenderFacts(facts_, terminal); }

 private:
  Facts facts_;
};

std::string Section(const std::string& title, const std::string& body, const Terminal& terminal) {
  if (body.empty()) return "";
  return "\n" + terminal.Paint(title, Ink::kBold) + "\n" + body;
}

template <typename Names>
std::string Joined(const Names& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// Who set a label is said where it is somebody else than who made the thing.
template <typename Labelled>
std::string LabelsText(const Labelled& labelled) {
  std::map<std::string, std::string> set_by;
  for (const v1::LabelSource& source : labelled.label_sources()) {
    set_by[source.key()] = source.set_by();
  }
  std::string text;
  for (const v1::Tag& label : labelled.labels()) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", label.key(), label.value());
    const std::string& by = set_by[label.key()];
    if (!by.empty() && by != labelled.created_by()) text += fmt::format(" (set by {})", by);
  }
  return text;
}

std::string AliasesText(const v1::RegisteredModel& model) {
  std::string text;
  for (const v1::Alias& alias : model.aliases()) {
    text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", alias.alias(), alias.number());
  }
  return text;
}

std::string SizeText(const v1::Content& content) {
  return content.has_size() ? HumanBytes(content.size()) : "";
}

std::string ParamsText(const v1::Estimator& estimator) {
  std::string text;
  for (const v1::Param& param : estimator.hyper_parameters()) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", param.key(), ValueText(param.value()));
  }
  return text;
}

std::string RenderEstimator(const v1::Estimator& estimator, const Terminal& terminal) {
  KnownFacts facts;
  facts.Add("digest", estimator.digest());
  facts.Add("algorithm", estimator.algorithm());
  facts.Add("commit", estimator.commit());
  facts.Add("patch", estimator.patch_digest());
  facts.Add("params", ParamsText(estimator));
  return facts.Render(terminal);
}

}  // namespace

std::string VersionNameText(const v1::ModelVersionName& name) {
  const bool elsewhere = !name.workspace().empty() && name.workspace() != "default";
  return fmt::format("{}{}{}/{}", elsewhere ? name.workspace() : "", elsewhere ? "/" : "",
                     name.model(), name.number());
}

std::string RenderModel(const v1::RegisteredModel& model, const Terminal& terminal) {
  KnownFacts facts;
  facts.Add("name", model.name());
  facts.Add("workspace", model.workspace());
  facts.Add("newest version", model.latest_number() == 0 ? "-" : HumanCount(model.latest_number()));
  facts.Add("aliases", AliasesText(model));
  facts.Add("labels", LabelsText(model));
  facts.Add("created", TimeText(model.create_time()));
  facts.Add("created by", model.created_by());
  if (model.updated_by() != model.created_by()) facts.Add("changed by", model.updated_by());
  facts.Add("deleted", TimeText(model.delete_time()));
  facts.Add("deleted by", model.deleted_by());
  facts.Add("description", model.description());
  return facts.Render(terminal);
}

std::string RenderModels(const v1::ListModelsResponse& models, const Terminal& terminal) {
  Table table(
      {{"MODEL", false, true}, {"NEWEST", true}, {"ALIASES"}, {"CREATED"}, {"DESCRIPTION"}});
  for (const v1::RegisteredModel& model : models.models()) {
    table.Add({model.name() + (model.has_delete_time() ? " (deleted)" : ""),
               model.latest_number() == 0 ? "-" : HumanCount(model.latest_number()),
               AliasesText(model), TimeText(model.create_time()), model.description()});
  }
  return table.Render(terminal);
}

std::string RenderVersionFacts(const v1::ModelVersion& version, const Terminal& terminal) {
  KnownFacts facts;
  v1::ModelVersionName name;
  name.set_workspace(version.workspace());
  name.set_model(version.model());
  name.set_number(version.number());
  facts.Add("version", VersionNameText(name));
  facts.Add("aliases", Joined(version.aliases()));
  facts.Add("labels", LabelsText(version));
  facts.Add("digest", version.artifact().digest());
  facts.Add("size", SizeText(version.artifact()));
  facts.Add("uri", version.uri());
  facts.Add("framework", version.framework() + (version.framework_version().empty() ? "" : " ") +
                             version.framework_version());
  facts.Add("run", version.run_id() + (version.run_deleted() ? " (deleted)" : ""));
  facts.Add("run by", version.run_created_by());
  if (version.has_fine_tuned_from()) {
    facts.Add("fine-tuned from", VersionNameText(version.fine_tuned_from()));
  }
  facts.Add("inputs", version.signature().inputs());
  facts.Add("outputs", version.signature().outputs());
  facts.Add("registered", TimeText(version.create_time()));
  facts.Add("registered by", version.created_by());
  facts.Add("changed", TimeText(version.update_time()));
  facts.Add("changed by", version.updated_by());
  facts.Add("description", version.description());
  return facts.Render(terminal);
}

std::string RenderModelVersion(const v1::ModelVersion& version, const Terminal& terminal) {
  return RenderVersionFacts(version, terminal) +
         Section("Estimator", RenderEstimator(version.estimator(), terminal), terminal) +
         Section("Contract", RenderContract(version.contract(), terminal), terminal);
}

std::string RenderModelVersions(const v1::ListModelVersionsResponse& versions,
                                const Terminal& terminal) {
  Table table({{"VERSION", true, true},
               {"REGISTERED", false, true},
               {"BY"},
               {"ALIASES"},
               {"CONTRACT"},
               {"RUN", false, true},
               {"DIGEST"}});
  for (const v1::ModelVersion& version : versions.versions()) {
    const int missing = version.contract().missing_size();
    table.Add({HumanCount(version.number()), TimeText(version.create_time()), version.created_by(),
               Joined(version.aliases()),
               missing == 0 ? "complete" : fmt::format("{} missing", missing), version.run_id(),
               version.artifact().digest()});
  }
  return table.Render(terminal);
}

std::string RenderAliasHistory(const v1::ListAliasHistoryResponse& history,
                               const Terminal& terminal) {
  const auto number = [](int64_t version) { return version == 0 ? "-" : HumanCount(version); };
  Table table({{"TIME", false, true},
               {"ALIAS", false, true},
               {"FROM", true},
               {"TO", true},
               {"BY"},
               {"WHY"}});
  for (const v1::AliasChange& change : history.changes()) {
    table.Add({TimeText(change.time()), change.alias(), number(change.from_number()),
               number(change.to_number()), change.changed_by(), change.reason()});
  }
  return table.Render(terminal);
}

}  // namespace assay::cli

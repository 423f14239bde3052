#include "cli/internal/dataset_view.h"

#include <map>

#include "cli/internal/json.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// Text of a schema or profile that the client library wrote, or any other JSON.
Json Parse(const std::string& text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

// A value as a cell shows it; empty when it is not there.
std::string Text(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return "";
  const Json& value = object[key];
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return HumanDouble(value.get<double>());
  return Dump(value, /*one_line=*/true).substr(0, Dump(value, true).find('\n'));
}

std::vector<Json> ColumnsOf(const Json& json) {
  if (!json.is_object() || !json.contains("columns") || !json["columns"].is_array()) return {};
  return json["columns"].get<std::vector<Json>>();
}

std::string RenderColumns(const v1::DatasetVersion& version, const Terminal& terminal) {
  const Json schema = Parse(version.schema());
  const Json profile = Parse(version.profile());
  const std::vector<Json> types = ColumnsOf(schema);
  const std::vector<Json> ranges = ColumnsOf(profile);
  if (types.empty()) return "";
  Table table(
      {{"COLUMN"}, {"TYPE"}, {"MISSING", true}, {"MIN", true}, {"MAX", true}, {"MEAN", true}});
  for (size_t i = 0; i < types.size(); ++i) {
    const Json range = i < ranges.size() ? ranges[i] : Json();
    table.Add({Text(types[i], "name"), Text(types[i], "type"), Text(range, "missing"),
               Text(range, "min"), Text(range, "max"), Text(range, "mean")});
  }
  const std::string left_out = Text(schema, "columns_left_out");
  return "\n" + table.Render(terminal) +
         (left_out.empty() ? "" : Visible(left_out) + " more columns are not recorded.\n");
}

std::string SizeText(const v1::Content& content) {
  return content.has_size() ? HumanBytes(content.size()) : "";
}

std::string RenderChanges(const google::protobuf::RepeatedPtrField<v1::DatasetChange>& changes,
                          const Terminal& terminal) {
  Table table({{"KEY"}, {"BASE", true}, {"OTHER", true}});
  for (const v1::DatasetChange& change : changes) {
    table.Add({change.key(), change.base(), change.other()});
  }
  return table.Render(terminal);
}

std::string RenderFiles(const google::protobuf::RepeatedPtrField<v1::FileChange>& files,
                        const Terminal& terminal) {
  const auto size = [](const v1::ManifestEntry& entry) {
    return entry.has_size() ? HumanBytes(entry.size()) : "";
  };
  Table table({{"CHANGE"}, {"FILE"}, {"BASE", true}, {"OTHER", true}});
  for (const v1::FileChange& file : files) {
    const char* change = !file.has_base() ? "added" : !file.has_other() ? "removed" : "changed";
    table.Add({change, file.path(), size(file.base()), size(file.other())});
  }
  return table.Render(terminal);
}

std::string Section(const std::string& title, const std::string& body, const Terminal& terminal) {
  return "\n" + terminal.Paint(title, Ink::kBold) + "\n" + body;
}

}  // namespace

std::string RenderVersion(const v1::RegisteredDatasetVersion& registered,
                          const Terminal& terminal) {
  const v1::DatasetVersion& version = registered.version();
  Facts facts = {{"name", registered.name()}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.emplace_back(name, text);
  };
  add("version", version.version());
  add("size", SizeText(version.content()));
  const Json profile = Parse(version.profile());
  add("rows", Text(profile, "rows"));
  add("ragged rows", Text(profile, "ragged_rows"));
  add("uri", version.uri());
  add("recorded", TimeText(version.create_time()));
  add("recorded by", version.created_by());
  add("changed by", version.updated_by());
  for (const std::string& source : registered.derived_from()) add("derived from", source);
  return RenderFacts(facts, terminal) + RenderColumns(version, terminal);
}

std::string RenderVersions(const std::vector<v1::RegisteredDatasetVersion>& versions,
                           const Terminal& terminal) {
  Table table({{"VERSION"}, {"RECORDED"}, {"SIZE", true}, {"ROWS", true}, {"NAME"}});
  for (const v1::RegisteredDatasetVersion& registered : versions) {
    const v1::DatasetVersion& version = registered.version();
    table.Add({version.version(), TimeText(version.create_time()), SizeText(version.content()),
               Text(Parse(version.profile()), "rows"), registered.name()});
  }
  return table.Render(terminal);
}

std::string RenderDiff(const v1::DiffDatasetVersionsResponse& diff, const Terminal& terminal) {
  if (diff.same_content()) return "Both are the same content.\n";
  std::string text = RenderFacts(
      {{"base", diff.base().content().digest() + "  " + SizeText(diff.base().content())},
       {"other", diff.other().content().digest() + "  " + SizeText(diff.other().content())}},
      terminal);
  if (!diff.schema().empty()) {
    text += Section("Schema", RenderChanges(diff.schema(), terminal), terminal);
  }
  if (!diff.profile().empty()) {
    text += Section("Profile", RenderChanges(diff.profile(), terminal), terminal);
  }
  if (!diff.files().empty())
    text += Section("Files", RenderFiles(diff.files(), terminal), terminal);
  if (diff.truncated()) text += "More files differ than an answer holds.\n";
  if (diff.schema().empty() && diff.profile().empty() && diff.files().empty()) {
    text += "The bytes differ; nothing more is recorded of how.\n";
  }
  return text;
}

}  // namespace assay::cli

#include "cli/internal/view.h"

#include <algorithm>

#include "absl/time/time.h"
#include "cli/internal/text.h"
#include "fmt/format.h"
#include "google/protobuf/util/time_util.h"

namespace assay::cli {
namespace {

using google::protobuf::util::TimeUtil;

std::string FormatTime(const google::protobuf::Timestamp& time, const char* format) {
  if (time.seconds() == 0 && time.nanos() == 0) return "";
  return absl::FormatTime(format, absl::FromUnixSeconds(time.seconds()), absl::LocalTimeZone());
}

std::string Section(const std::string& title, const std::string& body, const Terminal& terminal) {
  if (body.empty()) return "";
  return "\n" + terminal.Paint(title, Ink::kBold) + "\n" + body;
}

std::string RenderParams(const v1::Run& run, const Terminal& terminal) {
  Facts facts;
  for (const v1::Param& param : run.params())
    facts.emplace_back(param.key(), ValueText(param.value()));
  return RenderFacts(facts, terminal);
}

std::string RenderTags(const v1::Run& run, const Terminal& terminal) {
  Facts facts;
  for (const v1::Tag& tag : run.tags()) facts.emplace_back(tag.key(), tag.value());
  return RenderFacts(facts, terminal);
}

std::string RenderIo(const v1::Run& run, const Terminal& terminal) {
  Table table = IoTable();
  for (const v1::RunIo& item : run.inputs()) AddIoRow("input", item, &table);
  for (const v1::RunIo& item : run.outputs()) AddIoRow("output", item, &table);
  if (table.empty()) return "";
  return table.Render(terminal) +
         (run.more_io() ? "There are more: `assay artifacts list` has all.\n" : "");
}

std::string RenderCode(const v1::CodeVersion& code, const Terminal& terminal) {
  Facts facts;
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.emplace_back(name, text);
  };
  add("repository", code.repository());
  add("commit", code.commit() + (code.dirty() ? " (with changes)" : ""));
  add("branch", code.branch());
  add("patch", code.patch_digest());
  add("entry point", code.entry_point());
  return RenderFacts(facts, terminal);
}

std::string RenderEnvironment(const v1::Environment& environment, const Terminal& terminal) {
  const std::map<std::string, std::string> sorted(environment.attributes().begin(),
                                                  environment.attributes().end());
  Facts facts;
  for (const auto& [name, value] : sorted) facts.emplace_back(name, value);
  return RenderFacts(facts, terminal);
}

}  // namespace

std::string TimeText(const google::protobuf::Timestamp& time) {
  return FormatTime(time, "%Y-%m-%d %H:%M:%S");
}

std::string StatusText(v1::RunStatus status) {
  const std::string name = v1::RunStatus_Name(status);
  constexpr std::string_view kPrefix = "RUN_STATUS_";
  return name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : fmt::format("{}", int(status));
}

Cell StatusCell(v1::RunStatus status) {
  switch (status) {
    case v1::RUN_STATUS_RUNNING:
      return {StatusText(status), Ink::kYellow};
    case v1::RUN_STATUS_FINISHED:
      return {StatusText(status), Ink::kGreen};
    case v1::RUN_STATUS_FAILED:
    case v1::RUN_STATUS_KILLED:
      return {StatusText(status), Ink::kRed};
    default:
      return {StatusText(status)};
  }
}

std::string DurationOf(const v1::Run& run) {
  if (!run.has_end_time() || !run.has_start_time()) return "";
  return HumanMillis(std::max<int64_t>(0, TimeUtil::TimestampToMilliseconds(run.end_time()) -
                                              TimeUtil::TimestampToMilliseconds(run.start_time())));
}

std::string ValueText(const v1::Value& value) {
  switch (value.kind_case()) {
    case v1::Value::kStringValue:
      return value.string_value();
    case v1::Value::kIntValue:
      return fmt::format("{}", value.int_value());
    case v1::Value::kDoubleValue:
      return ExactDouble(value.double_value());
    case v1::Value::kBoolValue:
      return value.bool_value() ? "true" : "false";
    case v1::Value::KIND_NOT_SET:
      return "-";
  }
  return "-";
}

bool IsNumber(const v1::Value& value) { return value.has_int_value() || value.has_double_value(); }

std::string ContextText(const std::map<std::string, std::string>& context) {
  if (context.empty()) return "";
  std::string text = "{";
  for (const auto& [key, value] : context) {
    if (text.size() > 1) text += ", ";
    text += key + "=" + value;
  }
  return text + "}";
}

std::string ContextText(const google::protobuf::Map<std::string, std::string>& context) {
  return ContextText(std::map<std::string, std::string>(context.begin(), context.end()));
}

std::string RenderFacts(const Facts& facts, const Terminal& terminal) {
  int width = 0;
  for (const auto& [name, cell] : facts) width = std::max(width, DisplayWidth(Visible(name)));
  if (terminal.columns > 0) width = std::min(width, terminal.columns / 2);
  std::string result;
  for (const auto& [name, cell] : facts) {
    const std::string shown = Elide(Visible(name), width, terminal.Ellipsis());
    result += "  " + terminal.Paint(shown, Ink::kDim);
    result.append(static_cast<size_t>(width - DisplayWidth(shown) + 2), ' ');
    result += terminal.Paint(cell.text, cell.ink) + "\n";
  }
  return result;
}

std::string RenderRun(const v1::Run& run, const Terminal& terminal) {
  Facts facts = {{"id", run.run_id()},
                 {"name", run.name()},
                 {"status", StatusCell(run.status())},
                 {"experiment", run.experiment_id()},
                 {"workspace", run.workspace()}};
  const auto add = [&](const char* name, const std::string& text) {
    if (!text.empty()) facts.emplace_back(name, text);
  };
  add("parent", run.parent_run_id());
  add("started", TimeText(run.start_time()));
  add("ended", TimeText(run.end_time()));
  add("duration", DurationOf(run));
  add("created by", run.created_by());
  if (run.updated_by() != run.created_by()) {
    add("changed", TimeText(run.update_time()));
    add("changed by", run.updated_by());
  }
  add("deleted", TimeText(run.delete_time()));
  add("deleted by", run.deleted_by());
  return RenderFacts(facts, terminal) +
         Section("Description", VisibleLines(run.description()), terminal) +
         Section("Params", RenderParams(run, terminal), terminal) +
         Section("Metrics", run.metrics().empty() ? "" : RenderMetrics(run, {}, terminal),
                 terminal) +
         Section("Tags", RenderTags(run, terminal), terminal) +
         Section("Inputs and outputs", RenderIo(run, terminal), terminal) +
         Section("Code", run.has_code() ? RenderCode(run.code(), terminal) : "", terminal) +
         Section("Environment", RenderEnvironment(run.environment(), terminal), terminal);
}

std::string RenderMetrics(const v1::Run& run, const std::vector<std::string>& keys,
                          const Terminal& terminal) {
  Table table({{"METRIC"},
               {"CONTEXT"},
               {"POINTS", true},
               {"NAN", true},
               {"STEP", true},
               {"LAST", true},
               {"MIN", true},
               {"MAX", true}});
  for (const v1::MetricSummary& metric : run.metrics()) {
    if (!keys.empty() && std::find(keys.begin(), keys.end(), metric.key()) == keys.end()) continue;
    table.Add({metric.key(), ContextText(metric.context()), HumanCount(metric.count()),
               metric.nan_count() > 0 ? HumanCount(metric.nan_count()) : "",
               fmt::format("{}", metric.last().step()), HumanDouble(metric.last().value()),
               HumanDouble(metric.min()), HumanDouble(metric.max())});
  }
  return table.Render(terminal);
}

std::string RenderRuns(const std::vector<v1::Run>& runs, const Terminal& terminal) {
  Table table({{"RUN", false, true},
               {"NAME"},
               {"STATUS", false, true},
               {"STARTED"},
               {"DURATION", true},
               {"METRICS"}});
  for (const v1::Run& run : runs) {
    std::string metrics;
    for (const v1::MetricSummary& metric : run.metrics()) {
      if (!metric.context().empty()) continue;
      metrics += fmt::format("{}{}={}", metrics.empty() ? "" : " ", metric.key(),
                             HumanDouble(metric.last().value()));
    }
    table.Add({run.run_id(), run.name() + (run.has_delete_time() ? " (deleted)" : ""),
               StatusCell(run.status()), FormatTime(run.start_time(), "%Y-%m-%d %H:%M"),
               DurationOf(run), metrics});
  }
  return table.Render(terminal);
}

Table IoTable() {
  return Table({{"DIRECTION"}, {"KIND"}, {"NAME"}, {"ROLE"}, {"SIZE", true}, {"DIGEST"}, {"URI"}});
}

void AddIoRow(const std::string& direction, const v1::RunIo& item, Table* table) {
  const bool dataset = item.has_dataset();
  const v1::Content& content =
      dataset ? item.dataset().dataset().content() : item.artifact().content();
  const std::string kind = dataset                                        ? "dataset"
                           : content.kind() == v1::CONTENT_KIND_DIRECTORY ? "directory"
                                                                          : "file";
  table->Add({direction, kind, dataset ? item.dataset().dataset().name() : item.artifact().path(),
              dataset ? item.dataset().role() : "",
              content.has_size() ? HumanBytes(content.size()) : "", content.digest(),
              dataset ? item.dataset().dataset().uri() : item.artifact().uri()});
}

}  // namespace assay::cli

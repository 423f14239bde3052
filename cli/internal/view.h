// The nouns of the API as people read them.
#ifndef ASSAY_CLI_INTERNAL_VIEW_H_
#define ASSAY_CLI_INTERNAL_VIEW_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "assay/v1/resources.pb.h"
#include "cli/internal/table.h"
#include "cli/internal/terminal.h"
#include "google/protobuf/map.h"
#include "google/protobuf/timestamp.pb.h"

namespace assay::cli {

// "2026-03-01 14:05:09" in local time; empty when it is not set.
std::string TimeText(const google::protobuf::Timestamp& time);

// "FINISHED", in its colour.
Cell StatusCell(v1::RunStatus status);
std::string StatusText(v1::RunStatus status);

// How long a run took; empty while it runs.
std::string DurationOf(const v1::Run& run);

// A value without quotes; "-" when there is none.
std::string ValueText(const v1::Value& value);
bool IsNumber(const v1::Value& value);

// "{slice=age<25, split=test}", sorted; empty for none.
std::string ContextText(const std::map<std::string, std::string>& context);
std::string ContextText(const google::protobuf::Map<std::string, std::string>& context);

// "Name:  value" lines, the values in one column.
using Facts = std::vector<std::pair<std::string, Cell>>;
std::string RenderFacts(const Facts& facts, const Terminal& terminal);

// The parts of a run: facts, description, params, metrics, tags, inputs, outputs, code,
// environment.
std::string RenderRun(const v1::Run& run, const Terminal& terminal);
// A table with key, context, count, last step, last, min and max.
std::string RenderMetrics(const v1::Run& run, const std::vector<std::string>& keys,
                          const Terminal& terminal);
// A table of runs with ids, names, statuses, times and latest metrics.
std::string RenderRuns(const std::vector<v1::Run>& runs, const Terminal& terminal);
// A table of inputs or outputs; `direction` goes into its first column.
void AddIoRow(const std::string& direction, const v1::RunIo& item, Table* table);
Table IoTable();

}  // namespace assay::cli

#endif  // ASSAY_CLI_INTERNAL_VIEW_H_

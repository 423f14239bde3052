#include "cli/internal/cli.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/view.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct ListOptions {
  RunName name;
  bool inputs = false;
  bool outputs = false;
  std::string prefix;
};

void DeclareList(CLI::App& command, ListOptions& options) {
  AddRunName(command, options.name);
  CLI::Option* inputs = command.add_flag("--inputs", options.inputs, "Only what it read");
  command.add_flag("--outputs", options.outputs, "Only what it wrote")->excludes(inputs);
  command.add_option("--prefix", options.prefix, "Only files whose path begins so")
      ->type_name("PATH");
}

absl::Status List(Cli& cli, const ListOptions& options) {
  Client client = cli.Connect();
  ASSAY_ASSIGN_OR_RETURN(const std::string id, FindRunId(client, options.name));
  // The message of a run has both lists.
  v1::Run found;
  found.set_run_id(id);
  const auto read = [&](v1::IoDirection direction, auto* items) -> absl::Status {
    for (auto& item : client.ListIo(id, direction, options.prefix)) {
      ASSAY_RETURN_IF_ERROR(item.status());
      *items->Add() = *std::move(item);
    }
    return absl::OkStatus();
  };
  if (!options.outputs) {
    ASSAY_RETURN_IF_ERROR(read(v1::IO_DIRECTION_INPUT, found.mutable_inputs()));
  }
  if (!options.inputs) {
    ASSAY_RETURN_IF_ERROR(read(v1::IO_DIRECTION_OUTPUT, found.mutable_outputs()));
  }
  if (cli.json) {
    Json json = {{"run_id", id}, {"inputs", Json::array()}, {"outputs", Json::array()}};
    for (const v1::RunIo& item : found.inputs())
      json["inputs"].push_back(Json::parse(ToJson(item)));
    for (const v1::RunIo& item : found.outputs())
      json["outputs"].push_back(Json::parse(ToJson(item)));
    cli.out << Dump(json);
    return absl::OkStatus();
  }
  Table table = IoTable();
  for (const v1::RunIo& item : found.inputs()) AddIoRow("input", item, &table);
  for (const v1::RunIo& item : found.outputs()) AddIoRow("output", item, &table);
  cli.out << table.Render(cli.terminal);
  return absl::OkStatus();
}

}  // namespace

void AddArtifacts(CLI::App& app, Cli& cli) {
  CLI::App* artifacts = AddNoun(app, "artifacts", "Files and datasets that runs read and wrote");
  AddCommand<ListOptions>(*artifacts, cli, "list", "What a run read and wrote", DeclareList, List);
}

}  // namespace assay::cli

// `assay whence` and `assay verify`: what is known of bytes on disk.
#include <optional>

#include "cli/internal/cli.h"
#include "cli/internal/hashing.h"
#include "cli/internal/json.h"
#include "cli/internal/lineage_tree.h"
#include "cli/internal/lineage_words.h"
#include "cli/internal/resolve.h"
#include "cli/internal/resolve_node.h"
#include "cli/internal/table.h"
#include "cli/internal/text.h"
#include "cli/internal/view.h"
#include "client/artifact.h"
#include "client/lineage.h"
#include "core/status_macros.h"
#include "fmt/format.h"

namespace assay::cli {
namespace {

// What made a file: the run that wrote it, and what that run read.
constexpr int kOriginDepth = 4;
constexpr int kOriginNodes = 60;

struct WhenceOptions {
  std::string path;
};

struct VerifyOptions {
  std::string path;
  std::string run;
  std::string experiment;
  std::string as;
  std::string dataset;
};

void DeclareWhence(CLI::App& command, WhenceOptions& options) {
  command.add_option("PATH", options.path, "A file or directory")->required()->type_name("");
}

void DeclareVerify(CLI::App& command, VerifyOptions& options) {
  command.add_option("PATH", options.path, "A file or directory")->required()->type_name("");
  CLI::Option* run =
      command.add_option("--run", options.run, "Compare with what this run read or wrote")
          ->type_name("RUN");
  command.add_option("--experiment", options.experiment, "Where a run's name is looked for")
      ->type_name("EXPERIMENT")
      ->needs(run);
  command.add_option("--as", options.as, "Its path in the run (the file's name)")
      ->type_name("PATH")
      ->needs(run);
  command
      .add_option("--dataset", options.dataset,
                  "Compare with NAME, its newest version, or "
                  "NAME@VERSION")
      ->type_name("DATASET")
      ->excludes(run);
}

absl::StatusOr<v1::IdentifyContentResponse> Identify(LineageClient& lineage,
                                                     const std::string& path,
                                                     const PathDigest& digest) {
  v1::IdentifyContentRequest request;
  request.set_digest(digest.digest);
  request.set_path(FileName(path));
  request.set_size(digest.size);
  return lineage.Identify(request);
}

std::string UseText(const v1::ContentUse& use) {
  std::string text = NodeTitle(use.run());
  if (!use.label().empty()) text += " as " + use.label();
  return text + "  " + TimeText(use.create_time()) + "  " + use.run().name();
}

std::string RenderKnown(const v1::IdentifyContentResponse& found, const Terminal& terminal) {
  Facts facts;
  for (const v1::ContentUse& use : found.produced_by()) facts.emplace_back("written", UseText(use));
  for (const v1::ContentUse& use : found.consumed_by()) facts.emplace_back("read", UseText(use));
  for (const v1::LineageNode& node : found.dataset_versions()) {
    facts.emplace_back("dataset", node.name());
  }
  for (const v1::ContentPlace& place : found.directories()) {
    facts.emplace_back("in", NodeTitle(place.directory()) + " at " + place.path() + "  " +
                                 place.directory().name());
  }
  for (const v1::LineageNode& node : found.model_versions()) {
    facts.emplace_back("released", node.name());
  }
  return RenderFacts(facts, terminal) +
         (found.truncated() ? "There are more; --json has up to 100 of each.\n" : "");
}

std::string RenderNearest(const v1::IdentifyContentResponse& found, const Terminal& terminal) {
  Table table({{"NEAREST"}, {"FILE"}, {"SIZE", true}, {"RUN"}, {"DIGEST"}});
  for (const v1::NearContent& near : found.nearest()) {
    const v1::Content& content = near.content().content();
    const std::string why = near.same_name() && near.same_size() ? "name and size"
                            : near.same_name()                   ? "name"
                            : near.same_size()                   ? "size"
                                                                 : "by size";
    table.Add({why, near.content().title(), content.has_size() ? HumanBytes(content.size()) : "",
               near.has_use() ? near.use().run().title() : "", content.digest()});
  }
  return table.Render(terminal);
}

// The runs and data that made the content, as a tree.
absl::Status PrintOrigin(Cli& cli, LineageClient& lineage, const v1::LineageNode& content) {
  v1::TraceLineageRequest request;
  request.set_start(content.name());
  request.set_max_depth(kOriginDepth);
  request.set_max_nodes(kOriginNodes);
  ASSAY_ASSIGN_OR_RETURN(const v1::TraceLineageResponse origin, lineage.Trace(request));
  if (origin.nodes_size() < 2) return absl::OkStatus();
  cli.out << "\n"
          << RenderTree(origin, v1::LINEAGE_DIRECTION_UPSTREAM, cli.terminal)
          << (origin.truncated()
                  ? "\nThere is more: assay lineage trace " + Visible(content.name()) + "\n"
                  : "");
  return absl::OkStatus();
}

absl::Status RunWhence(Cli& cli, const WhenceOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashShown(cli, options.path));
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const v1::IdentifyContentResponse found,
                         Identify(lineage, options.path, digest));
  cli.answer_is_no = !found.known();
  if (cli.json) {
    cli.PrintJson(found);
    return absl::OkStatus();
  }
  cli.out << Visible(options.path) << "  " << HumanBytes(digest.size) << "  " << digest.digest
          << "\n";
  if (!found.known()) {
    cli.out << "Unknown: nothing that is recorded has this content.\n";
    if (!found.nearest().empty()) cli.out << "\n" << RenderNearest(found, cli.terminal);
    return absl::OkStatus();
  }
  cli.out << RenderKnown(found, cli.terminal);
  return found.has_content() ? PrintOrigin(cli, lineage, found.content()) : absl::OkStatus();
}

// What is compared with; nothing when any record of the content will do.
absl::StatusOr<std::string> Reference(const VerifyOptions& options, Client& client) {
  if (!options.dataset.empty()) return FindVersionName(client, options.dataset);
  if (options.run.empty()) return std::string();
  ASSAY_ASSIGN_OR_RETURN(const std::string id,
                         FindRunId(client, {options.run, options.experiment}));
  return "run:" + id;
}

std::string VerdictText(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_MATCHES:
      return "Matches: it is what was recorded.";
    case v1::VERDICT_SUPERSEDED:
      return "Superseded: the run recorded this here earlier, and something else since.";
    case v1::VERDICT_DIFFERS:
      return "Differs: something else was recorded.";
    case v1::VERDICT_INCONCLUSIVE:
      return "Inconclusive: what was recorded has no full digest that could be compared.";
    default:
      return "Unknown.";
  }
}

absl::Status VerifyAgainst(Cli& cli, LineageClient& lineage, const VerifyOptions& options,
                           const std::string& reference, const PathDigest& digest) {
  v1::VerifyContentRequest request;
  request.set_digest(digest.digest);
  request.set_name(reference);
  if (options.dataset.empty()) {
    request.set_path(options.as.empty() ? FileName(options.path) : options.as);
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::VerifyContentResponse answer, lineage.Verify(request));
  cli.answer_is_no = answer.verdict() != v1::VERDICT_MATCHES;
  if (cli.json) {
    cli.PrintJson(answer);
    return absl::OkStatus();
  }
  cli.out << VerdictText(answer.verdict()) << "\n";
  Facts facts = {{"on disk", digest.digest}};
  for (const v1::RecordedContent& recorded : answer.recorded()) {
    facts.emplace_back("recorded",
                       recorded.content().digest() + "  " + TimeText(recorded.create_time()));
  }
  cli.out << RenderFacts(facts, cli.terminal);
  return absl::OkStatus();
}

absl::Status VerifyAnywhere(Cli& cli, LineageClient& lineage, const VerifyOptions& options,
                            const PathDigest& digest) {
  ASSAY_ASSIGN_OR_RETURN(const v1::IdentifyContentResponse found,
                         Identify(lineage, options.path, digest));
  cli.answer_is_no = !found.known();
  if (cli.json) {
    cli.PrintJson(found);
  } else if (found.known()) {
    cli.out << "Matches: it is what was recorded.\n" << RenderKnown(found, cli.terminal);
  } else {
    cli.out << "Differs from everything that is recorded.\n";
    if (!found.nearest().empty()) cli.out << "\n" << RenderNearest(found, cli.terminal);
  }
  return absl::OkStatus();
}

absl::Status RunVerify(Cli& cli, const VerifyOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashShown(cli, options.path));
  Client client = cli.Connect();
  LineageClient lineage(client.connection(), client.workspace());
  ASSAY_ASSIGN_OR_RETURN(const std::string reference, Reference(options, client));
  if (reference.empty()) return VerifyAnywhere(cli, lineage, options, digest);
  return VerifyAgainst(cli, lineage, options, reference, digest);
}

}  // namespace

void AddWhence(CLI::App& app, Cli& cli) {
  AddCommand<WhenceOptions>(app, cli, "whence", "Which run made this file or directory",
                            DeclareWhence, RunWhence);
  AddCommand<VerifyOptions>(app, cli, "verify", "Whether a file still holds what was recorded",
                            DeclareVerify, RunVerify);
}

}  // namespace assay::cli

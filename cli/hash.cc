#include "client/hash.h"

#include "cli/internal/cli.h"
#include "cli/internal/hashing.h"
#include "cli/internal/json.h"
#include "cli/internal/resolve.h"
#include "cli/internal/text.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  bool manifest = false;
  int threads = 0;
};

void Declare(CLI::App& command, Options& options) {
  command.add_option("PATH", options.paths, "Files and directories")->required()->type_name("");
  command.add_flag("--manifest", options.manifest,
                   "Print what a directory's digest is computed from: a line for each file");
  command
      .add_option("--threads", options.threads, "Files that are read at a time (one for each core)")
      ->check(CLI::Range(1, 256).description(""))
      ->type_name("N");
}

Json ToJson(const std::string& path, const PathDigest& digest, bool manifest) {
  Json json = {{"path", path},
               {"kind", digest.is_directory ? "directory" : "file"},
               {"digest", digest.digest},
               {"size", digest.size}};
  if (!digest.is_directory) return json;
  json["file_count"] = digest.files.size();
  if (!manifest) return json;
  json["files"] = Json::array();
  for (const FileEntry& file : digest.files) {
    json["files"].push_back({{"path", file.path}, {"digest", file.digest}, {"size", file.size}});
  }
  return json;
}

absl::Status Run(Cli& cli, const Options& options) {
  Json all = Json::array();
  for (const std::string& path : options.paths) {
    ASSAY_ASSIGN_OR_RETURN(const PathDigest digest, HashShown(cli, path, options.threads));
    if (options.manifest && !digest.is_directory) {
      return UsageError(Visible(path) + " is a file: only directories have a manifest.");
    }
    if (cli.json) {
      all.push_back(ToJson(path, digest, options.manifest));
    } else if (options.manifest) {
      cli.out << DirectoryDigest{digest.digest, digest.size, digest.files}.Manifest();
    } else {
      cli.out << digest.digest << "  " << Visible(path) << "\n";
    }
  }
  if (cli.json) cli.out << Dump({{"paths", std::move(all)}});
  return absl::OkStatus();
}

}  // namespace

void AddHash(CLI::App& app, Cli& cli) {
  AddCommand<Options>(app, cli, "hash", "Digests of files and directories", Declare, Run);
}

}  // namespace assay::cli

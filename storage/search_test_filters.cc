#include "storage/search_test_filters.h"

namespace assay {
namespace {

constexpr const char* kRelations[] = {" == ", " != ", " < ", " <= ", " > ", " >= "};

}  // namespace

std::string TestFilters::Simple() {
  std::string filter;
  for (int i = 1 + Pick(3); i > 0; --i) {
    if (!filter.empty()) filter += " && ";
    switch (Pick(5)) {
      case 0:
        filter += OneOf({"metrics.m0", "metrics.m1", "metrics[\"val/auc\"]", "metrics.none"}) +
                  OneOf(kRelations) +
                  OneOf({"0.25", "0.5", "1", "-1.5", "0", "9223372036854775807"});
        break;
      case 1:
        filter += Param() + OneOf(kRelations) +
                  OneOf({"0.5", "1", "2", "9007199254740992", "9007199254740991", "\"a\"", "true"});
        break;
      case 2:
        filter += OneOf({"\"a\"", "\"b\"", "\"\""}) +
                  " == " + OneOf({"tags.t0", "tags[\"t 1\"]", "tags.x"});
        break;
      case 3:
        filter +=
            OneOf({"experiment == \"small\"", "experiment == \"none\"", "code.commit == \"c0ffee\"",
                   "code.commit == \"\"", "run_id == \"00000000000000000000000000000009\"",
                   "parent_run_id == \"00000000000000000000000000000003\"", "run_id == \"x\"",
                   "experiment_id == \"00000000000000000000000000000002\""});
        break;
      default:
        filter +=
            OneOf({"\"iris\" in dataset_names", "\"none\" in dataset_names",
                   "\"sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" in "
                   "dataset_digests"});
    }
  }
  return filter;
}

std::string TestFilters::Bool(int depth) {
  if (depth == 0) return Test();
  switch (Pick(8)) {
    case 0:
      return "!(" + Bool(depth - 1) + ")";
    case 1:
    case 2:
      return "(" + Bool(depth - 1) + ") && (" + Bool(depth - 1) + ")";
    case 3:
    case 4:
      return "(" + Bool(depth - 1) + ") || (" + Bool(depth - 1) + ")";
    case 5:
      return "(" + Bool(depth - 1) + ") ? (" + Bool(depth - 1) + ") : (" + Bool(depth - 1) + ")";
    case 6:
      return Comparison(depth - 1);
    default:
      return Test();
  }
}

std::string TestFilters::Test() {
  switch (Pick(8)) {
    case 0:
      return "has(" +
             OneOf({"metrics.m0", "metrics.none", "params.p0", "tags.t0", "code.branch",
                    "code.dirty"}) +
             ")";
    case 1:
      return OneOf(
          {"\"val/auc\" in metrics", "\"p.2\" in params", "\"t 1\" in tags", "\"no\" in tags"});
    case 2:
      return OneOf({"true", "false", "1 / 0 == 1", "code.dirty", "params.p0", "params.none"});
    case 3:
      return "(" + Text(1) + ")." + OneOf({"startsWith", "endsWith", "contains"}) + "(" + Text(1) +
             ")";
    case 4:
      return Param() + "." + OneOf({"startsWith", "endsWith", "contains"}) + "(\"a\")";
    case 5:
      return Text(1) + " in " +
             OneOf({"[\"a\", \"FINISHED\", \"small\"]", "[]", "dataset_names",
                    "[\"a\", 1, 2.5, true]"});
    case 6:
      return OneOf({"params.p0", "metrics.m0", "params.p1", "metrics.none"}) + " in " +
             OneOf({"[1, 0.5, \"a\"]", "[9007199254740993, 9223372036854775807]", "[1e300, true]",
                    "[]"});
    default:
      return OneOf({"run_id", "parent_run_id", "experiment_id"}) + OneOf({" == ", " != "}) +
             OneOf({"\"00000000000000000000000000000003\"", "\"00000000000000000000000000000001\"",
                    "\"\""});
  }
}

std::string TestFilters::Comparison(int depth) {
  const std::string relation = OneOf(kRelations);
  switch (Pick(9)) {
    case 0:
      return Double(depth) + relation + Double(depth);
    case 1:
      return Double(depth) + relation + Int(depth);
    case 2:
      return Param() + relation + Param();
    case 3:
      return Param() + relation + Double(depth);
    case 4:
      return Int(depth) + relation + ParamSum();
    case 5:
      return Text(depth) + relation + Text(depth);
    case 6:
      return Text(depth) + relation + ParamSum();
    case 7:
      return Time(depth) + relation + Time(depth);
    default:
      return Span(depth) + relation + Span(depth);
  }
}

std::string TestFilters::Double(int depth) {
  if (depth == 0 || Pick(2) == 0) {
    return OneOf({"metrics.m0", "metrics.m1", "metrics[\"val/auc\"]", "metrics.none", "0.5", "0.0",
                  "-1.5", "1e300", "9007199254740992.0", "9223372036854775808.0", "(0.0 / 0.0)",
                  "(1.0 / 0.0)"});
  }
  switch (Pick(4)) {
    case 0:
      return "(" + Double(depth - 1) + " / " + OneOf({"metrics.m0", "metrics.m1", "2.0", "0.0"}) +
             ")";
    case 1:
      return "-(" + Double(depth - 1) + ")";
    default:
      return "(" + Double(depth - 1) + OneOf({" + ", " - ", " * "}) + Double(depth - 1) + ")";
  }
}

std::string TestFilters::Int(int depth) {
  if (depth == 0 || Pick(2) == 0) {
    return OneOf({"0", "1", "2", "-1", "size(name)", "size(metrics)", "size(params)", "size(tags)",
                  "size(dataset_names)", "size(dataset_digests)", "9007199254740993",
                  "9223372036854775807"});
  }
  return "(" + Int(depth - 1) + OneOf({" + ", " - ", " * ", " / ", " % "}) + Int(depth - 1) + ")";
}

std::string TestFilters::Param() {
  return OneOf({"params.p0", "params.p1", "params[\"p.2\"]", "params.none"});
}

std::string TestFilters::ParamSum() {
  switch (Pick(6)) {
    case 0:
      return "(" + Param() + OneOf({" + ", " - ", " * ", " / ", " % "}) + Int(1) + ")";
    case 1:
      return "(" + Int(1) + OneOf({" + ", " - ", " * ", " / ", " % "}) + Param() + ")";
    case 2:
      return "(" + Param() + OneOf({" + ", " - ", " * "}) + Double(1) + ")";
    case 3:
      return "-" + Param();
    case 4:
      return "(" + Param() + " + \"b\")";
    default:
      return "(code.dirty ? " + Param() + " : " + OneOf({"\"a\"", "1", "0.5", "params.p1"}) + ")";
  }
}

std::string TestFilters::Text(int depth) {
  if (depth == 0 || Pick(3) > 0) {
    return OneOf({"name", "status", "experiment", "created_by", "tags.t0", "tags[\"t 1\"]",
                  "tags.none", "code.commit", "code.branch", "code.patch_digest", "\"a\"", "\"ab\"",
                  "\"\"", "\"FINISHED\"", "\"\u00ef\"", "\"small\""});
  }
  return "(" + Text(depth - 1) + " + " + Text(depth - 1) + ")";
}

std::string TestFilters::Time(int depth) {
  if (depth == 0 || Pick(2) == 0) {
    return OneOf({"start_time", "end_time", "timestamp(\"2023-11-14T22:13:40Z\")",
                  "timestamp(\"2023-11-14T22:13:50.5Z\")", "timestamp(start_time)"});
  }
  return "(" + Time(depth - 1) + OneOf({" + ", " - "}) + Span(depth - 1) + ")";
}

std::string TestFilters::Span(int depth) {
  if (depth == 0 || Pick(2) == 0) {
    return OneOf(
        {"duration", "duration(\"10s\")", "duration(\"-500us\")", "duration(\"2562047h\")"});
  }
  if (Pick(2) == 0) return "(" + Time(depth - 1) + " - " + Time(depth - 1) + ")";
  return "(" + Span(depth - 1) + OneOf({" + ", " - "}) + Span(depth - 1) + ")";
}

}  // namespace assay

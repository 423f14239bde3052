#include "storage/lineage/node_name.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/digest.h"
#include "core/errors.h"
#include "core/ids.h"

namespace assay {
namespace {

using Parts = std::optional<std::vector<std::string>>;

// A '%' and what else would be taken for a separator, as "%XX".
std::string Escape(std::string_view text, std::string_view separators) {
  const auto is_special = [separators](char c) {
    return c == '%' || std::any_of(separators.begin(), separators.end(),
                                   [c](char separator) { return c == separator; });
  };
  std::string escaped(text.begin(), std::find_if(text.begin(), text.end(), is_special));
  for (const char c : text.substr(escaped.size())) {
    if (is_special(c)) {
      escaped += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Nothing when a '%' is not one of two hex digits.
std::optional<std::string> Unescape(std::string_view text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    unsigned value = 0;
    const std::string_view digits = text.substr(i + 1, 2);
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
    plain += static_cast<char>(value);
    i += 2;
  }
  return plain;
}

// The texts unescaped; nothing when one of them is empty or can't be unescaped.
Parts Collect(std::initializer_list<std::string_view> texts) {
  std::vector<std::string> parts;
  for (const std::string_view text : texts) {
    std::optional<std::string> plain = Unescape(text);
    if (!plain || plain->empty()) return std::nullopt;
    parts.push_back(*std::move(plain));
  }
  return parts;
}

// "a/b/c" of three parts.
Parts SplitPath(std::string_view text) {
  const size_t first = text.find('/');
  const size_t second = text.find('/', first == text.npos ? text.npos : first + 1);
  if (second == text.npos) return std::nullopt;
  return Collect(
      {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)});
}

Parts SplitId(std::string_view text) {
  return IsId(text) ? Parts({std::string(text)}) : std::nullopt;
}

Parts SplitDigest(std::string_view text) {
  Parts parts = Collect({text});
  return parts && ValidateDigest((*parts)[0]).ok() ? parts : std::nullopt;
}

Parts SplitDataset(std::string_view text) {
  const size_t slash = text.find('/');
  const size_t at = text.rfind('@');
  if (slash == text.npos || at == text.npos || at < slash + 2) return std::nullopt;
  const Parts workspace = Collect({text.substr(0, slash)});
  const Parts digest = SplitDigest(text.substr(at + 1));
  if (!workspace || !digest) return std::nullopt;
  return Parts(
      {(*workspace)[0], std::string(text.substr(slash + 1, at - slash - 1)), (*digest)[0]});
}

Parts SplitCode(std::string_view text) {
  constexpr std::string_view kDirty = "+dirty";
  const size_t at = text.rfind('@');
  if (at == text.npos) return std::nullopt;
  const std::string_view version = text.substr(at + 1);
  const size_t plus = std::min(version.find('+'), version.size());
  const Parts commit = Collect({version.substr(0, plus)});
  if (!commit) return std::nullopt;
  const std::string repository(text.substr(0, at));
  std::string_view rest = version.substr(plus);
  if (rest.empty()) return Parts({repository, (*commit)[0], "", ""});
  if (!rest.starts_with(kDirty)) return std::nullopt;
  rest.remove_prefix(kDirty.size());
  if (rest.empty()) return Parts({repository, (*commit)[0], "dirty", ""});
  const Parts patch = rest[0] == ':' ? SplitDigest(rest.substr(1)) : std::nullopt;
  if (!patch) return std::nullopt;
  return Parts({repository, (*commit)[0], "dirty", (*patch)[0]});
}

Parts SplitModel(std::string_view text) {
  Parts parts = SplitPath(text);
  if (!parts) return std::nullopt;
  const std::string& number = (*parts)[2];
  int64_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  const bool whole = error == std::errc() && end == number.data() + number.size() && value > 0;
  return whole ? parts : std::nullopt;
}

struct Form {
  std::string_view prefix;
  v1::NodeKind kind;
  std::string_view form;
  Parts (*split)(std::string_view);
};

constexpr Form kForms[] = {
    {"run", v1::NODE_KIND_RUN, "run:<32 hex digits>", SplitId},
    {"dataset", v1::NODE_KIND_DATASET_VERSION, "dataset:<workspace>/<name>@<digest>", SplitDataset},
    {"content", v1::NODE_KIND_CONTENT, "content:<digest>, such as content:sha256:<64 hex digits>",
     SplitDigest},
    {"code", v1::NODE_KIND_CODE_VERSION,
     "code:<repository>@<commit>, with +dirty:<patch digest> for a changed tree", SplitCode},
    {"env", v1::NODE_KIND_ENVIRONMENT, "env:<digest>", SplitDigest},
    {"model", v1::NODE_KIND_MODEL_VERSION, "model:<workspace>/<name>/<number>", SplitModel},
    {"evaluation", v1::NODE_KIND_EVALUATION, "evaluation:<32 hex digits>", SplitId},
    {"decision", v1::NODE_KIND_DECISION, "decision:<32 hex digits>", SplitId},
    {"slot", v1::NODE_KIND_SLOT, "slot:<workspace>/<use case>/<environment>", SplitPath},
};

absl::Status Malformed(std::string_view name, std::string_view forms) {
  return InvalidArgument("NODE_NAME_MALFORMED", "", "\"{}\" is no name of a node. Write {}.", name,
                         forms);
}

}  // namespace

absl::StatusOr<NodeName> ParseNodeName(std::string_view name) {
  const size_t colon = std::min(name.find(':'), name.size());
  for (const Form& form : kForms) {
    if (name.substr(0, colon) != form.prefix) continue;
    Parts parts = colon < name.size() ? form.split(name.substr(colon + 1)) : std::nullopt;
    if (!parts) return Malformed(name, form.form);
    return NodeName{form.kind, *std::move(parts)};
  }
  return Malformed(name,
                   "run:..., dataset:..., content:..., code:..., env:..., model:..., "
                   "evaluation:..., decision:... or slot:...");
}

std::string RunNodeName(std::string_view run_id) { return std::string("run:").append(run_id); }

std::string DatasetVersionNodeName(std::string_view workspace, std::string_view name,
                                   std::string_view digest) {
  return fmt::format("dataset:{}/{}@{}", Escape(workspace, "/"), name, Escape(digest, "@"));
}

std::string ContentNodeName(std::string_view digest) { return "content:" + Escape(digest, "@"); }

std::string CodeVersionNodeName(const v1::CodeVersion& code) {
  std::string name = fmt::format("code:{}@{}", code.repository(), Escape(code.commit(), "@+"));
  if (code.dirty() || !code.patch_digest().empty()) name += "+dirty";
  if (!code.patch_digest().empty()) name += ":" + Escape(code.patch_digest(), "@+");
  return name;
}

std::string EnvironmentNodeName(std::string_view digest) { return fmt::format("env:{}", digest); }

std::string ModelVersionNodeName(std::string_view workspace, std::string_view name,
                                 int64_t number) {
  return fmt::format("model:{}/{}/{}", Escape(workspace, "/"), Escape(name, "/"), number);
}

std::string EvaluationNodeName(std::string_view evaluation_id) {
  return fmt::format("evaluation:{}", evaluation_id);
}

std::string DecisionNodeName(std::string_view decision_id) {
  return fmt::format("decision:{}", decision_id);
}

std::string SlotNodeName(std::string_view workspace, std::string_view use_case,
                         std::string_view environment) {
  return fmt::format("slot:{}/{}/{}", Escape(workspace, "/"), Escape(use_case, "/"),
                     Escape(environment, ""));
}

absl::Status NodeNotFound(std::string_view name) {
  return NotFound("NODE_NOT_FOUND", "Nothing of the name {} is recorded.", name);
}

}  // namespace assay

#include "cli/internal/cli.h"
#include "cli/internal/governance.h"
#include "cli/internal/governance_view.h"
#include "cli/internal/resolve.h"
#include "core/status_macros.h"

namespace assay::cli {
namespace {

struct BindOptions {
  std::string slots;
  std::string policy;
  std::string mode = "enforce";
  std::vector<std::string> parameters;
  std::string comment;
};

struct UnbindOptions {
  std::string binding;
  std::string comment;
};

void DeclareBind(CLI::App& command, BindOptions& options) {
  command
      .add_option("SLOTS", options.slots,
                  "A slot, as credit-limit/production; * stands for any use case or environment")
      ->required()
      ->type_name("");
  command.add_option("POLICY", options.policy, "A policy, as credit or credit@2")
      ->required()
      ->type_name("");
  command.add_option("--mode", options.mode, "What a rule that does not pass does")
      ->check(CLI::IsMember({"enforce", "warn", "audit"}).description(""))
      ->capture_default_str()
      ->type_name("enforce|warn|audit");
  command.add_option("--param", options.parameters, "A parameter of the policy, NAME=VALUE")
      ->type_name("NAME=VALUE");
  AddCommentFlag(command, options.comment);
}

void DeclareUnbind(CLI::App& command, UnbindOptions& options) {
  command.add_option("BINDING", options.binding, "Its id, which `assay slot show` prints")
      ->required()
      ->type_name("");
  AddCommentFlag(command, options.comment);
}

v1::RuleMode ModeOf(const std::string& name) {
  if (name == "warn") return v1::RULE_MODE_WARN;
  return name == "audit" ? v1::RULE_MODE_AUDIT : v1::RULE_MODE_ENFORCE;
}

void Print(const v1::Binding& binding, const Cli& cli) {
  if (cli.json) return cli.PrintJson(binding);
  v1::ListBindingsResponse one;
  *one.add_bindings() = binding;
  cli.out << RenderBindings(one, cli.terminal);
}

absl::Status Bind(Cli& cli, const BindOptions& options) {
  v1::SetBindingRequest request;
  v1::Binding* binding = request.mutable_binding();
  ASSAY_ASSIGN_OR_RETURN(const v1::SlotRef slots, ParseSlot(cli, options.slots));
  binding->mutable_slots()->set_workspace(slots.workspace());
  binding->mutable_slots()->set_use_case(slots.use_case());
  binding->mutable_slots()->set_environment(slots.environment());
  ASSAY_ASSIGN_OR_RETURN(const PolicyName policy, ParsePolicy(cli, options.policy));
  if (policy.draft) return UsageError("A draft can't be bound. Publish it first.");
  binding->set_policy(policy.ref.name());
  binding->set_version(policy.ref.version());
  binding->set_mode(ModeOf(options.mode));
  ASSAY_RETURN_IF_ERROR(ParseParameters(options.parameters, binding->mutable_parameters()));
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::Binding made, Govern<v1::Binding>(cli, "SetBinding", request));
  Print(made, cli);
  return absl::OkStatus();
}

absl::Status Unbind(Cli& cli, const UnbindOptions& options) {
  v1::RemoveBindingRequest request;
  request.set_binding_id(options.binding);
  request.set_comment(options.comment);
  ASSAY_ASSIGN_OR_RETURN(const v1::Binding removed,
                         Govern<v1::Binding>(cli, "RemoveBinding", request));
  Print(removed, cli);
  return absl::OkStatus();
}

}  // namespace

void AddSlotBindings(CLI::App& slot, Cli& cli) {
  AddCommand<BindOptions>(slot, cli, "bind", "Let a policy hold for slots", DeclareBind, Bind);
  AddCommand<UnbindOptions>(slot, cli, "unbind", "Let it hold no more", DeclareUnbind, Unbind);
}

}  // namespace assay::cli

#include "governance/windows.h"

#include <algorithm>
#include <optional>

#include "core/errors.h"
#include "core/status_macros.h"
#include "fmt/format.h"
#include "governance/text.h"

namespace assay::governance {
namespace {

constexpr int kMinutesOfDay = 24 * 60;

// Minutes since midnight of "HH:MM"; "24:00" is the end of the day.
std::optional<int> MinutesOf(const std::string& text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  if (!digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int minutes =
      ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
  if (text[3] > '5' || minutes > kMinutesOfDay) return std::nullopt;
  return minutes;
}

bool OnDay(const v1::Window& window, absl::CivilDay day) {
  if (window.days().empty()) return true;
  // absl counts from Monday = 0, ours from Monday = 1.
  const int weekday = static_cast<int>(absl::GetWeekday(day)) + 1;
  return std::find(window.days().begin(), window.days().end(), weekday) != window.days().end();
}

// Whether the time of day lies in the window that opened on this day, or on the day before.
bool InHours(const v1::Window& window, absl::Time time) {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, absl::UTCTimeZone());
  const absl::CivilDay today(civil);
  if (window.from().empty()) return OnDay(window, today);
  const int now = civil.hour() * 60 + civil.minute();
  const int from = MinutesOf(window.from()).value_or(0);
  const int to = MinutesOf(window.to()).value_or(0);
  if (from < to) return OnDay(window, today) && from <= now && now < to;
  return (OnDay(window, today) && from <= now) || (OnDay(window, today - 1) && now < to);
}

std::string Reason(const v1::Window& window) {
  return window.reason().empty() ? "" : ": " + window.reason();
}

}  // namespace

absl::Status CheckWindow(const v1::Window& window) {
  const auto invalid = [&](std::string_view field, std::string_view what) {
    return InvalidArgument("WINDOW_INVALID", field, "Window {} {}.", window.id(), what);
  };
  if (window.id().empty()) return invalid("id", "needs an id");
  if (window.effect() != v1::WINDOW_EFFECT_ALLOW && window.effect() != v1::WINDOW_EFFECT_DENY) {
    return invalid("effect", "has to say effect: allow or effect: deny");
  }
  if (window.from().empty() != window.to().empty()) {
    return invalid("from", "has to have both from and to, or neither");
  }
  if (!window.from().empty() && !MinutesOf(window.from())) {
    return invalid("from", "opens at no time of the day; write from: \"HH:MM\" in UTC");
  }
  if (!window.to().empty() && !MinutesOf(window.to())) {
    return invalid("to", "closes at no time of the day; write to: \"HH:MM\" in UTC");
  }
  for (const int day : window.days()) {
    if (day == v1::WEEKDAY_UNSPECIFIED || !v1::Weekday_IsValid(day)) {
      return invalid("days", "has a day that is none");
    }
  }
  if (window.has_begin() && window.has_end() && TimeOf(window.end()) <= TimeOf(window.begin())) {
    return invalid("end", "ends before it begins");
  }
  return absl::OkStatus();
}

bool IsOpen(const v1::Window& window, absl::Time time) {
  if (window.has_begin() && time < TimeOf(window.begin())) return false;
  if (window.has_end() && time >= TimeOf(window.end())) return false;
  return InHours(window, time);
}

std::vector<WindowRefusal> RefusalsAt(const Windows& windows, absl::Time time) {
  std::vector<WindowRefusal> refusals;
  bool allows = false;
  bool allowed = false;
  for (const v1::Window& window : windows) {
    const bool open = IsOpen(window, time);
    if (window.effect() == v1::WINDOW_EFFECT_ALLOW) {
      allows = true;
      allowed = allowed || open;
    } else if (open) {
      refusals.push_back({window.id(), fmt::format("Commits are denied by window {}{}.",
                                                   window.id(), Reason(window))});
    }
  }
  if (allows && !allowed) {
    refusals.push_back({"", "Commits are allowed only in the policy's windows, and none is open."});
  }
  return refusals;
}

}  // namespace assay::governance

#include "base/setting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <concepts>

namespace nsl {
namespace {

using Microseconds = std::chrono::microseconds;
using TextList = std::vector<std::string>;

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

std::optional<std::int64_t> whole_number(const RawSetting& raw) {
  if (const auto* number = std::get_if<std::int64_t>(&raw)) return *number;
  const auto* text = std::get_if<std::string>(&raw);
  if (text == nullptr || text->empty()) return std::nullopt;
  std::int64_t number = 0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return number;
}

std::int64_t microseconds_in(SettingUnit unit) {
  switch (unit) {
    case SettingUnit::kMilliseconds: return 1'000;
    case SettingUnit::kDays: return 86'400'000'000;
    default: return 1;
  }
}

Result<std::string> read(const RawSetting& raw, SettingUnit, std::type_identity<std::string>) {
  if (const auto* text = std::get_if<std::string>(&raw)) return *text;
  return wrong("must be text in quotes");
}

Result<bool> read(const RawSetting& raw, SettingUnit, std::type_identity<bool>) {
  if (const auto* flag = std::get_if<bool>(&raw)) return *flag;
  if (const auto* text = std::get_if<std::string>(&raw)) {
    if (*text == "true") return true;
    if (*text == "false") return false;
  }
  return wrong("must be true or false");
}

Result<std::int64_t> read(const RawSetting& raw, SettingUnit, std::type_identity<std::int64_t>) {
  if (const auto number = whole_number(raw)) return *number;
  return wrong("must be a whole number");
}

Result<ByteCount> read(const RawSetting& raw, SettingUnit, std::type_identity<ByteCount>) {
  if (const auto number = whole_number(raw)) {
    if (*number < 0) return wrong("must not be negative");
    return ByteCount{static_cast<std::uint64_t>(*number)};
  }
  if (const auto* text = std::get_if<std::string>(&raw)) return parse_byte_count(*text);
  return wrong("must be a number of bytes or text such as \"64MiB\"");
}

Result<Microseconds> read(const RawSetting& raw, SettingUnit unit, std::type_identity<Microseconds>) {
  if (const auto number = whole_number(raw)) {
    const std::int64_t factor = microseconds_in(unit);
    if (*number < 0) return wrong("must not be negative");
    if (*number > Microseconds::max().count() / factor) return wrong("is too large");
    return Microseconds{*number * factor};
  }
  if (const auto* text = std::get_if<std::string>(&raw)) return parse_duration(*text);
  return wrong("must be a number or text such as \"5s\"");
}

// From text: entries between commas, perhaps in brackets as the list is shown; white space around them is dropped; empty
// text is the empty list.
Result<TextList> read(const RawSetting& raw, SettingUnit, std::type_identity<TextList>) {
  if (const auto* list = std::get_if<TextList>(&raw)) return *list;
  const auto* text = std::get_if<std::string>(&raw);
  if (text == nullptr) return wrong("must be a list of texts");
  TextList list;
  std::string_view rest = *text;
  if (rest.starts_with('[') && rest.ends_with(']')) rest = rest.substr(1, rest.size() - 2);
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    std::string_view entry = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    while (entry.ends_with(' ')) entry.remove_suffix(1);
    if (entry.empty()) return wrong("has an empty entry");
    list.emplace_back(entry);
  }
  return list;
}

std::string shown(const std::string& text) { return text.empty() ? "\"\"" : text; }
std::string shown(bool flag) { return flag ? "true" : "false"; }
std::string shown(std::int64_t number) { return fmt::format("{}", number); }
std::string shown(ByteCount count) { return to_string(count); }
std::string shown(Microseconds duration) { return to_string(duration); }
std::string shown(const TextList& list) { return fmt::format("[{}]", fmt::join(list, ", ")); }

template <typename T>
constexpr bool kIsNumber = !std::same_as<T, std::string> && !std::same_as<T, bool> && !std::same_as<T, TextList>;

}  // namespace

Status AnySetting::set(const RawSetting& raw, std::string origin) {
  if (auto status = assign(raw); !status) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("{} ({}): {}", name(), origin, status.error().message),
                std::string(name()));
  }
  origin_ = std::move(origin);
  return {};
}

std::string AnySetting::shown_value() const {
  const bool hide = sensitivity() == Sensitivity::kSecret && value_text() != default_text();
  return hide ? "(hidden)" : value_text();
}

std::string AnySetting::environment_name() const {
  std::string text = "NSL_";
  for (const char c : name()) {
    if (c == '.') text.append("__");
    else text.push_back(static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
  }
  return text;
}

AnySetting* SettingGroup::find(std::string_view name) const {
  const auto found = std::ranges::find(all_, name, &AnySetting::name);
  return found == all_.end() ? nullptr : *found;
}

std::vector<std::string> SettingGroup::names() const {
  std::vector<std::string> names;
  for (const AnySetting* setting : all_) names.emplace_back(setting->name());
  return names;
}

template <typename T>
Setting<T>::Setting(SettingGroup& group, Spec spec) : spec_(std::move(spec)), value_(spec_.standard) {
  group.add(*this);
}

template <typename T>
std::string Setting<T>::type() const {
  if constexpr (std::same_as<T, bool>) return "true or false";
  if constexpr (std::same_as<T, std::int64_t>) return "whole number";
  if constexpr (std::same_as<T, TextList>) return "list of text";
  switch (spec_.unit) {
    case SettingUnit::kBytes: return "bytes";
    case SettingUnit::kMicroseconds: return "microseconds";
    case SettingUnit::kMilliseconds: return "milliseconds";
    case SettingUnit::kDays: return "days";
    case SettingUnit::kNone: break;
  }
  return "text";
}

template <typename T>
std::string Setting<T>::bounds() const {
  if constexpr (kIsNumber<T>) {
    if (spec_.least && spec_.most) return fmt::format("{} to {}", shown(*spec_.least), shown(*spec_.most));
    if (spec_.least) return fmt::format("at least {}", shown(*spec_.least));
  }
  return fmt::format("{}", fmt::join(spec_.choices, ", "));
}

template <typename T>
std::string Setting<T>::default_text() const {
  return shown(spec_.standard);
}

template <typename T>
std::string Setting<T>::value_text() const {
  return shown(value_);
}

template <typename T>
Status Setting<T>::assign(const RawSetting& raw) {
  NSL_TRY(T value, read(raw, spec_.unit, std::type_identity<T>{}));
  if constexpr (kIsNumber<T>) {
    const bool outside = (spec_.least && value < *spec_.least) || (spec_.most && value > *spec_.most);
    if (outside) return wrong(fmt::format("{} is outside its bounds, {}", shown(value), bounds()));
  }
  if constexpr (std::same_as<T, std::string>) {
    const bool known = spec_.choices.empty() || std::ranges::find(spec_.choices, value) != spec_.choices.end();
    if (!known) return wrong(fmt::format("\"{}\" is none of {}", value, bounds()));
  }
  value_ = std::move(value);
  return {};
}

template class Setting<std::string>;
template class Setting<bool>;
template class Setting<std::int64_t>;
template class Setting<ByteCount>;
template class Setting<Microseconds>;
template class Setting<TextList>;

}  // namespace nsl

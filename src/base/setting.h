#pragma once
// Setting<T>: one thing an operator can choose. The object holds everything there is to know about it (name, type,
// unit, default, bounds, explanation), so that loading, checking, `nsl config` and its help come from one place.
//
// Built and filled once at start by one thread, then only read.

#include "base/error.h"
#include "base/units.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace nsl {

// A value as its source gave it: TOML knows types, the environment and flags have text only.
using RawSetting = std::variant<std::string, std::int64_t, bool, std::vector<std::string>>;

// What a bare number means. Text may always name another unit: "64MiB", "5s".
enum class SettingUnit : std::uint8_t { kNone, kBytes, kMicroseconds, kMilliseconds, kDays };

enum class Sensitivity : std::uint8_t { kPublic, kSecret };

// What all settings have in common, without their type.
class AnySetting {
 public:
  AnySetting() = default;
  virtual ~AnySetting() = default;
  AnySetting(const AnySetting&) = delete;
  AnySetting& operator=(const AnySetting&) = delete;

  virtual std::string_view name() const = 0;         // "http.body_bytes_max"
  virtual std::string_view explanation() const = 0;  // a sentence or two
  virtual Sensitivity sensitivity() const = 0;
  virtual std::string type() const = 0;    // "bytes", "list of text"
  virtual std::string bounds() const = 0;  // "1 KiB to 64 MiB", empty: none
  virtual std::string default_text() const = 0;
  virtual std::string value_text() const = 0;  // secrets included; see shown_value()

  // Takes the value, or says what is wrong with it. `origin` is kept for people: "nsl.toml:3:1", "--listen".
  Status set(const RawSetting& raw, std::string origin);

  const std::string& origin() const { return origin_; }
  std::string shown_value() const;       // for output: a secret that is set reads "(hidden)"
  std::string environment_name() const;  // "NSL_HTTP__BODY_BYTES_MAX"

 protected:
  virtual Status assign(const RawSetting& raw) = 0;

 private:
  std::string origin_ = "default";
};

// The settings of a program, in the order of their declaration.
class SettingGroup {
 public:
  const std::vector<AnySetting*>& all() const { return all_; }
  AnySetting* find(std::string_view name) const;
  std::vector<std::string> names() const;
  void add(AnySetting& setting) { all_.push_back(&setting); }

 private:
  std::vector<AnySetting*> all_;
};

// T: std::string, bool, std::int64_t, ByteCount, std::chrono::microseconds or std::vector<std::string>.
template <typename T>
class Setting final : public AnySetting {
 public:
  struct Spec {
    std::string_view name;
    T standard{};              // the default
    std::optional<T> least{};  // bounds, inclusive; numbers only
    std::optional<T> most{};
    SettingUnit unit = SettingUnit::kNone;
    std::vector<std::string> choices{};  // text only: the values there are; empty: any
    Sensitivity sensitivity = Sensitivity::kPublic;
    std::string_view explanation;
  };

  // Registers itself; the group and the setting must not move.
  Setting(SettingGroup& group, Spec spec);

  const T& value() const { return value_; }

  std::string_view name() const override { return spec_.name; }
  std::string_view explanation() const override { return spec_.explanation; }
  Sensitivity sensitivity() const override { return spec_.sensitivity; }
  std::string type() const override;
  std::string bounds() const override;
  std::string default_text() const override;
  std::string value_text() const override;

 private:
  Status assign(const RawSetting& raw) override;

  Spec spec_;
  T value_;
};

}  // namespace nsl

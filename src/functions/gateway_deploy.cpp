// Deploying: what is checked before a version is made.

#include "base/log.h"
#include "functions/gateway.h"
#include "net/egress/egress.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>

namespace nsl::functions {
namespace {

constexpr std::size_t kAllowHostsMax = 64;
constexpr std::size_t kFileNameMax = 255;

engine::ImageNumber next_image_number() {
  static std::atomic<engine::ImageNumber> next{1};
  return next++;
}

template <typename T>
Status within(T value, T least, T most, std::string_view pointer, std::string_view unit) {
  if (value < least) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("{} must be at least {} {}", pointer.substr(8), least, unit),
                std::string(pointer));
  }
  if (value > most) {
    return fail(ErrorCode::kLimitTooHigh,
                fmt::format("{} is {} {}, above the ceiling of {}; ask the operator or take less", pointer.substr(8),
                            value, unit, most),
                std::string(pointer));
  }
  return {};
}

Status check_limits(const engine::Limits& limits, const engine::Ceilings& ceilings) {
  // A VM with the prelude in it and a small module need some 2 MiB.
  NSL_TRY_VOID(within(limits.memory.bytes, (4_MiB).bytes, ceilings.memory.bytes, "/limits/memory_bytes", "bytes"));
  NSL_TRY_VOID(within<std::int64_t>(limits.cpu.count(), 1'000, ceilings.cpu.count(), "/limits/cpu_us", "µs"));
  NSL_TRY_VOID(within<std::int64_t>(limits.wall.count(), 1'000, ceilings.wall.count(), "/limits/wall_us", "µs"));
  NSL_TRY_VOID(within<std::uint32_t>(limits.host_calls, 0, ceilings.host_calls, "/limits/host_calls", "calls"));
  NSL_TRY_VOID(within(limits.input.bytes, std::uint64_t{2}, ceilings.input.bytes, "/limits/input_bytes", "bytes"));
  NSL_TRY_VOID(within(limits.output.bytes, std::uint64_t{2}, ceilings.output.bytes, "/limits/output_bytes", "bytes"));
  return within(limits.logs.bytes, std::uint64_t{0}, ceilings.logs.bytes, "/limits/log_bytes", "bytes");
}

std::string explain(const engine::BuildFailure& failure) {
  if (failure.code == "syntax_error" || failure.code == "exception") return failure.message;
  return fmt::format("{} ({})", failure.message, failure.code);
}

}  // namespace

Status Gateway::check(const DeployRequest& request) const {
  if (request.code.size() > engine::kCodeMax.bytes) {
    return fail(
        ErrorCode::kPayloadTooLarge,
        fmt::format("the code has {} bytes; at most {} are taken", request.code.size(), to_string(engine::kCodeMax)),
        "/code");
  }
  if (!is_utf8(request.code)) return fail(ErrorCode::kInvalidFunction, "the code is not valid UTF-8", "/code");
  const bool usable_name = !request.file_name.empty() && request.file_name.size() <= kFileNameMax &&
                           std::ranges::none_of(request.file_name, [](unsigned char c) {
                             return c < 0x20 || c == ':' || c == '(' || c == ')';
                           });
  if (!usable_name)
    return fail(ErrorCode::kInvalidArgument, "file_name has 1 to 255 characters, without colons and parentheses",
                "/file_name");
  if (request.settings.allow_hosts.size() > kAllowHostsMax) {
    return fail(ErrorCode::kInvalidArgument, fmt::format("at most {} hosts can be allowed", kAllowHostsMax),
                "/network/allow_hosts");
  }
  if (!request.source_map.empty()) {
    if (const auto map = SourceMap::parse(request.source_map); !map) {
      return fail(ErrorCode::kInvalidArgument, fmt::format("source_map cannot be used: {}", map.error().message),
                  "/source_map");
    }
  }
  for (std::size_t i = 0; i < request.settings.allow_hosts.size(); ++i) {
    if (const Status host = net::check_allow_host(request.settings.allow_hosts[i]); !host) {
      return fail(ErrorCode::kInvalidArgument, host.error().message, fmt::format("/network/allow_hosts/{}", i));
    }
  }
  return check_limits(request.settings.limits, options_.ceilings);
}

// Compiles the code in a worker, as it will be compiled before its first execution.
Status Gateway::try_out(const std::shared_ptr<const engine::ImageSource>& image) {
  using Built = std::expected<std::uint64_t, engine::BuildFailure>;
  auto promise =
      std::make_shared<std::promise<Built>>();  // shared with the worker pool, which may be slower than we wait
  auto future = promise->get_future();
  parts_.loop.post([this, image, promise] {
    parts_.workers.build(image, [promise](Built built) { promise->set_value(std::move(built)); });
  });
  if (future.wait_for(options_.build_timeout) != std::future_status::ready) {
    return fail(ErrorCode::kUnavailable, "no sandbox worker was free to check the code; try again in a moment");
  }
  const Built built = future.get();
  if (built) return {};
  const bool our_fault = built.error().code == "worker_lost" || built.error().code == "unavailable";
  return fail(our_fault ? ErrorCode::kUnavailable : ErrorCode::kInvalidFunction, explain(built.error()), "/code");
}

std::shared_ptr<const Callable> Gateway::make_callable(const Version& version, Source source) {
  auto callable = std::make_shared<Callable>();
  callable->function = version.function;
  callable->owner = version.owner;
  callable->name = version.name;
  callable->version = version.number;
  callable->hash = version.hash;
  callable->settings = version.settings;
  if (!source.source_map.empty()) {
    if (auto map = SourceMap::parse(source.source_map)) callable->source_map = *std::move(map);
  }
  callable->image =
      std::make_shared<const engine::ImageSource>(engine::ImageSource{.number = next_image_number(),
                                                                      .code = std::move(source.code),
                                                                      .file_name = std::move(source.file_name),
                                                                      .memory = version.settings.limits.memory});
  return callable;
}

Result<Deployed> Gateway::deploy(const DeployRequest& request) {
  if (!is_function_name(request.name)) {
    return fail(ErrorCode::kInvalidName,
                fmt::format("\"{}\" cannot be a function's name; use 1 to 63 of a-z, 0-9 and -", request.name),
                "/name");
  }
  NSL_TRY_VOID(check(request));
  DeployRequest normal = request;
  if (parts_.accounting != nullptr) {
    NSL_TRY_VOID(parts_.accounting->admit_bytes(request.owner, {request.code.size() + request.source_map.size()}));
    normal.functions_max = parts_.accounting->look(request.owner).quota.functions;
  }
  auto& hosts = normal.settings.allow_hosts;
  std::ranges::sort(hosts);
  hosts.erase(std::unique(hosts.begin(), hosts.end()), hosts.end());

  const auto image =
      std::make_shared<const engine::ImageSource>(engine::ImageSource{.number = next_image_number(),
                                                                      .code = normal.code,
                                                                      .file_name = normal.file_name,
                                                                      .memory = normal.settings.limits.memory});
  NSL_TRY_VOID(try_out(image));
  auto deployed = parts_.registry.put(normal);
  on_loop([&] {
    parts_.workers.forget_image(image->number);
    if (deployed) catalog_.forget_active({normal.owner, normal.name});
  });
  if (deployed && deployed->outcome != DeployOutcome::kUnchanged) {
    log::info("function deployed", {{"function", deployed->function.name}, {"version", deployed->version.number}});
  }
  return deployed;
}

}  // namespace nsl::functions

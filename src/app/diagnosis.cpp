#include "app/diagnosis.h"

#include "app/bundle.h"
#include "app/client.h"
#include "base/event_loop.h"
#include "engine/worker_pool.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace nsl::app {

std::string_view to_string(Health health) {
  switch (health) {
    case Health::kGood: return "ok";
    case Health::kNote: return "note";
    case Health::kBad: return "BAD";
  }
  return "";
}

std::vector<Finding> diagnose_engine() {
  EventLoop loop({});
  auto pool = engine::WorkerPool::create(loop, {.workers = 1, .workers_max = 1});
  if (!pool) return {{Health::kBad, "engine", pool.error().message}};
  bool ready = false;
  (*pool)->on_ready([&] {
    ready = true;
    loop.stop();
  });
  const auto timer = loop.after(kWorkerPatience, [&] { loop.stop(); });
  loop.run();
  if (!ready)
    return {{Health::kBad, "engine", fmt::format("no sandbox worker came up within {} s", kWorkerPatience.count())}};

  std::vector<Finding> findings{{Health::kGood, "engine", "a sandbox worker starts"}};
  for (const engine::Wall& wall : (*pool)->sandbox().walls) {
    const std::string detail = wall.stands ? "stands" : fmt::format("does not stand: {}", wall.detail);
    findings.push_back({wall.stands ? Health::kGood : Health::kNote, fmt::format("wall: {}", wall.name), detail});
  }
  return findings;
}

std::vector<Finding> diagnose_bundler() {
  std::error_code ignored;
  const auto bundler =
      find_bundler(BundlerSearch::from_process(std::filesystem::current_path(ignored) / "function.js"));
  if (bundler) return {{Health::kGood, "esbuild", bundler->string()}};
  return {{Health::kNote, "esbuild",
           "not found; TypeScript and imports cannot be deployed from here (npm install esbuild)"}};
}

std::vector<Finding> diagnose_data_folder(const Settings& settings) {
  const std::string& folder = settings.data_dir.value();
  const std::string subject = fmt::format("data folder {}", folder);
  struct stat status{};
  if (stat(folder.c_str(), &status) != 0) return {{Health::kGood, subject, "is not there yet; a service makes it"}};
  if (!S_ISDIR(status.st_mode)) return {{Health::kBad, subject, "is no folder"}};
  if (access(folder.c_str(), R_OK | W_OK | X_OK) != 0)
    return {{Health::kBad, subject, "cannot be written by this user"}};
  if ((status.st_mode & 0077u) != 0) {
    return {{Health::kBad, subject,
             fmt::format("can be read by others (mode {:o}); chmod 700 {}", status.st_mode & 0777u, folder)}};
  }
  return {{Health::kGood, subject, "belongs to its owner only"}};
}

std::vector<Finding> diagnose_service(const std::string& profile_flag) {
  auto client = ServiceClient::connect(profile_flag);
  if (!client) return {{Health::kNote, "service", fmt::format("{}; {}", client.error().why, client.error().next)}};
  const std::string subject = fmt::format("service {}", client->url());
  const auto reply = client->call({.path = "/v1/functions?limit=1"}, subject);
  if (reply) return {{Health::kGood, subject, "answers and takes the token"}};
  return {{Health::kBad, subject, reply.error().why}};
}

}  // namespace nsl::app

#include "storage/wal_sync.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace nsl::storage {
namespace {

Error failed(std::string_view what, const std::string& path) {
  return {ErrorCode::kStorageFailed, fmt::format("Cannot {} {}: {}.", what, path, std::strerror(errno)), {}};
}

}  // namespace

WalSync::~WalSync() {
  if (descriptor_ >= 0) close(descriptor_);
}

Status WalSync::sync() {
  std::uint64_t mine = 0;
  {
    const std::lock_guard lock(counting_);
    mine = ++asked_;
  }
  const std::lock_guard lock(syncing_);
  if (answered_ >= mine) return {};  // a sync that began after the call above has it
  if (broken_) return std::unexpected(*broken_);
  NSL_TRY_VOID(open_file());
  std::uint64_t served = 0;
  {
    const std::lock_guard counting(counting_);
    served = asked_;
  }
  ++syncs_;
  if (fdatasync(descriptor_) != 0) {
    broken_ = failed("write to the disk", path_);
    return std::unexpected(*broken_);
  }
  answered_ = served;
  return {};
}

std::uint64_t WalSync::syncs() const {
  const std::lock_guard lock(syncing_);
  return syncs_;
}

Status WalSync::open_file() {
  if (descriptor_ >= 0) return {};
  descriptor_ = open(path_.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor_ < 0) return std::unexpected(failed("open", path_));
  return {};
}

}  // namespace nsl::storage

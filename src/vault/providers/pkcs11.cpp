#include "vault/providers/pkcs11.h"

#include "vault/providers/pkcs11_message.h"
#include "vault/providers/pkcs11_token.h"

#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

extern char** environ;

namespace nsl::vault {
namespace {

constexpr const char* kProcessName = "vault-token";
constexpr std::array<std::uint8_t, 3> kStart{'N', 'K', 1};  // then what the token gave

using Clock = std::chrono::steady_clock;

// One direction. A socket pair, because writing to one whose reader is gone need not raise a signal.
class Pipe {
 public:
  Pipe() { open_ = socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends_) == 0; }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  bool open() const { return open_; }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_end(int which) {
    if (ends_[which] >= 0) close(std::exchange(ends_[which], -1));
  }

 private:
  int ends_[2] = {-1, -1};
  bool open_ = false;
};

// Whether all was written. A message fits into the socket, so this does not wait for the reader.
bool write_all(int descriptor, ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t put = send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

// Up to the end, or nullopt when it takes too long or is too much.
std::optional<crypto::SecretBytes> read_all(int descriptor, Clock::time_point deadline) {
  crypto::SecretBytes bytes(kTokenMessageMax);
  std::size_t size = 0;
  while (true) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd waiting{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int ready = poll(&waiting, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 600'000)));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
    const ssize_t got = read(descriptor, bytes.bytes().data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || size == bytes.size()) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.shrink(size);
  return bytes;
}

// Starts the process with these as its standard input and output; 0 when it cannot be started.
pid_t start(const std::string& program, const Pipe& in, const Pipe& out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read_end(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end(), STDOUT_FILENO);
  std::string name(kProcessName);
  std::string path(program);
  std::array<char*, 3> arguments{path.data(), name.data(), nullptr};
  pid_t child = 0;
  const int failed = posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? child : 0;
}

Result<crypto::SecretBytes> ask(const Pkcs11Options& options, const TokenRequest& request) {
  Pipe in, out;
  const pid_t child = in.open() && out.open() ? start(options.program, in, out) : 0;
  if (child == 0) return fail(ErrorCode::kUnavailable, "The process that talks to the token cannot be started.");
  in.close_end(0);
  out.close_end(1);
  const auto message = to_message(request);
  const bool written = write_all(in.write_end(), message.view());
  in.close_end(1);
  const auto answer = written ? read_all(out.read_end(), Clock::now() + options.timeout) : std::nullopt;
  // It has answered, or nobody waits for it any more.
  kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!answer)
    return fail(ErrorCode::kUnavailable, fmt::format("The token did not answer within {} s.", options.timeout.count()));
  return parse_answer(answer->view());
}

class Pkcs11Provider final : public RootKeyProvider {
 public:
  Pkcs11Provider(Pkcs11Options options, crypto::SecretBytes pin) : options_(std::move(options)), pin_(std::move(pin)) {}

  std::string_view name() const override { return "pkcs11"; }

  Result<Bytes> protect(const crypto::SecretBytes& root_key, const Context& context) override {
    NSL_TRY(const auto encrypted, ask(options_, request(TokenOperation::kEncrypt, root_key.view(), context)));
    Bytes bytes(kStart.begin(), kStart.end());
    bytes.insert(bytes.end(), encrypted.view().begin(), encrypted.view().end());
    return bytes;
  }

  Result<crypto::SecretBytes> recover(ByteView bytes, const Context& context) override {
    if (bytes.size() < kStart.size() || !std::ranges::equal(bytes.first(kStart.size()), kStart)) {
      return fail(ErrorCode::kVaultDamaged, "What the token protects is not of the known form.");
    }
    return ask(options_, request(TokenOperation::kDecrypt, bytes.subspan(kStart.size()), context));
  }

 private:
  TokenRequest request(TokenOperation operation, ByteView data, const Context& context) const {
    return {.operation = operation,
            .module = options_.module,
            .token = options_.token,
            .key = options_.key,
            .pin = pin_.clone(),
            .context = Bytes(context.bytes().begin(), context.bytes().end()),
            .data = crypto::SecretBytes::copy_of(data)};
  }

  Pkcs11Options options_;
  crypto::SecretBytes pin_;
};

}  // namespace

Result<std::unique_ptr<RootKeyProvider>> make_pkcs11_provider(Pkcs11Options options, crypto::SecretBytes pin) {
  if (!options.module.starts_with('/'))
    return fail(ErrorCode::kInvalidArgument, "The PKCS#11 module is an absolute path.");
  if (options.token.empty() || options.token.size() > 32 || options.key.empty() || options.key.size() > 64) {
    return fail(ErrorCode::kInvalidArgument, "A token's label has 1 to 32 bytes, a key's 1 to 64.");
  }
  if (pin.empty() || pin.size() > kPinBytesMax)
    return fail(ErrorCode::kInvalidArgument, fmt::format("A PIN has 1 to {} bytes.", kPinBytesMax));
  return std::make_unique<Pkcs11Provider>(std::move(options), std::move(pin));
}

std::optional<int> run_if_pkcs11_process(int argc, char** argv) {
  if (argc != 2 || std::strcmp(argv[1], kProcessName) != 0) return std::nullopt;
  prctl(PR_SET_DUMPABLE, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const auto message = read_all(STDIN_FILENO, Clock::now() + std::chrono::seconds(10));
  const auto request = message ? parse_request(message->view()) : std::nullopt;
  if (!request) return 2;
  // Modules print what they like; the answer goes where only it goes.
  const int answer_to = dup(STDOUT_FILENO);
  dup2(STDERR_FILENO, STDOUT_FILENO);
  const auto answer = to_message(carry_out(*request));
  return write_all(answer_to, answer.view()) ? 0 : 1;
}

}  // namespace nsl::vault

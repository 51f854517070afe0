#pragma once
// SoftwareTpm: a TPM 2.0 in software (swtpm) in a process of its own, reached over a Unix socket. It keeps its state in
// the folder it is given, so that starting it again there is the same chip after a reboot.

#include "base/check.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>

namespace nsl::vault::testing {

// One thread.
class SoftwareTpm {
 public:
  static bool installed() {
    return std::filesystem::exists("/usr/bin/swtpm") &&
           std::filesystem::exists("/usr/lib/x86_64-linux-gnu/libtss2-tcti-swtpm.so.0");
  }

  explicit SoftwareTpm(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directories(folder_);
    start();
  }
  ~SoftwareTpm() { stop(); }
  SoftwareTpm(const SoftwareTpm&) = delete;
  SoftwareTpm& operator=(const SoftwareTpm&) = delete;

  std::string tcti() const { return "swtpm:path=" + socket_path(); }

  void start() {
    const std::string state = "dir=" + folder_.string();
    const std::string server = "type=unixio,path=" + socket_path();
    const std::string control = server + ".ctrl";
    process_ = fork();
    if (process_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      const int nowhere = ::open("/dev/null", O_RDWR);
      for (const int descriptor : {0, 1, 2}) dup2(nowhere, descriptor);
      execl("/usr/bin/swtpm", "swtpm", "socket", "--tpm2", "--tpmstate", state.c_str(), "--server", server.c_str(),
            "--ctrl", control.c_str(), "--flags", "not-need-init,startup-clear", nullptr);
      _exit(127);
    }
    NSL_CHECK(process_ > 0);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answers()) {
      NSL_CHECK(std::chrono::steady_clock::now() < deadline);
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  // As when the power goes.
  void stop() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    kill(process_, SIGCONT);
    waitpid(std::exchange(process_, 0), nullptr, 0);
    std::filesystem::remove(socket_path());
    std::filesystem::remove(socket_path() + ".ctrl");
  }
  void reboot() {
    stop();
    start();
  }
  // It is there, and does not answer.
  void hang() { kill(process_, SIGSTOP); }

  // What firmware and boot loader do with what they measure (TPM2_PCR_Extend, SHA-256).
  void extend(std::uint8_t pcr, std::uint8_t measured) const {
    std::array<std::uint8_t, 33 + 32> command{0x80, 0x02, 0, 0, 0, 65, 0, 0, 0x01, 0x82, 0, 0, 0, pcr, 0, 0,   0,
                                              9,    0x40, 0, 0, 9, 0,  0, 0, 0,    0,    0, 0, 0, 1,   0, 0x0b};
    command.back() = measured;
    const auto answer = ask(command);
    NSL_CHECK(answer[6] == 0 && answer[7] == 0 && answer[8] == 0 && answer[9] == 0);
  }

 private:
  std::string socket_path() const { return (folder_ / "tpm").string(); }

  int connect_to_it() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    NSL_CHECK(socket_path().size() < sizeof address.sun_path);
    std::strcpy(address.sun_path, socket_path().c_str());
    const int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return descriptor;
    close(descriptor);
    return -1;
  }
  bool answers() const {
    if (!std::filesystem::exists(socket_path() + ".ctrl")) return false;
    const int descriptor = connect_to_it();
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
  }
  template <std::size_t kSize>
  std::array<std::uint8_t, 64> ask(const std::array<std::uint8_t, kSize>& command) const {
    const int descriptor = connect_to_it();
    NSL_CHECK(descriptor >= 0);
    NSL_CHECK(write(descriptor, command.data(), command.size()) == static_cast<ssize_t>(command.size()));
    std::array<std::uint8_t, 64> answer{};
    NSL_CHECK(read(descriptor, answer.data(), answer.size()) >= 10);
    close(descriptor);
    return answer;
  }

  std::filesystem::path folder_;
  pid_t process_ = 0;
};

}  // namespace nsl::vault::testing

#include "net/testing/http2_server.h"

#include "base/check.h"

#include <csignal>
#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace nsl::net::testing {
namespace {

constexpr const char* kScript = R"js(
const fs = require('node:fs');
const http2 = require('node:http2');
const zlib = require('node:zlib');
const [certificate, key] = process.argv.slice(1);
const server = http2.createSecureServer({ cert: fs.readFileSync(certificate), key: fs.readFileSync(key), allowHTTP1: false });
server.on('stream', (stream, headers) => {
  const path = headers[':path'];
  stream.on('error', () => {});
  let body = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => (body += text));
  stream.on('end', () => {
    if (path.startsWith('/status/')) return stream.respond({ ':status': Number(path.slice(8)) }, { endStream: true });
    if (path === '/redirect') return stream.respond({ ':status': 303, location: '/after' }, { endStream: true });
    if (path === '/goaway') return stream.session.destroy();
    stream.respond({ ':status': 200, 'content-type': 'text/plain', ...(path === '/gzip' && { 'content-encoding': 'gzip' }) });
    if (path === '/gzip') return stream.end(zlib.gzipSync('unpacked'));
    if (path === '/large') return stream.end('x'.repeat(1 << 20));
    if (path === '/reset') return stream.write('begun', () => stream.destroy(new Error('broken')));
    stream.end(`${headers[':method']} ${path} ${headers[':authority']} ${body}`);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();  // the test has ended, one way or the other
)js";

// The port, which the server prints when it listens; 0 when it does not come.
std::uint16_t read_port(int from) {
  std::string text;
  while (!text.ends_with('\n')) {
    pollfd ready{.fd = from, .events = POLLIN, .revents = 0};
    char byte = 0;
    if (poll(&ready, 1, 60'000) != 1 || read(from, &byte, 1) != 1) return 0;
    text.push_back(byte);
  }
  return static_cast<std::uint16_t>(std::strtoul(text.c_str(), nullptr, 10));
}

}  // namespace

Http2Server::Http2Server() {
  int input[2];
  int output[2];
  NSL_CHECK(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  std::string arguments[] = {"node", "-e", kScript, certificate_.files().certificate_file,
                             certificate_.files().key_file};
  char* const argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                        arguments[3].data(), arguments[4].data(), nullptr};
  if (posix_spawnp(&process_, "node", &actions, nullptr, argv, environ) != 0) process_ = -1;
  posix_spawn_file_actions_destroy(&actions);
  close(input[0]);
  close(output[1]);
  if (process_ > 0) port_ = read_port(output[0]);
  close(output[0]);
  input_ = input[1];
}

Http2Server::~Http2Server() {
  close(input_);
  if (process_ <= 0) return;
  kill(process_, SIGTERM);
  waitpid(process_, nullptr, 0);
}

}  // namespace nsl::net::testing

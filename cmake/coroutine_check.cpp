// Ends with 0 when the compiler builds these ordinary coroutine shapes correctly. Each owns heap memory that a
// miscompiled coroutine frees twice or too early; the count of live objects and a checksum tell.
#include <boost/asio.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace asio = boost::asio;

namespace {

int live = 0;

struct Counted {
  std::string text;
  explicit Counted(std::string t) : text(std::move(t)) { ++live; }
  Counted(const Counted& other) : text(other.text) { ++live; }
  Counted(Counted&& other) noexcept : text(std::move(other.text)) { ++live; }
  ~Counted() { --live; }
};

struct Options {
  std::string name;
  Counted payload;
};

template <typename F>
asio::awaitable<std::size_t> apply(F f) {
  co_await asio::post(asio::use_awaitable);
  co_return f();
}

asio::awaitable<std::size_t> length_of(Options options) {
  co_await asio::post(asio::use_awaitable);
  co_return options.name.size() + options.payload.text.size();
}

asio::awaitable<std::size_t> resume_with(std::string text) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(std::size_t)>(
      [text](auto handler) {
        asio::post([handler = std::move(handler), text]() mutable { std::move(handler)(text.size()); });
      },
      asio::use_awaitable);
}

asio::awaitable<void> check(std::size_t& sum) {
  const std::string text(100, 'x');
  const Counted counted(text);
  for (int i = 0; i < 100; ++i) {
    sum += co_await apply([counted] { return counted.text.size(); });
    sum += co_await length_of({.name = text, .payload = Counted(text)});
    sum += co_await resume_with(text);
  }
}

}  // namespace

int main() {
  std::size_t sum = 0;
  {
    asio::io_context io;
    asio::co_spawn(io, check(sum), [](std::exception_ptr failure) {
      if (failure) std::rethrow_exception(failure);
    });
    io.run();
  }
  const bool ok = live == 0 && sum == 100 * (100 + 200 + 100);
  if (!ok) std::fprintf(stderr, "live objects %d (0 expected), sum %zu (40000 expected)\n", live, sum);
  return ok ? 0 : 1;
}

// What the server's own code costs a request, without sockets: parsing a typical request and writing a typical head.
#include "net/http/compression.h"
#include "net/http/request_parser.h"
#include "net/http/response_head.h"

#include <benchmark/benchmark.h>

#include <string>

namespace {

using namespace nsl;
using namespace nsl::net;

std::string typical(std::size_t body_bytes) {
  return "POST /v1/functions/hello/invoke HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: bench/1.0\r\n"
         "Accept: application/json\r\nAuthorization: Bearer nsl_0123456789abcdef0123456789abcdef\r\n"
         "Content-Type: application/json\r\nContent-Length: " +
         std::to_string(body_bytes) + "\r\n\r\n" + std::string(body_bytes, 'x');
}

void parse(benchmark::State& state) {
  const std::string bytes = typical(static_cast<std::size_t>(state.range(0)));
  RequestParser parser({});
  for (auto _ : state) {
    benchmark::DoNotOptimize(parser.put(bytes));
    benchmark::DoNotOptimize(parser.request());
    parser.reset();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}
BENCHMARK(parse)->Arg(0)->Arg(25)->Arg(4'096);

void write_head(benchmark::State& state) {
  HeadWriter writer;
  std::string out;
  for (auto _ : state) {
    out.clear();
    writer.append(out, {.status = 200,
                        .content_type = "application/json",
                        .headers = {},
                        .content_length = 180,
                        .request = RequestId::generate()});
    benchmark::DoNotOptimize(out.data());
  }
}
BENCHMARK(write_head);

// A page of a list, as the API has them. `share`: what is left of it.
void compress_page(benchmark::State& state) {
  std::string page = R"({"data":[)";
  while (page.size() < static_cast<std::size_t>(state.range(0))) {
    page += R"({"id":")" + RequestId::generate().text() +
            R"(","name":"price-of-gas","created_at":"2026-01-01T00:00:00.000Z","active_version":7,"limits":)"
            R"({"memory_bytes":67108864,"cpu_ms":1000,"wall_ms":30000,"host_calls":100}},)";
  }
  std::size_t packed = 0;
  for (auto _ : state) packed = gzip(page, static_cast<int>(state.range(1))).size();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * page.size()));
  state.counters["share"] = static_cast<double>(packed) / static_cast<double>(page.size());
}
BENCHMARK(compress_page)->ArgsProduct({{1'024, 25'000, 400'000}, {1, 6}});

// What every request pays that may be compressed.
void read_accept_encoding(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(coding_for("gzip, deflate, br;q=0.9, zstd"));
}
BENCHMARK(read_accept_encoding);

}  // namespace

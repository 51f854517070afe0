#include "engine/builder.h"
#include "engine/execution.h"

#include <gtest/gtest.h>
namespace nsl::engine {
namespace {
const char* kPrelude = R"js((() => {
  const native = globalThis.native; delete globalThis.native;
  let handler; const calls = new Map(); let next = 0;
  return {
    install(ns) { if (typeof ns.default !== 'function') return 'no default export'; handler = ns.default; return ''; },
    start(input, meta) {
      const ok = v => native.succeed(JSON.stringify(v) ?? 'null');
      const bad = e => native.fail('exception', String(e), String(e && e.stack));
      try { const r = handler(JSON.parse(input), { call(name, args) { return new Promise((res, rej) => { const n = ++next; calls.set(n, [res, rej]); native.host_call(n, name, JSON.stringify(args), undefined); }); } });
        if (r instanceof Promise) r.then(ok, bad); else ok(r); } catch (e) { bad(e); } },
    deliver(n, ok, json, body) { const c = calls.get(n); calls.delete(n); if (ok) c[0](JSON.parse(json)); else c[1](new Error(json)); },
    run_timer() { return false; },
    uncaught(reason, kind) { native.log('error', kind + ' ' + String(reason)); },
  };
})())js";
struct Box : Outbox {
  std::vector<std::string> calls, logs;
  void send(const HostCall& c) override { calls.push_back(std::string(c.name) + std::string(c.arguments)); }
  void send_log(std::string_view l, std::int64_t, std::string_view t) override { logs.push_back(std::string(l) + ":" + std::string(t)); }
};
TEST(Try, Works) {
  install_signal_handlers();
  VmThread thread;
  auto base = BaseImage::build(kPrelude);
  ASSERT_TRUE(base) << base.error().message;
  auto slot = Slot::create(*base);
  ASSERT_TRUE(slot);
  auto baseset = std::make_shared<const PageSet>(*base);
  auto t0 = monotonic_ns();
  auto image = build_image(**slot, baseset, {"export default async function(i){ return {hello:i.name,n:i.x*2}; }", "f.js"}, {});
  auto t1 = monotonic_ns();
  ASSERT_TRUE(image) << image.error().message;
  printf("build %ld us, words %zu runs %zu\n", long(t1-t0)/1000, image->words.size(), image->runs.size());
  auto set = std::make_shared<const PageSet>(*base, *image);
  printf("own pages %zu of %zu\n", set->own_pages().size(), set->pages());
  ASSERT_TRUE((*slot)->load(set));
  EXPECT_TRUE((*slot)->is_pristine());
  Box box; 
  for (int i = 0; i < 5; ++i) {
    Execution e(**slot, box);
    StartOptions o; o.input = R"({"name":"neo","x":21})"; o.meta = "{}";
    ASSERT_EQ(e.start(o), Execution::State::kDone);
    auto out = e.take_outcome();
    EXPECT_EQ(out.output, R"({"hello":"neo","n":42})") << out.message;
    EXPECT_FALSE((*slot)->is_pristine());
    (*slot)->restore();
    EXPECT_TRUE((*slot)->is_pristine());
  }
  const int N = 50000;
  auto a = monotonic_ns();
  for (int i = 0; i < N; ++i) { Execution e(**slot, box); StartOptions o; o.input = R"({"name":"neo","x":21})"; o.meta = "{}"; e.start(o); (*slot)->restore(); }
  auto b = monotonic_ns();
  printf("%.2f us per start+restore, hot %zu\n", (b-a)/1e3/N, (*slot)->hot_pages());
  for (const char* code : {"export default () => { for(;;); }", "export default () => { const a=[]; for(;;) a.push('x'.repeat(1000)+a.length); }", "export default () => { const f=()=>f()+1; return f(); }", "export default async () => { await new Promise(()=>{}); }", "export default () => { return 10n**10000000n; }", "export default (i, c) => c.call('x', {a:1})", "export default () => { throw new TypeError('bad'); }", "export default async () => { Promise.reject(new Error('nobody')); return 1; }", "const x = ;", "export const a = 1;", "import x from 'y'; export default ()=>1", "export default () => { let s='a'; for(;;) s=JSON.stringify({s}); }", "throw new Error('top')"}) {
    auto im = build_image(**slot, baseset, {code, "f.js"}, {});
    if (!im) { printf("%-60s BUILD %s: %s | %s\n", code, im.error().code.c_str(), im.error().message.c_str(), im.error().stack.c_str()); continue; }
    (*slot)->load(std::make_shared<const PageSet>(*base, *im));
    Execution e(**slot, box); StartOptions o; o.input = "1"; o.meta = "{}"; o.limits.cpu = std::chrono::milliseconds(50); 
    auto c0 = monotonic_ns();
    auto st = e.start(o);
    if (st == Execution::State::kWaiting) { printf("waiting %s\n", box.calls.back().c_str()); HostAnswer an; an.number = 1; an.json = "{\"z\":1}"; st = e.deliver(an); }
    auto out = e.take_outcome();
    printf("%-60s %d %s: %s %s | %s  %.1f ms mem %zu\n", code, int(out.ending), out.code.c_str(), out.message.c_str(), out.output.c_str(), out.stack.c_str(), (monotonic_ns()-c0)/1e6, size_t(out.usage.memory.bytes));
    (*slot)->restore();
    EXPECT_TRUE((*slot)->is_pristine());
  }
  for (auto& l : box.logs) printf("LOG %s\n", l.c_str());
}
}
}

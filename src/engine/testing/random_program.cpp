#include "engine/testing/random_program.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace nsl::engine::testing {
namespace {

// {0} and {1} become numbers. Each adds to `out` or changes `state`, which lives in the image.
constexpr std::array<std::string_view, 26> kPieces{
    "out.push({0} * 1.5 % {1});",
    "out.push('s{0}'.repeat({1} % 50).slice({0} % 7));",
    "for (let i = 0; i < {0}; ++i) state.n = (state.n * 31 + i) % 1000003;",
    "state.list.push({{ a: {0}, b: [{1}, 'x'] }});",
    "out.push(state.list.map((x) => x.a ?? x).sort((a, b) => b - a).slice(0, 5));",
    "state.map.set('k{0}', {1}); out.push([...state.map.keys()].join());",
    "out.push(JSON.stringify(JSON.parse('{{\"a\":[{0},{1},null,\"\\\\u00e9\"]}}')));",
    "out.push('a{0}b{1}'.replace(/\\d+/g, (m) => m * 2), /(\\w)\\1/.test('x{0}'));",
    "try {{ null.x{0}; }} catch (e) {{ out.push(e.message, e.stack.length > 0); }}",
    "out.push(String({0}n ** {1}n % 1000000007n));",
    "{{ const t = new Float64Array({0} % 300); t.fill({1} / 3); out.push(t.reduce((a, b) => a + b, 0)); }}",
    "out.push(new Date({0}00000).toISOString());",
    "await null; out.push('after await {0}');",
    "out.push((await Promise.all([{0}, Promise.resolve({1})])).length);",
    "{{ class A{{ #p = {0}; get p() {{ return this.#p + {1}; }} }} out.push(new A().p); }}",
    "{{ function* g() {{ for (let i = 0; i < {0} % 20; ++i) yield i * {1}; }} out.push([...g()].length); }}",
    "globalThis.g{0} = {1}; out.push(Object.keys(globalThis).length);",
    "out.push(new Set([{0}, {1}, {0}]).size, Symbol('s{0}').toString());",
    "out.push(new TextEncoder().encode('ü{0}').length, btoa('b{1}'));",
    "out.push(structuredClone({{ x: [{0}], m: new Map([[1, {1}]]) }}).m.get(1));",
    "out.push(new URL('/p{0}?q={1}', 'https://example.com').href);",
    "out.push(Math.random() > 2, Math.floor(Math.random() * {0}));",
    "{{ let o = {{}}; for (let i = 0; i < {0}; ++i) o['p' + i] = i; delete o.p1; out.push(Object.keys(o).length); }}",
    "{{ const p = new Proxy({{}}, {{ get: (_, k) => k + {0} }}); out.push(p.q); }}",
    "{{ const f = (n) => n < 2 ? n : f(n - 1) + f(n - 2); out.push(f({0} % 14)); }}",
    "out.push([3, 1, {0}].toSorted().with(0, {1}));",
};

}  // namespace

std::string RandomProgram::piece() {
  return fmt::format(fmt::runtime(kPieces[below(kPieces.size())]), 1 + below(200), 1 + below(60));
}

std::string RandomProgram::next() {
  std::string code = "const state = { n: 1, list: [1], map: new Map() };\nconst out = [];\n";
  for (std::uint32_t i = below(4); i > 0; --i) code += piece() + "\n";
  code += "export default async (input) => {\n";
  for (std::uint32_t i = 1 + below(12); i > 0; --i) code += "  " + piece() + "\n";
  return code + "  return [input, state.n, out];\n};\n";
}

}  // namespace nsl::engine::testing

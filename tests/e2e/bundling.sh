#!/usr/bin/env bash
# TypeScript and imports: bundled on the way, and stack traces name the author's own files.
source "$(dirname "$0")/lib.bash"
export NSL_ESBUILD=$repository/node_modules/.bin/esbuild
[ -x "$NSL_ESBUILD" ] || skip "esbuild is not installed (npm ci)"
start_service

expect_exit 0 "$NSL" function deploy "$repository/examples/split-payment.ts"
expect_exit 0 "$NSL" invoke split-payment '{"amount":"10","shares":{"ann":1,"bo":1,"cy":1}}'
expect_equal '{"ann":"3.33333334","bo":"3.33333333","cy":"3.33333333"}' "$out"
expect_exit 1 "$NSL" invoke split-payment '{"amount":"ten","shares":{"ann":1}}'
expect_in "lib/amount.ts:7:" "$err"
expect_in "split-payment.ts:16:" "$err"

# The same without a service.
expect_exit 0 "$NSL" run "$repository/examples/split-payment.ts" '{"amount":"1","shares":{"a":1}}'
expect_equal '{"a":"1"}' "$out"
expect_exit 1 "$NSL" run "$repository/examples/split-payment.ts" '{"amount":"ten","shares":{"ann":1}}'
expect_in "lib/amount.ts:7:" "$err"

# A stack made while the function is deployed.
printf 'import { boom } from "./boom";\nexport default boom();\n' >top.ts
printf 'export function boom(): number {\n  throw new Error("too early");\n}\n' >boom.ts
expect_exit 1 "$NSL" function deploy top.ts
expect_in "too early" "$err"
expect_in "boom.ts:2:" "$err"

NSL_ESBUILD=/none expect_exit 1 "$NSL" function deploy top.ts
expect_in "esbuild was not found" "$err"
stop_service TERM

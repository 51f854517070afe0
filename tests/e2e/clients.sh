#!/usr/bin/env bash
# The client libraries against the real service, and against servers that misbehave.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "no node"
library=$repository/clients/typescript
[ -x "$library/node_modules/.bin/tsc" ] || skip "the client's packages are not there (npm ci --prefix clients/typescript)"

# What is generated is up to date, what is built compiles, and its types say what they should.
cd "$library"
node generate.mjs --check
rm -rf dist
node_modules/.bin/tsc
node_modules/.bin/tsc -p tests
# It is made of nothing but what browsers and Node share: the bundle asks for no module.
"$repository/node_modules/.bin/esbuild" --bundle --platform=browser --format=esm --log-level=error \
  src/index.ts >"$work/bundle.js"
for word in 'require(' 'node:' 'process.' 'Buffer'; do
  ! grep -F "$word" "$work/bundle.js" || fail "the library uses what browsers lack: $word"
done
cd "$work"

find_service() {
  export NSL_URL NSL_TOKEN
  NSL_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
  NSL_TOKEN=$(cat data/token)
}
start_service
find_service
node --test "$library/tests/faults.test.mjs" "$library/tests/service.test.mjs"
stop_service TERM
expect_equal 0 "$status"

NSL_AUTH__REQUESTS_PER_SECOND=5 start_service
find_service
node --test "$library/tests/rates.test.mjs"
stop_service TERM
expect_equal 0 "$status"

#!/usr/bin/env bash
# The client libraries against the real service, and against servers that misbehave.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "no node"
command -v python3 >/dev/null || skip "no python3"
typescript=$repository/clients/typescript
python=$repository/clients/python
[ -x "$typescript/node_modules/.bin/tsc" ] || skip "the client's packages are not there (npm ci --prefix clients/typescript)"
export PYTHONPATH=$python PYTHONDONTWRITEBYTECODE=1

# Faults need no service and mostly wait, so they run beside the compiler.
python3 -W error "$python/tests/test_faults.py" &
faults=$!
background+=("$faults")

# TypeScript: what is generated is up to date, what is built compiles, and its types say what they should.
cd "$typescript"
node generate.mjs --check
rm -rf dist
node_modules/.bin/tsc
node_modules/.bin/tsc -p tests
# It is made of nothing but what browsers and Node share.
"$repository/node_modules/.bin/esbuild" --bundle --platform=browser --format=esm --log-level=error \
  src/index.ts >"$work/bundle.js"
for word in 'require(' 'node:' 'process.' 'Buffer'; do
  ! grep -F "$word" "$work/bundle.js" || fail "the library uses what browsers lack: $word"
done
cd "$work"

node --test "$typescript/tests/faults.test.mjs"
wait "$faults" || fail "the Python client against faults"

# start_service, and NSL_URL and NSL_TOKEN for the libraries.
start_for_libraries() {
  start_service
  export NSL_URL NSL_TOKEN
  NSL_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
  NSL_TOKEN=$(cat data/token)
}
start_for_libraries
node --test "$typescript/tests/service.test.mjs"
python3 -W error "$python/tests/test_service.py"
# What their pages show.
mkdir -p node_modules
ln -s "$typescript" node_modules/nsl-client
node "$repository/tests/e2e/guide.mjs" "$typescript/README.md"
node "$repository/tests/e2e/guide.mjs" "$python/README.md"
stop_service TERM
expect_equal 0 "$status"

# A service that refuses what comes too fast.
NSL_AUTH__REQUESTS_PER_SECOND=5 start_for_libraries
node --test "$typescript/tests/rates.test.mjs"
python3 -W error "$python/tests/test_rates.py"
stop_service TERM
expect_equal 0 "$status"

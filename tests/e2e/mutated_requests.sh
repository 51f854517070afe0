#!/usr/bin/env bash
# 20,000 requests made from the examples of the API and spoiled: the service goes on, answers as documented, and fails at
# nothing. tests/soak/README.md says how to send a million.
source "$(dirname "$0")/lib.bash"
unset NSL_PROFILE
NSL=$NSL node "$repository/tests/soak/mutated_requests.mjs" --requests 20000 --seed "${NSL_SEED:-1}" >report 2>&1 || fail "$(cat report)"
cat report

#!/usr/bin/env bash
# Schemathesis: thousands of requests made from the service's own OpenAPI document, good and bad, alone and in chains
# along its links; what comes back must be what the document promises. Same seed, same requests.
source "$(dirname "$0")/lib.bash"

# Its own Python environment, made once for a list of versions.
tool=$repository/build/schemathesis
wanted=$repository/tests/schemathesis/requirements.txt
if ! cmp -s "$wanted" "$tool/made-of"; then
  rm -rf "$tool"
  python3 -m venv "$tool" >venv.log 2>&1 || skip "no python3-venv: $(tail -n 1 venv.log)"
  "$tool/bin/pip" install --quiet --disable-pip-version-check --require-hashes --only-binary :all: \
    --requirement "$wanted" >pip.log 2>&1 ||
    skip "Debian has no schemathesis, and PyPI did not give it: $(tail -n 1 pip.log)"
  cp "$wanted" "$tool/made-of"
fi

start_service
url=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
token=$(sed 's/.*"token":"\([^"]*\)".*/\1/' "$NSL_PROFILE")

# The token goes in by a file of its own, not by the arguments, which everybody can see.
config=$work/schemathesis.toml
(umask 077 && { printf 'headers = { Authorization = "Bearer %s" }\n' "$token" && cat "$repository/tests/schemathesis/schemathesis.toml"; } >"$config")

"$tool/bin/schemathesis" --config-file "$config" run "$url/openapi.json" --checks all --max-time 40 \
  --no-color >report 2>&1 || fail "$(sed -n '/= FAILURES =/,$p; /= ERRORS =/,$p' report | head -n 200; tail -n 40 report)"
tail -n 30 report

# It lives, and says nothing of itself that it should not.
expect_exit 0 "$NSL" whoami
if grep -qF "$token" service.log; then fail "the token is in the log"; fi
if grep -q '"level":"error"' service.log; then fail "the service met errors: $(grep -m 5 '"level":"error"' service.log)"; fi

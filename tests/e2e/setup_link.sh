#!/usr/bin/env bash
# The first person of a service comes by the link that it shows at its start, once; nobody does after that.
source "$(dirname "$0")/lib.bash"

serve() { # [VARIABLE=VALUE]: `nsl serve` in $work/data, until it answers
  : >service.log
  env "$@" "$NSL" serve --data-dir data --listen 127.0.0.1:0 >>service.log 2>&1 </dev/null &
  service=$!
  background+=("$service")
  wait_until 60 grep -q '"ready"' service.log
  url=$(sed -n 's/.*"serving".*"url":"\([^"]*\)".*/\1/p' service.log)
}
as_first() { NSL_URL=$url NSL_TOKEN=$(sed 's/.*"token":"\([^"]*\)".*/\1/' .config/nsl/profile.json) "$NSL" "$@"; }

serve
expect_equal 600 "$(stat -c %a data/setup)"
before=$(cat data/setup)
expect_in "/#nsl_setup_" "$before"
expect_in '"nobody is here yet' "$(cat service.log)"
if grep -qF "${before#*#}" service.log; then fail "the code is in the log"; fi

# Each start shows another, and what was shown before opens nothing.
stop_service TERM
[ ! -e data/setup ] || fail "the link is left after the service"
serve
cp data/setup link.txt
expect_exit 4 "$NSL" login --setup --url "$url" --token-file <(printf '%s' "$before")
expect_in "used before, or has expired" "$err"

# What is no link says so, and --url cannot be left out without one.
expect_exit 2 "$NSL" login --setup --token-file <(echo nsl_setup_x)
expect_in "no set-up link" "$err"
expect_exit 2 "$NSL" login --token-file link.txt
expect_in "--url" "$err"
expect_exit 2 "$NSL" login --name alice --url "$url"
[ ! -e .config/nsl/profile.json ] || fail "somebody got in"

# The first person gets everything, and the link is of no more use.
expect_exit 0 "$NSL" login --setup --name alice --token-file link.txt
expect_in "role     owner" "$out"
expect_in "token    alice" "$out"
expect_exit 4 "$NSL" login --setup --name bob --token-file link.txt
expect_exit 0 as_first token list
expect_in "alice" "$out"
expect_exit 0 as_first audit search --action token.create
expect_in "setup link" "$out"
if grep -qF "$(sed 's/.*#//' link.txt)" service.log; then fail "the code is in the log"; fi

# It is a service like any other from now on, and shows no link.
stop_service TERM
serve
[ ! -e data/setup ] || fail "there is a link although somebody is here"
expect_exit 0 as_first whoami
stop_service TERM

# Nor does one whose settings name somebody.
rm -rf data
serve NSL_AUTH__IDENTITIES=neo:NPTmAHDxo6Pkyic8Nvu3kwyXoYJCvcCB6i=owner
[ ! -e data/setup ] || fail "there is a link although the settings name somebody"
stop_service TERM

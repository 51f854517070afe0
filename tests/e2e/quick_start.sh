#!/usr/bin/env bash
# The quick start, as it is written: every command of docs/guides/quick-start.md prints what stands under it.
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "no node"

start_service
mkdir bin
ln -s "$NSL" bin/nsl
PATH=$work/bin:$PATH node "$repository/tests/e2e/transcript.mjs" "$repository/docs/guides/quick-start.md"

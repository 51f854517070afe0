#!/usr/bin/env bash
# The configurations that come with the program are right, and production refuses what is for trying things out.
source "$(dirname "$0")/lib.bash"

for file in "$repository"/config/*.toml; do
  expect_exit 0 "$NSL" config check "$file"
done

production=$repository/config/production.toml
refused() { # VARIABLE=VALUE, the setting that the message must name
  expect_exit 1 env "$1" "$NSL" config check "$production"
  expect_in "$2" "$err"
  expect_in "not for production" "$err"
  expect_exit 1 env "$1" NSL_HTTP__LISTEN=127.0.0.1:0 "$NSL" serve --config "$production"
  expect_in "$2" "$err"
}
refused NSL_HTTP__ALLOW_CLEARTEXT=true http.allow_cleartext
refused NSL_VAULT__KEY_FILE= vault.unseal
refused NSL_EGRESS__ALLOW_NETWORKS=127.0.0.0/8 egress.allow_networks
refused NSL_DATA__DIR=data data.dir
refused NSL_LOG__LEVEL=off log.level
[ ! -e data ] || fail "a refused service must leave nothing behind"
expect_exit 1 env NSL_SERVICE__ENVIRONMENT=prod "$NSL" config check "$production"
expect_in "production" "$err"

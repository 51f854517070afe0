# Sourced by the end-to-end scripts. Each runs in a folder of its own, which goes away with it; $NSL is the program.
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
NSL=${NSL:-$repository/build/release/nsl}
unset NSL_URL NSL_TOKEN NSL_PROFILE NO_COLOR
work=$(mktemp -d)
export HOME=$work
cd "$work"
background=()
clean_up() {
  local pid
  for pid in "${background[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "${background[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
}
trap clean_up EXIT

skip() { echo "skipped: $*"; exit 77; }
fail() { echo "FAILED: $*" >&2; exit 1; }

# expect_exit CODE COMMAND…: runs it, keeps stdout in $out and stderr in $err.
expect_exit() {
  local wanted=$1 got=0
  shift
  "$@" >out 2>err </dev/null || got=$?
  out=$(cat out) err=$(cat err)
  [ "$got" -eq "$wanted" ] || fail "exit code $got instead of $wanted: $*"$'\n'"stdout: $out"$'\n'"stderr: $err"
}
expect_in() { [[ $2 == *"$1"* ]] || fail "\"$1\" is not in: $2"; }
expect_equal() { [ "$1" = "$2" ] || fail "expected: $1"$'\n'"     got: $2"; }

# wait_until SECONDS COMMAND…: until it succeeds.
wait_until() {
  local left=$(($1 * 20))
  shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || fail "did not come about: $*"
    sleep 0.05
  done
}

# start_service [ARGUMENT…]: `nsl dev` on a free port with its data in $work/data; commands find it from then on.
start_service() {
  rm -f data/profile.json
  "$NSL" dev --data-dir data --listen 127.0.0.1:0 "$@" >>service.log 2>&1 </dev/null &
  service=$!
  background+=("$service")
  export NSL_PROFILE=$work/data/profile.json
  wait_until 20 test -s "$NSL_PROFILE"
}
# stop_service SIGNAL: ends it and waits for that; its exit code is in $status.
stop_service() {
  status=0
  kill "-$1" "$service"
  wait "$service" || status=$?
}

# Sourced by the scripts that need neo-go: builds it from tests/neo-node/go.mod; the program is $neo_go.
go=$(command -v go || true)
[ -n "$go" ] || go=/usr/local/go/bin/go
[ -x "$go" ] || skip "Debian has no Go 1.25, and no other was found to build neo-go with"
minor=$(HOME=/nonexistent "$go" env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
[ "${minor:-0}" -ge 25 ] || skip "Debian has no Go 1.25, and no other was found to build neo-go with"

# Built once for each set of pinned modules; the modules themselves stay in the user's own cache.
sources=$repository/tests/neo-node
build=$repository/build/neo-node-$(sha256sum "$sources/go.sum" | cut -c1-12)
neo_go=$build/neo-go
if [ ! -x "$neo_go" ]; then
  mkdir -p "$build"
  cache=$(getent passwd "$(id -u)" | cut -d: -f6)
  (cd "$sources" && HOME=$cache "$go" build -o "$neo_go.new" github.com/nspcc-dev/neo-go/cli) >build.log 2>&1 ||
    { tail -n 3 build.log >&2; fail "neo-go cannot be built"; }
  mv "$neo_go.new" "$neo_go"
fi

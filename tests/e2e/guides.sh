#!/usr/bin/env bash
# Every command and every piece of code in README.md, the guides and the reference does what stands there, each document
# with a fresh `nsl dev`. What cannot be run here says why: <!-- not run: … -->.
#   tests/e2e/guides.sh [DOCUMENT…]
documents=()
for document in "$@"; do documents+=("$(realpath "$document")"); done
source "$(dirname "$0")/lib.bash"
command -v node >/dev/null || skip "no node"
command -v curl >/dev/null || skip "no curl"
export NSL_ESBUILD=$repository/node_modules/.bin/esbuild
[ -x "$NSL_ESBUILD" ] || skip "esbuild is not installed (npm ci)"
tsc=$repository/clients/typescript/node_modules/.bin/tsc
[ -x "$tsc" ] || skip "TypeScript is not installed (npm ci --prefix clients/typescript)"
[ ${#documents[@]} -gt 0 ] || documents=("$repository/README.md" "$repository"/docs/guides/*.md "$repository"/examples/README.md
  "$repository/docs/reference/api.md" "$repository/docs/reference/permissions.md")

# check_types FILE: as an author would (runtime/types/index.d.ts says how).
check_types() {
  printf '{"extends":"%s/runtime/types/tsconfig.json","compilerOptions":{"paths":{"nsl":["%s/runtime/types/index.d.ts"]}},"files":["%s"]}' \
    "$repository" "$repository" "$PWD/$1" >tsconfig.check.json
  "$tsc" -p tsconfig.check.json
}
export -f check_types
export repository tsc

mkdir bin
ln -s "$NSL" bin/nsl
export PATH=$work/bin:$PATH
run_document() {
  local document
  document=$(realpath "$1")
  mkdir -p place/build/release
  cd place
  ln -s "$NSL" build/release/nsl
  ln -s "$repository/examples" "$repository/runtime" "$repository/clients" .
  work=$PWD start_service
  export NSL_URL NSL_TOKEN
  NSL_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
  NSL_TOKEN=$(cat data/token)
  node "$repository/tests/e2e/guide.mjs" "$document"
  unset NSL_URL NSL_TOKEN
  stop_service TERM
  expect_equal 0 "$status"
  cd "$work"
  rm -rf place
}

for document in "${documents[@]}"; do

  run_document "$document"
done

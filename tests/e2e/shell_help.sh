#!/usr/bin/env bash
# Help for people at a shell: completion of commands, and requests shown as curl commands that work.
source "$(dirname "$0")/lib.bash"

# Completion offers what can follow, and falls back to files.
expect_exit 0 "$NSL" completion bash
bash -n out || fail "the completion script is not right"
offered() {
  (
    source out
    COMP_WORDS=(nsl "$@")
    COMP_CWORD=$#
    _nsl
    echo " ${COMPREPLY[*]} "
  )
}
expect_in " function " "$(offered '')"
expect_equal " deploy delete " "$(offered function de)"
expect_in " --allow-host " "$(offered function deploy --)"
expect_in " --allow-host " "$(offered function deploy hello.js --all)"
expect_equal "  " "$(offered nothing)"
expect_exit 2 "$NSL" completion powershell

# Each request, ready for another shell; what may be secret is not shown.
start_service
export NSL_URL NSL_TOKEN
NSL_URL=$(sed 's/.*"url":"\([^"]*\)".*/\1/' "$NSL_PROFILE")
NSL_TOKEN=$(cat data/token)
printf "export default (input) => ({ it: \"isn't\", input });\n" >quotes.js
expect_exit 0 "$NSL" --show-curl function deploy quotes.js
deploy=$(grep '^curl ' err)
case $deploy in *"$NSL_TOKEN"*) fail "the token is shown" ;; esac
expect_in '"unchanged"' "$(bash -c "$deploy" 2>/dev/null)"
expect_exit 0 "$NSL" --show-curl invoke quotes '{"a":"it'"'"'s"}'
expect_in "it's" "$(bash -c "$(grep '^curl ' err)" 2>/dev/null)"
printf 'never-to-be-shown' >value.txt
expect_exit 0 "$NSL" --show-curl secret set KEY --file value.txt
expect_in "@FILE" "$err"
case $err in *never-to-be-shown*) fail "a secret is shown" ;; esac

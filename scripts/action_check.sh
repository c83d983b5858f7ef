#!/usr/bin/env bash
# What action.yml runs: check the files of FILES, write SARIF, and print the findings.
set -euo pipefail
shopt -s globstar nullglob

files=()
while IFS= read -r pattern; do
  pattern="${pattern#"${pattern%%[![:space:]]*}"}"
  pattern="${pattern%"${pattern##*[![:space:]]}"}"
  [ -n "$pattern" ] || continue
  IFS= # A name with a space in it is one name.
  # shellcheck disable=SC2206  # The pattern is expanded on purpose.
  found=($pattern)
  if [ "${#found[@]}" = 0 ]; then
    echo "::error::files: nothing matches $pattern" && exit 1
  fi
  files+=("${found[@]}")
done <<< "$FILES"
if [ "${#files[@]}" = 0 ]; then
  echo "::error::files: names no file" && exit 1
fi

options=(--severity "$SEVERITY")
[ "$IAM_ONLY" != true ] || options+=(--iam-only)
[ -z "$BASELINE" ] || options+=(--baseline "$BASELINE")

status=0
"$COMMAND" check "${options[@]}" --format sarif -- "${files[@]}" > "$SARIF" || status=$?
# 2 says that there are findings, which the file holds; any other code that there is no file.
if [ "$status" != 0 ] && [ "$status" != 2 ]; then
  exit "$status"
fi
echo "sarif=$SARIF" >> "$GITHUB_OUTPUT"
exit "$status"

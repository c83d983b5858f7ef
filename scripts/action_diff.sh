#!/usr/bin/env bash
# What action.yml runs: compare the templates of DIFF with those of the commit BASE, as Markdown.
set -euo pipefail

git cat-file -e "$BASE^{commit}" 2>/dev/null || git fetch --quiet --depth=1 origin "$BASE"
: > "$COMMENT"
while IFS= read -r template; do
  template="${template#"${template%%[![:space:]]*}"}"
  template="${template%"${template##*[![:space:]]}"}"
  [ -n "$template" ] || continue
  {
    echo "### What the roles of \`$template\` gain and lose"
    echo
    if git cat-file -e "$BASE:$template" 2>/dev/null; then
      "$COMMAND" diff "$BASE:$template" "$template" --format markdown
    else
      echo "The template is new: there is nothing to compare it with."
    fi
    echo
  } >> "$COMMENT"
done <<< "$DIFF"
cat "$COMMENT" >> "$GITHUB_STEP_SUMMARY"

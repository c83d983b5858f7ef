#!/usr/bin/env bash
# What action.yml runs: write the file COMMENT as a comment of pull request NUMBER, over its own last.
set -euo pipefail

mark='<!-- influmojo-cfn -->'
longest=60000 # GitHub takes 65,536 characters.
body="$COMMENT.body"
{
  echo "$mark"
  if [ "$(wc -c < "$COMMENT")" -le "$longest" ]; then
    cat "$COMMENT"
  else
    head -c "$longest" "$COMMENT" | iconv -c -f UTF-8 -t UTF-8
    printf '\n\nThe rest is in the summary of the job.\n'
  fi
} > "$body"

comments="repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments"
own=$(gh api --paginate "$comments" \
  --jq ".[] | select(.body | startswith(\"$mark\")) | select(.user.type == \"Bot\") | .id")
if [ -n "$own" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/${own%%$'\n'*}" \
    -F "body=@$body"
else
  gh api --silent --method POST "$comments" -F "body=@$body"
fi

"""A shell script of AWS CLI commands that carries out an import plan step by step.

The script is one parenthesized list, so that it can be pasted as well as run from its file: a
command that fails ends it. Each step deletes a change set that an earlier run left, and shows the
new one. It stops where that would do more than the step declares, and asks before it is executed.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-change-set.html
https://docs.aws.amazon.com/cli/latest/reference/cloudformation/wait/
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shlex import quote

from influmojo_cfn.account.import_plan import ImportPlan
from influmojo_cfn.account.stack import FAILED_IMPORT, GONE, HALF_DELETED, NEVER_CREATED
from influmojo_cfn.cloudformation.parameters import default_text

IMPORT_FILE, FULL_FILE, LIST_FILE = "import.yaml", "full.yaml", "resources-to-import.json"
SCRIPT_FILE = "adopt.sh"

_CHANGE = "Changes[].ResourceChange.[Action,LogicalResourceId,Replacement]"
_NOT_IMPORTED = "Changes[?ResourceChange.Action!='Import'].ResourceChange.LogicalResourceId"
_LOST = (
    "Changes[?ResourceChange.Action=='Remove'||ResourceChange.Replacement=='True'"
    "||ResourceChange.Replacement=='Conditional'].ResourceChange.LogicalResourceId"
)

_FUNCTIONS = f"""\
cfn() {{ command=$1; shift; aws cloudformation $command --stack-name @STACK@@OPTIONS@ "$@"; }}
examine() {{
  if ! cfn "wait change-set-create-complete" --change-set-name "$1"; then
    reason=$(cfn describe-change-set --change-set-name "$1" --query StatusReason --output text)
    case $reason in *"contain changes"*|*"No updates"*|*"no changes"*)
      echo "nothing is left to change"; return 1 ;; esac
    echo "stopped: $reason" >&2; exit 1
  fi
  state=$(cfn describe-change-set --change-set-name "$1" --query ExecutionStatus --output text) \\
    || exit 1
  if [ "$state" != AVAILABLE ]; then
    cfn describe-change-set --change-set-name "$1" --query StatusReason --output text >&2; exit 1
  fi
  cfn describe-change-set --change-set-name "$1" --output table \\
    --query '{_CHANGE}' || exit 1
  more=$(cfn describe-change-set --change-set-name "$1" --output text --query "$2") || exit 1
  if [ -n "$more" ]; then echo "stopped before anything is lost: $more" >&2; exit 1; fi
  printf 'Execute change set %s? Type yes: ' "$1"
  read -r answer && [ "$answer" = yes ] || {{ echo "stopped: nothing was executed" >&2; exit 1; }}
}}"""
"""Shell functions: a command about the stack, and a change set examined before it is executed."""


@dataclass(frozen=True, kw_only=True)
class ImportScript:
    """``folder`` has the three files; ``options`` reach the account.

    ``uploads`` are the templates that are too long to pass inline, by file: where each is uploaded,
    and its address. ``deployed`` are the values that the stack has when the script is written.
    """

    plan: ImportPlan
    stack_name: str
    parameters: Mapping[str, str]
    folder: Path
    options: str = ""
    uploads: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    deployed: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the script."""
        functions = _FUNCTIONS.replace("@STACK@", quote(self.stack_name))
        steps = (
            ["(", "set -eu", functions.replace("@OPTIONS@", self.options)],
            self._clear(),
            self._import(),
            self._current(),
            self._update(),
            [")"],
        )
        return "".join(f"{line}\n" for step in steps for line in step)

    def _clear(self) -> list[str]:
        status = "status=$(cfn describe-stacks --query 'Stacks[0].StackStatus' --output text "
        in_it = "&&".join(f"ResourceStatus!='{state}'" for state in GONE)
        return [
            "# 0. Wait for what is in progress; delete a stack that a failure left without roles",
            f"{status}2>/dev/null || true)",
            "case $status in",
            'IMPORT_IN_PROGRESS) cfn "wait stack-import-complete" ;;',
            'UPDATE_ROLLBACK_*IN_PROGRESS) cfn "wait stack-rollback-complete" ;;',
            'UPDATE_*IN_PROGRESS) cfn "wait stack-update-complete" ;;',
            "esac",
            "held=$(cfn list-stack-resources --output text --query "
            f'"StackResourceSummaries[?{in_it}].LogicalResourceId" 2>/dev/null || true)',
            "case $status:$held in",
            f"{HALF_DELETED}:?*)",
            f'  echo "stopped: stack {self.stack_name} is $status and contains $held" >&2',
            "  exit 1 ;;",
            f"{'|'.join(f'{state}:?*' for state in FAILED_IMPORT)}) ;;",
            f"{'|'.join(f'{state}:*' for state in (*NEVER_CREATED, *FAILED_IMPORT))})",
            '  cfn delete-stack; cfn "wait stack-delete-complete"; held= ;;',
            "esac",
        ]

    def _import(self) -> list[str]:
        declared = self.plan.import_template.get("Parameters", {})
        own = {key: value for key, value in self.parameters.items() if key in declared}
        return [
            "# 1. Import the existing roles and policies as they are",
            'if [ -n "$held" ]; then',
            f"  echo 'stack {self.stack_name} already contains the roles'",
            "else",
            *self._change_set("import", "IMPORT", own, IMPORT_FILE, LIST_FILE),
            f'  if examine adopt-import "{_NOT_IMPORTED}"; then',
            "    cfn execute-change-set --change-set-name adopt-import",
            '    cfn "wait stack-import-complete"',
            "  fi",
            "fi",
        ]

    def _current(self) -> list[str]:
        """Return what stops a script that is older than a deployment of other values."""
        rows = self.plan.full_template.get("Parameters", {})
        defaults = {name: default_text(row) or "" for name, row in rows.items()}
        own = {**defaults, **self.parameters}
        known = "|".join(quote(_values(each)) for each in (own, self.deployed))
        return [
            "status=$(cfn describe-stacks --query 'Stacks[0].StackStatus' --output text)",
            "values=$(cfn describe-stacks --output text --query "
            "'Stacks[0].Parameters[].join(`\"=\"`,[ParameterKey,ParameterValue])' | tr '\\t' '\\n' "
            "| LC_ALL=C sort)",
            "case $status:$values in",
            f"UPDATE_COMPLETE:{known.replace('|', '|UPDATE_COMPLETE:')}) ;;",
            "UPDATE_COMPLETE:*)",
            "  echo 'stopped: the stack was deployed with other values since this script was "
            "written: run influmojo-cfn adopt again' >&2; exit 1 ;;",
            "esac",
        ]

    def _update(self) -> list[str]:
        return [
            "# 2. Update the stack to the full template",
            *self._change_set("update", "UPDATE", self.parameters, FULL_FILE),
            f'  if examine adopt-update "{_LOST}"; then',
            "    cfn execute-change-set --change-set-name adopt-update",
            '    cfn "wait stack-update-complete"',
            "  fi",
        ]

    def _change_set(
        self, name: str, kind: str, parameters: Mapping[str, str], template: str, listed: str = ""
    ) -> Iterable[str]:
        passed = f"--template-body {self._file(template)}"
        if template in self.uploads:
            place, address = self.uploads[template]
            file = quote(str(self.folder / template))
            yield f"  aws s3 cp {file} {place}{self.options} >/dev/null"
            passed = f"--template-url {quote(address)}"
        yield f"  cfn delete-change-set --change-set-name adopt-{name} >/dev/null 2>&1 || true"
        words = [
            f"  cfn create-change-set --change-set-name adopt-{name} --change-set-type {kind} "
            "--capabilities CAPABILITY_NAMED_IAM",
            passed,
        ]
        if listed:
            words.append(f"--resources-to-import {self._file(listed)}")
        if parameters:
            given = [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]
            words.append(f"--parameters {quote(json.dumps(given, ensure_ascii=False))}")
        yield " \\\n    ".join(words) + " >/dev/null"

    def _file(self, name: str) -> str:
        return quote(f"file://{self.folder / name}")


def _values(parameters: Mapping[str, str]) -> str:
    """Return the values of parameters as the script lists those of the stack."""
    return "\n".join(sorted(f"{key}={value}" for key, value in parameters.items()))

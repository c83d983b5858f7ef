"""The AWS CLI's commands that carry an adoption out, for who prefers to run them himself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from influmojo_cfn.account.import_plan import ROLE, Adoption
from influmojo_cfn.account.stack import StackClient
from influmojo_cfn.account.verification import NEVER_MADE

IMPORT_FILE, FULL_FILE, LIST_FILE = "import.yaml", "full.yaml", "resources-to-import.json"


@dataclass(frozen=True, kw_only=True)
class AdoptionCommands:
    """``folder`` has the three files; ``options`` reach the account."""

    adoption: Adoption
    stack: StackClient
    parameters: Mapping[str, str]
    folder: Path
    options: str = ""

    def lines(self) -> list[str]:
        """Return the remaining commands of both steps, each step under its comment."""
        status = str((self.stack.describe() or {}).get("StackStatus", ""))
        if status in NEVER_MADE:
            return [*self._clear(status), *self._import(), *self._update()]
        if status and status != "REVIEW_IN_PROGRESS":
            roles = {
                row["LogicalResourceId"]
                for row in self.adoption.resources
                if row["ResourceType"] == ROLE
            }
            if roles and roles <= self.stack.resources():
                return [f"# Stack {self.stack.name} holds the roles already", *self._update()]
        return [*self._import(), *self._update()]

    def _clear(self, status: str) -> list[str]:
        return [
            f"# 0. Delete what a failed deployment left ({status}): it holds nothing",
            self._aws("delete-stack", self._name),
            self._aws("wait stack-delete-complete", self._name),
        ]

    def _import(self) -> list[str]:
        declared = self.adoption.import_template.get("Parameters", {})
        own = [
            f"ParameterKey={key},ParameterValue={value}"
            for key, value in self.parameters.items()
            if key in declared
        ]
        named = f"{self._name} --change-set-name adopt"
        return [
            "# 1. Import what is there, as it is",
            self._aws(
                "create-change-set",
                f"{named} --change-set-type IMPORT --capabilities CAPABILITY_NAMED_IAM",
                *([f"--parameters {' '.join(map(quote, own))}"] if own else []),
                f"--template-body {quote(f'file://{self.folder / IMPORT_FILE}')}",
                f"--resources-to-import {quote(f'file://{self.folder / LIST_FILE}')}",
            ),
            self._aws("wait change-set-create-complete", named),
            self._aws("execute-change-set", named),
            self._aws("wait stack-import-complete", self._name),
        ]

    def _update(self) -> list[str]:
        given = [quote(f"{key}={value}") for key, value in self.parameters.items()]
        return [
            "# 2. Update it to the full template",
            self._aws(
                "deploy",
                f"{self._name} --capabilities CAPABILITY_NAMED_IAM",
                f"--template-file {quote(str(self.folder / FULL_FILE))}",
                *([f"--parameter-overrides {' '.join(given)}"] if given else []),
            ),
        ]

    @property
    def _name(self) -> str:
        return f"--stack-name {quote(self.stack.name)}"

    def _aws(self, verb: str, *words: str) -> str:
        return f"aws cloudformation {verb} {' '.join(words)}{self.options}"

"""The commands that make a stack usable again, by the state that it is in.

A nested stack is recovered and deployed by its root stack.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_RollbackStack.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-nested-stacks.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from shlex import quote
from typing import Any

from influmojo_cfn.account.stack import deletion_that_keeps
from influmojo_cfn.iam.arn import parse_arn

_DEPLOY, _ADOPT, _DELETE_KEEPING = "deploy", "adopt", "delete-stack --retain-resources"
_DELETED, _ROLLED_BACK = "wait stack-delete-complete", "wait stack-rollback-complete"
_ANEW = ("delete-stack", _DELETED, _DEPLOY)
_DELETION = ("delete-stack", _DELETE_KEEPING, _DELETED)

STEPS: Mapping[str, tuple[str, ...]] = {
    "": (_DEPLOY,),
    "REVIEW_IN_PROGRESS": (_DEPLOY,),
    "CREATE_IN_PROGRESS": ("wait stack-create-complete",),
    "CREATE_COMPLETE": (),
    "CREATE_FAILED": _ANEW,
    "ROLLBACK_IN_PROGRESS": _ANEW,
    "ROLLBACK_COMPLETE": _ANEW,
    "ROLLBACK_FAILED": _ANEW,
    "DELETE_IN_PROGRESS": (_DELETED, _DEPLOY),
    "DELETE_COMPLETE": (_DEPLOY,),
    "DELETE_FAILED": (_DELETE_KEEPING, _DELETED, _ADOPT),
    "UPDATE_IN_PROGRESS": ("wait stack-update-complete",),
    "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS": (),
    "UPDATE_COMPLETE": (),
    "UPDATE_FAILED": ("rollback-stack", _ROLLED_BACK, _DEPLOY),
    "UPDATE_ROLLBACK_IN_PROGRESS": (_ROLLED_BACK, _DEPLOY),
    "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS": (_ROLLED_BACK, _DEPLOY),
    "UPDATE_ROLLBACK_COMPLETE": (_DEPLOY,),
    "UPDATE_ROLLBACK_FAILED": ("continue-update-rollback", _ROLLED_BACK, _DEPLOY),
    "IMPORT_IN_PROGRESS": ("wait stack-import-complete",),
    "IMPORT_COMPLETE": (),
    "IMPORT_ROLLBACK_IN_PROGRESS": (_ADOPT,),
    "IMPORT_ROLLBACK_COMPLETE": (_ADOPT,),
    "IMPORT_ROLLBACK_FAILED": (_ADOPT,),
}
"""The steps of each state; none where the stack is well. adopt waits for what is in progress.

``wait stack-rollback-complete`` waits for the rollback of an update, and no waiter for that of an
import.
"""


@dataclass(frozen=True, kw_only=True)
class StackRecovery:
    """A stack by name, and the commands that deploy and adopt what is to be in it.

    ``options`` reach the account, and ``root`` is the root stack of a nested stack.
    """

    name: str
    deploy: str
    adopt: str
    options: str = ""
    root: str = ""

    def command(self, status: str) -> str:
        """Return the command for a state; empty where the stack is well."""
        return " && ".join(self._steps(status))

    def _steps(self, status: str) -> Iterator[str]:
        stack = f"{self.options} --stack-name {quote(self.root or self.name)}"
        for step in STEPS.get(status, (_DEPLOY,)):
            if step in (_DEPLOY, _ADOPT):
                yield self.deploy if step == _DEPLOY or self.root else self.adopt
            elif self.root and step in _DELETION:
                continue
            elif step == _DELETE_KEEPING:
                yield deletion_that_keeps(self.name, self.options)
            else:
                yield f"aws cloudformation {step}{stack}"


def is_well(status: str) -> bool:
    """Return whether a stack in this state needs nothing."""
    return STEPS.get(status) == ()


def root_of(stack: Mapping[str, Any] | None) -> str:
    """Return the name of the root stack of a nested stack's description; empty for another one."""
    name = _named_by(stack, "RootId")
    return name if name != (stack or {}).get("StackName") else ""


def parent_of(stack: Mapping[str, Any] | None) -> str:
    """Return the name of the stack that nests a stack directly, by its description; or empty."""
    return _named_by(stack, "ParentId")


def _named_by(stack: Mapping[str, Any] | None, key: str) -> str:
    found = parse_arn(str((stack or {}).get(key, "")))
    return found.resource.split("/")[1] if found else ""


def deployment_of_root(name: str, root: str) -> str:
    """Return a command that tells what deploys a nested stack, whose root is not at hand."""
    return f"echo 'deploy the root stack {root} again: it nests {name}'"

"""Execution of an import plan: two change sets, each checked before it is executed.

Each step reads the account first, so an interrupted run can be started again. If the endpoint
cannot import a resource type (ministack 1.5.33 imports roles, but not managed policies), the run
stops before it changes anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.account.connection import Connection, account_errors
from influmojo_cfn.account.import_plan import ImportPlan, plan_import
from influmojo_cfn.account.stack import (
    HALF_DELETED,
    NEVER_CREATED,
    ChangeSet,
    NotExecutableError,
    StackClient,
    deletion_that_keeps,
)
from influmojo_cfn.account.verification import DesiredState, Verification, verify
from influmojo_cfn.errors import AccountError


@dataclass(frozen=True, kw_only=True)
class ImportRun:
    """Executes an import plan. ``write`` serializes a template; ``say`` is given progress lines."""

    desired: DesiredState
    connection: Connection
    stack: StackClient
    write: Callable[[Mapping[str, Any]], str]
    say: Callable[[str], None] = field(default=lambda line: None)

    def run(self) -> None:
        """Import the existing resources, then update the stack to the full template.

        Raises:
            AccountError: CloudFormation rejects a step, would remove or replace a resource, or
                cannot be reached. The roles are unchanged in that case.
        """
        with account_errors(self.connection):
            self.stack.settle()
            if self.stack.is_left_empty():
                self.say(f"deleting stack {self.stack.name}, which a failure left empty")
                self.stack.delete()
            plan = plan_import(self.desired.template, self._now())
            if holds_roles(plan, self.stack, self.connection.options):
                self.say(f"stack {self.stack.name} already contains the roles")
            else:
                self._import(plan)
            self._update(plan)

    def _import(self, plan: ImportPlan) -> None:
        if not plan.resources:
            raise AccountError(
                "the account has no role and no policy of these names to adopt; "
                "deploy the template instead"
            )
        text = self.write(plan.import_template)
        declared = plan.import_template.get("Parameters", {})
        parameters = {k: v for k, v in self.desired.parameters.items() if k in declared}
        try:
            change_set = self.stack.prepare("IMPORT", text, parameters, plan.resources)
        except NotExecutableError as error:
            self.stack.discard_review()
            raise AccountError(
                f"{error}; nothing was changed: this endpoint cannot import what AWS can"
            ) from error
        self._stop_if(change_set, [c for c in change_set.changes if c.action != "Import"])
        self.say(f"importing {len(change_set.changes)} resources into stack {self.stack.name}")
        self.stack.execute(change_set)

    def _now(self) -> Verification:
        return verify(replace(self.desired, stack_name=None), self.connection, any_owner=True)

    def _update(self, plan: ImportPlan) -> None:
        self._stop_at_policies_outside()
        text = self.write(plan.full_template)
        change_set = self.stack.prepare("UPDATE", text, self.desired.parameters)
        self._stop_if(change_set, change_set.losses)
        if not change_set.changes:
            self.say("nothing is left to update")
            return
        self.say(f"updating {len(change_set.changes)} resources to the full template")
        self.stack.execute(change_set)

    def _stop_if(self, change_set: ChangeSet, losses: Any) -> None:
        if losses:
            names = ", ".join(f"{each.action} {each.logical_id}" for each in losses)
            raise AccountError(
                f"stopped before anything is lost: the change set {change_set.name} of stack "
                f"{self.stack.name} would do more than adopt: {names}"
            )

    def _stop_at_policies_outside(self) -> None:
        """Stop where the update would create a policy whose name exists in the account."""
        inside, now = self.stack.resources(), self._now()
        outside = [
            policy.name
            for arn, policy in now.found.policies.items()
            if now.expected.policies[arn].logical_id not in inside
        ]
        if outside:
            raise AccountError(
                f"stopped before anything is lost: {', '.join(outside)} in the account, and not in "
                f"stack {self.stack.name}: import what is missing first"
            )


def check_is_not_half_deleted(stack: StackClient, options: str) -> None:
    """Raise :class:`AccountError` if a failed deletion left resources in the stack.

    Deleting it again would delete the roles that it still holds; it takes no update.
    """
    if stack.status() == HALF_DELETED and (held := stack.resources()):
        raise AccountError(
            f"stack {stack.name} is {HALF_DELETED} and still contains {', '.join(sorted(held))}: "
            "delete it without them, then adopt again: "
            f"{deletion_that_keeps(stack.name, options)}"
        )


def holds_roles(plan: ImportPlan, stack: StackClient, options: str) -> bool:
    """Return whether an earlier run imported the roles.

    Raises:
        AccountError: another stack owns a role, or the stack exists and does not hold the roles.
    """
    plan.check_owner(stack.name)
    check_is_not_half_deleted(stack, options)
    found = stack.describe()
    if found is None or found["StackStatus"] == "REVIEW_IN_PROGRESS" or stack.is_left_empty():
        return False
    if plan.roles - stack.resources():
        status = found["StackStatus"]
        delete = f"aws cloudformation delete-stack{options} --stack-name {stack.name}"
        failed = f", or delete what a failed deployment left: {delete}"
        raise AccountError(
            f"stack {stack.name} exists ({status}) and does not contain the roles: choose another "
            f"--stack-name{failed if status in NEVER_CREATED else ''}"
        )
    return True

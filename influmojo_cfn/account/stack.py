"""A stack of CloudFormation, changed by change sets alone.

A change set is created, looked at, executed, and waited for with a bound. Each step can be repeated
after a failure in the middle. A change set of the same content has the same name, and an execution
that is under way is waited for.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets.html
(read 2026-11-23).
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from shlex import quote
from typing import Any, Literal

from influmojo_cfn.errors import AccountError

ChangeSetType = Literal["CREATE", "UPDATE", "IMPORT"]
CAPABILITIES = ("CAPABILITY_NAMED_IAM",)
WAIT_SECONDS = 600.0
_POLL_SECONDS = 0.1
_POLL_MOST_SECONDS = 5.0
_POLLS_WITHOUT_EVENT = 10
NEVER_CREATED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""States of a stack that takes no update: it has to be deleted first.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html
"""
FAILED_IMPORT = ("IMPORT_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_FAILED")
"""States of a stack that an import failed to create, or that it failed to add to."""
HALF_DELETED = "DELETE_FAILED"
"""The state of a stack that can hold roles still, which deleting it again would delete."""
HIDDEN = "****"
"""The value that CloudFormation shows of a parameter with NoEcho."""
GONE = ("DELETE_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
"""States of resources that a stack lists and does not hold."""
_NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed", "no changes")
"""Parts of what CloudFormation and emulators say of a change set that changes nothing."""


@dataclass(frozen=True, kw_only=True)
class ResourceChange:
    """One change of a change set; ``replacement`` is True, False or Conditional."""

    action: str
    logical_id: str
    resource_type: str
    replacement: str = "False"


def deletion_that_keeps(name: str, options: str) -> str:
    """Return the command that deletes a half deleted stack, and none of what it still holds.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStack.html
    """
    stack = f"{options} --stack-name {quote(name)}"
    held = (
        f"aws cloudformation list-stack-resources{stack} --output text "
        "--query \"StackResourceSummaries[?ResourceStatus!='DELETE_COMPLETE'].LogicalResourceId\""
    )
    return f"aws cloudformation delete-stack{stack} --retain-resources $({held})"


@dataclass(frozen=True, kw_only=True)
class ChangeSet:
    """A change set that can be executed, or that changes nothing when ``changes`` is empty."""

    stack: str
    name: str
    changes: tuple[ResourceChange, ...] = ()

    @property
    def losses(self) -> tuple[ResourceChange, ...]:
        """The changes by which a resource is removed or replaced."""
        return tuple(
            change
            for change in self.changes
            if change.action == "Remove" or change.replacement in ("True", "Conditional")
        )


def parameter_values_of(stack: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameter values in a stack's description, those of NoEcho omitted."""
    return {
        row["ParameterKey"]: row.get("ParameterValue", "")
        for row in stack.get("Parameters", [])
        if row.get("ParameterValue") != HIDDEN
    }


def template_argument(template: str) -> dict[str, str]:
    """Return the argument of CloudFormation's calls that takes a template: its text or address."""
    is_address = template.startswith(("https://", "http://"))
    return {"TemplateURL" if is_address else "TemplateBody": template}


class NotExecutableError(AccountError):
    """A change set was made and cannot be executed; the message says why."""


@dataclass(frozen=True, kw_only=True)
class StackClient:
    """A stack by name, the boto3 client that reaches it, and who is told of its progress.

    ``say`` takes a line for people.
    """

    name: str
    client: Any = field(repr=False)
    say: Callable[[str], None] = field(default=lambda line: None, repr=False)
    wait_seconds: float = WAIT_SECONDS

    def describe(self) -> Mapping[str, Any] | None:
        """Return the stack's description, or None where the stack doesn't exist."""
        from botocore.exceptions import ClientError

        try:
            stacks = self.client.describe_stacks(StackName=self.name)["Stacks"]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return stacks[0] if stacks else None

    def status(self) -> str:
        """Return the stack's status, empty where the stack doesn't exist."""
        return str((self.describe() or {}).get("StackStatus", ""))

    def parameters(self) -> dict[str, str]:
        """Return the values with which the stack was deployed, those of NoEcho omitted."""
        found = self.describe() or {}
        if found.get("StackStatus") in (*NEVER_CREATED, "REVIEW_IN_PROGRESS"):
            return {}
        return parameter_values_of(found)

    def check_is_new(self) -> None:
        """Raise :class:`AccountError` if the stack exists: a deployment would change it."""
        status = self.status()
        if status not in ("", "REVIEW_IN_PROGRESS", *NEVER_CREATED) and not self.is_left_empty():
            raise AccountError(
                f"stack {self.name} exists ({status}) and contains other resources, which a "
                "deployment would replace or remove: give the --stack-name of a new stack"
            )

    def outputs(self) -> dict[str, str]:
        """Return the outputs of the stack."""
        found = (self.describe() or {}).get("Outputs", [])
        return {output["OutputKey"]: output["OutputValue"] for output in found}

    def resources(self) -> set[str]:
        """Return the logical IDs of the resources in the stack."""
        rows = self.listed()
        return {row["LogicalResourceId"] for row in rows if row.get("ResourceStatus") not in GONE}

    def listed(self) -> Iterator[Mapping[str, Any]]:
        """Yield the summary of each resource that the stack lists, be it gone."""
        pages = self.client.get_paginator("list_stack_resources").paginate(StackName=self.name)
        return (row for page in pages for row in page["StackResourceSummaries"])

    def prepare(
        self,
        kind: ChangeSetType,
        template: str,
        parameters: Mapping[str, str],
        resources_to_import: Sequence[Mapping[str, Any]] = (),
    ) -> ChangeSet:
        """Create a change set and wait until it can be looked at.

        ``template`` is a string, or its address, which begins with https:// or http://.

        Raises:
            AccountError: CloudFormation rejects it, or does not finish it in time.
        """
        self.settle()
        name = _change_set_name(kind, template, parameters, resources_to_import)
        request: dict[str, Any] = {
            "StackName": self.name,
            "ChangeSetName": name,
            "ChangeSetType": kind,
            **template_argument(template),
            "Capabilities": list(CAPABILITIES),
            "Parameters": [
                {"ParameterKey": key, "ParameterValue": value}
                for key, value in sorted(parameters.items())
            ],
        }
        if resources_to_import:
            request["ResourcesToImport"] = list(resources_to_import)
        self._create(request)
        found = self._wait_for_change_set(name)
        return ChangeSet(stack=self.name, name=name, changes=found)

    def settle(self) -> None:
        """Wait for what another run began: while a stack changes it takes no change set."""
        deadline = _Deadline(self.wait_seconds)
        while True:
            status = self.status()
            if not status.endswith("IN_PROGRESS") or status == "REVIEW_IN_PROGRESS":
                return
            deadline.wait(f"stack {self.name} is still {status}")

    def _create(self, request: Mapping[str, Any]) -> None:
        from botocore.exceptions import ClientError

        try:
            self.client.create_change_set(**request)
        except ClientError as error:
            # Left by a run that was cut off, or made by an attempt whose answer was lost; the
            # stack can have changed since.
            if error.response["Error"]["Code"] != "AlreadyExistsException":
                raise
            self._delete_change_set(request["ChangeSetName"])
            self.client.create_change_set(**request)

    def _wait_for_change_set(self, name: str) -> tuple[ResourceChange, ...]:
        deadline = _Deadline(self.wait_seconds)
        while True:
            found = self.client.describe_change_set(StackName=self.name, ChangeSetName=name)
            status, reason = found["Status"], found.get("StatusReason", "")
            if status == "CREATE_COMPLETE":
                if found.get("ExecutionStatus") == "UNAVAILABLE":
                    self._delete_change_set(name)
                    raise NotExecutableError(f"stack {self.name}: {reason}")
                return tuple(map(_change, self._all_changes(name, found)))
            if status == "FAILED":
                self._delete_change_set(name)
                if any(words in reason for words in _NOTHING_TO_DO):
                    return ()
                raise AccountError(f"stack {self.name}: the change set failed: {reason}")
            deadline.wait(f"stack {self.name}: the change set is still {status}")

    def _all_changes(self, name: str, page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        changes = list(page["Changes"])
        while page.get("NextToken"):
            page = self.client.describe_change_set(
                StackName=self.name, ChangeSetName=name, NextToken=page["NextToken"]
            )
            changes.extend(page["Changes"])
        return changes

    def _delete_change_set(self, name: str) -> None:
        self.client.delete_change_set(StackName=self.name, ChangeSetName=name)

    def execute(self, change_set: ChangeSet) -> str:
        """Execute a change set, wait with progress, and give the stack's status.

        Raises:
            AccountError: the stack ends in another status than the wanted one, or not in time.
        """
        if not change_set.changes:
            return self.status()
        before = self._event_ids()
        self._execute(change_set.name)
        return self._wait_for_stack(before)

    def _execute(self, name: str) -> None:
        from botocore.exceptions import ClientError

        try:
            self.client.execute_change_set(
                StackName=self.name, ChangeSetName=name, ClientRequestToken=name
            )
        except ClientError as error:
            # An attempt whose answer was lost has begun it; the next one finds it under way.
            if error.response["Error"]["Code"] != "InvalidChangeSetStatus":
                raise
            found = self.client.describe_change_set(StackName=self.name, ChangeSetName=name)
            if found.get("ExecutionStatus") not in ("EXECUTE_IN_PROGRESS", "EXECUTE_COMPLETE"):
                raise

    def is_left_empty(self) -> bool:
        """Return whether a failed operation left a stack that contains nothing."""
        return self.status() in (*NEVER_CREATED, *FAILED_IMPORT) and not self.resources()

    def discard_review(self) -> None:
        """Delete a stack that holds nothing but change sets; do nothing for any other stack."""
        if self.status() == "REVIEW_IN_PROGRESS":
            self.client.delete_stack(StackName=self.name)

    def delete(self) -> None:
        """Delete the stack and wait until it is gone.

        Raises:
            AccountError: the deletion fails, or is not done in time.
        """
        before = self._event_ids()
        self.client.delete_stack(StackName=self.name)
        self._wait_for_stack(before)

    def _wait_for_stack(self, seen: set[str]) -> str:
        """Wait for the stack's own last event; its status alone can still be the old one.

        The status is read after the events: one that was read before them may be older than they.
        """
        deadline = _Deadline(self.wait_seconds)
        failures: list[str] = []
        ended = False
        settled = 0
        while True:
            ended |= self._tell_events(seen, failures)
            stack = self.describe()
            if stack is None:
                return "DELETE_COMPLETE"
            status = str(stack["StackStatus"])
            settled = 0 if status.endswith("IN_PROGRESS") else settled + 1
            if settled and (ended or settled > _POLLS_WITHOUT_EVENT):
                break
            deadline.wait(f"stack {self.name} is still {status}")
        if "ROLLBACK" in status or not status.endswith("_COMPLETE"):
            reasons = "; ".join(failures) or stack.get("StackStatusReason") or "no reason given"
            raise AccountError(f"stack {self.name} ended as {status}: {reasons}")
        return status

    def _event_ids(self) -> set[str]:
        return {event["EventId"] for event in self._events()}

    def _events(self) -> list[Mapping[str, Any]]:
        from botocore.exceptions import ClientError

        try:
            pages = self.client.get_paginator("describe_stack_events").paginate(
                StackName=self.name, PaginationConfig={"MaxItems": 500}
            )
            return [event for page in pages for event in page["StackEvents"]][::-1]
        except ClientError as error:
            if "does not exist" in str(error):
                return []
            raise

    def _tell_events(self, seen: set[str], failures: list[str]) -> bool:
        """Return the new events; give whether one says that the stack itself is done."""
        ended = False
        for event in self._events():
            if event["EventId"] in seen:
                continue
            seen.add(event["EventId"])
            reason = event.get("ResourceStatusReason") or ""
            status = event["ResourceStatus"]
            self.say(f"{status} {event['LogicalResourceId']}{reason and f': {reason}'}")
            if status.endswith("FAILED"):
                failures.append(f"{event['LogicalResourceId']}: {reason or status}")
            ended |= event["LogicalResourceId"] == self.name and not status.endswith("PROGRESS")
        return ended


class _Deadline:
    """Waits longer and longer, and not for ever."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.end = time.monotonic() + seconds
        self.pause = _POLL_SECONDS

    def wait(self, state: str) -> None:
        if time.monotonic() > self.end:
            raise AccountError(f"{state} after {self.seconds:g} s; run it again to go on waiting")
        time.sleep(self.pause)
        self.pause = min(self.pause * 1.5, _POLL_MOST_SECONDS)


def _change(change: Mapping[str, Any]) -> ResourceChange:
    resource = change["ResourceChange"]
    return ResourceChange(
        action=resource["Action"],
        logical_id=resource["LogicalResourceId"],
        resource_type=resource["ResourceType"],
        replacement=resource.get("Replacement", "False"),
    )


def _change_set_name(kind: str, *content: Any) -> str:
    text = json.dumps(content, sort_keys=True)
    return f"influmojo-cfn-{kind.lower()}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

"""Callers who make real calls on the emulator, and controls that show what it can judge.

Whether the emulator judges an action at all is tried, not listed: see
:meth:`RehearsalSession.cannot_judge`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.plan import Attempt, Control
from influmojo_cfn.rehearsal.probes import ProbeCall

CALLER = "influmojo-cfn-rehearsal"
"""The user who represents an ordinary caller of the account."""

_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
}


@dataclass(frozen=True, kw_only=True)
class CallOutcome:
    """The outcome of a call: ``allowed``, ``denied``, or the error that occurred instead."""

    seen: str

    @property
    def allowed(self) -> bool:
        """Return whether the caller was let through."""
        return self.seen == "allowed"


@dataclass(kw_only=True)
class RehearsalSession:
    """An emulator on which roles are deployed, and the callers that make calls there."""

    emulator: LocalEmulator
    clients: dict[tuple[str, ...], Any] = field(default_factory=dict)
    credentials: dict[str, Mapping[str, str]] = field(default_factory=dict)
    controls: dict[tuple[object, ...], str | None] = field(default_factory=dict)
    prepared: set[tuple[object, ...]] = field(default_factory=set)

    def client(self, service: str, caller: str = "") -> Any:
        """Return a client of the root user, or of a caller by name."""
        key = (service, caller)
        if key not in self.clients:
            self.clients[key] = self.emulator.client(service, **self.credentials.get(caller, {}))
        return self.clients[key]

    def add_caller(self, name: str, policy: Mapping[str, Any]) -> None:
        """Create an IAM user with one policy, or replace the user's policy."""
        iam = self.client("iam")
        if name not in self.credentials:
            iam.create_user(UserName=name)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            self.credentials[name] = {
                "aws_access_key_id": key["AccessKeyId"],
                "aws_secret_access_key": key["SecretAccessKey"],
            }
        iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=json.dumps(policy))

    def assume(self, role_name: str, role_arn: str, caller: str) -> CallOutcome:
        """Let a caller assume a role; keep the credentials under the role's name."""

        def call() -> None:
            answer = self.client("sts", caller).assume_role(
                RoleArn=role_arn, RoleSessionName="rehearsal"
            )["Credentials"]
            self.credentials[role_name] = {
                "aws_access_key_id": answer["AccessKeyId"],
                "aws_secret_access_key": answer["SecretAccessKey"],
                "aws_session_token": answer["SessionToken"],
            }

        return _outcome(call)

    def make(
        self,
        call: ProbeCall,
        values: Mapping[str, str],
        caller: str = "",
        passed: Sequence[str] = (),
    ) -> CallOutcome:
        """Make a real call."""
        filled = _fill(call.arguments, {**values, "endpoint": self.emulator.url})
        operation = getattr(self.client(call.service, caller), call.operation)
        return _outcome(lambda: operation(**filled), passed)

    def outcome(self, call: Callable[[], Any]) -> CallOutcome:
        """Return what a call of a client of this session comes to."""
        return _outcome(call)

    def prepare(self, control: Control, values: Mapping[str, str]) -> None:
        """Create the resources that a probe's calls act on, unless they exist.

        Where that fails, the control call fails, and the result says so.
        """
        for index, call in enumerate(control.probe.prepare):
            key = (control.probe.arn, index, control.probe.arn.format_map(values))
            if key not in self.prepared:
                self.prepared.add(key)
                self.make(call, values)

    def cannot_judge(self, control: Control) -> str | None:
        """Return the reason why the emulator cannot judge an action, or None where it can."""
        key = (control.action, control.resource, control.conditions)
        if key not in self.controls:
            self.controls[key] = self._control(control)
        return self.controls[key]

    def _control(self, control: Control) -> str | None:
        probe = control.probe
        self.prepare(control, control.values)
        call, passed = probe.actions[control.action], probe.passed
        condition: dict[str, dict[str, list[str]]] = {}
        for row in control.conditions:
            condition.setdefault(row.operator, {})[row.key] = [str(v) for v in row.values]
        self.add_caller(CALLER, allow(control.action, control.resource, condition))
        outcome = self.make(call, control.values, CALLER, passed)
        if not outcome.allowed:
            seen = "denies" if outcome.seen == "denied" else f"answers {outcome.seen} to"
            return f"the emulator {seen} even a caller whose policy names this very resource"
        elsewhere = control.elsewhere
        other = "iam:GetUser" if elsewhere == control.resource else control.action
        self.add_caller(CALLER, allow(other, elsewhere, condition))
        outcome = self.make(call, control.values, CALLER, passed)
        if outcome.seen != "denied":
            return (
                f"to a caller whose policy names another resource the emulator answers "
                f"{outcome.seen}, not denied"
            )
        return None


def allow(action: str, resource: str, condition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return a policy document of one statement."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": action, "Resource": resource}
    if condition:
        statement["Condition"] = condition
    return {"Version": "2012-10-17", "Statement": [statement]}


def _fill(arguments: Any, values: Mapping[str, str]) -> Any:
    if isinstance(arguments, str):
        return arguments.format_map(values)
    if isinstance(arguments, Mapping):
        return {_fill(key, values): _fill(value, values) for key, value in arguments.items()}
    if isinstance(arguments, (list, tuple)):
        return [_fill(value, values) for value in arguments]
    return arguments


def _outcome(call: Callable[[], Any], passed: Sequence[str] = ()) -> CallOutcome:
    from botocore.exceptions import ClientError

    try:
        call()
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _DENIED:
            return CallOutcome(seen="denied")
        if code in passed:
            return CallOutcome(seen="allowed")
        return CallOutcome(seen=f"error {code}")
    return CallOutcome(seen="allowed")


def ask_evaluator(
    emulator: LocalEmulator, attempt: Attempt, documents: Sequence[Mapping[str, Any]]
) -> str:
    """Ask the emulator's own evaluator about an attempt: ``allowed`` or ``denied``.

    ``documents`` are the policies of the role as the emulator holds them.
    """
    caller = f"arn:aws:sts::{emulator.account}:assumed-role/{attempt.role_name}/rehearsal"
    context = attempt.context
    return evaluated(emulator, caller, attempt.action, attempt.resource, context, documents)


def evaluated(
    emulator: LocalEmulator,
    caller: str,
    action: str,
    resource: str,
    context: Mapping[str, str],
    documents: Sequence[Mapping[str, Any]],
) -> str:
    """Ask the emulator's own evaluator in this process: ``allowed`` or ``denied``."""
    from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

    given = {key.lower(): value for key, value in context.items()}
    # Keys that the evaluator does not look up in the context: it fills them in from these fields,
    # and takes a bucket to be the caller's own.
    owner = given.get("s3:resourceaccount") or given.get("aws:resourceaccount")
    request = EvalContext(
        principal_arn=caller,
        principal_type="User" if ":user/" in caller else "AssumedRole",
        principal_account=given.get("aws:principalaccount") or owner or emulator.account,
        action=action,
        resource_arn=resource,
        region=given.get("aws:requestedregion", emulator.region),
        source_ip=given.get("aws:sourceip", "127.0.0.1"),
        secure_transport=given.get("aws:securetransport", "true") == "true",
        service_context=given,
    )
    result = evaluate(request, [parse_policy_document(dict(document)) for document in documents])
    return "allowed" if result.decision == "Allow" else "denied"

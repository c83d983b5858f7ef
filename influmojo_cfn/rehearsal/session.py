"""The engine as a stage: callers who make real calls, and controls that show what it can judge.

Whether the engine judges an action at all is not taken from a list but tried: see
:meth:`Stage.cannot_judge`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.rehearsal.emulator import Engine
from influmojo_cfn.rehearsal.plan import Attempt, Control
from influmojo_cfn.rehearsal.probes import ProbeCall

CALLER = "influmojo-cfn-rehearsal"
"""The user who stands for an ordinary caller of the account."""

_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "UnauthorizedOperation",
}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a call came to: ``allowed``, ``refused``, or the error that came instead."""

    seen: str

    @property
    def allowed(self) -> bool:
        """Return whether the caller was let through."""
        return self.seen == "allowed"


@dataclass(kw_only=True)
class Stage:
    """An engine on which roles are deployed, and the callers that try things there."""

    engine: Engine
    clients: dict[tuple[str, ...], Any] = field(default_factory=dict)
    credentials: dict[str, Mapping[str, str]] = field(default_factory=dict)
    controls: dict[tuple[object, ...], str | None] = field(default_factory=dict)
    prepared: set[tuple[object, ...]] = field(default_factory=set)

    def client(self, service: str, caller: str = "") -> Any:
        """Return a client of the account's root, or of a caller by name."""
        key = (service, caller)
        if key not in self.clients:
            self.clients[key] = self.engine.client(service, **self.credentials.get(caller, {}))
        return self.clients[key]

    def add_caller(self, name: str, policy: Mapping[str, Any]) -> None:
        """Make an IAM user with one policy, or give the user another policy."""
        iam = self.client("iam")
        if name not in self.credentials:
            iam.create_user(UserName=name)
            key = iam.create_access_key(UserName=name)["AccessKey"]
            self.credentials[name] = {
                "aws_access_key_id": key["AccessKeyId"],
                "aws_secret_access_key": key["SecretAccessKey"],
            }
        iam.put_user_policy(UserName=name, PolicyName=name, PolicyDocument=json.dumps(policy))

    def assume(self, role_name: str, role_arn: str, caller: str) -> Outcome:
        """Let a caller assume a role; its credentials are kept under the role's name."""

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
    ) -> Outcome:
        """Make a real call."""
        filled = _fill(call.arguments, {**values, "endpoint": self.engine.url})
        operation = getattr(self.client(call.service, caller), call.operation)
        return _outcome(lambda: operation(**filled), passed)

    def outcome(self, call: Callable[[], Any]) -> Outcome:
        """Return what a call of a client of this stage comes to."""
        return _outcome(call)

    def prepare(self, control: Control, values: Mapping[str, str]) -> None:
        """Make what the calls of a probe act on; what is there already stays.

        Where it cannot be made, the control call fails, and says so in the row.
        """
        for index, call in enumerate(control.probe.prepare):
            key = (control.probe.arn, index, control.probe.arn.format_map(values))
            if key not in self.prepared:
                self.prepared.add(key)
                self.make(call, values)

    def cannot_judge(self, control: Control) -> str | None:
        """Return the reason why the engine cannot judge an action, or None where it can."""
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
            seen = "refuses" if outcome.seen == "refused" else f"answers {outcome.seen} to"
            return f"the engine {seen} even a caller whose policy names exactly this resource"
        elsewhere = control.elsewhere
        other = "iam:GetUser" if elsewhere == control.resource else control.action
        self.add_caller(CALLER, allow(other, elsewhere, condition))
        outcome = self.make(call, control.values, CALLER, passed)
        if outcome.seen != "refused":
            return (
                f"to a caller whose policy names another resource the engine says {outcome.seen}, "
                "not refused"
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


def _outcome(call: Callable[[], Any], passed: Sequence[str] = ()) -> Outcome:
    from botocore.exceptions import ClientError

    try:
        call()
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in _DENIED:
            return Outcome(seen="refused")
        if code in passed:
            return Outcome(seen="allowed")
        return Outcome(seen=f"error {code}")
    return Outcome(seen="allowed")


def ask_evaluator(engine: Engine, attempt: Attempt, documents: Sequence[Mapping[str, Any]]) -> str:
    """Ask the engine's own evaluator about an attempt: ``allowed`` or ``refused``.

    ``documents`` are the policies of the role as the engine holds them.
    """
    caller = f"arn:aws:sts::{engine.account}:assumed-role/{attempt.role_name}/rehearsal"
    context = attempt.context
    return evaluated(engine, caller, attempt.action, attempt.resource, context, documents)


def evaluated(
    engine: Engine,
    caller: str,
    action: str,
    resource: str,
    context: Mapping[str, str],
    documents: Sequence[Mapping[str, Any]],
) -> str:
    """Ask the engine's own evaluator in this process: ``allowed`` or ``refused``."""
    from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

    given = {key.lower(): value for key, value in context.items()}
    # Keys that the evaluator does not look up in the context: it fills them in from these fields,
    # and takes a bucket to be the caller's own.
    owner = given.get("s3:resourceaccount") or given.get("aws:resourceaccount")
    request = EvalContext(
        principal_arn=caller,
        principal_type="User" if ":user/" in caller else "AssumedRole",
        principal_account=given.get("aws:principalaccount") or owner or engine.account,
        action=action,
        resource_arn=resource,
        region=given.get("aws:requestedregion", engine.region),
        source_ip=given.get("aws:sourceip", "127.0.0.1"),
        secure_transport=given.get("aws:securetransport", "true") == "true",
        service_context=given,
    )
    result = evaluate(request, [parse_policy_document(dict(document)) for document in documents])
    return "allowed" if result.decision == "Allow" else "refused"

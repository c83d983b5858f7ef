"""A recorded run: a command that talks to the emulator, and each call judged by our evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.roles import logical_prefix
from influmojo_cfn.app.uses import has_own_roles, has_shared_roles, workloads_of
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.evaluation.principal_evaluator import PrincipalEvaluator
from influmojo_cfn.evaluation.principals import request_of
from influmojo_cfn.evaluation.simulate import Decision
from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.recording.app_resources import create_resources, resources_of
from influmojo_cfn.recording.child_process import run
from influmojo_cfn.recording.http_request import HttpRequest, HttpResponse, cbor_error
from influmojo_cfn.recording.left_running import SECONDS, awaited
from influmojo_cfn.recording.proxy import running_proxy
from influmojo_cfn.recording.requests import NeededAction, service_of
from influmojo_cfn.recording.run_memory import RunMemory
from influmojo_cfn.rehearsal.emulator import ACCOUNT, LocalEmulator, running_emulator

REGION = "us-east-1"
TASK_ROLE = "TaskRole"
_NOT_SERVED = (
    b"Unsupported service",
    b"InvalidAction",
    b"UnknownOperation",
    b"NotImplemented",
    b"is not implemented",
    b"UnknownOperationException",
)
"""How the emulator says that it cannot serve a call."""

_WITHOUT_CBOR = {"CBOR_ENABLED": "false", "AWS_CBOR_DISABLE": "true"}
"""What keeps the SDKs for Java, version 2 and version 1, from CBOR 1.1 for Amazon Kinesis.

The emulator reads JSON there:
https://sdk.amazonaws.com/java/api/latest/software/amazon/awssdk/core/SdkSystemSetting.html and
https://docs.aws.amazon.com/AWSJavaSDK/latest/javadoc/com/amazonaws/SDKGlobalConfiguration.html
(read 2026-11-28).
"""


@dataclass
class Recorder:
    """Judges the calls of one run and writes them down; threads of the proxy share it."""

    memory: RunMemory
    evaluator: PrincipalEvaluator | None = None
    enforce: bool = False
    calls: dict[tuple[object, ...], RecordedCall] = field(default_factory=dict)
    not_served: dict[str, None] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)

    def judge(self, request: HttpRequest) -> HttpResponse | None:
        """Write a request down; return a denial where one is enforced."""
        with self.lock:
            needed = self.memory.needed(request)
            self.not_served |= dict.fromkeys(self.memory.unknown(request, needed))
            if not needed:
                named = f"{request.method} {request.path} of {service_of(request) or 'no service'}"
                self.not_served[f"{named}: which action it needs is not known"] = None
            allowed = [self._add(each) for each in needed]
        if not self.enforce or all(allowed):
            return None
        denied = next(each for each, ok in zip(needed, allowed, strict=True) if not ok)
        return self._denial(request, denied)

    def _add(self, needed: NeededAction) -> bool:
        decision = self._decide(needed)
        statement = decision.deciding.statement if decision and decision.deciding else None
        is_allowed = decision is not None and decision.allowed
        call = RecordedCall(
            action=needed.action,
            resource=needed.resource,
            context=needed.context,
            allowed=is_allowed,
            granted=tuple(map(covered, statement.resources)) if statement and is_allowed else (),
        )
        if decision is not None and is_allowed and decision.deciding is not None:
            self.used.add((decision.deciding.policy.name, repr(decision.deciding.statement.path)))
        key = (call.action, call.resource, tuple(sorted(call.context.items())))
        known = self.calls.get(key)
        self.calls[key] = replace(call, count=known.count + 1) if known else call
        return is_allowed or self.evaluator is None

    def _decide(self, needed: NeededAction) -> Decision | None:
        if self.evaluator is None:
            return None
        context: Mapping[str, Any] = {
            name: values if len(values) != 1 else values[0]
            for name, values in needed.context.items()
        }
        try:
            request = request_of(
                self.evaluator.principal, needed.action, needed.resource, context=context
            )
        except Error:
            # What the emulator's tables call it is not an action, or no resource, of a request.
            return None
        return self.evaluator.decide(request)

    def _denial(self, request: HttpRequest, denied: NeededAction) -> HttpResponse:
        from ministack.core.iam_actions import access_denied_response, identity_denial_message

        assert self.evaluator is not None
        arn = covered(self.evaluator.principal.arn)
        if request.is_cbor:
            message = identity_denial_message(denied.action, arn, denied.resource, False)
            content = {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
            return HttpResponse(403, content, cbor_error("AccessDeniedException", message))
        status, headers, body = access_denied_response(
            denied.service,
            denied.action,
            arn,
            "00000000-0000-0000-0000-000000000000",
            headers=dict(request.headers),
            resource_arn=denied.resource,
        )
        return HttpResponse(status, headers, body)

    def watch(self, request: HttpRequest, response: HttpResponse) -> HttpResponse | None:
        """Name what the emulator cannot serve, and judge what the answer shows to be needed.

        Returns:
            A denial where one of that is enforced.
        """
        is_unserved = response.status >= 500 or (
            response.status >= 400 and any(each in response.body for each in _NOT_SERVED)
        )
        with self.lock:
            needed = self.memory.needed(request)
            if is_unserved:
                name = needed[0].action if needed else f"{request.method} {request.path}"
                self.not_served[f"{name}: the emulator answered {response.status}"] = None
            more = self.memory.learn(request, response, needed)
            denied = [each for each in more if not self._add(each)]
        return self._denial(request, denied[0]) if denied and self.enforce else None


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A run, and the statements of the task role that allowed none of its calls.

    ``left_running`` are the processes of the command that went on, and whose later calls it lacks.
    """

    run: RecordedRun
    unused: tuple[str, ...]
    role: TemplatePrincipal | None = None
    left_running: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RecordingSession:
    """An emulator with the app's resources, and the environment of what is recorded."""

    emulator: LocalEmulator
    recorder: Recorder
    environment: Mapping[str, str]
    failed: tuple[str, ...] = ()

    def recording(self, command: Sequence[str] = (), status: int = 0) -> Recording:
        """Return what was recorded until now."""
        recorder = self.recorder
        with recorder.lock:
            run = RecordedRun(
                account=recorder.memory.account,
                region=recorder.memory.region,
                calls=tuple(recorder.calls.values()),
                not_served=(*self.failed, *recorder.not_served),
                command=tuple(command),
                status=status,
            )
        return Recording(
            run=run,
            unused=tuple(_unused(recorder)),
            role=recorder.evaluator.principal if recorder.evaluator else None,
        )


def _unused(recorder: Recorder) -> Iterator[str]:
    for policy in recorder.evaluator.principal.policies if recorder.evaluator else ():
        for statement in policy.statements:
            if statement.effect == "Allow" and (
                (policy.name, repr(statement.path)) not in recorder.used
            ):
                actions = ", ".join(map(covered, statement.actions))
                resources = ", ".join(map(covered, statement.resources))
                yield f"{statement.sid or policy.name}: {actions} on {resources}"


@contextmanager
def recording_session(
    app: App | None = None,
    *,
    workload: str | None = None,
    enforce: bool = False,
    account: str = ACCOUNT,
    region: str = REGION,
) -> Iterator[RecordingSession]:
    """Run the emulator and the proxy, with the app's resources, for a ``with`` block.

    Args:
        app: the app whose task role the calls are judged by; None judges none.
        workload: the service or job whose task role that is; the shared one unless given.
        enforce: whether calls that the role is not allowed fail.
        account: the account that the emulator represents.
        region: its Region.

    Raises:
        EmulatorError: the emulator is not installed, or does not start.
        Error: ``enforce`` or a workload is asked for without an app, or the app has no such
            workload, or no shared role and no workload is given, or the account or the Region
            does not exist.
    """
    environment = Environment.checked(account=account, region=region)
    if app is None and (enforce or workload):
        asked = "enforce" if enforce else f"service or job {workload!r}"
        raise Error(Problem(asked, "needs an app whose task role decides; give one"))
    evaluator = task_role_evaluator(app, workload, environment) if app else None
    with (
        running_emulator(enforce=False, account=account, region=region) as emulator,
        session_on(emulator, app, evaluator, enforce=enforce) as session,
    ):
        yield session


@contextmanager
def session_on(
    emulator: LocalEmulator, app: App | None, evaluator: PrincipalEvaluator | None, *, enforce: bool
) -> Iterator[RecordingSession]:
    """Run the proxy of a recording before an emulator that is empty, for a ``with`` block."""
    failed = create_resources(emulator, app) if app else ()
    named = resources_of(app) if app else ()
    identities = {name for what, name, _ in named if what == "identity"}
    memory = RunMemory(emulator.account, emulator.region, identities)
    recorder = Recorder(memory, evaluator, enforce)
    with running_proxy(emulator.port, recorder.judge, recorder.watch) as endpoint:
        environment = {
            **emulator.environment(),
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_REGION": emulator.region,
            **_WITHOUT_CBOR,
            **_credentials(emulator, evaluator),
        }
        yield RecordingSession(
            emulator=emulator, recorder=recorder, environment=environment, failed=failed
        )


def task_role_evaluator(
    app: App, workload: str | None, environment: Environment
) -> PrincipalEvaluator:
    """Return the evaluator of the task role of a service or job, or of the shared one."""
    from influmojo_cfn.template import build

    logical_id = _task_role_of(app, workload)
    document = Document(build(app), "app")
    return PrincipalEvaluator(document, roles_of(document, environment)[logical_id])


def _task_role_of(app: App, workload: str | None) -> str:
    """Return the logical ID of the task role of a service or job, or of the shared one.

    Raises:
        Error: there is no such service or job, or none is given and the app has no shared role.
    """
    workloads = {each.name: each for _, each in workloads_of(app)}
    if workload is None:
        if has_shared_roles(app):
            return TASK_ROLE
        names = ", ".join(workloads)
        how = f"give --service or --job, one of: {names}"
        raise Error(Problem("app", f"each service and job has its own task role; {how}"))
    if workload not in workloads:
        nearest = did_you_mean(workload, workloads, "the app has")
        raise Error(Problem(f"service or job {workload!r}", f"is not in the app{nearest}"))
    is_own = has_own_roles(app, workloads[workload])
    return f"{logical_prefix(workload)}{TASK_ROLE}" if is_own else TASK_ROLE


def _credentials(emulator: LocalEmulator, evaluator: PrincipalEvaluator | None) -> dict[str, str]:
    """Return credentials of the task role on the emulator, whose policies are not asked there."""
    import json

    name = covered(evaluator.principal.name) if evaluator else "recorded-task-role"
    principal = {"Service": ECS_TASKS}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    with emulator.errors("creating the task role"):
        role = emulator.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        arn = role["Role"]["Arn"]
        found = emulator.client("sts").assume_role(RoleArn=arn, RoleSessionName="recorded")
    made = found["Credentials"]
    return {
        "AWS_ACCESS_KEY_ID": made["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": made["SecretAccessKey"],
        "AWS_SESSION_TOKEN": made["SessionToken"],
    }


def record(
    command: Sequence[str],
    app: App | None = None,
    *,
    workload: str | None = None,
    enforce: bool = False,
    account: str = ACCOUNT,
    region: str = REGION,
    wait: float = SECONDS,
) -> Recording:
    """Run a command against the emulator and return what it called.

    The other arguments are those of :func:`recording_session`.

    Args:
        wait: how many seconds to wait for processes that the command leaves running.

    Raises:
        EmulatorError: the emulator is not installed, or does not start.
        Error: the command cannot be run.
    """
    with recording_session(
        app, workload=workload, enforce=enforce, account=account, region=region
    ) as session:
        status = run(command, session.environment)
        left_running = awaited(session.environment["AWS_ENDPOINT_URL"], wait)
        return replace(session.recording(command, status), left_running=left_running)

"""Will tasks start: the calls of a task definition, asked of the roles that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.cloudformation.roles import TemplateRole, find_role
from influmojo_cfn.errors import Error, did_you_mean, key_path
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.service_roles.ecs_calls import Calls, Home, Mistake, calls_of
from influmojo_cfn.service_roles.judge import CallAnswer, Judge
from influmojo_cfn.task_definition.image import parse_image
from influmojo_cfn.task_definition.model import Field, TaskDefinition

RoleKind = Literal["execution", "task"]
DEFAULTS: Mapping[RoleKind, str] = {"execution": "TaskExecutionRole", "task": "TaskRole"}
"""The logical IDs that stand for a role which a task definition does not name."""

_FIELDS: Mapping[RoleKind, str] = {"execution": "executionRoleArn", "task": "taskRoleArn"}


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What there is to say of one task definition.

    ``roles`` are those asked; ``mistakes`` are wrong in the task definition itself; ``notes`` say
    what was taken for granted and what no role of the task decides.
    """

    definition: TaskDefinition
    home: Home
    roles: Mapping[RoleKind, TemplateRole]
    answers: tuple[CallAnswer, ...]
    mistakes: tuple[Mistake, ...]
    notes: tuple[str, ...]

    @property
    def missing(self) -> tuple[CallAnswer, ...]:
        """What the roles do not allow."""
        return tuple(answer for answer in self.answers if answer.verdict == "missing")

    @property
    def unknown(self) -> tuple[CallAnswer, ...]:
        """What cannot be known."""
        return tuple(answer for answer in self.answers if answer.verdict == "unknown")

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is missing and nothing wrong."""
        return not self.missing and not self.mistakes


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is asked, beside the task definition; see :func:`calls_of` for the last three."""

    execution_role: str | None = None
    task_role: str | None = None
    cache_prefixes: tuple[str, ...] = ()
    key: str | None = None
    execute_command: bool = False

    def role(self, kind: RoleKind) -> str | None:
        """The role given for a kind."""
        return self.execution_role if kind == "execution" else self.task_role


def home_of(
    definition: TaskDefinition, *, account: str | None, region: str | None, otherwise: Home
) -> Home:
    """Return where the tasks of a definition run, from its own ARN, its roles and what it names.

    Args:
        definition: the task definition.
        account: the account, where it was given.
        region: the Region, where it was given.
        otherwise: what holds where neither is given nor found.
    """
    own = parse_arn(definition.arn or "")
    roles = [parse_arn(covered(role.value)) for role in _named_roles(definition)]
    accounts = [arn.account for arn in (own, *roles) if arn and arn.account.isdigit()]
    here = account or (accounts[0] if accounts else otherwise.account)
    named = list(_regions(definition))
    # An image or a secret of another account is often of another Region too.
    regions = [there for there, owner in named if owner in ("", here)] or [r for r, _ in named]
    found = own.region if own else _most_named(regions) or otherwise.region
    there = region or found
    return Home(partition=partition_of(there), account=here, region=there)


def _most_named(regions: list[str]) -> str:
    return next((region for region, _ in Counter(regions).most_common(1)), "")


def _named_roles(definition: TaskDefinition) -> list[Field]:
    return [role for role in (definition.execution_role, definition.task_role) if role]


def _regions(definition: TaskDefinition) -> Iterator[tuple[str, str]]:
    """Yield the Regions that fields name, each with the account it is named for, if any."""
    for container in definition.containers:
        image = parse_image(covered(container.image.value)) if container.image else None
        if image:
            yield image.region, image.account
        region = container.log.options.get("awslogs-region") if container.log else None
        if region and isinstance(region.value, str):
            yield region.value, ""
        for secret in container.secrets:
            arn = parse_arn(covered(secret.value))
            if arn and arn.region and "*" not in arn.region:
                yield arn.region, arn.account


def _looks_mistyped(name: str, known: str) -> bool:
    """Return whether a role's name differs from a known one by a typing mistake or two."""
    from difflib import SequenceMatcher

    if abs(len(name) - len(known)) > 2:
        return False
    return SequenceMatcher(None, name, known, autojunk=False).ratio() >= 0.9


def preflight(
    definition: TaskDefinition, roles: Mapping[str, TemplateRole], home: Home, options: Options
) -> Preflight:
    """Ask the roles of a template for every call of a task definition.

    Args:
        definition: the task definition.
        roles: the roles of the template by logical ID, resolved for ``home``.
        home: where the tasks run.
        options: which roles to ask, and what the task definition does not tell.

    Raises:
        Error: a role is needed that is neither named nor found by its usual logical ID.
    """
    return _Preflight(definition, roles, home, options).run()


def settled(found: Preflight, stand_ins: Preflight) -> Preflight:
    """Take for allowed what is so whatever names CloudFormation makes up.

    Args:
        found: what is known of a task definition and its roles, of one template.
        stand_ins: the same, read in an environment with ``stand_ins``.
    """
    allowed = {_key(each): each for each in stand_ins.answers if each.verdict == "allowed"}

    def settle(answer: CallAnswer) -> CallAnswer:
        twin = allowed.get(_key(answer))
        if answer.verdict != "unknown" or twin is None or twin.call.only_if:
            return answer
        if Judge(found.roles[answer.call.role], found.home).may_deny(answer.call):
            return answer
        return replace(twin, call=answer.call)

    return replace(found, answers=tuple(map(settle, found.answers)))


def _key(answer: CallAnswer) -> tuple[object, ...]:
    call = answer.call
    return call.row.name, call.action, call.field.path


class _Preflight:
    def __init__(
        self,
        definition: TaskDefinition,
        roles: Mapping[str, TemplateRole],
        home: Home,
        options: Options,
    ) -> None:
        self.definition = definition
        self.roles = roles
        self.home = home
        self.options = options
        self.mistakes: list[Mistake] = []
        self.notes: list[str] = []

    def run(self) -> Preflight:
        calls = self._calls()
        judges: dict[RoleKind, Judge] = {}
        for kind in DEFAULTS:
            role = self._role(kind, calls)
            if role:
                judges[kind] = Judge(role, self.home)
        self._check_swapped(judges)
        answers = [judge.assume(kind) for kind, judge in judges.items()]
        for call in calls.calls:
            answer = judges[call.role].answer(call)
            answers.append(self._with_hint(answer, judges))
        self._note(calls)
        return Preflight(
            definition=self.definition,
            home=self.home,
            roles={kind: judge.role for kind, judge in judges.items()},
            answers=tuple(sorted(answers, key=lambda answer: answer.call.role)),
            mistakes=(*self.mistakes, *calls.mistakes),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _calls(self) -> Calls:
        options = self.options
        return calls_of(
            self.definition,
            self.home,
            cache_prefixes=options.cache_prefixes,
            key=options.key,
            execute_command=options.execute_command,
        )

    def _role(self, kind: RoleKind, calls: Calls) -> TemplateRole | None:
        """Find the role to ask, or None where the task definition neither names nor needs one."""
        named = self._field(kind)
        needed = any(call.role == kind for call in calls.calls)
        given = self.options.role(kind)
        if given:
            return find_role(self.roles, given)
        found = self._by_name(named, kind) if named else None
        if found or not (named or needed):
            return found
        default = self.roles.get(DEFAULTS[kind])
        if default is None:
            if not needed:
                return None
            known = f"it has {', '.join(self.roles)}" if self.roles else "it has no role"
            raise Error(
                f"{self.definition.title}: which role of the template is its {kind} role? "
                f"Give --{kind}-role; {known}"
            )
        if named is None:
            self._note_unnamed(kind)
        return default

    def _field(self, kind: RoleKind) -> Field | None:
        definition = self.definition
        return definition.execution_role if kind == "execution" else definition.task_role

    def _note_unnamed(self, kind: RoleKind) -> None:
        note = f"it names no {_FIELDS[kind]}: judged as if it named {DEFAULTS[kind]}"
        if kind == "execution" and self.definition.runs_on_ec2:
            note += (
                "; on EC2 without one, the container instance's role pulls images and writes "
                "logs, and secrets cannot be read"
            )
        self.notes.append(note)

    def _by_name(self, named: Field, kind: RoleKind) -> TemplateRole | None:
        """Find the role that a field names; say what is wrong with the name."""
        value = named.value
        if isinstance(value, Unknown):
            if value.logical_id in self.roles:
                return self.roles[value.logical_id]
            self.notes.append(
                f"{_FIELDS[kind]} is not known ({value.reason}): judged as {DEFAULTS[kind]}"
            )
            return None
        arn = parse_arn(value)
        if arn is None:
            name = value
        elif arn.service != "iam" or not arn.resource.startswith("role/"):
            self._mistake(named, f"{value!r} is not the ARN of a role")
            return None
        else:
            name = arn.resource.rpartition("/")[2]
            self._check_account(named, arn.partition, arn.account)
        return self._named(name, named)

    def _check_account(self, named: Field, partition: str, account: str) -> None:
        if account != self.home.account:
            self._mistake(
                named,
                f"the role is of account {account}, the tasks run in {self.home.account}: ECS "
                "takes roles of the own account only",
            )
        if partition != self.home.partition:
            self._mistake(
                named,
                f"the ARN is of partition {partition}, the tasks run in {self.home.partition} "
                f"({self.home.region})",
            )

    def _named(self, name: str, named: Field) -> TemplateRole | None:
        for role in self.roles.values():
            if role.name == name:
                return role
        names = [role.name for role in self.roles.values() if isinstance(role.name, str)]
        if any(_looks_mistyped(name, known) for known in names):
            hint = did_you_mean(name, names)
            self._mistake(named, f"the template defines no role named {name!r}{hint}")
            return None
        field = key_path(named.path[-1:])
        what = f"defines {', '.join(names)}" if names else "has CloudFormation make up its names"
        self.notes.append(
            f"{field} names {name!r}, which is no role of the template (it {what}): judged as if "
            "it named the template's"
        )
        return None

    def _mistake(self, where: Field, message: str) -> None:
        self.mistakes.append(Mistake(field=where, message=message))

    def _check_swapped(self, judges: Mapping[RoleKind, Judge]) -> None:
        """Name roles that stand in each other's place, by their logical IDs."""
        for kind, other in (("execution", "task"), ("task", "execution")):
            judge = judges.get(kind)  # type: ignore[call-overload]
            named = self._field(kind)  # type: ignore[arg-type]
            default = DEFAULTS[other]  # type: ignore[index]
            if judge and named and judge.role.logical_id == default:
                self._mistake(
                    named,
                    f"names {default}, which is the {other} role: execution and task role are "
                    "swapped",
                )

    def _with_hint(self, answer: CallAnswer, judges: Mapping[RoleKind, Judge]) -> CallAnswer:
        """Say what may have been meant by a call that is missing."""
        if answer.verdict != "missing":
            return answer
        call = answer.call
        elsewhere = judges[call.role].allows_elsewhere(call)
        if elsewhere:
            return replace(
                answer,
                hint=f"{elsewhere} is allowed: the ARN names another account, Region or partition "
                "than the template's roles are for",
            )
        other: RoleKind = "task" if call.role == "execution" else "execution"
        judge = judges.get(other) or self._other(other)
        if judge and judge.answer(call).verdict == "allowed":
            name = judge.role.logical_id
            return replace(
                answer,
                hint=f"{name}, the {other} role, may do it: ECS uses the {call.role} role here",
            )
        return answer

    def _other(self, kind: RoleKind) -> Judge | None:
        role = self.roles.get(DEFAULTS[kind])
        return Judge(role, self.home) if role else None

    def _note(self, calls: Calls) -> None:
        """Say what decides beside the task's own roles."""
        for call in calls.calls:
            arn = parse_arn(covered(call.resource))
            if arn and arn.account.isdigit() and arn.account != self.home.account:
                other = _OTHER_ACCOUNT.get(arn.service, "must allow it in a resource policy")
                self.notes.append(f"account {arn.account} {other}")
        if self.definition.has_ebs_volume:
            self.notes.append("an EBS volume is attached by the service's infrastructure role")
        if self.definition.service_connect_tls:
            self.notes.append(
                "certificates of Service Connect are got by the service's infrastructure role"
            )
        for applies, note in _NOTES:
            if applies(self.definition, calls):
                self.notes.append(note)


def _logs_on_ec2(definition: TaskDefinition, calls: Calls) -> bool:
    return definition.runs_on_ec2 and any(call.row.name == "log stream" for call in calls.calls)


def _routes_from_s3_on_fargate(definition: TaskDefinition, calls: Calls) -> bool:
    rows = {call.row.name for call in calls.calls}
    return "FARGATE" in definition.compatibilities and "log router configuration" in rows


def _pulls_on_fargate(definition: TaskDefinition, calls: Calls) -> bool:
    return "FARGATE" in definition.compatibilities and any(
        call.row.name == "registry token" for call in calls.calls
    )


_NOTES: tuple[tuple[Callable[[TaskDefinition, Calls], bool], str], ...] = (
    (
        _logs_on_ec2,
        "on EC2 the awslogs driver uses the container instance's role, unless the agent has "
        "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true",
    ),
    (
        _routes_from_s3_on_fargate,
        "on Fargate a log router takes its configuration from a file in the image only "
        "(config-file-type: file)",
    ),
    (
        _pulls_on_fargate,
        "an account with GuardDuty Runtime Monitoring has the execution role pull GuardDuty's "
        "agent too, from AWS's registry of the Region (repository/aws-guardduty-agent-fargate)",
    ),
)

_OTHER_ACCOUNT = {
    "ecr": "must allow the pull in the repository's policy",
    "secretsmanager": "must allow it in the secret's resource policy, and in the policy of its "
    "key, which has to be a customer managed one",
    "ssm": "must share the parameter (AWS RAM, advanced tier)",
    "kms": "must allow it in the key's policy",
}

"""Which roles of a template represent the two that a task definition names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from influmojo_cfn.cloudformation.nested_names import SEPARATOR
from influmojo_cfn.cloudformation.roles import TemplateRole, find_role
from influmojo_cfn.errors import Error, Path, did_you_mean
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.preflight.result import PreflightRequest
from influmojo_cfn.service_roles.call_row import RoleKind
from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.service_roles.ecs.instance_role import (
    REGISTERING,
    does_all,
    instance_role_words,
    instance_service,
)
from influmojo_cfn.service_roles.field_values import Mistake
from influmojo_cfn.service_roles.judge import Judge
from influmojo_cfn.task_definition.model import Field

DEFAULTS: Mapping[RoleKind, str] = {"execution": "TaskExecutionRole", "task": "TaskRole"}
"""The logical IDs that represent a role which a task definition does not name."""

_ELSEWHERE = "names no role of the template"
_OWN_SUFFIXES: Mapping[RoleKind, str] = {"execution": "-task-execution-role", "task": "-task-role"}
"""Behind the family in the names of roles that one service has to itself: orders-api-task-role."""

_FIELDS: Mapping[RoleKind, str] = {"execution": "executionRoleArn", "task": "taskRoleArn"}


def _looks_mistyped(name: str, known: str) -> bool:
    """Return whether a role's name differs from a known one by a typing mistake or two."""
    from difflib import SequenceMatcher

    if abs(len(name) - len(known)) > 2:
        return False
    return SequenceMatcher(None, name, known, autojunk=False).ratio() >= 0.9


class RoleFinder:
    """Finds the roles to ask, and gathers what is wrong or to be said of how they are named.

    ``not_asked`` names the roles of the task definition that the template does not define.
    ``unasked`` holds the kinds of those in whose place none was asked, with the reason.
    """

    def __init__(self, asked: PreflightRequest) -> None:
        self.asked = asked
        self.mistakes: list[Mistake] = []
        self.notes: list[str] = []
        self.not_asked: list[str] = []
        self.unasked: dict[RoleKind, str] = {}
        self.of_instances: TemplateRole | None = None
        """The role of container instances, where no execution role is named."""
        self._elsewhere: dict[Path, str] = {}  # what is said of the field of a role

    def find(self, kind: RoleKind, calls: Sequence[Call]) -> TemplateRole | None:
        """Find the role to ask, or None where there is none to ask.

        Args:
            kind: which of the two roles.
            calls: what ECS calls with it.

        Raises:
            Error: it is needed, and nothing says which of the template's it is.
        """
        named = self._field(kind)
        given = self.asked.options.role(kind)
        if given:
            return find_role(self.asked.roles, given)
        if kind in self.asked.options.policies:
            return self.asked.options.policies[kind]
        found = self._by_name(named, kind) if named else None
        if found or not (named or calls):
            return found
        if self.asked.options.is_one_template:
            # A template that has both names its own roles where it means them.
            if named:
                fact = f"{_FIELDS[kind]} {self._elsewhere.get(named.path, _ELSEWHERE)}"
                self._leave_out(kind, f"{fact}: it was not asked", fact)
            else:
                self._lack(kind, calls)
            return None
        default = self.asked.roles.get(self._default(kind)) or self._only(kind)
        if named and named.path in self._elsewhere:
            self._say_who_is_asked(kind, self._elsewhere[named.path], default)
        if default is None:
            if calls and not self._is_instances_work(kind, calls):
                names = ", ".join(self.asked.roles)
                known = f"it has {names}" if names else "it has no role"
                raise Error(
                    f"{self.asked.definition.title}: which role of the template is its {kind} role?"
                    f" Give --{kind}-role; {known}"
                )
            return None
        if named is None:
            self._note_unnamed(kind, default, calls)
        return default

    def _default(self, kind: RoleKind) -> str:
        """Return the logical ID of the role that the family names by its own, or of the usual.

        The usual one of a nested stack, where one stack alone has it, has the stack's before it.
        """
        name = f"{self.asked.definition.family}{_OWN_SUFFIXES[kind]}"
        own = (logical_id for logical_id, role in self.asked.roles.items() if role.name == name)
        usual = DEFAULTS[kind]
        nested = [each for each in self.asked.roles if each.endswith(SEPARATOR + usual)]
        if usual not in self.asked.roles and len(nested) == 1:
            usual = nested[0]
        return next(own, usual)

    def _only(self, kind: RoleKind) -> TemplateRole | None:
        """Return the one role that ECS tasks can assume, or the one that its name says it is."""
        able = [
            role
            for role in self.asked.roles.values()
            if Judge(role, self.asked.home).assume(kind).verdict != "missing"
        ]
        if len(able) > 1:
            able = [role for role in able if _is_of_kind(role, kind)]
        return able[0] if len(able) == 1 else None

    def _lack(self, kind: RoleKind, calls: Sequence[Call]) -> None:
        """Say what follows where the template gives its own task definition no role of a kind."""
        definition = self.asked.definition
        fact = f"it names no {_FIELDS[kind]}"
        needed = [call.action for call in calls if not call.only_if]
        if self._is_instances_work(kind, calls):
            return
        if kind == "task" and definition.runs_on_ec2 and not definition.runs_on_fargate:
            words = "on EC2 the container instance's role does that work"
            self._leave_out(kind, f"{fact}: {words}, and was not asked", fact)
        elif needed:
            path: Path = ("Resources", definition.logical_id)
            actions = ", ".join(dict.fromkeys(needed))
            self._mistake(Field(value="", path=path), f"{fact}, which ECS needs to call {actions}")
        else:
            self._leave_out(kind, f"{fact}, and may need one", fact)

    def _leave_out(self, kind: RoleKind, words: str, reason: str) -> None:
        """Say that no role was asked in place of one, and why nothing is known of its calls."""
        self.not_asked.append(words)
        self.unasked[kind] = reason

    def _is_instances_work(self, kind: RoleKind, calls: Sequence[Call]) -> bool:
        """Return whether the container instance's role does what is needed; then say so."""
        definition = self.asked.definition
        if self.asked.options.is_one_template and definition.runs_on_fargate:
            return False
        if kind == "task" or self._field(kind) or not does_all(definition, calls):
            return False
        words = instance_role_words(definition, calls)
        able = [role for role in self.asked.roles.values() if self._can_be_of_instances(role)]
        if len(able) == 1:
            self.of_instances = able[0]
            words = f"{words}, and {able[0].logical_id} was asked; on Fargate the task would not"
            self.notes.append(f"{words} start")
        else:
            names = " or ".join(role.logical_id for role in able) or "no role of the template"
            fact = f"it names no {_FIELDS[kind]}"
            self._leave_out(kind, f"{words}; it is {names}, and was not asked", fact)
        return True

    def _can_be_of_instances(self, role: TemplateRole) -> bool:
        """Return whether instances can have a role, and register with a cluster by it."""
        judge = Judge(role, self.asked.home)
        service = instance_service(self.asked.definition)
        return judge.lets_in(service) and not any(judge.cannot(each, "*") for each in REGISTERING)

    def _field(self, kind: RoleKind) -> Field | None:
        definition = self.asked.definition
        return definition.execution_role if kind == "execution" else definition.task_role

    def _note_unnamed(self, kind: RoleKind, role: TemplateRole, calls: Sequence[Call]) -> None:
        note = f"it names no {_FIELDS[kind]}: judged as if it named {role.logical_id}"
        if kind == "execution" and self.asked.definition.runs_on_ec2:
            note += (
                "; on EC2 without one, the container instance's role pulls images and writes "
                "logs, and secrets cannot be read"
            )
        self.notes.append(note)
        words = instance_role_words(self.asked.definition, calls) if kind == "execution" else ""
        if words and not self.asked.definition.runs_on_ec2:
            self.notes.append(words)

    def _by_name(self, named: Field, kind: RoleKind) -> TemplateRole | None:
        """Find the role that a field names; say what is wrong with the name."""
        value = named.value
        if isinstance(value, Unknown):
            if value.logical_id in self.asked.roles:
                return self.asked.roles[value.logical_id]
            arn = parse_arn(value.covers)
            name = arn.resource.rpartition("/")[2] if arn and arn.service == "iam" else "*"
            if "*" not in name:
                return self._named(name, named)
            self._elsewhere[named.path] = f"is not known ({value.reason})"
            return None
        arn = parse_arn(value)
        if arn is None and not value.startswith("role/"):
            return self._named(value, named)
        path, _, name = arn.resource.rpartition("/") if arn else ("", "", "")
        is_role = path.startswith("role") and bool(name)
        if arn is None or not (is_role and arn.account and arn.service == "iam"):
            self._mistake(named, f"{value!r} is neither the ARN of a role nor its name")
            return None
        self._check_account(named, arn.partition, arn.account)
        return self._named(name, named)

    def _check_account(self, named: Field, partition: str, account: str) -> None:
        home = self.asked.home
        if account != home.account:
            self._mistake(
                named,
                f"the role is of account {account}, the tasks run in {home.account}: ECS "
                "takes roles of the own account only",
            )
        if partition != home.partition:
            self._mistake(
                named,
                f"the ARN is of partition {partition}, the tasks run in {home.partition} "
                f"({home.region})",
            )

    def _named(self, name: str, named: Field) -> TemplateRole | None:
        for role in self.asked.roles.values():
            if role.name == name:
                return role
        for role in self.asked.roles.values():
            if isinstance(role.name, Unknown) and f"-{role.logical_id}-" in name:
                return role
        names = self._names()
        if any(_looks_mistyped(name, known) for known in names):
            hint = did_you_mean(name, names)
            self._mistake(named, f"the template defines no role named {name!r}{hint}")
        else:
            self._elsewhere[named.path] = (
                f"names {name!r}, which isn't a role of the template ({self._has()})"
            )
        return None

    def _names(self) -> list[str]:
        return [role.name for role in self.asked.roles.values() if isinstance(role.name, str)]

    def _has(self) -> str:
        names = self._names()
        return f"it defines {', '.join(names)}" if names else "it has CloudFormation name its roles"

    def _say_who_is_asked(self, kind: RoleKind, what: str, default: TemplateRole | None) -> None:
        """Say which role represents one that the template does not define, and whether it may.

        The usual logical IDs are a convention of files kept apart; any other role is asked in
        vain.
        """
        fact = f"{_FIELDS[kind]} {what}"
        if default is None:
            self.not_asked.append(f"{fact}: it was not asked")
        elif default.logical_id == self._default(kind):
            self.notes.append(f"{fact}: judged as if it named {default.logical_id}")
        else:
            self.not_asked.append(
                f"{fact}: {default.logical_id} was asked; --{kind}-role {default.logical_id} "
                "confirms that this is the role"
            )

    def _mistake(self, where: Field, message: str) -> None:
        self.mistakes.append(Mistake(field=where, message=message))

    def check_swapped(self, found: Mapping[RoleKind, TemplateRole]) -> None:
        """Name roles that stand in each other's place, by their logical IDs."""
        if self._is_one_for_both(found):
            return
        for kind, other in (("execution", "task"), ("task", "execution")):
            role = found.get(kind)  # type: ignore[call-overload]
            named = self._field(kind)  # type: ignore[arg-type]
            default = DEFAULTS[other]  # type: ignore[index]
            if role and named and role.logical_id == default:
                self._mistake(
                    named,
                    f"names {default}, which is the {other} role: execution and task role are "
                    "swapped",
                )

    def _is_one_for_both(self, found: Mapping[RoleKind, TemplateRole]) -> bool:
        """Return whether one role is named for both; then say what follows from it."""
        named = [self._field(kind) for kind in DEFAULTS]
        names = {field.value for field in named if field}
        if len(names) > 1 or not all(named) or names == {Unknown("", "*")}:
            return False
        (name,) = names
        if isinstance(name, Unknown) and name.covers == "*" and not name.logical_id:
            return False
        what = "executionRoleArn and taskRoleArn name one role"
        role = found.get("execution")
        other = self.asked.roles.get(DEFAULTS["execution"])
        if named[0] and role and other and role is not other:
            self._mistake(
                named[0],
                f"{what}, {role.logical_id}: name {other.logical_id} as executionRoleArn (the two "
                "are swapped, or one was copied)",
            )
        else:
            self.notes.append(
                f"{what}: the application can do all that ECS can to start it; a role for each "
                "keeps that apart"
            )
        return True


def _is_of_kind(role: TemplateRole, kind: RoleKind) -> bool:
    """Return whether a role's logical ID or name says that it is an execution role, or not."""
    names = f"{role.logical_id} {role.name if isinstance(role.name, str) else ''}".lower()
    return ("exec" in names) == (kind == "execution")

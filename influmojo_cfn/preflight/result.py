"""What preflight finds: the answer to every call of a task definition, and what else is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Path
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.iam.conditions import Values
from influmojo_cfn.iam.unknown import Text
from influmojo_cfn.service_roles.call_row import RoleKind
from influmojo_cfn.service_roles.field_values import Home, Mistake
from influmojo_cfn.service_roles.judge import CallAnswer, CallVerdict
from influmojo_cfn.task_definition.model import TaskDefinition


@dataclass(frozen=True, kw_only=True)
class Preflight:
    """What there is to say of one task definition.

    ``roles`` are those asked. ``mistakes`` are wrong in the task definition itself. ``notes`` tell
    what was taken for granted, and what no role of the task decides. With ``is_of_instances`` the
    container instance's role was asked for the execution role. ``unfilled`` are values of the file
    that are not given although they decide what is called. ``unread`` are configurations that
    decide it and are not read.
    """

    definition: TaskDefinition
    home: Home
    roles: Mapping[RoleKind, TemplateRole]
    answers: tuple[CallAnswer, ...]
    mistakes: tuple[Mistake, ...]
    notes: tuple[str, ...]
    is_of_instances: bool = False
    unfilled: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[CallAnswer, ...]:
        """What the roles do not allow."""
        return tuple(answer for answer in self.answers if answer.verdict == "missing")

    @property
    def grantable(self) -> tuple[CallAnswer, ...]:
        """What grants of the task's roles would allow: no policy of a resource keeps it out."""
        return tuple(
            answer
            for answer in self.missing
            if not answer.is_kept_out
            and not (self.is_of_instances and answer.call.role == "execution")
        )

    @property
    def unknown(self) -> tuple[CallAnswer, ...]:
        """What cannot be known."""
        return tuple(answer for answer in self.answers if answer.verdict == "unknown")

    @property
    def is_known(self) -> bool:
        """Return whether every answer is known, and all that they depend on."""
        return not (self.unknown or self.unfilled or self.unread)

    @property
    def is_clean(self) -> bool:
        """Return whether nothing is missing and nothing wrong."""
        return not self.missing and not self.mistakes


@dataclass(frozen=True, kw_only=True)
class Options:
    """What is asked, in addition to the task definition; see :func:`calls_of` for the last three.

    ``policies`` are roles made of policy documents, which say nothing of who can assume them.
    ``is_one_template`` says that the task definition is of the template that has the roles.
    ``context`` holds condition keys that the requests carry, ``tags`` the tags of resources by
    their ARNs. ``resource_policies`` are the policies of resources, as far as the template creates
    them.
    """

    execution_role: str | None = None
    task_role: str | None = None
    policies: Mapping[RoleKind, TemplateRole] = field(default_factory=dict)
    is_one_template: bool = False
    context: Mapping[str, Values] = field(default_factory=dict)
    tags: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    resource_policies: ResourcePolicies | None = None
    cache_prefixes: tuple[str, ...] = ()
    key: str | None = None
    execute_command: bool = False

    def role(self, kind: RoleKind) -> str | None:
        """The role given for a kind."""
        return self.execution_role if kind == "execution" else self.task_role


@dataclass(frozen=True, kw_only=True)
class PreflightRequest:
    """What is asked: the task definition, and the roles of a template that can start its tasks.

    ``roles`` are by logical ID, resolved for ``home``, which is where the tasks run.
    """

    definition: TaskDefinition
    roles: Mapping[str, TemplateRole]
    home: Home
    options: Options


@dataclass(frozen=True, kw_only=True)
class ServiceAnswer:
    """The answer to one call of a service with a role of the template, or as itself.

    ``user`` is the logical ID of the resource that makes the service call, ``path`` the place that
    causes it. ``role`` is the logical ID of the role, or of the resource whose policy is asked.
    """

    role: str
    user: str
    user_type: str
    action: str
    resource: Text
    verdict: CallVerdict
    purpose: str
    path: Path
    page: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PreflightReport:
    """What preflight answers: of task definitions, or of all that a template runs.

    ``template`` is the one whose ``services`` were asked; None where task definitions of files
    were. ``tasks`` are those of the files, or of the template.
    """

    tasks: tuple[Preflight, ...]
    template: Document | None = None
    services: tuple[ServiceAnswer, ...] = ()

    @property
    def works(self) -> bool | None:
        """Return whether all tasks start and all services work; None where that is unknown."""
        verdicts = {each.verdict for each in self.services}
        if "missing" in verdicts or not all(each.is_clean for each in self.tasks):
            return False
        known = "unknown" not in verdicts and all(each.is_known for each in self.tasks)
        return True if known else None


AnyAnswer = TypeVar("AnyAnswer", CallAnswer, ServiceAnswer)


def settled(
    found: AnyAnswer, twin: AnyAnswer, is_so: Callable[[CallVerdict], bool], **own: Any
) -> AnyAnswer:
    """Take for allowed, or missing, what is so whatever names CloudFormation makes up.

    Args:
        found: the answer to a call.
        twin: the answer to the same call, in an environment with ``stand_ins``.
        is_so: whether the verdict of the twin is so of every name.
        own: what the answer keeps of ``found``.
    """
    if found.verdict != "unknown":
        return found
    if twin.verdict == "unknown":  # the names aside, this is what it depends on
        return replace(found, reasons=twin.reasons or found.reasons)
    return replace(twin, **own) if is_so(twin.verdict) else found

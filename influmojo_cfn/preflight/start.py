"""Will tasks start: the calls of a task definition, asked of the roles that it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.evaluation.notes import notes_on_keys
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.preflight.notes import (
    notes_on,
    unknown_containers,
    unknown_images,
    unread_routes,
)
from influmojo_cfn.preflight.result import Options, Preflight, PreflightRequest, settled
from influmojo_cfn.preflight.role_finder import DEFAULTS, RoleFinder
from influmojo_cfn.service_roles.call_row import RoleKind
from influmojo_cfn.service_roles.ecs.calls import Calls, calls_of
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import CallAnswer, CallVerdict, Judge, is_open
from influmojo_cfn.task_definition.model import TaskDefinition


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
    asked = PreflightRequest(definition=definition, roles=roles, home=home, options=options)
    return _Preflight(asked).run()


def with_stand_ins(found: Preflight, stand_ins: Preflight) -> Preflight:
    """Settle what is so whatever names CloudFormation makes up.

    Args:
        found: what is known of a task definition and its roles, of one template.
        stand_ins: the same, read in an environment with ``stand_ins``.
    """
    twins = {_key(each): each for each in stand_ins.answers}

    def settle(answer: CallAnswer) -> CallAnswer:
        call, twin = answer.call, twins.get(_key(answer))
        if twin is None or twin.call.only_if or call.role not in found.roles:
            return answer

        def is_so(verdict: CallVerdict) -> bool:
            # A Deny that matches what represents a name matches every name.
            is_denied = twin.decision is not None and twin.decision.outcome == "explicitDeny"
            if is_denied or twin.is_kept_out or (verdict == "missing" and answer.is_denied_by_role):
                return True
            judge = Judge(found.roles[call.role], found.home)
            return judge.is_so_of_every_name(verdict, call.action, call.resource)

        return settled(answer, twin, is_so, call=call)

    return replace(found, answers=tuple(map(settle, found.answers)))


def _key(answer: CallAnswer) -> tuple[object, ...]:
    call = answer.call
    return call.row.name, call.action, call.field.path


class _Preflight:
    def __init__(self, asked: PreflightRequest) -> None:
        self.asked = asked

    def run(self) -> Preflight:
        calls = self._calls()
        finder = RoleFinder(self.asked)
        found: dict[RoleKind, TemplateRole] = {}
        for kind in DEFAULTS:
            role = finder.find(kind, [call for call in calls.calls if call.role == kind])
            if role:
                found[kind] = role
        finder.check_swapped(found)
        judges = {kind: self._judge(role) for kind, role in found.items()}
        answers = [
            judge.assume(kind)
            for kind, judge in judges.items()
            if judge.role is not self.asked.options.policies.get(kind)
        ]
        if finder.of_instances:
            found["execution"] = finder.of_instances
            judges["execution"] = self._judge(finder.of_instances)
        for call in calls.calls:
            if call.role in judges:
                answers.append(self._with_hint(judges[call.role].answer(call), judges))
            elif reason := finder.unasked.get(call.role):
                answers.append(CallAnswer(call=call, verdict="unknown", reasons=(reason,)))
        return Preflight(
            definition=self.asked.definition,
            home=self.asked.home,
            roles=found,
            answers=tuple(sorted(answers, key=lambda answer: answer.call.role)),
            mistakes=(*finder.mistakes, *calls.mistakes),
            notes=tuple(dict.fromkeys((*finder.notes, *self._notes(calls)))),
            is_of_instances=finder.of_instances is not None,
            unfilled=tuple(dict.fromkeys(self._unfilled(calls))),
            unread=tuple(dict.fromkeys(self._unread(finder, found))),
        )

    def _unread(self, finder: RoleFinder, found: Mapping[RoleKind, TemplateRole]) -> Iterator[str]:
        """Yield what was not asked, and which roles the stack might not have.

        What one template has that names a role without a choice is only there with the role.
        """
        yield from finder.not_asked
        yield from unread_routes(self.asked.definition)
        if not self.asked.options.is_one_template:
            yield from (role.doubt for role in found.values() if role.doubt)

    def _notes(self, calls: Calls) -> Iterator[str]:
        """Yield what is taken for granted, and what no role of the task decides."""
        yield from notes_on(self.asked.definition, calls, self.asked.home)
        yield from notes_on_keys(self.asked.options.context)
        if self.asked.options.policies:
            yield (
                "whether ecs-tasks.amazonaws.com can assume the roles was not checked: policy "
                "documents do not contain trust policies"
            )

    def _unfilled(self, calls: Calls) -> Iterator[str]:
        """Yield the values that a pipeline is to give, and what a container lacks."""
        places = {each.path for each in self.asked.definition.placeholders}
        places |= {container.path for container in self.asked.definition.containers}
        for call in calls.calls:
            value = call.field.value
            in_doubt = call.only_if or is_open(call.resource)
            if isinstance(value, Unknown) and in_doubt and call.field.path in places:
                yield value.reason
        yield from unknown_images(self.asked.definition)
        yield from unknown_containers(self.asked.definition)

    def _judge(self, role: TemplateRole) -> Judge:
        options = self.asked.options
        return Judge(
            role,
            self.asked.home,
            context=options.context,
            tags=options.tags,
            resource_policies=options.resource_policies,
        )

    def _calls(self) -> Calls:
        options = self.asked.options
        return calls_of(
            self.asked.definition,
            self.asked.home,
            cache_prefixes=options.cache_prefixes,
            key=options.key,
            execute_command=options.execute_command,
        )

    def _with_hint(self, answer: CallAnswer, judges: Mapping[RoleKind, Judge]) -> CallAnswer:
        """Return what can have been meant by a call that is missing."""
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
        judge = judges.get(other) or self._usual_judge(other)
        if judge and judge.answer(call).verdict == "allowed":
            name = judge.role.logical_id
            return replace(
                answer,
                hint=f"{name}, the {other} role, is allowed to do it: "
                f"ECS uses the {call.role} role here",
            )
        return answer

    def _usual_judge(self, kind: RoleKind) -> Judge | None:
        role = self.asked.roles.get(DEFAULTS[kind])
        return self._judge(role) if role else None

"""The calls of services that the roles they are given do not allow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sam import with_sam_roles
from influmojo_cfn.cloudformation.transforms import additions
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.service_authorization import service
from influmojo_cfn.iam.service_principals import service_principal_problem
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.actions.names import api_action
from influmojo_cfn.rules.arns import takes
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement
from influmojo_cfn.rules.read import read_template
from influmojo_cfn.rules.rule import Findings
from influmojo_cfn.rules.services.denied_calls import failing, is_denied, reaches
from influmojo_cfn.rules.services.given import roles_at
from influmojo_cfn.rules.services.name_one_letter_off import shared_start
from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.run_task_calls import PASSED
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall

_STREAM = ":log-stream:"
_MACHINE = "AWS::Serverless::StateMachine"


class DeniedServiceCall(NamedTuple):
    """A call that a role cannot be allowed, and the place that a person should look at."""

    call: ServiceCall
    role: Entity
    place: Path


@remembered
def denied_service_calls(model: Model) -> tuple[DeniedServiceCall, ...]:
    """Return each call of a service of the template that its role cannot be allowed."""
    return (*_find_given(model), *_find_made(model)) if model.roles else ()


def _find_made(model: Model) -> Iterator[DeniedServiceCall]:
    """Yield the calls of state machines that the roles AWS SAM makes of them do not allow.

    What a connector grants is left to AWS SAM; a function has what its events need from AWS SAM.
    """
    machines = {each.logical_id: each.data for each in model.resources(_MACHINE)}
    if all("Role" in each for each in machines.values()) or any(additions(model.template)):
        return
    made = read_template(with_sam_roles(Document(model.template)).data)
    for denied in _find_given(made):
        name = denied.call.logical_id
        if name in machines and denied.role.logical_id == f"{name}Role":
            path: Path = ("Resources", name, "Properties", "Policies")
            role = replace(denied.role, logical_id=name)
            yield DeniedServiceCall(
                denied.call, role, path if "Policies" in machines[name] else path[:2]
            )


def _find_given(model: Model) -> Iterator[DeniedServiceCall]:
    for call in service_calls(model.resolver):
        for value, role in roles_at(model, call.role):
            if is_call_denied(model, role, call) and not _has_other_finding(model, role, call):
                yield DeniedServiceCall(call, role, _place(role, call, value))


def is_call_denied(model: Model, role: Entity, call: ServiceCall) -> bool:
    """Return whether a role cannot be allowed a call, by its policies or the resource's own."""
    context = dict(call.context)
    return all(
        is_denied(model, role, action.lower(), resource, context)
        for action in call.actions
        for resource in call.resources
    )


def _may_be_arn(role: Entity, text: str) -> bool:
    """Return whether a string can be an ARN, as a name that CloudFormation makes up is not."""
    if text == "*" or text.startswith(("arn:", "$")):
        return True
    symbol = role.resolver.symbols.get(text[:1])
    made_up = symbol is not None and symbol.identity[:1] == ("name",)
    return t.UNKNOWN.match(text) is not None and not made_up


def _naming_statements(role: Entity, call: ServiceCall) -> list[PolicyStatement]:
    """Return the Allow statements of the role that name one of the call's actions."""
    wanted = {action.lower() for action in call.actions}
    return [s for s in role.statements if s.allows and wanted & s.exact_actions.keys()]


def _matching_statements(role: Entity, call: ServiceCall) -> list[PolicyStatement]:
    """Return the Allow statements whose wildcards match one of the call's actions."""
    wanted = {action.lower() for action in call.actions}
    return [s for s in role.statements if s.allows and wanted & s.known_actions.keys()]


def _place(role: Entity, call: ServiceCall, value: Value) -> Path:
    """Return the place in the role's policies that is meant for the call, else the role's mention.

    That is a condition that fails, the actions on the same resource, or another resource of the
    same action.
    """
    context = dict(call.context)
    own = _naming_statements(role, call) or _matching_statements(role, call)
    for statement in own:
        condition = failing(role, statement, context)
        if condition and any(reaches(role, statement, each) for each in call.resources):
            return condition.values[0].path if condition.values else condition.path
    services = {action.partition(":")[0].lower() for action in call.actions}
    for statement in role.statements:
        if statement.allows and statement not in own and services & statement.services:
            if any(each.text in call.resources for each in statement.resources):
                return (*statement.path, "Action")
    fitting = [s for s in own if not failing(role, s, context)]
    values = [each for statement in fitting or own for each in statement.resources]
    if values:
        return max(values, key=lambda each: _alike(each.text, call.resources[0])).path
    return value.path


def _alike(one: str, other: str) -> int:
    """Count the characters that two ARNs have in common at the beginning and the end."""
    return shared_start(one, other) + shared_start(one[::-1], other[::-1])


def _has_other_finding(model: Model, role: Entity, call: ServiceCall) -> bool:
    """Return whether another rule names the cause: a misspelled action, an ARN of another kind.

    The name of an API call is a misspelling of the action that it needs, and of no other.
    """
    prefixes = {action.partition(":")[0].lower() for action in call.actions}
    for statement in role.statements:
        for _, prefix, name in statement.unlisted:
            if prefix.lower() in prefixes or not service(prefix):
                if api_action(prefix, name) in ("", *call.actions):
                    return True
    for statement in _naming_statements(role, call):
        if any(not _may_be_arn(role, value.text) for value in statement.resources):
            return True
        passed = (value.text for each in statement.on(PASSED) for value in each.values)
        if any(map(service_principal_problem, passed)):
            return True
    for resource in call.resources:
        group = resource.partition(_STREAM)[0]
        if _STREAM in resource and not is_denied(model, role, call.actions[0].lower(), group):
            return True
    own = _naming_statements(role, call)
    return bool(own) and all(
        statement.resources
        and not any(
            takes(action, each.text)
            for name, action in statement.known_actions.items()
            if name in {each.lower() for each in call.actions}
            for each in statement.resources
        )
        for statement in own
    )


def findings_of(found: list[DeniedServiceCall]) -> Findings:
    """Yield one finding for each place, with every call that is denied there."""
    by_place: dict[Path, dict[tuple[str, str, str], list[DeniedServiceCall]]] = {}
    for each in found:
        key = (each.role.logical_id, each.call.logical_id, each.call.purpose)
        by_place.setdefault(each.place, {}).setdefault(key, []).append(each)
    for place, groups in by_place.items():
        parts = []
        for (role_id, logical_id, purpose), denied in groups.items():
            actions = dict.fromkeys(" or ".join(each.call.actions) for each in denied)
            resources = dict.fromkeys(each.call.resources[0] for each in denied)
            show = denied[0].role.resolver.show
            on = " and ".join(show(each) for each in resources if each != ANYTHING)
            what = f"{', '.join(actions)}{' on ' if on else ''}{on}"
            parts.append(
                f"{role_id} is not allowed to call {what}, which {logical_id} needs to {purpose}"
            )
        yield place, "; ".join(parts)

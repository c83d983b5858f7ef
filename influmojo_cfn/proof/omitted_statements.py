"""What a template's conditions omit at the values that its parameters have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.principals import (
    TemplatePrincipal,
    names_others,
    principals_of,
)
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.role_readings import RoleReadings
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import Error
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, covered
from influmojo_cfn.proof.assignments import Assignment, assigned
from influmojo_cfn.proof.parameter_variations import parameter_variations


@dataclass(frozen=True, kw_only=True)
class OmittedStatement:
    """A statement that a role or other principal lacks, and has ``where`` a parameter is another.

    ``role`` is its logical ID, or what it is called. ``actions`` and ``resources`` are its own, a
    parameter without a value in them as ``${Name}``.
    """

    role: str
    policy: Policy
    statement: Statement
    where: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]


def omitted_statements(document: Document, environment: Environment) -> list[OmittedStatement]:
    """Return the statements that conditions omit, by principal, each with the first case found.

    One parameter at a time is taken to have another value than its default, as
    :func:`.parameter_variations` says; those that ``environment`` gives stay.

    Args:
        document: the template.
        environment: its surroundings.

    Raises:
        TemplateError: a policy of the template is wrong.
    """
    document = processed(document, environment)
    key = (omitted_statements, repr(environment))
    if key not in document.memo:  # Of what is processed: nested files can have changed.
        document.memo[key] = _found(document, environment)
    return list(document.memo[key])


def _found(document: Document, environment: Environment) -> list[OmittedStatement]:
    variations = parameter_variations([document.data], (), environment.parameters).cases
    readings = _PrincipalReadings(document)
    own = readings.principals(environment) if variations else {}
    there = {key: row for role in own.values() for key, row in _rows(role)}
    found: dict[object, OmittedStatement] = {}
    for variation in variations:
        try:
            roles = readings.principals(assigned(document, environment, variation.case))
        except Error:  # no value of that kind was ever meant
            continue
        for role in (role for name, role in roles.items() if role is not own.get(name)):
            for key, (policy, statement) in _rows(role):
                actions, resources = statement.actions, statement.resources
                if key in there:
                    actions, resources = _more(there[key][1], statement)
                if key not in found and (actions or resources):
                    found[key] = OmittedStatement(
                        role=role.logical_id,
                        policy=policy,
                        statement=statement,
                        where=variation.where,
                        actions=tuple(_texts(actions, variation.case)),
                        resources=tuple(_texts(resources, variation.case)),
                    )
    return list(found.values())


class _PrincipalReadings:
    """The principals of one template in many environments."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._roles = RoleReadings(document)
        self._has_others = names_others(section(document.data, "Resources"))

    def principals(self, environment: Environment) -> dict[str, TemplatePrincipal]:
        """Return the roles, and the others that have policies, in an environment.

        Raises:
            TemplateError: a policy of the template is wrong, or a value is not one of a parameter.
        """
        roles = self._roles.roles(environment)
        if not self._has_others:
            return {**roles}
        document = processed(self.document, environment)
        resolved = ResolvedTemplate(document.data, environment, missing_is_unknown=True)
        return {**roles, **principals_of(document, resolved)}


def _rows(role: TemplatePrincipal) -> Iterator[tuple[object, tuple[Policy, Statement]]]:
    """Yield the statements of a principal, each with what it is the same by in another case."""
    for policy in role.policies:
        for statement in policy.statements:
            own = statement.path if policy.path else (policy.name, statement.sid, statement.actions)
            yield (role.logical_id, own), (policy, statement)


def _more(before: Statement, after: Statement) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Return the statement with only the actions, or only the resources, that it has besides."""
    actions = tuple(text for text in after.actions if text not in before.actions)
    resources = tuple(text for text in after.resources if text not in before.resources)
    lost = not set(before.actions) <= set(after.actions)
    lost = lost or not set(before.resources) <= set(after.resources)
    if lost or not (actions or resources):
        return (), ()
    return actions or after.actions, resources or after.resources


def _texts(texts: Iterable[Text], case: Assignment) -> Iterator[str]:
    for text in texts:
        yield case.shown(covered(text))

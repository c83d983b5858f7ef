"""The roles of a template, each with every policy that it has in one environment.

A role gets policies inline (Policies, AWS::IAM::RolePolicy, AWS::IAM::Policy). Others are attached:
by its own ManagedPolicyArns, or by the Roles of a managed policy.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import (
    GROUP,
    MANAGED_POLICY,
    ROLE,
    USER,
    AttachedPolicies,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.nested_names import those_named
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.cloudformation.principals import (
    TemplatePrincipal,
    not_read,
    principals_of,
    tags_of_principal,
)
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.transforms import loops
from influmojo_cfn.cloudformation.unread_resources import unread_of
from influmojo_cfn.data.resource_access import PASSED_ROLES
from influmojo_cfn.errors import Path, Problem, TemplateError, did_you_mean
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.iam.unknown import Text, Unknown


@dataclass(frozen=True, kw_only=True)
class TemplateRole(TemplatePrincipal):
    """A role of a template in one environment, with its trust policy."""

    kind: str = ROLE
    trust: Policy


def roles_of(document: Document, environment: Environment | None = None) -> dict[str, TemplateRole]:
    """Return the roles of a template by logical ID, in the template's order.

    A parameter that has no default and is not given is unknown, as is what is made of it. Whoever
    asks a document again in the same environment gets what was read.

    Raises:
        TemplateError: the template, its parameters or a policy document is wrong; every problem is
            listed with its place.
    """
    document = processed(document, environment)
    known, roles = document.memo.get(roles_of, (None, {}))
    if known is None or known != (environment or Environment()):
        reader = RoleReader(document, environment)
        roles = {name: reader.role(name) for name in reader.role_ids()}
        reader.raise_problems()
        # Of one environment alone: a comparison goes through hundreds.
        document.memo[roles_of] = reader.resolved.environment, roles
    return dict(roles)


def principal_of(
    document: Document, name: str, environment: Environment | None = None
) -> TemplatePrincipal:
    """Return one role, user, group or permission set of a template, by logical ID or name.

    Where a role and another principal have the name it is the role. Other roles are not read.

    Raises:
        TemplateError: as :func:`roles_of` says, of this role; or nobody has the name, or several
            have. The nearest name is given.
    """
    reader = RoleReader(document, environment)
    resolved = reader.resolved
    roles = {each: resolved.name_of(each, ROLE) for each in reader.role_ids()}
    check_arguments(role=(name, TEXT))
    if not _those_called(roles, name):
        others = principals_of(reader.document, resolved)
        names = {each: row.name for each, row in others.items()}
        if _those_called(names, name):
            return replace(others[_logical_id(names, name)], unread=reader.unread)
        roles |= names
    role = reader.role(_logical_id(roles, name, resolved.resources))
    reader.raise_problems()
    return role


def find_role(roles: Mapping[str, TemplateRole], name: str) -> TemplateRole:
    """Find a role by logical ID or by role name.

    Raises:
        TemplateError: there is none, or several have the name; the nearest name is given.
    """
    return roles[_logical_id({each: role.name for each, role in roles.items()}, name)]


def _those_called(names: Mapping[str, Text], name: str) -> list[str]:
    """Return the logical IDs that a logical ID or a name represents."""
    if name in names:
        return [name]
    return [each for each, own in names.items() if own == name] or those_named(names, name)


def _logical_id(
    names: Mapping[str, Text], name: str, resources: Mapping[str, Any] = MappingProxyType({})
) -> str:
    """Return the logical ID that a logical ID or name represents.

    ``resources`` are those of the template, where they are at hand.
    """
    check_arguments(role=(name, TEXT))
    named = _those_called(names, name)
    if len(named) == 1:
        return named[0]
    if named:
        raise TemplateError(
            f"several roles are named {name!r}: {', '.join(named)}; give a logical ID"
        )
    known = [*names, *(own for own in names.values() if isinstance(own, str))]
    hint = did_you_mean(name, known)
    has = f"; it has {', '.join(names)}" if names and not hint else ""
    nothing = "" if names else "; it has no AWS::IAM::Role at all"
    unread = loops(resources)
    more = f"; what {', '.join(unread)} makes is not read" if unread else ""
    kind = row.get("Type") if isinstance(row := resources.get(name), Mapping) else None
    if kind in (ROLE, USER, GROUP):
        word = str(kind).rpartition("::")[2].lower()
        raise TemplateError(f"{word} {name!r}: its Condition omits it at these parameter values")
    if kind is not None:
        passed = [each for each in names if each in _passed_by(resources[name])]
        has = f"; give the role that it has: {' or '.join(passed)}" if passed else has
        raise TemplateError(f"role {name!r}: is of type {kind}, not {ROLE}{has}")
    raise TemplateError(f"role {name!r}: is not in the template{hint or has or nothing}{more}")


def _passed_by(row: Mapping[str, Any]) -> set[str]:
    """Return what the properties refer to with which a resource passes roles to a service."""
    properties = section(row, "Properties")
    paths = PASSED_ROLES.get(str(row.get("Type")), ())
    return referred_to([properties.get(path) for path in paths])


class RoleReader:
    """Reads the roles of one resolved template and gathers the problems of its policies."""

    def __init__(self, document: Document, environment: Environment | None) -> None:
        self.document = document = processed(document, environment)
        self.problems: list[Problem] = []
        try:
            self.resolved = ResolvedTemplate(
                document.data,
                environment,
                missing_is_unknown=True,
                admitted=document.memo.setdefault(parameter_values, {}),
            )
        except TemplateError as error:
            raise TemplateError([self._placed(each) for each in error.problems]) from None
        self.attached = AttachedPolicies(self.resolved, self._policy)

    def _placed(self, problem: Problem) -> Problem:
        return replace(problem, file=self.document.source)

    def role_ids(self) -> list[str]:
        """Return the logical IDs of the roles."""
        return list(self.resolved.of_type(ROLE))

    def raise_problems(self) -> None:
        """Raise what was found wrong, each problem once."""
        if self.problems:
            raise TemplateError(list(dict.fromkeys(self.problems)))

    def role(self, logical_id: str) -> TemplateRole:
        """Return a role with its policies; what is wrong with them is among the problems."""
        path: Path = ("Resources", logical_id)
        policies = tuple(self._policies(logical_id))
        boundary = self.resolved.property(logical_id, "PermissionsBoundary")
        key = "AssumeRolePolicyDocument"
        trust = self.resolved.property(logical_id, key)
        return TemplateRole(
            logical_id=logical_id,
            name=self.resolved.name_of(logical_id, ROLE),
            arn=self.resolved.identifier(logical_id, "Arn"),
            policies=policies,
            trust=self._policy(logical_id, (key,), logical_id, trust, kind="trust"),
            boundary=self.attached.boundary(boundary),
            tags=tags_of_principal(self.resolved, logical_id),
            path=path,
            environment=self.resolved.environment,
            unread=self.unread,
            doubt=self._doubt(logical_id),
        )

    def _doubt(self, logical_id: str) -> str:
        exists = self.resolved.exists(logical_id)
        if not isinstance(exists, Unknown):
            return ""
        return f"whether the stack has {logical_id}, by its Condition ({exists.reason})"

    def _policies(self, logical_id: str) -> Iterator[Policy]:
        """Yield the role's policies: inline, attached by the role, attached by a policy."""
        yield from self.attached.inline(logical_id)
        yield from self.attached.of_role(logical_id, "AWS::IAM::Policy", "AWS::IAM::RolePolicy")
        yield from self.attached.listed(logical_id)
        yield from self.attached.of_role(logical_id, MANAGED_POLICY)
        yield from not_read(self.document, self.resolved, logical_id)

    def _policy(
        self,
        logical_id: str,
        keys: Path,
        name: str,
        document: Any,
        *,
        kind: PolicyType = "identity",
    ) -> Policy:
        """Read the document at a place of a resource."""
        path: Path = ("Resources", logical_id, "Properties", *keys)
        if document is None:
            source = self.document if self.document.source else None
            message = f"has no {keys[-1]}"
            self.problems.append(Problem.at(source, path, message, place=logical_id))
            return Policy((), name, path=path, source=self.document)
        policy, problems = read_policy(
            parsed_policy(document),
            kind=kind,
            name=name,
            path=path,
            source=self.document,
            place=self.resolved.source_path,
        )
        self.problems.extend(problems)
        return policy

    @cached_property
    def unread(self) -> tuple[str, ...]:
        """What of the template can grant access and is not read."""
        return unread_of(self.resolved)

"""The roles of a template, each with every policy that it has in one environment.

A role gets policies inline (Policies, AWS::IAM::RolePolicy, AWS::IAM::Policy) and attached: by its
own ManagedPolicyArns, or by the Roles of a managed policy.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-23).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.transforms import additions, loops
from influmojo_cfn.cloudformation.unread_resources import concerning, unread_of
from influmojo_cfn.errors import Path, Problem, TemplateError, did_you_mean
from influmojo_cfn.iam.document import Policy, read_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.iam.managed_policies import aws_managed_policy, is_aws_managed
from influmojo_cfn.iam.unknown import Text, Unknown

ROLE = "AWS::IAM::Role"


@dataclass(frozen=True)
class TemplateRole:
    """A role of a template in one environment.

    ``boundary`` is None where the role has none. In ``tags`` the key ``*`` stands for tags of
    which not even the key is known. ``unread`` names what of the template may grant access and is
    not read.
    """

    logical_id: str
    name: Text
    arn: Text
    policies: tuple[Policy, ...]
    trust: Policy
    boundary: Policy | None = None
    tags: Mapping[str, Text] = field(default_factory=dict)
    path: Path = ()
    environment: Environment = field(default_factory=Environment)
    unread: tuple[str, ...] = ()


def roles_of(document: Document, environment: Environment | None = None) -> dict[str, TemplateRole]:
    """Return the roles of a template by logical ID, in the template's order.

    A parameter that has no default and is not given is unknown, as is what is made of it.

    Raises:
        TemplateError: the template, its parameters or a policy document is wrong; every problem is
            listed with its place.
    """
    reader = _RoleReader(document, environment)
    roles = {name: reader.role(name) for name in reader.role_ids()}
    reader.raise_problems()
    return roles


def role_of(document: Document, name: str, environment: Environment | None = None) -> TemplateRole:
    """Return one role of a template, by logical ID or by role name; others are not read.

    Raises:
        TemplateError: as :func:`roles_of` says, of this role; or there is no such role, or several
            have the name. The nearest name is given.
    """
    reader = _RoleReader(document, environment)
    names = {each: reader.resolved.name_of(each, ROLE) for each in reader.role_ids()}
    role = reader.role(_logical_id(names, name, loops(reader.resolved.resources)))
    reader.raise_problems()
    return role


def find_role(roles: Mapping[str, TemplateRole], name: str) -> TemplateRole:
    """Find a role by logical ID or by role name.

    Raises:
        TemplateError: there is none, or several have the name; the nearest name is given.
    """
    return roles[_logical_id({each: role.name for each, role in roles.items()}, name)]


def _logical_id(names: Mapping[str, Text], name: str, unread: tuple[str, ...] = ()) -> str:
    """Return the logical ID that a logical ID or role name stands for.

    ``unread`` are the keys of resources that are made when the template is processed.
    """
    if name in names:
        return name
    named = [logical_id for logical_id, own in names.items() if own == name]
    if len(named) == 1:
        return named[0]
    if named:
        raise TemplateError(f"several roles are named {name!r}: {', '.join(named)}")
    known = [*names, *(own for own in names.values() if isinstance(own, str))]
    hint = did_you_mean(name, known)
    has = f"; it has {', '.join(names)}" if names and not hint else ""
    nothing = "" if names else "; it has no AWS::IAM::Role at all"
    more = f"; what {', '.join(unread)} makes is not read" if unread else ""
    raise TemplateError(f"no role {name!r} in the template{hint or has or nothing}{more}")


class _RoleReader:
    """Reads the roles of one resolved template and gathers the problems of its policies."""

    def __init__(self, document: Document, environment: Environment | None) -> None:
        self.document = document = processed(document, environment)
        self.problems: list[Problem] = []
        self._managed: dict[str, Policy] = {}
        try:
            self.resolved = ResolvedTemplate(document.data, environment, missing_is_unknown=True)
        except TemplateError as error:
            raise TemplateError([self._placed(each) for each in error.problems]) from None

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
        path: Path = ("Resources", logical_id)
        policies = (
            *self._inline(logical_id),
            *self._separate_inline(logical_id),
            *self._attached_by_role(logical_id),
            *self._attached_by_policy(logical_id),
            *self._not_read(logical_id),
        )
        return TemplateRole(
            logical_id=logical_id,
            name=self.resolved.name_of(logical_id, ROLE),
            arn=self.resolved.identifier(logical_id, "Arn"),
            policies=policies,
            trust=self._policy(logical_id, ("AssumeRolePolicyDocument",), logical_id, kind="trust"),
            boundary=self._boundary(logical_id),
            tags=self._tags(logical_id),
            path=path,
            environment=self.resolved.environment,
            unread=self._unread,
        )

    def _policy(
        self,
        logical_id: str,
        keys: Path,
        name: str,
        *,
        kind: PolicyType = "identity",
        document: Any = ...,
    ) -> Policy:
        """Read the document at a place of a resource."""
        path: Path = ("Resources", logical_id, "Properties", *keys)
        if document is ...:
            document = self.resolved.property(logical_id, str(keys[0]))
        if document is None:
            source = self.document if self.document.source else None
            message = f"has no {keys[-1]}"
            self.problems.append(Problem.at(source, path, message, place=logical_id))
            return Policy((), name, path=path, source=self.document)
        policy, problems = read_policy(
            _parsed(document),
            kind=kind,
            name=name,
            path=path,
            source=self.document,
            place=self.resolved.source_path,
        )
        self.problems.extend(problems)
        return policy

    def _inline(self, logical_id: str) -> Iterator[Policy]:
        """Read the Policies of the role."""
        rows = self.resolved.property(logical_id, "Policies")
        if isinstance(rows, Unknown):
            yield Policy((), logical_id, unknown=(rows.reason,))
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            keys: Path = ("Policies", index, "PolicyDocument")
            if isinstance(row, Unknown):
                yield Policy((), logical_id, unknown=(row.reason,))
            elif isinstance(row, Mapping):
                name = _shown(row.get("PolicyName"), f"Policies[{index}] of {logical_id}")
                yield self._policy(logical_id, keys, name, document=row.get("PolicyDocument"))

    def _separate_inline(self, role_id: str) -> Iterator[Policy]:
        """Read AWS::IAM::Policy and AWS::IAM::RolePolicy resources of the role."""
        for name in self.resolved.of_type("AWS::IAM::Policy", "AWS::IAM::RolePolicy"):
            single = self.resolved.property(name, "RoleName")
            many = self.resolved.property(name, "Roles")
            is_of = self._names_role(role_id, [single] if single is not None else many)
            yield from self._if_exists(name, is_of)

    def _attached_by_policy(self, role_id: str) -> Iterator[Policy]:
        """Read the managed policies whose Roles name the role."""
        own = self.resolved.property(role_id, "ManagedPolicyArns")
        taken = {self._managed_id(item) for item in own} if isinstance(own, list) else set()
        for name in self.resolved.of_type("AWS::IAM::ManagedPolicy"):
            if name not in taken:
                roles = self.resolved.property(name, "Roles")
                yield from self._if_exists(name, self._names_role(role_id, roles))

    @cached_property
    def _unread(self) -> tuple[str, ...]:
        return unread_of(self.resolved)

    def _not_read(self, role_id: str) -> Iterator[Policy]:
        """Stand for what a transform, or an unread resource that refers to it, may give a role."""
        reasons = additions(self.resolved.template)
        if reasons:
            yield Policy((), "what a transform adds", unknown=reasons, source=self.document)
        if len(self._unread) > len(reasons):
            more = tuple(concerning(self.resolved, role_id))
            if more:
                yield Policy((), "what is not read", unknown=more, source=self.document)

    def _attached_by_role(self, role_id: str) -> Iterator[Policy]:
        """Read what the role's ManagedPolicyArns names, here or at AWS."""
        arns = self.resolved.property(role_id, "ManagedPolicyArns")
        if isinstance(arns, Unknown):
            yield Policy((), role_id, unknown=(arns.reason,))
        for item in arns if isinstance(arns, list) else ():
            yield self._managed_policy(item)

    def _boundary(self, role_id: str) -> Policy | None:
        item = self.resolved.property(role_id, "PermissionsBoundary")
        return None if item is None or item == "" else self._managed_policy(item)

    def _managed_policy(self, arn: Any) -> Policy:
        """Return the policy of an ARN; one that is not here and not AWS's is unknown."""
        logical_id = self._managed_id(arn)
        if logical_id:
            return self._resource_policy(logical_id)
        if isinstance(arn, Unknown):
            name = "a policy of unknown ARN" if arn.covers == "*" else arn.covers
            return Policy((), name, unknown=(arn.reason,))
        if isinstance(arn, str) and is_aws_managed(arn):
            return aws_managed_policy(arn)
        reason = f"the policy {arn} is not in the template" if arn else "its ARN is an empty text"
        return Policy((), str(arn), unknown=(reason,))

    def _managed_id(self, arn: Any) -> str:
        """Return the logical ID of the template's policy that an ARN is of, or nothing."""
        policies = self.resolved.of_type("AWS::IAM::ManagedPolicy")
        if isinstance(arn, Unknown):
            return arn.logical_id if arn.logical_id in policies else ""
        for name in policies:
            if arn == self.resolved.identifier(name, "Ref"):
                return name
        return ""

    def _resource_policy(self, logical_id: str) -> Policy:
        if logical_id not in self._managed:
            self._managed[logical_id] = self._policy(logical_id, ("PolicyDocument",), logical_id)
        return self._managed[logical_id]

    def _if_exists(self, logical_id: str, attached: bool | Unknown) -> Iterator[Policy]:
        """Yield the policy of a resource, if it is attached and in the stack."""
        exists = self.resolved.exists(logical_id)
        for doubt in (exists, attached):
            if isinstance(doubt, Unknown) and exists and attached:
                yield Policy((), logical_id, unknown=(doubt.reason,))
                return
        if exists and attached:
            yield self._resource_policy(logical_id)

    def _names_role(self, role_id: str, names: Any) -> bool | Unknown:
        """Return whether a list of role names has the role's."""
        if names is None or isinstance(names, Unknown):
            return names if isinstance(names, Unknown) else False
        own = self.resolved.name_of(role_id, ROLE)
        doubt: Unknown | None = None
        for name in names if isinstance(names, list) else [names]:
            if isinstance(name, str):
                if name == own:
                    return True
            elif isinstance(name, Unknown):
                if name.logical_id == role_id:
                    return True
                doubt = doubt if name.logical_id in self.resolved.resources else name
        return doubt or False

    def _tags(self, role_id: str) -> dict[str, Text]:
        """Read the tags; ``*`` stands for those of which not even the key is known."""
        rows = self.resolved.property(role_id, "Tags")
        tags: dict[str, Text] = {}
        for row in rows if isinstance(rows, list) else [rows]:
            key = row.get("Key") if isinstance(row, Mapping) else row
            value = row.get("Value") if isinstance(row, Mapping) else None
            if isinstance(key, Unknown):
                tags["*"] = Unknown(key.reason)
            elif isinstance(key, str) and isinstance(value, (str, Unknown)):
                tags[key] = value
        return tags


def _parsed(document: Any) -> Any:
    """Return the policy that a text of JSON holds, as CloudFormation takes it; else what it is."""
    if not isinstance(document, str):
        return document
    try:
        return json.loads(document)
    except ValueError:
        return document


def _shown(name: Any, otherwise: str) -> str:
    return name if isinstance(name, str) and name else otherwise

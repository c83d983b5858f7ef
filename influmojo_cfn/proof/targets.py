"""What a document holds that can be asked about: roles with their trust, or a single policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attached_arns import attached_arns
from influmojo_cfn.cloudformation.attachments import GROUP, MANAGED_POLICY, ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.json_policies import parsed_policy
from influmojo_cfn.cloudformation.nested_names import own_name, those_named
from influmojo_cfn.cloudformation.principals import TemplatePrincipal, principals_of, readable
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import (
    attached_to,
    default_grants,
    resource_grants,
)
from influmojo_cfn.cloudformation.role_readings import RoleReadings
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.cloudformation.sam import OF_THE_ROLE, WITH_ROLES
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.errors import Path, Problem, TemplateError, key_path
from influmojo_cfn.iam.arn import account_arn
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.iam.unknown import Text, Unknown, covered, joined
from influmojo_cfn.input_files import TEMPLATE, other_type
from influmojo_cfn.proof.access import NOTHING, Access

POLICY = "policy"
"""What the only subject of a bare policy document is called."""


@dataclass(frozen=True)
class Target:
    """A role of a template, or a bare policy; one that names principals is its own trust policy.

    ``attached`` is what the policy of a resource is attached to; with ``limits`` it only limits.
    ``reach`` are the ARNs of all that it can be about, where that is known. ``named`` are the type
    and the name of a managed policy whose name is known.
    With ``is_partial`` other policies, not known here, can allow what its Denies remove, and
    with ``is_alone`` none of the same kind does.
    """

    name: str
    permissions: Access
    trust: Access | None = None
    principal: TemplatePrincipal | None = None
    attached: frozenset[str] = frozenset()
    limits: bool = False
    is_partial: bool = False
    is_alone: bool = False
    reach: tuple[Text, ...] = ()
    named: tuple[str, str] | None = None

    @property
    def fixed_name(self) -> tuple[str, str] | None:
        """The type and the name by which others use it; None where the name is not known."""
        own = self.principal
        if own is None or not isinstance(own.name, str):
            return self.named
        return own.kind, own.name

    @property
    def names(self) -> set[str]:
        """What a person can call it: the logical ID, also in its stack, and its name."""
        fixed = self.fixed_name
        return {self.name, own_name(self.name), *([fixed[1]] if fixed else [])}


def target_named(targets: Mapping[str, Target], name: str) -> Target | None:
    """Return the target of a name, which one of the two can have in a nested stack."""
    found = those_named(targets, name)
    return targets[found[0]] if len(found) == 1 else None


NOBODY = Target("", NOTHING, NOTHING)
"""Stands for a role that is not there: it can do nothing, and no one can become it."""


def target_of(principal: TemplatePrincipal) -> Target:
    """Return what can be asked about a role, a user, a group or a permission set."""
    boundary = None if principal.boundary is None else (principal.boundary,)
    return Target(
        principal.logical_id,
        Access(principal.policies, boundary),
        Access((principal.trust,)) if isinstance(principal, TemplateRole) else None,
        principal,
        is_partial=principal.is_elsewhere or principal.kind == GROUP,
    )


def is_template(document: Document) -> bool:
    """Return whether a document is a CloudFormation template."""
    return isinstance(document.data, Mapping) and "Resources" in document.data


def is_policy(document: Document) -> bool:
    """Return whether a document is a policy."""
    return isinstance(document.data, Mapping) and "Statement" in document.data


def judged(document: Document) -> Document:
    """Return the document.

    Raises:
        TemplateError: it is neither a template nor a policy document.
    """
    if not is_template(document) and not is_policy(document):
        why = other_type(document.data, TEMPLATE) or (
            "is neither a template (it has no Resources) nor a policy document (it has no"
            " Statement); give one of them"
        )
        raise TemplateError(Problem("", why, document.source))
    return document


def policy_kind(data: Mapping[str, Any]) -> PolicyType:
    """Return what kind of policy a document is by the elements of its statements."""
    found = [row for row in items_of(data.get("Statement")) if isinstance(row, Mapping)]
    if not any("Principal" in row or "NotPrincipal" in row for row in found):
        return "identity"
    named = any("Resource" in row or "NotResource" in row for row in found)
    return "resource" if named else "trust"


def targets_of(document: Document, environment: Environment) -> dict[str, Target]:
    """Return the subjects of a template or a policy document, by logical ID.

    Raises:
        TemplateError: it is neither, or a policy in it is wrong; every problem is listed.
    """
    if is_template(document):
        return {name: target_of(role) for name, role in roles_of(document, environment).items()}
    judged(document)
    kind = policy_kind(document.data)
    policy = parse_policy(document.data, kind=kind, name=document.source, source=document)
    access = Access((policy,))
    return {POLICY: Target(POLICY, access, access if kind != "identity" else None)}


class SharedTargets:
    """The subjects of one document; a role that environments do not tell apart is one subject."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._roles = RoleReadings(document)
        self._known: dict[int, Target] = {}

    def targets(self, environment: Environment) -> dict[str, Target]:
        """Return the subjects in an environment, as :func:`targets_of` does.

        Raises:
            TemplateError: see :func:`targets_of`.
        """
        if not is_template(self.document):
            return targets_of(self.document, environment)
        return {name: self._target(role) for name, role in self._roles.roles(environment).items()}

    def _target(self, role: TemplateRole) -> Target:
        known = self._known.get(id(role))  # the subject keeps the role, so that its ID is its own
        if known is None:
            known = self._known[id(role)] = target_of(role)
        return known


def policies_of(targets: Iterable[Target]) -> set[str | int]:
    """Return the logical IDs of the resources whose policies roles or other principals have."""
    return {
        policy.path[1]
        for target in targets
        for group in (target.permissions.identity, target.permissions.boundary or ())
        for policy in group
        if len(policy.path) > 1
    }


def principal_targets(document: Document, resolved: ResolvedTemplate) -> dict[str, Target]:
    """Return the users, groups, permission sets and outside principals that have policies.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
    """
    principals = principals_of(document, resolved)
    return {name: target_of(principal) for name, principal in principals.items()}


def _named(resolved: ResolvedTemplate, logical_id: str) -> tuple[str, str] | None:
    kind = resolved.resource(logical_id).get("Type")
    if kind != MANAGED_POLICY:
        return None
    name = resolved.name_of(logical_id, kind)
    return (kind, name) if isinstance(name, str) else None


def other_policies(
    document: Document, resolved: ResolvedTemplate, taken: set[str | int]
) -> dict[str, Target]:
    """Return the policies of a template but those of roles: of buckets, keys, queues, users ...

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
        taken: logical IDs of resources that are not looked at.
    """
    found = principal_targets(document, resolved)
    taken = {*taken, *found, *policies_of(found.values())}
    return found | policies_of_nobody(document, resolved, taken)


def policies_of_nobody(
    document: Document, resolved: ResolvedTemplate, taken: set[str | int]
) -> dict[str, Target]:
    """Return the policies of resources, and those that no principal has.

    They are named by the logical ID, and by the property where a resource has several. One that
    cannot be read is unknown. Only documents that the template itself holds are found.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
        taken: logical IDs of resources that are not looked at.
    """
    found = resource_targets(document, resolved)
    taken = taken | {*found}
    for target in _of_documents(document, resolved, taken):
        found[target.name] = target
    return found


def resource_targets(document: Document, resolved: ResolvedTemplate) -> dict[str, Target]:
    """Return the policies of resources that tables know, by logical ID.

    Args:
        document: the template, for lines.
        resolved: the same template in one environment.
    """
    found = {}
    for name, grant in resource_grants(document, resolved).items():
        found[name] = Target(
            name,
            Access((leaving_to_account(grant.policy, resolved.environment),)),
            attached=grant.attached,
            limits=grant.limits,
            is_partial=True,
            is_alone=grant.is_alone,
            reach=_reach(resolved, name),
        )
    return found


_OWN_ACCOUNT = "AWS account"
"""The kind of principal that an account is in the policies of its own resources."""


def leaving_to_account(policy: Policy, environment: Environment) -> Policy:
    """Return the policy of a resource whose Allows of its own account let no role in by name.

    They leave it to the policies of the account's roles, where an Allow of a role lets it in.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
    (read 2026-11-27).
    """
    root = account_arn(environment.known_partition, environment.account)
    own = {environment.account, root}
    rows = []
    for statement in policy.statements:
        named = statement.principals or {}
        is_allow = statement.effect == "Allow" and not statement.not_principal
        if is_allow and not own.isdisjoint(named.get("AWS", ())):
            others = {"AWS": tuple(text for text in named["AWS"] if text not in own)}
            principals = {**named, **others, _OWN_ACCOUNT: (root,)}
            statement = replace(statement, principals=principals)
        rows.append(statement)
    return replace(policy, statements=tuple(rows))


def _reach(resolved: ResolvedTemplate, name: str) -> tuple[Text, ...]:
    """Return the ARNs of all that the policy of a resource can be about; none if not known."""
    kind = str(resolved.resource(name).get("Type"))
    row = RESOURCE_POLICIES.get(kind)
    arns = attached_arns(resolved, name, kind) if row and row.about else ()
    if not all(covered(arn).startswith("arn:") for arn in arns):
        return ()
    return tuple(joined([arn, more]) for arn in arns for more in (row.about if row else ()))


def default_policies(
    document: Document, resolved: ResolvedTemplate, *, at_least: bool = False
) -> dict[str, Target]:
    """Return what holds of the resources that have no policy, by logical ID.

    ``at_least`` that holds; otherwise it can be less.
    """
    return {
        name: Target(name, Access((grant.policy,)), attached=grant.attached, is_partial=True)
        for name, grant in default_grants(document, resolved, at_least=at_least).items()
    }


def _of_documents(
    document: Document, resolved: ResolvedTemplate, taken: set[str | int]
) -> Iterator[Target]:
    """Yield the policy documents in the properties of resources that are not ``taken``."""
    for logical_id, row in resolved.resources.items():
        exists = resolved.exists(logical_id)
        if logical_id in taken or not exists or not _holds_a_statement(row):
            continue
        if row.get("Type") == ROLE:
            continue
        doubt = (exists.reason,) if isinstance(exists, Unknown) else ()
        documents = list(_documents(resolved, logical_id, row))
        for path, data in documents:
            name = logical_id if len(documents) == 1 else f"{logical_id}.{key_path(path[2:])}"
            where: Path = ("Resources", *path)
            kind = policy_kind(data) if isinstance(data, Mapping) else "identity"
            policy = readable(document, resolved, name, where, data, kind)
            if doubt:
                unknown = (*doubt, *policy.unknown)
                policy = Policy.unread(name, *unknown, of=data, source=document)
            attached = attached_to(resolved, logical_id, str(row.get("Type")))
            named = _named(resolved, logical_id)
            yield Target(name, Access((policy,)), attached=attached, is_partial=True, named=named)


def _holds_a_statement(data: Any) -> bool:
    if isinstance(data, Mapping):
        return "Statement" in data or any(map(_holds_a_statement, data.values()))
    if isinstance(data, str):
        return '"Statement"' in data
    return isinstance(data, list) and any(map(_holds_a_statement, data))


def _documents(
    resolved: ResolvedTemplate, logical_id: str, row: Mapping[str, Any]
) -> Iterator[tuple[Path, Any]]:
    """Yield the policy documents in the properties of a resource, each with its place.

    What is not known of a property that holds one is among them. What AWS SAM makes a role of is
    not: the role has it.
    """
    properties = section(row, "Properties")
    for name in properties:
        if name in OF_THE_ROLE and row.get("Type") in WITH_ROLES:
            continue
        pending: list[tuple[Path, Any]] = [
            (("Resources", logical_id, "Properties", name), resolved.property(logical_id, name))
        ]
        while pending:
            path, value = pending.pop()
            value = parsed_policy(value)
            if isinstance(value, Mapping):
                if "Statement" in value:
                    yield path[1:], value
                else:
                    pending.extend(((*path, key), item) for key, item in value.items())
            elif isinstance(value, list):
                pending.extend(((*path, index), item) for index, item in enumerate(value))
            elif isinstance(value, Unknown) and _holds_a_statement(properties[name]):
                yield path[1:], value

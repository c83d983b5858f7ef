"""Which policies the principals of a template have: their own, and those that name them.

A policy is attached in either direction: by the principal's own properties, or by the Users, Groups
and Roles of a policy.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.iam.managed_policies import aws_managed_policy, is_aws_managed
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.written import Value

USER, GROUP, ROLE = "AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role"
MANAGED_POLICY = "AWS::IAM::ManagedPolicy"

ATTACHES: dict[str, tuple[tuple[str, str], ...]] = {
    MANAGED_POLICY: (("Roles", ROLE), ("Users", USER), ("Groups", GROUP)),
    "AWS::IAM::Policy": (("Roles", ROLE), ("Users", USER), ("Groups", GROUP)),
    "AWS::IAM::UserPolicy": (("UserName", USER),),
    "AWS::IAM::GroupPolicy": (("GroupName", GROUP),),
    "AWS::IAM::RolePolicy": (("RoleName", ROLE),),
}
"""The properties with which a policy names who has it, and what they name."""


class Attachment(NamedTuple):
    """A name in a property of a policy, and the principal of the template that has it, if any."""

    policy: str
    key: str
    name: Value
    principal: str


def attachments(resolver: Resolver) -> Iterator[Attachment]:
    """Yield whom the policies of a template name, in every branch."""
    named: dict[tuple[str, str], str] = {}
    types: dict[str, str] = {}
    for logical_id, row in resolver.section("Resources").items():
        kind = row.get("Type") if isinstance(row, Mapping) else None
        if kind in (USER, GROUP, ROLE):
            named[str(kind), resolver.named(logical_id)] = logical_id
        elif isinstance(kind, str) and kind in ATTACHES:
            types[logical_id] = kind
    for logical_id, kind in types.items():
        properties = resolver.properties(logical_id)
        for key, principal_type in ATTACHES[kind]:
            place: Path = ("Resources", logical_id, "Properties", key)
            for value in resolver.values(properties[key], place) if key in properties else ():
                principal = named.get((principal_type, value.text), "")
                yield Attachment(logical_id, key, value, principal)


class _NamedRoles(NamedTuple):
    """The roles that a policy names, looked up: one policy can name hundreds."""

    logical_ids: frozenset[str]
    names: frozenset[Hashable]
    """The strings, and the parts of values of which only these are known."""
    doubt: Unknown | None
    by_lowercase: Mapping[str, str]
    """The strings by their lowercase form: IAM does not distinguish names by case."""

    @classmethod
    def of(cls, names: Collection[Any], resources: Collection[str]) -> _NamedRoles:
        unknown = [name for name in names if isinstance(name, Unknown)]
        elsewhere = [name for name in unknown if name.logical_id not in resources]
        return cls(
            frozenset(name.logical_id for name in unknown),
            frozenset(name for name in names if isinstance(name, str))
            | frozenset(name.parts for name in unknown if name.is_told),
            elsewhere[-1] if elsewhere else None,
            {name.lower(): name for name in names if isinstance(name, str)},
        )

    def in_another_case(self, name: str) -> Unknown | None:
        """Return the doubt about a name that is written in another case, if one is.

        Source (read 2026-11-28): names are unique without regard to case.
        https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
        """
        written = self.by_lowercase.get(name.lower())
        return Unknown(f"whether {written} is the role {name}") if written else None


ReadPolicy = Callable[[str, Path, str, Any], Policy]
"""What reads a document: of a resource, below keys of its properties, with a name, from data."""


class AttachedPolicies:
    """The policies that principals of a template have in one environment."""

    def __init__(self, resolved: ResolvedTemplate, read: ReadPolicy) -> None:
        self.resolved = resolved
        self.read = read
        self._by_arn: dict[str, list[str]] = {}
        for name in resolved.resources_of(MANAGED_POLICY):
            # A condition is asked only where it matters: roles that it does not concern are the
            # same without it.
            if self._is_named(name) or resolved.exists(name) is not False:
                arn = resolved.identifier(name, "Ref")
                if isinstance(arn, str):
                    self._by_arn.setdefault(arn, []).append(name)
        self._read: dict[str, Policy] = {}
        self._named_roles: dict[str, _NamedRoles] = {}

    def _is_named(self, name: str) -> bool:
        """Return whether the ARN of a managed policy is known from what the template writes."""
        known = (self.resolved.name_of(name, MANAGED_POLICY), self.resolved.path_of(name))
        return all(isinstance(each, str) for each in known)

    def inline(self, principal: str) -> Iterator[Policy]:
        """Yield the Policies of a principal."""
        for index, row in enumerate(items_of(self.resolved.property(principal, "Policies"))):
            if isinstance(row, Mapping):
                name = row.get("PolicyName")
                shown = name if isinstance(name, str) and name else ""
                shown = shown or f"Policies[{index}] of {principal}"
                keys: Path = ("Policies", index, "PolicyDocument")
                yield self.read(principal, keys, shown, row.get("PolicyDocument"))
            else:
                reason = getattr(row, "reason", "is not a policy")
                yield Policy.unread(principal, reason, of=row)

    def listed(self, principal: str, key: str = "ManagedPolicyArns") -> Iterator[Policy]:
        """Yield the managed policies that a property of a principal lists, here or at AWS."""
        arns = self.resolved.property(principal, key)
        if isinstance(arns, Unknown):
            yield Policy.unread(principal, arns.reason, of=arns)
        else:
            yield from map(self.of_arn, items_of(arns))

    def of_arn(self, arn: Any) -> Policy:
        """Return the policy of an ARN; one that is not here and not AWS's is unknown."""
        logical_id = self.managed_id(arn)
        if logical_id:
            return self.of_resource(logical_id)
        if isinstance(arn, Unknown):
            name = "a policy of unknown ARN" if arn.covers == "*" else arn.covers
            return Policy.unread(name, arn.reason, of=arn)
        if isinstance(arn, str) and is_aws_managed(arn):
            return aws_managed_policy(arn)
        reason = f"the policy {arn} is not in the template" if arn else "its ARN is an empty string"
        return Policy.unread(str(arn), reason)

    def boundary(self, arn: Any) -> Policy | None:
        """Return the policy of a PermissionsBoundary, None where there is none."""
        return None if arn is None or arn == "" else self.of_arn(arn)

    def managed_id(self, arn: Any) -> str:
        """Return the logical ID of the template's policy that an ARN is of, or nothing."""
        if isinstance(arn, Unknown):
            known = self.resolved.resource(arn.logical_id).get("Type") == MANAGED_POLICY
            named = [arn.logical_id] if known else []
        else:
            named = self._by_arn.get(arn, []) if isinstance(arn, str) else []
        return next((each for each in named if self.resolved.exists(each) is not False), "")

    def of_resource(self, logical_id: str) -> Policy:
        """Return the policy that a resource is."""
        if logical_id not in self._read:
            data = self.resolved.property(logical_id, "PolicyDocument")
            self._read[logical_id] = self.read(logical_id, ("PolicyDocument",), logical_id, data)
        return self._read[logical_id]

    def names(self, policy: str) -> Iterator[tuple[str, Any]]:
        """Yield the type and the name, or what is not known of it, of each whom a policy names."""
        for key, principal_type in ATTACHES[str(self.resolved.resources[policy]["Type"])]:
            for name in items_of(self.resolved.property(policy, key)):
                yield principal_type, name

    def of_role(self, role: str, *types: str) -> Iterator[Policy]:
        """Yield the policies of some types that name a role, or can, and that it does not list."""
        listed = items_of(self.resolved.property(role, "ManagedPolicyArns"))
        own = set(map(self.managed_id, listed))
        for policy in self.resolved.resources_of(*types):
            attached = policy not in own and self._names_role(policy, role)
            exists = attached and self.resolved.exists(policy)
            doubt = next((d for d in (exists, attached) if isinstance(d, Unknown)), None)
            if exists and attached:
                found = self.of_resource(policy)
                yield found.in_doubt(doubt) if doubt else found

    def _names_role(self, policy: str, role: str) -> bool | Unknown:
        if policy not in self._named_roles:
            names = [name for kind, name in self.names(policy) if kind == ROLE]
            self._named_roles[policy] = _NamedRoles.of(names, self.resolved.resources)
        named = self._named_roles[policy]
        own = self.resolved.name_of(role, ROLE)
        called = own.parts if isinstance(own, Unknown) else own
        if role in named.logical_ids or called in named.names:
            return True
        other = named.in_another_case(own) if isinstance(own, str) else None
        return other or named.doubt or False

"""Roles and policies created manually, imported into CloudFormation without losing them.

ImportPlan takes two templates. CloudFormation imports a resource as the template describes it and
changes nothing; an import cannot add or change Outputs, and each resource needs a DeletionPolicy.
So the first template declares what the account holds, as it is, and the second one what the app
declares. The update from one to the other makes the changes, in place.

What an update could only do by replacing a resource (another Path or, of a policy, another
Description) stays as the account has it, in both templates.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.account.desired_state import PROFILE
from influmojo_cfn.account.identities import OWN_TAG_PREFIX, PolicyState, ProfileState, RoleState
from influmojo_cfn.account.stack_owner import StackOwner, owner_of
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.cloudformation.attachments import MANAGED_POLICY, ROLE
from influmojo_cfn.cloudformation.referenced_names import conditions_asked, names_in
from influmojo_cfn.errors import AccountError

ImportedState = PolicyState | RoleState | ProfileState
Pairs = Mapping[str, tuple[ImportedState, ImportedState | None]]
"""What a template declares and what the account has of it, by the logical ID."""

_IDENTIFIED = {
    PolicyState: (MANAGED_POLICY, "PolicyArn", "arn"),
    RoleState: (ROLE, "RoleName", "name"),
    ProfileState: (PROFILE, "InstanceProfileName", "name"),
}
"""The type of a resource, by which of its identifiers CloudFormation imports it, and its value."""


@dataclass(frozen=True, kw_only=True)
class KeptProperty:
    """A property that stays as the account has it, because an update could only replace it."""

    logical_id: str
    name: str
    in_account: str
    in_template: str


@dataclass(frozen=True, kw_only=True)
class ImportPlan:
    """What is written: the two templates as plain data, what is imported, and what is kept.

    ``absent`` names what the account lacks and the second step creates. ``owned`` names the stacks
    that hold a role already. ``region`` is that of the stack that is to hold them.
    """

    import_template: Mapping[str, Any]
    full_template: Mapping[str, Any]
    resources: tuple[Mapping[str, Any], ...]
    kept: tuple[KeptProperty, ...]
    absent: tuple[str, ...]
    owned: Mapping[str, StackOwner]
    region: str

    @property
    def roles(self) -> frozenset[str]:
        """The logical IDs of the roles that are imported."""
        return frozenset(
            row["LogicalResourceId"] for row in self.resources if row["ResourceType"] == ROLE
        )

    def check_owner(self, stack: str) -> None:
        """Raise :class:`AccountError` if another stack holds a role: it cannot be imported."""
        others = [
            f"{role} in {owner}"
            for role, owner in self.owned.items()
            if owner.name != stack or owner.region not in ("", self.region)
        ]
        if others:
            raise AccountError(
                "roles are in another stack already, which must give them up: " + ", ".join(others)
            )


def plan_import(template: Mapping[str, Any], verification: Verification) -> ImportPlan:
    """Return the plan by which the roles and policies that a verification found are imported."""
    expected, found = verification.expected, verification.found
    pairs: Pairs = {
        each.logical_id: (each, there.get(key))
        for wanted, there in (
            (expected.policies, found.policies),
            (expected.roles, found.roles),
            (expected.profiles, found.profiles),
        )
        for key, each in wanted.items()
    }
    full, kept = _with_kept_properties(template, pairs)
    writer = _ImportTemplate(verification, full)
    there = {name: state for name, (_, state) in pairs.items() if state is not None}
    resources = {name: writer.resource(name, state) for name, state in there.items()}
    return ImportPlan(
        import_template=import_template(full, resources),
        full_template=full,
        resources=tuple(_to_import(name, state) for name, state in there.items()),
        kept=kept,
        absent=tuple(wanted.name for wanted, state in pairs.values() if state is None),
        owned={role.name: owner for role in found.roles.values() if (owner := owner_of(role))},
        region=verification.region,
    )


def import_template(full: Mapping[str, Any], resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template of resources, with the parameters and conditions that they refer to."""
    used = set(names_in(resources))
    used |= conditions_asked(full.get("Conditions", {}), used)
    declared = {
        section: {name: row for name, row in full.get(section, {}).items() if name in used}
        for section in ("Parameters", "Conditions")
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "IAM roles and policies as they are, for their import into a stack",
        **{section: rows for section, rows in declared.items() if rows},
        "Resources": resources,
    }


def _to_import(logical_id: str, found: ImportedState) -> dict[str, Any]:
    kind, key, attribute = _IDENTIFIED[type(found)]
    return {
        "ResourceType": kind,
        "LogicalResourceId": logical_id,
        "ResourceIdentifier": {key: getattr(found, attribute)},
    }


def _with_kept_properties(
    template: Mapping[str, Any], pairs: Pairs
) -> tuple[dict[str, Any], tuple[KeptProperty, ...]]:
    """Return the template with what cannot be changed in place as the account has it."""
    full = copy.deepcopy(dict(template))
    kept: list[KeptProperty] = []

    def keep(logical_id: str, name: str, wanted: str, there: str, default: str) -> None:
        if wanted == there:
            return
        properties = full["Resources"][logical_id]["Properties"]
        if there == default:
            properties.pop(name, None)
        else:
            properties[name] = there
        kept.append(
            KeptProperty(logical_id=logical_id, name=name, in_account=there, in_template=wanted)
        )

    for logical_id, (declared, found) in pairs.items():
        if found is not None:
            keep(logical_id, "Path", declared.path, found.path, "/")
        if isinstance(declared, PolicyState) and isinstance(found, PolicyState):
            keep(logical_id, "Description", declared.description, found.description, "")
    return full, tuple(kept)


class _ImportTemplate:
    """Writes resources as the account holds them.

    What cannot be changed in place is written as the full template writes it, to the same value. So
    the update shows no change of it.
    """

    def __init__(self, verification: Verification, full: Mapping[str, Any]) -> None:
        self.verification = verification
        self.full = full
        self.policy_ids = {
            policy.arn: verification.expected.policies[arn].logical_id
            for arn, policy in verification.found.policies.items()
        }

    def fixed(self, logical_id: str, *names: str) -> dict[str, Any]:
        properties = self.full["Resources"][logical_id]["Properties"]
        return {name: properties[name] for name in names if name in properties}

    def resource(self, logical_id: str, found: ImportedState) -> dict[str, Any]:
        if isinstance(found, PolicyState):
            properties = self.policy(logical_id, found)
        elif isinstance(found, RoleState):
            properties = self.role(logical_id, found)
        else:
            properties = self.profile(logical_id, found)
        kind, *_ = _IDENTIFIED[type(found)]
        return {"Type": kind, "DeletionPolicy": "Retain", "Properties": properties}

    def policy(self, logical_id: str, policy: PolicyState) -> dict[str, Any]:
        properties = self.fixed(logical_id, "ManagedPolicyName", "Description", "Path")
        properties["PolicyDocument"] = self.text(policy.document)
        return properties

    def role(self, logical_id: str, role: RoleState) -> dict[str, Any]:
        properties = self.fixed(logical_id, "RoleName", "Path")
        if role.description:
            properties["Description"] = role.description
        properties["AssumeRolePolicyDocument"] = self.text(role.trust)
        if role.attached:
            properties["ManagedPolicyArns"] = [self.attached(arn) for arn in role.attached]
        if role.inline:
            properties["Policies"] = [
                {"PolicyName": name, "PolicyDocument": self.text(document)}
                for name, document in sorted(role.inline.items())
            ]
        if role.boundary:
            properties["PermissionsBoundary"] = self.text(role.boundary)
        if role.max_session_seconds != 3600:
            properties["MaxSessionDuration"] = role.max_session_seconds
        tags = {k: v for k, v in role.tags.items() if not k.startswith(OWN_TAG_PREFIX)}
        if tags:
            properties["Tags"] = [{"Key": key, "Value": tags[key]} for key in sorted(tags)]
        return properties

    def profile(self, logical_id: str, profile: ProfileState) -> dict[str, Any]:
        properties = self.fixed(logical_id, "InstanceProfileName", "Path")
        roles = self.verification.expected.roles
        properties["Roles"] = [
            {"Ref": roles[name].logical_id}
            if name in roles and name in self.verification.found.roles
            else name
            for name in profile.roles
        ]
        return properties

    def attached(self, arn: str) -> Any:
        if arn in self.policy_ids:
            return {"Ref": self.policy_ids[arn]}
        return self.text(arn)

    def text(self, value: Any) -> Any:
        """Return data with the account, Region and partition of ARNs as pseudo parameters."""
        if isinstance(value, Mapping):
            return {key: self.text(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.text(item) for item in value]
        if not isinstance(value, str):
            return value
        if value == self.verification.account:
            return {"Ref": "AWS::AccountId"}
        written = re.sub(r"^arn:[a-z-]+:", "arn:${AWS::Partition}:", _literal(value))
        written = written.replace(f":{self.verification.account}:", ":${AWS::AccountId}:")
        written = re.sub(
            rf"^(arn:[^:]+:[^:]*):{re.escape(self.verification.region)}:",
            r"\1:${AWS::Region}:",
            written.replace("${AWS::Partition}", "\0"),
        ).replace("\0", "${AWS::Partition}")
        return value if written == _literal(value) else {"Fn::Sub": written}


def _literal(text: str) -> str:
    """Write a string so that Fn::Sub leaves it as it is: its ``${...}`` are policy variables."""
    return text.replace("${", "${!")

"""The roles, managed policies and instance profiles of a template, as IAM will hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.account.identities import Identities, PolicyState, ProfileState, RoleState
from influmojo_cfn.cloudformation.attachments import MANAGED_POLICY, ROLE
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.create_only_properties import CREATE_ONLY, CreateOnly
from influmojo_cfn.errors import Problem, TemplateError, key_path
from influmojo_cfn.iam.unknown import Unknown

PROFILE = "AWS::IAM::InstanceProfile"
UNNAMED = CreateOnly("")


def desired_identities(
    template: Mapping[str, Any],
    parameters: Mapping[str, str],
    *,
    account: str,
    region: str,
    policy_tags: Mapping[str, Mapping[str, str]] | None = None,
) -> Identities:
    """Return what a template declares when it is deployed in an account and Region.

    Args:
        template: plain data, intrinsics in long form.
        parameters: values by name; the others are at their defaults.
        account: the account's ID.
        region: the Region of the stack, which tells the partition.
        policy_tags: the tags that each managed policy is to have, by logical ID: CloudFormation
            cannot set them.

    Raises:
        TemplateError: the parameters are wrong, or a part of a role or policy is not known before
            deployment; every problem is listed.
    """
    environment = Environment(parameters=dict(parameters), account=account, region=region)
    reader = _DesiredStateReader(ResolvedTemplate(template, environment), policy_tags or {})
    policies = {policy.arn: policy for policy in map(reader.policy, reader.of_type(MANAGED_POLICY))}
    roles = [reader.role(name) for name in reader.of_type(ROLE)]
    profiles = [profile for profile in map(reader.profile, reader.of_type(PROFILE)) if profile]
    if reader.problems:
        raise TemplateError(reader.problems)
    by_name = {role.name: role for role in roles}
    for arn, names in reader.attached_by_policy.items():
        for name in names:
            if name in by_name and arn not in by_name[name].attached:
                attached = (*by_name[name].attached, arn)
                by_name[name] = replace(by_name[name], attached=attached)
    return Identities(
        roles=by_name, policies=policies, profiles={each.name: each for each in profiles}
    )


class _DesiredStateReader:
    """Reads resources of a resolved template and gathers what is not known of them."""

    def __init__(
        self, resolved: ResolvedTemplate, policy_tags: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.resolved = resolved
        self.policy_tags = policy_tags
        self.problems: list[Problem] = []
        self.attached_by_policy: dict[str, list[str]] = {}

    def of_type(self, kind: str) -> list[str]:
        names = []
        for name in self.resolved.of_type(kind):
            exists = self.resolved.exists(name)
            if isinstance(exists, Unknown):
                self.problems.append(Problem(f"Resources.{name}.Condition", exists.reason))
            else:
                names.append(name)
        return names

    def known(self, logical_id: str, name: str, default: Any) -> Any:
        """Return a property with everything in it known; what is not becomes a problem."""
        value = self.resolved.property(logical_id, name)
        if value is None:
            return default
        return self._all_known(value, ("Resources", logical_id, "Properties", name))

    def _all_known(self, value: Any, path: tuple[str | int, ...]) -> Any:
        if isinstance(value, Unknown):
            arn = self._arn_of(value.logical_id)
            if arn is None:
                self.problems.append(Problem(key_path(path), value.reason))
            return arn or value.covers
        if isinstance(value, Mapping):
            return {key: self._all_known(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._all_known(item, (*path, index)) for index, item in enumerate(value)]
        return value

    def _arn_of(self, logical_id: str) -> str | None:
        """Return the ARN of a managed policy of this template, wherever it refers to one."""
        if not logical_id or logical_id not in self.resolved.of_type(MANAGED_POLICY):
            return None
        name = self.resolved.name_of(logical_id, MANAGED_POLICY)
        return None if isinstance(name, Unknown) else self._policy_arn(logical_id, name)

    def _policy_arn(self, logical_id: str, name: str) -> str:
        here = self.resolved.environment
        path = self.known(logical_id, "Path", "/")
        return f"arn:{here.known_partition}:iam::{here.account}:policy{path}{name}"

    def name(self, logical_id: str, kind: str) -> str:
        name = self.resolved.name_of(logical_id, kind)
        if isinstance(name, Unknown):
            key = "RoleName" if kind == ROLE else "ManagedPolicyName"
            message = f"{name.reason}; set {key} to find it in an account"
            self.problems.append(Problem(f"Resources.{logical_id}", message))
            return name.covers
        return name

    def policy(self, logical_id: str) -> PolicyState:
        name = self.name(logical_id, MANAGED_POLICY)
        arn = self._policy_arn(logical_id, name)
        self.attached_by_policy[arn] = self.known(logical_id, "Roles", [])
        return PolicyState(
            arn=arn,
            name=name,
            path=self.known(logical_id, "Path", "/"),
            description=self.known(logical_id, "Description", ""),
            document=self.known(logical_id, "PolicyDocument", {}),
            tags=dict(self.policy_tags.get(logical_id, {})),
            logical_id=logical_id,
        )

    def profile(self, logical_id: str) -> ProfileState | None:
        """Return an instance profile; None where CloudFormation makes its name up."""
        if self.resolved.property(logical_id, "InstanceProfileName") is None:
            return None
        return ProfileState(
            name=self.known(logical_id, "InstanceProfileName", ""),
            path=self.known(logical_id, "Path", "/"),
            roles=tuple(self.known(logical_id, "Roles", [])),
            logical_id=logical_id,
        )

    def role(self, logical_id: str) -> RoleState:
        inline = self.known(logical_id, "Policies", [])
        return RoleState(
            name=self.name(logical_id, ROLE),
            path=self.known(logical_id, "Path", "/"),
            description=self.known(logical_id, "Description", ""),
            trust=self.known(logical_id, "AssumeRolePolicyDocument", {}),
            attached=tuple(self.known(logical_id, "ManagedPolicyArns", [])),
            inline={each["PolicyName"]: each["PolicyDocument"] for each in inline},
            boundary=self.known(logical_id, "PermissionsBoundary", None) or None,
            tags={tag["Key"]: tag["Value"] for tag in self.known(logical_id, "Tags", [])},
            max_session_seconds=int(self.known(logical_id, "MaxSessionDuration", 3600)),
            logical_id=logical_id,
        )


def with_what_cannot_change(
    template: Mapping[str, Any], deployed: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the template with what only a replacement changes as its stack has it (names aside).

    What is created again by hand has to be as the stack has it.
    """
    resources = dict(template["Resources"])
    for name, resource in resources.items():
        there = deployed.get(name, {})
        if there.get("Type") == resource["Type"]:
            kept = {
                key: there.get("Properties", {}).get(key)
                for key in CREATE_ONLY.get(resource["Type"], UNNAMED).others
            }
            given = {**resource["Properties"], **kept}
            given = {key: value for key, value in given.items() if value is not None}
            resources[name] = {**resource, "Properties": given}
    return {**template, "Resources": resources}

"""The roles of an app: names, boundary, attachments, outputs."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Select, Split, Sub, Tags, iam

from influmojo_cfn.app import App, PolicyProperties
from influmojo_cfn.app.deployment import identity_of
from influmojo_cfn.app.environments import (
    ATTACH,
    BOUNDARY,
    CREATE_PROVIDER,
    ENVIRONMENT,
    INFRASTRUCTURE_BOUNDARY,
)
from influmojo_cfn.app.role_properties import properties_of
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.frame import CONTEXT, with_environment
from influmojo_cfn.template.role_rows import ATTACHMENT_MUST, RoleRow
from influmojo_cfn.template.trust import trust_of


def name_of(app: App, rest: str, conditions: Conditions, begins: str = "") -> Any:
    """Return a name with EnvironmentName between the project and the rest."""
    first = f"{begins}-{app.project}" if begins else app.project
    return with_environment(first, rest, conditions.given(ENVIRONMENT))


def role_of_row(app: App, row: RoleRow, policies: list[Any], conditions: Conditions) -> iam.Role:
    """Return the role of a row, with the policies that it names."""
    declared = {"execution": app.execution_role, "task": app.task_role}.get(row.role)
    description = declared.description if declared and not row.owner else None
    properties = properties_of(app, row.logical_id)
    attached = [*_aws_managed(row, conditions), *policies]
    trusted, must = trust_of(app, row, conditions)
    return iam.Role(
        row.logical_id,
        Metadata={CONTEXT: {"why": row.why, "must": [must, ATTACHMENT_MUST]}},
        RoleName=name_of(app, row.name, conditions, row.begins),
        Description=description or row.description.format(title=app.display_title),
        AssumeRolePolicyDocument=trusted,
        **({"ManagedPolicyArns": attached} if attached else {}),
        PermissionsBoundary=_boundary_of(row, conditions),
        Tags=Tags(**{**tags_of(app, row), **properties.tags}),
        **_given(Path=properties.path, MaxSessionDuration=properties.max_session_duration),
    )


def _given(**properties: Any) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def policy_properties(app: App, row: RoleRow, logical_id: str) -> dict[str, Any]:
    """Return the properties of a managed policy of a role that an app states."""
    of_all = properties_of(app, row.logical_id)
    own = of_all.policies.get(logical_id) or PolicyProperties()
    words = of_all.policy_description if own.description is None else own.description
    return _given(Path=own.path or of_all.policy_path, Description=words or None)


def policy_tags_of(app: App, row: RoleRow, logical_id: str) -> dict[str, str]:
    """Return the tags of a managed policy of a role, which CloudFormation cannot set."""
    of_all = properties_of(app, row.logical_id)
    own = of_all.policies.get(logical_id) or PolicyProperties()
    return {**tags_of(app, row), **of_all.policy_tags, **own.tags}


def _boundary_of(row: RoleRow, conditions: Conditions) -> If:
    """Return the boundary of a role: that of every role, unless it has one of its kind."""
    found = If(conditions.given(BOUNDARY), _arn_of(BOUNDARY), NoValue)
    if row.infrastructure is None:
        return found
    own = INFRASTRUCTURE_BOUNDARY
    return If(conditions.given(own), _arn_of(own), found)


def _arn_of(boundary: str) -> Sub:
    """Return the ARN that a parameter gives, put together again behind this partition.

    A plain Ref has cloudformation-validate judge the parameter's empty default, which the condition
    keeps from being used.
    """
    return Sub(
        "arn:${AWS::Partition}:iam::${Account}:policy/${Name}",
        Account=Select(4, Split(":", Ref(boundary))),
        Name=Select(1, Split(":policy/", Ref(boundary))),
    )


def tags_of(app: App, row: RoleRow) -> dict[str, str]:
    """Return the tags that a role and its policies both have."""
    return {"Project": app.display_title, "Purpose": row.purpose, **app.tags}


def _aws_managed(row: RoleRow, conditions: Conditions) -> list[Any]:
    begins = "arn:${AWS::Partition}:iam::aws:policy"
    if row.role != "execution":
        return [Sub(f"{begins}/{name}") for name in row.managed]
    arn = Sub(f"{begins}/service-role/AmazonECSTaskExecutionRolePolicy")
    condition = conditions.is_true(ATTACH, "AttachesTaskExecutionRolePolicy")
    return [If(condition, arn, NoValue)]


_OUTPUTS = {
    "execution": ("task execution role", "executionRoleArn of a task definition"),
    "task": ("task role", "taskRoleArn of a task definition"),
    "deployment": ("deployment role", "role-to-assume of the pipeline"),
    "schedule": ("schedule role", "RoleArn of the schedule's target"),
    "rule": ("rule role", "RoleArn of the rule's target"),
}


def outputs_of(row: RoleRow) -> dict[str, tuple[str, Any]]:
    """Return the outputs of a role: key to description and value."""
    of = row.infrastructure
    words, use = (of.title, of.use) if of else _OUTPUTS[row.role]
    words += f" of the {row.owner}" if row.owner else ""
    return {
        f"{row.logical_id}Arn": (f"ARN of the {words}: {use}", GetAtt(row.logical_id, "Arn")),
        f"{row.logical_id}Name": (f"Name of the {words}", Ref(row.logical_id)),
    }


def oidc_provider(app: App, conditions: Conditions) -> iam.OIDCProvider:
    """Return the provider of a pipeline's tokens, where the account does not have it yet."""
    assert app.deployment is not None
    (pipeline,) = app.deployment.pipelines
    identity = identity_of(pipeline)
    return iam.OIDCProvider(
        "OidcProvider",
        Condition=conditions.is_true(CREATE_PROVIDER, "CreatesOidcProvider"),
        DeletionPolicy="Retain",
        UpdateReplacePolicy="Retain",
        Metadata={CONTEXT: {"why": "The pipeline's tokens come from it, once in an account."}},
        Url=f"https://{identity.host}",
        ClientIdList=[identity.audience],
        Tags=Tags(**app.resource_tags),
    )


def instance_profile(app: App, row: RoleRow, conditions: Conditions) -> iam.InstanceProfile:
    """Return the instance profile through which EC2 instances have a role."""
    return iam.InstanceProfile(
        f"{row.logical_id}Profile",
        Metadata={CONTEXT: {"why": "EC2 instances take a role through an instance profile."}},
        InstanceProfileName=name_of(app, row.name, conditions, row.begins),
        Roles=[Ref(row.logical_id)],
        **_given(Path=properties_of(app, row.logical_id).instance_profile_path),
    )

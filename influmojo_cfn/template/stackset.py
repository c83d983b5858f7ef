"""A stack set that rolls the roles out to every account of organizational units.

IAM is global: an account has one set of roles, whatever Regions it uses. So a stack set that names
two Regions would create the same role names twice in each account, and the second would fail. One
Region is deployed to, and it is where the stack instances live.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs.html
"""

from __future__ import annotations

import json
from typing import Any

from troposphere import Ref, Tags, Template
from troposphere import cloudformation as cfn

from influmojo_cfn.app import App
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.parameters import Row, interface, parameter_of
from influmojo_cfn.template.roles import CONTEXT

_WHY = (
    "CloudFormation itself rolls the roles out to every account of the units, and to accounts that "
    "join later."
)
_MUST = (
    "One Region only: IAM is global, and a second Region would create the same role names again "
    "in each account and fail.",
    "CAPABILITY_NAMED_IAM stays: the roles and policies have names of their own.",
)


def stack_set(
    app: App, rows: list[Row], template_url: str | None, template: dict[str, Any] | None
) -> dict[str, Any]:
    """Give the template of the stack set, with the roles' template inside or by URL."""
    own = _rows()
    root = Template(
        Description=f"The IAM roles of {app.display_title} on Amazon ECS in many accounts"
    )
    root.set_version("2010-09-09")
    for row in (*own, *rows):
        root.add_parameter(parameter_of(row))
    root.set_metadata(
        {
            "AWS::CloudFormation::Interface": interface([*own, *rows]),
            CONTEXT: {"arch": "stack set -> one stack of the two roles in each account"},
        }
    )
    root.add_resource(_resource(app, rows, template_url, template))
    return arranged(root.to_dict())


def _resource(
    app: App, rows: list[Row], template_url: str | None, template: dict[str, Any] | None
) -> cfn.StackSet:
    body: dict[str, Any] = {"TemplateURL": template_url}
    if template is not None:
        # As JSON without white space, which is shorter than YAML.
        body = {"TemplateBody": json.dumps(template, separators=(",", ":"), ensure_ascii=False)}
    return cfn.StackSet(
        "RolesStackSet",
        Metadata={CONTEXT: {"why": _WHY, "must": list(_MUST)}},
        StackSetName=f"{app.project}-ecs-iam",
        Description=f"IAM roles of {app.display_title} on Amazon ECS",
        PermissionModel="SERVICE_MANAGED",
        CallAs=Ref("CallAs"),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        AutoDeployment=cfn.AutoDeployment(Enabled=True, RetainStacksOnAccountRemoval=False),
        ManagedExecution=cfn.ManagedExecution(Active=True),
        OperationPreferences=cfn.OperationPreferences(
            FailureTolerancePercentage=Ref("FailureTolerancePercentage"),
            MaxConcurrentPercentage=Ref("MaxConcurrentPercentage"),
            RegionConcurrencyType="SEQUENTIAL",
        ),
        StackInstancesGroup=[
            cfn.StackInstances(
                DeploymentTargets=cfn.DeploymentTargets(
                    OrganizationalUnitIds=Ref("OrganizationalUnitIds")
                ),
                Regions=[Ref("DeploymentRegion")],
            )
        ],
        Parameters=[
            cfn.Parameter(ParameterKey=row.name, ParameterValue=Ref(row.name)) for row in rows
        ],
        Tags=Tags(Project=app.display_title, **app.tags),
        **body,
    )


def _rows() -> list[Row]:
    return [
        Row(
            name="OrganizationalUnitIds",
            group="rollout",
            label="Organizational units",
            description="The units whose accounts get the roles, by ID: ou-... or the root's r-...",
            default=None,
            type="CommaDelimitedList",
            allowed_pattern=r"^(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}|r-[a-z0-9]{4,32})$",
            constraint_description="must be IDs of organizational units, such as ou-abcd-12345678",
        ),
        Row(
            name="DeploymentRegion",
            group="rollout",
            label="Region of the stacks",
            description=(
                "The one Region that the stacks live in. IAM is global: the roles serve all "
                "Regions, although their ARNs of resources are this Region's."
            ),
            default=None,
            allowed_pattern=r"^[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}$",
            constraint_description="must be one Region, such as ap-south-1",
        ),
        Row(
            name="CallAs",
            group="rollout",
            label="Who deploys",
            description="SELF in the management account, DELEGATED_ADMIN in a delegated one.",
            default="SELF",
            allowed_values=("SELF", "DELEGATED_ADMIN"),
        ),
        Row(
            name="MaxConcurrentPercentage",
            group="rollout",
            type="Number",
            label="Accounts at the same time, percent",
            description="How many of the accounts are deployed to at the same time.",
            default="10",
            minimum=1,
            maximum=100,
        ),
        Row(
            name="FailureTolerancePercentage",
            group="rollout",
            type="Number",
            label="Failures that are tolerated, percent",
            description="In how many of the accounts it may fail before the rollout stops.",
            default="5",
            minimum=0,
            maximum=100,
        ),
    ]

"""The stack set that rolls the roles out to the accounts of an organization.

CloudFormation itself works through the accounts, a few at a time, and deploys to accounts that
join an organizational unit later. IAM is global, and role names are unique within an account: a
second Region of the same account would fail on the names, so a stack set has one Region. It has
to be the Region where ECS runs, because the roles' statements name it.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
"""

from __future__ import annotations

import re
from typing import Any

from troposphere import Equals, If, Output, Parameter, Ref, Tags, Template, cloudformation

from influmojo_cfn.app import App
from influmojo_cfn.app.shape import expect_app
from influmojo_cfn.errors import AppError
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.parameters import interface, parameter_of, rows_of
from influmojo_cfn.template.roles import CONTEXT
from influmojo_cfn.template.secret_names import with_secret_names

LOGICAL_ID = "RolesStackSet"
ONE_REGION = (
    "IAM is global: role names are unique within an account, so a stack set deploys the roles to "
    "one Region per account, the one where ECS runs."
)
NO_MANAGEMENT_ACCOUNT = (
    "The organization's management account gets no roles from a service-managed stack set: deploy "
    "the roles' template there by itself."
)
_URL = re.compile(r"https://[a-z0-9.-]+/\S{1,1000}|http://127\.0\.0\.1:\d+/\S{1,1000}")
_URL_LENGTH = 5120

_ORGANIZATIONAL_UNITS = Parameter(
    "OrganizationalUnitIds",
    Type="CommaDelimitedList",
    Description="The organizational units (ou-...), or the root (r-...), whose accounts get roles.",
    AllowedPattern=r"^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$",
    ConstraintDescription=(
        "must be IDs of organizational units such as ou-ab12-11111111, or of a root such as "
        "r-ab12, with commas between them"
    ),
)
_REGION = Parameter(
    "DeploymentRegion",
    Type="String",
    Description=(
        "The one Region per account in which the stacks are created: where ECS runs. IAM is "
        "global, and a second Region would fail on the roles' names."
    ),
    AllowedPattern=r"^[a-z]{2,4}(-[a-z]+)+-[0-9]$",
    ConstraintDescription="must be a Region such as ap-south-1",
)
_MAX_CONCURRENT = Parameter(
    "MaxConcurrentPercentage",
    Type="Number",
    Description="The percentage of the accounts that are deployed to at the same time.",
    Default=10,
    MinValue=1,
    MaxValue=100,
    ConstraintDescription="must be a number from 1 to 100",
)
_FAILURE_TOLERANCE = Parameter(
    "FailureTolerancePercentage",
    Type="Number",
    Description="The percentage of the accounts that can fail before the deployment stops.",
    Default=0,
    MinValue=0,
    MaxValue=100,
    ConstraintDescription="must be a number from 0 to 100",
)
_CALL_AS = Parameter(
    "CallAs",
    Type="String",
    Description=(
        "SELF in the organization's management account, DELEGATED_ADMIN in an account that is a "
        "delegated administrator of CloudFormation."
    ),
    Default="SELF",
    AllowedValues=["SELF", "DELEGATED_ADMIN"],
)
_RETAIN = Parameter(
    "RetainStacksOnAccountRemoval",
    Type="String",
    Description=(
        "true: an account that leaves the organizational units keeps its stack and roles. false: "
        "they are deleted, and its tasks no longer start."
    ),
    Default="true",
    AllowedValues=["true", "false"],
)
_RETAINS = "RetainsStacks"
_LABELS = {
    _ORGANIZATIONAL_UNITS: "Organizational units",
    _REGION: "Region",
    _MAX_CONCURRENT: "Accounts at the same time (%)",
    _FAILURE_TOLERANCE: "Accounts that can fail (%)",
    _CALL_AS: "Administrator",
    _RETAIN: "Accounts that leave",
}


def build_stack_set(app: App, template_url: str) -> dict[str, Any]:
    """Return the template of a service-managed stack set of the roles, as a plain dict.

    ``template_url`` is where the roles' template is (Amazon S3, at most 5,120 characters); the
    accounts get its parameters from this template's own of the same names.

    Raises:
        AppError: the URL is not one that CloudFormation can read.
    """
    expect_app(app)
    check_template_url(template_url)
    rows = rows_of(app)
    template = Template(
        Description=f"Stack set of the IAM roles of {app.display_title} on Amazon ECS, one Region "
        "in each account of organizational units"
    )
    template.set_version("2010-09-09")
    for parameter in (*_LABELS, *map(parameter_of, rows)):
        template.add_parameter(parameter)
    template.add_condition(_RETAINS, Equals(Ref(_RETAIN), "true"))
    template.add_resource(_stack_set(app, template_url, [row.name for row in rows]))
    template.add_output(
        Output(f"{LOGICAL_ID}Id", Description="ID of the stack set", Value=Ref(LOGICAL_ID))
    )
    form = interface(rows)
    template.set_metadata(
        {
            "AWS::CloudFormation::Interface": {
                "ParameterGroups": [_group(), *_listed(form["ParameterGroups"])],
                "ParameterLabels": {
                    **{each.title: {"default": label} for each, label in _LABELS.items()},
                    **dict(_items(form["ParameterLabels"])),
                },
            },
            CONTEXT: {
                "arch": (
                    "Management account -> stack set -> one stack of the roles' template in each "
                    "account of the organizational units, in one Region"
                ),
                "must": [ONE_REGION, NO_MANAGEMENT_ACCOUNT],
            },
        }
    )
    return arranged(with_secret_names(template.to_dict()))


def check_template_url(url: str) -> None:
    """Refuse what cannot be a TemplateURL: an https address (or one of a local emulator).

    Raises:
        AppError: it is not one.
    """
    if len(url) > _URL_LENGTH or not _URL.fullmatch(url):
        raise AppError(
            f"--template-url: {url[:80]!r} is not the https URL of an object in Amazon S3; "
            "expected https://BUCKET.s3.REGION.amazonaws.com/KEY"
        )


def _stack_set(app: App, template_url: str, names: list[str]) -> cloudformation.StackSet:
    return cloudformation.StackSet(
        LOGICAL_ID,
        Metadata={
            CONTEXT: {
                "why": (
                    "Deploys the same roles to every account of the organizational units, and to "
                    "accounts that join them later."
                ),
                "must": [ONE_REGION],
            }
        },
        StackSetName=f"{app.project}-ecs-iam",
        Description=f"IAM roles of {app.display_title} on Amazon ECS",
        PermissionModel="SERVICE_MANAGED",
        CallAs=Ref(_CALL_AS),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        AutoDeployment=cloudformation.AutoDeployment(
            Enabled=True, RetainStacksOnAccountRemoval=If(_RETAINS, True, False)
        ),
        ManagedExecution=cloudformation.ManagedExecution(Active=True),
        OperationPreferences=cloudformation.OperationPreferences(
            FailureTolerancePercentage=Ref(_FAILURE_TOLERANCE),
            MaxConcurrentPercentage=Ref(_MAX_CONCURRENT),
            ConcurrencyMode="SOFT_FAILURE_TOLERANCE",
        ),
        StackInstancesGroup=[
            cloudformation.StackInstances(
                DeploymentTargets=cloudformation.DeploymentTargets(
                    OrganizationalUnitIds=Ref(_ORGANIZATIONAL_UNITS)
                ),
                Regions=[Ref(_REGION)],
            )
        ],
        TemplateURL=template_url,
        Tags=Tags(**{"Project": app.display_title, **app.tags}),
        Parameters=[
            cloudformation.Parameter(ParameterKey=name, ParameterValue=Ref(name)) for name in names
        ],
    )


def _group() -> dict[str, Any]:
    return {
        "Label": {"default": "Where the roles are deployed"},
        "Parameters": [each.title for each in _LABELS],
    }


def _listed(value: object) -> list[Any]:
    assert isinstance(value, list)
    return value


def _items(value: object) -> list[tuple[str, Any]]:
    assert isinstance(value, dict)
    return list(value.items())

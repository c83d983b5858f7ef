"""The stack set that rolls the roles out to the accounts of an organization.

CloudFormation itself works through the accounts, a few at a time, and deploys to accounts that join
an organizational unit later. IAM is global, and role names are unique within an account. A second
Region of the same account would fail on the names, so a stack set has one Region. It has to be the
Region where ECS runs, because the roles' statements name it.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
"""

from __future__ import annotations

import re
from typing import Any

from troposphere import Equals, If, Output, Ref, Tags, cloudformation

from influmojo_cfn.app import App
from influmojo_cfn.app.shape import check_app
from influmojo_cfn.errors import AppError
from influmojo_cfn.template.frame import CONTEXT, begun, finished
from influmojo_cfn.template.parameters import ParameterRow, rows_of

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

_RETAIN, _RETAINS = "RetainStacksOnAccountRemoval", "RetainsStacks"
_ROWS = (
    ParameterRow(
        name="OrganizationalUnitIds",
        group="accounts",
        label="Organizational units",
        description=(
            "The organizational units (ou-...), or the root (r-...), whose accounts get roles."
        ),
        default=None,
        type="CommaDelimitedList",
        allowed_pattern=r"^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$",
        constraint_description=(
            "must be IDs of organizational units such as ou-ab12-11111111, or of a root such as "
            "r-ab12, with commas between them"
        ),
    ),
    ParameterRow(
        name="DeploymentRegion",
        group="accounts",
        label="Region",
        description=(
            "The one Region per account in which the stacks are created: where ECS runs. IAM is "
            "global, and a second Region would fail on the roles' names."
        ),
        default=None,
        allowed_pattern=r"^[a-z]{2,4}(-[a-z]+)+-[0-9]$",
        constraint_description="must be a Region such as ap-south-1",
    ),
    ParameterRow(
        name="MaxConcurrentPercentage",
        group="accounts",
        label="Accounts at the same time (%)",
        description="The percentage of the accounts that are deployed to at the same time.",
        default="10",
        type="Number",
        numbers=(1, 100),
        constraint_description="must be a number from 1 to 100",
    ),
    ParameterRow(
        name="FailureTolerancePercentage",
        group="accounts",
        label="Accounts that can fail (%)",
        description="The percentage of the accounts that can fail before the deployment stops.",
        default="0",
        type="Number",
        numbers=(0, 100),
        constraint_description="must be a number from 0 to 100",
    ),
    ParameterRow(
        name="CallAs",
        group="accounts",
        label="Administrator",
        description=(
            "SELF in the organization's management account, DELEGATED_ADMIN in an account that is "
            "a delegated administrator of CloudFormation."
        ),
        default="SELF",
        allowed_values=("SELF", "DELEGATED_ADMIN"),
    ),
    ParameterRow(
        name=_RETAIN,
        group="accounts",
        label="Accounts that leave",
        description=(
            "true: an account that leaves the organizational units keeps its stack and roles. "
            "false: they are deleted, and its tasks no longer start."
        ),
        default="true",
        allowed_values=("true", "false"),
    ),
)


def build_stack_set(app: App, template_url: str) -> dict[str, Any]:
    """Return the template of a service-managed stack set of the roles, as a plain dict.

    ``template_url`` is where the roles' template is (Amazon S3, at most 5,120 characters). The
    accounts get its parameters from this template's own of the same names.

    Raises:
        AppError: the URL is not one that CloudFormation can read.
    """
    check_app(app)
    check_template_url(template_url)
    rows = rows_of(app)
    template = begun(
        f"Stack set of the IAM roles of {app.display_title} on Amazon ECS, one Region in each "
        "account of organizational units",
        [*_ROWS, *rows],
        "Management account -> stack set -> one stack of the roles' template in each account of "
        "the organizational units, in one Region",
        [ONE_REGION, NO_MANAGEMENT_ACCOUNT],
    )
    template.add_condition(_RETAINS, Equals(Ref(_RETAIN), "true"))
    template.add_resource(_stack_set(app, template_url, [row.name for row in rows]))
    template.add_output(
        Output(f"{LOGICAL_ID}Id", Description="ID of the stack set", Value=Ref(LOGICAL_ID))
    )
    return finished(template)


def check_template_url(url: str) -> None:
    """Reject what cannot be a TemplateURL: an https address (or one of a local emulator).

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
        CallAs=Ref("CallAs"),
        Capabilities=["CAPABILITY_NAMED_IAM"],
        AutoDeployment=cloudformation.AutoDeployment(
            Enabled=True, RetainStacksOnAccountRemoval=If(_RETAINS, True, False)
        ),
        ManagedExecution=cloudformation.ManagedExecution(Active=True),
        OperationPreferences=cloudformation.OperationPreferences(
            FailureTolerancePercentage=Ref("FailureTolerancePercentage"),
            MaxConcurrentPercentage=Ref("MaxConcurrentPercentage"),
            ConcurrencyMode="SOFT_FAILURE_TOLERANCE",
        ),
        StackInstancesGroup=[
            cloudformation.StackInstances(
                DeploymentTargets=cloudformation.DeploymentTargets(
                    OrganizationalUnitIds=Ref("OrganizationalUnitIds")
                ),
                Regions=[Ref("DeploymentRegion")],
            )
        ],
        TemplateURL=template_url,
        Tags=Tags(**app.resource_tags),
        Parameters=[
            cloudformation.Parameter(ParameterKey=name, ParameterValue=Ref(name)) for name in names
        ],
    )

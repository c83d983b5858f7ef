"""Grants on AWS STS."""

from awacs import sts

from influmojo_cfn.grants.model import DOCS, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="sts.assume_role",
        in_every_boundary=False,
        purpose="Assume other roles, of this account or another one.",
        source=f"{DOCS}IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
        arguments=(
            Argument(
                "names",
                "role_name",
                "Roles by name, in the stack's own account.",
                required=False,
                repeated=True,
            ),
            Argument(
                "arns", "role_arn", "Roles by ARN, of any account.", required=False, repeated=True
            ),
        ),
        at_least_one=(("names", "arns"),),
        statements=(
            StatementRow(
                "AssumeRoles",
                (sts.AssumeRole,),
                ("arn:${AWS::Partition}:iam::${AWS::AccountId}:role/{names}", "{arns}"),
            ),
        ),
        notes=(
            "The trust policy of each role must name this role, or its account, as well.",
            "The code has what those roles can do: grant it here instead if it is in this account.",
            "Session tags need sts:TagSession, with custom.statement.",
        ),
    ),
)

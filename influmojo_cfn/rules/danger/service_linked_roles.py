"""W9620: iam:CreateServiceLinkedRole for every service."""

from __future__ import annotations

from influmojo_cfn.rules.arns import is_every
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9620",
    shortdesc="Service-linked roles of every service can be made",
    description="iam:CreateServiceLinkedRole takes the role's ARN, and iam:AWSServiceName names the service.",
    why="Each such role gives a service rights in the account that nobody reviewed.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html#service-linked-role-permissions",
    needs="grants",
    follows="E9201/action E9402/action",
    of_action="iam:createservicelinkedrole",
    width=4,
)
def service_linked_roles(statement: PolicyStatement) -> Findings:
    if "iam:createservicelinkedrole" not in statement.known_actions:
        return
    if any(not condition.negated for condition in statement.on("iam:awsservicename")):
        return
    if statement.not_resources:
        yield (
            (*statement.path, "NotResource"),
            "service-linked roles of all other services: name them",
        )
    for value in statement.resources:
        if is_every(value.text, "role/*", "role*", "role/aws-service-role/*"):
            yield value.path, "service-linked roles of every service: name it in the ARN"

"""E9501: service principals that do not exist."""

from __future__ import annotations

from influmojo_cfn.iam.service_principals import service_principal_problem
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9501",
    shortdesc="The service principal does not exist",
    description="A service principal is the name under which a service assumes roles, such as ecs-tasks.amazonaws.com.",
    why="IAM rejects the trust policy, or nobody can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services",
    needs="principals",
)
def unknown_principal(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        if principal.kind == "Service":
            message = service_principal_problem(principal.value.text)
            if message:
                yield (
                    principal.value.path,
                    f"{statement.policy.show(principal.value.text)!r} {message}",
                )

"""W9746: AWS managed policies on the role of another service than they are made for."""

from __future__ import annotations

from influmojo_cfn.data.service_role_policies import MADE_FOR
from influmojo_cfn.iam.service_principals import principal_name
from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trust_statements
from influmojo_cfn.service_roles.principal_names import is_principal_of


@rule(
    id="W9746",
    shortdesc="The attached AWS managed policy is for the role of another service",
    description="Some AWS managed policies are for the role that one service assumes, such as ECS's infrastructure role.",
    why="The service cannot assume the role, and the service that can has rights that it does not use.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/infrastructure_IAM_role.html",
    tags=("iam", "trust", "services"),
    follows="E9714/role",
)
def policy_of_another_service(entity: Entity) -> Findings:
    trusted = [p for s in trust_statements(entity) if s.allows for p in s.principals]
    names = [principal_name(principal.value.text) for principal in trusted]
    if not trusted or any(principal.kind != "Service" for principal in trusted):
        return
    if any(map(has_unknown, names)):
        return
    for value in entity.managed_arns:
        policy = value.text.rpartition("/")[2]
        services = sorted(MADE_FOR.get(policy, ()))
        if services and not any(is_principal_of(n, s) for n in names for s in services):
            yield value.path, f"{policy} is for {services[0]}, and {names[0]} assumes the role"

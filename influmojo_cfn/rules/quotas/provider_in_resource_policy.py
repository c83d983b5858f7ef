"""E9830: identity providers in the policy of a resource."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9830",
    shortdesc="An identity provider is a principal outside a trust policy",
    description="Federated principals belong to trust policies: people reach resources through the role that they assume.",
    why="AWS rejects the policy, or it never applies.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity",
    needs="principals of-resource of-template",
)
def provider_in_resource_policy(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        if principal.kind == "Federated":
            yield principal.value.path, "name the role that its users assume, under AWS"

"""E9801: AWS managed policy ARNs that do not exist."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.managed_policies import managed_policy_paths
from influmojo_cfn.iam.text import PARTITION, has_unknown
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9801",
    shortdesc="The AWS managed policy does not exist",
    description="The ARN of an AWS managed policy is iam::aws:policy/PATH/NAME; the path is part of it.",
    why="The role cannot be created: the stack fails and rolls back.",
    source_url="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html",
)
def managed_policy_arn(entity: Entity) -> Findings:
    values = list(entity.managed_arns)
    if "PermissionsBoundary" in entity.properties:
        place = ("Resources", entity.logical_id, "Properties", "PermissionsBoundary")
        values += entity.resolver.values(entity.properties["PermissionsBoundary"], place)
    for value in values:
        arn = parse_arn(value.text)
        if arn is None or arn.service != "iam" or has_unknown(arn.resource):
            continue
        kind, _, rest = arn.resource.partition("/")
        name = rest.rpartition("/")[2]
        path = "/" + rest[: len(rest) - len(name)]
        known = managed_policy_paths()
        if arn.account == PARTITION:
            continue  # which is aws in most Regions
        if arn.account != "aws":
            of_aws = path != "/" or name.startswith(("Amazon", "AWS"))
            if kind == "policy" and known.get(name) == path and of_aws:
                if name in _own_names(entity.resolver):
                    continue
                yield value.path, f"{name} is AWS's: write aws for the account in its ARN"
            continue
        if kind == "policy" and known.get(name) == path:
            continue
        if name in known:
            yield value.path, f"{name} is at policy{known[name]}{name}, not {arn.resource}"
        else:
            yield value.path, f"AWS has no managed policy {name!r}{did_you_mean(name, known)}"


def _own_names(resolver: Resolver) -> set[str]:
    """Return the names of the managed policies that the template makes itself."""
    return {
        resolver.text(resolver.properties(logical_id).get("ManagedPolicyName", ""))
        for logical_id, resource in resolver.section("Resources").items()
        if isinstance(resource, Mapping) and resource.get("Type") == "AWS::IAM::ManagedPolicy"
    }

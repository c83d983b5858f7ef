"""W9609: services that are let in without a condition on whose resources they act for."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.service_principals import principal_name
from influmojo_cfn.iam.written import WrittenCondition, WrittenPrincipal
from influmojo_cfn.rules.danger.callers import lets_everyone_pass
from influmojo_cfn.rules.model import Model, PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule

FOR_OTHERS = frozenset(
    {
        "apigateway",
        "bcm-data-exports",
        "bedrock",
        "billingreports",
        "budgets",
        "cloudfront",
        "cloudtrail",
        "cloudwatch",
        "codecommit",
        "codestar-notifications",
        "cognito-idp",
        "config",
        "costalerts",
        "delivery.logs",
        "events",
        "iot",
        "lambda.alarms.cloudwatch",
        "lexv2",
        "logging.s3",
        "s3",
        "scheduler",
        "ses",
        "sns",
    }
)
"""Services, by their principals, that call for whoever set them up, and send aws:SourceAccount or aws:SourceArn.

https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html (read 2026-11-27), and the
examples of policies on the pages of each service.
"""
OF_TYPE = {"AWS::ECR::Repository": frozenset({"codebuild", "lambda"})}
"""Services that do so at resources of a type: elsewhere they come with a role.

https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html and
https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
(read 2026-11-27)
"""
_MESSAGE = (
    "no condition limits the resources that it acts for: add aws:SourceAccount or aws:SourceArn"
)
_OF_FUNCTION = "no condition limits the resources that it acts for: add SourceArn, or SourceAccount"
_GUARDS = frozenset({"SourceArn", "SourceAccount", "PrincipalOrgID", "EventSourceToken"})


@rule(
    id="W9609",
    shortdesc="The service is let in for every account",
    description="aws:SourceAccount or aws:SourceArn limit the resources that the service can act for.",
    why="Another account can make the service act on this resource: the confused deputy.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html",
    once="statement",
)
def service_without_guard(model: Model) -> Findings:
    for policy in model.policies:
        first: dict[str, WrittenPrincipal] = {}
        for principal in _unguarded(policy) if policy.kind == "resource" else ():
            first.setdefault(principal.value.text, principal)
        for principal in first.values():
            yield principal.value.path, _MESSAGE
    for permission in model.resources("AWS::Lambda::Permission"):
        if _acts_for_others(permission.text("Principal")) and not _GUARDS & permission.data.keys():
            yield (*permission.path, "Principal"), _OF_FUNCTION


def _unguarded(policy: TemplatePolicy) -> Iterator[WrittenPrincipal]:
    """Yield the services that a resource's policy lets in for whomever they act."""
    also = OF_TYPE.get(policy.resource_type, frozenset())
    for statement in policy.statements:
        if statement.allows and not _is_guarded(statement):
            for principal in statement.principals:
                if principal.kind == "Service" and _acts_for_others(principal.value.text, also):
                    yield principal


def _is_guarded(statement: PolicyStatement) -> bool:
    return any(map(_guards, statement.conditions))


def _guards(condition: WrittenCondition) -> bool:
    """Return whether a condition says for whose resources a service acts."""
    key = condition.key.lower()
    if not key.startswith(("aws:source", "kms:", "aws:principal")) or key == "aws:sourceip":
        return False
    return not any(lets_everyone_pass(value.text) for value in condition.values)


def _acts_for_others(service: str, also: frozenset[str] = frozenset()) -> bool:
    plain = principal_name(service)
    name = plain.removesuffix(".amazonaws.com")
    return name != plain and bool({name, name.partition(".")[0]} & (FOR_OTHERS | also))

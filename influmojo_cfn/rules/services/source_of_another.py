"""E9739: guards in policies of resources that keep out the service that they let in."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.arn import Arn
from influmojo_cfn.iam.patterns import has_wildcard, may_meet
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trusted_services
from influmojo_cfn.service_roles.sent_sources import sent_forms


@rule(
    id="E9739",
    shortdesc="The service that is let in sends another aws:SourceArn",
    description="Amazon S3 sends its bucket's ARN, Amazon SNS the topic's, CloudWatch the alarm's, EventBridge the rule's.",
    why="The condition is never true: the service cannot use the resource.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention",
    needs="conditions principals allows of-resource",
    follows="E9722/statement",
)
def source_of_another(statement: PolicyStatement) -> Findings:
    services = trusted_services(statement)
    if not services or len(services) != len(statement.principals):
        return
    sent = [sent_forms(service).to_resource for service in services]
    if not all(sent):
        return
    forms = [form for each in sent for form in each]
    for condition in statement.on("aws:sourcearn"):
        if condition.negated or condition.asks_presence:
            continue
        if any(_fits(value.text, forms) for value in condition.values):
            continue
        for value in condition.values[:1]:
            shown = statement.policy.show(value.text)
            meant = " or ".join(sorted(services))
            yield value.path, f"{shown!r} is not what {meant} sends: {' or '.join(forms)}"


def _fits(text: str, forms: list[str]) -> bool:
    arn = read_arn(text)
    if arn is None:
        return True
    if arn.service == "s3" and not arn.region and not arn.account and "/" in arn.resource:
        return False
    if arn.service == "cloudfront" and (arn.region or "." in arn.resource):
        return False  # by its ID, not by its domain name
    if any(map(has_wildcard, arn[:4])):
        return any(may_meet(text, form) for form in forms)
    return any(
        all(bool(part) == bool(own) and may_meet(part, own) for part, own in _parts(arn, form))
        for form in forms
    )


def _parts(arn: Arn, form: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of an ARN with those of a form; an empty part meets none but an empty one."""
    yield from zip(arn, form.split(":", 5)[1:], strict=True)

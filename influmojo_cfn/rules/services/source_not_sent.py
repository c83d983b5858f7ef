"""E9726: guards of roles against the confused deputy that keep the service itself out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import failing_conditions
from influmojo_cfn.rules.services.given import given_roles
from influmojo_cfn.rules.trust.principals import trust_statements, trusted_services
from influmojo_cfn.service_roles.sent_sources import sent_external_id, sent_forms, sent_source

_SOURCE = "aws:sourcearn"


@rule(
    id="E9726",
    shortdesc="The service sends another aws:SourceArn",
    description="EventBridge Scheduler sends the schedule group's ARN, CodeBuild the project's, Step Functions the machine's.",
    why="The guard keeps the service itself out: it can never assume the role.",
    source_url="https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html",
    tags=("iam", "trust", "services"),
    follows="E9714/role",
)
def source_not_sent(model: Model) -> Findings:
    found: dict[Path, str] = {}
    for role in model.roles:
        for statement in trust_statements(role):
            for path, message in _of_another_form(statement):
                found.setdefault(path, message)
    for each in given_roles(model):
        service = each.row.service
        sent = _sent(model, service, each.logical_id)
        for condition in _keeping_out(each.role, service, sent) if sent else ():
            shown = model.resolver.show(sent[condition.key.lower()])
            place = condition.values[0].path if condition.values else condition.path
            found.setdefault(place, f"{service} sends {shown} for {each.logical_id}")
    yield from found.items()


def _sent(model: Model, service: str, logical_id: str) -> dict[str, str]:
    """Return the condition keys that a service sends for a resource, as far as they are known."""
    source = sent_source(model.resolver, logical_id) if sent_forms(service).with_role else ""
    sent = {_SOURCE: source, "aws:sourceaccount": t.ACCOUNT} if source else {}
    external = sent_external_id(model.resolver, logical_id)
    return {**sent, "sts:externalid": external} if external else sent


def _of_another_form(statement: PolicyStatement) -> Findings:
    services = trusted_services(statement)
    sent = [sent_forms(service).with_role for service in services]
    if not statement.allows or not sent or not all(sent):
        return
    forms = [form for each in sent for form in each]
    for condition in statement.on(_SOURCE):
        if condition.negated or condition.asks_presence:
            continue
        if condition.values and not any(
            _may_be(value.text, form) for value in condition.values for form in forms
        ):
            value = condition.values[0]
            shown = statement.policy.show(value.text)
            yield value.path, f"{shown!r} is not what the service sends: {' or '.join(forms)}"


def _may_be(text: str, form: str) -> bool:
    """Return whether a value can match what a service sends, each part of the ARN its own."""
    arn = read_arn(text)
    if arn is None:
        return may_meet(text, form)
    return all(
        may_meet(part, own) and bool(part) >= bool(own)
        for part, own in zip(arn, form.split(":", 5)[1:], strict=True)
    )


def _keeping_out(
    role: Entity, service: str, context: Mapping[str, str]
) -> Iterator[WrittenCondition]:
    """Yield the conditions that keep a service out; none where a statement can let it in."""
    kept: list[WrittenCondition] = []
    for statement in trust_statements(role):
        if not (statement.allows and statement.may_name("sts:assumerole")):
            continue
        if service not in trusted_services(statement):
            if any(t.has_unknown(each) for each in trusted_services(statement)):
                return
            continue
        failing = list(failing_conditions(role.resolver, statement, context))
        if not failing:
            return
        kept += failing
    yield from kept[:1]

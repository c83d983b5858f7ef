"""Whether the policy of a queue, a topic or a key lets a service in, and what keeps it out."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.generated_names import can_match
from influmojo_cfn.cloudformation.parameters import is_accepted
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES, service_of_policy
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.service_principals import principal_name, service_principal_problem
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.model import Model, PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.services.denied_calls import failing_conditions
from influmojo_cfn.service_roles.principal_names import is_principal_of
from influmojo_cfn.service_roles.service_call import Delivery


def policies_of(model: Model, delivery: Delivery) -> list[TemplatePolicy]:
    """Return the policies of the resource that is sent to, and those that can be its own."""
    service = delivery.resource.split(":")[2]
    names = {delivery.resource, model.resolver.named(delivery.receiver)}
    found = []
    for policy in model.policies:
        if service_of_policy(policy.resource_type) != service:
            continue
        keys = RESOURCE_POLICIES[policy.resource_type].attached_to
        if not keys:
            if policy.logical_id == delivery.receiver:
                found.append(policy)
            continue
        given = model.resolver.properties(policy.logical_id).get(keys[0], [])
        texts = [value.text for value in model.resolver.values(given, ())]
        if any(text in names or t.UNKNOWN.match(text) for text in texts):
            found.append(policy)
    return found


def refusing(model: Model, delivery: Delivery, policies: list[TemplatePolicy]) -> Path | None:
    """Return the place to look at where no policy lets a service in; None where one can.

    An empty path is nowhere in them.
    """
    statements = [s for policy in policies for s in policy.statements if not s.denies]
    if any(map(_is_flawed, statements)):
        return None
    for action in delivery.actions:
        misses = [_missing(model, statement, delivery, action) for statement in statements]
        if any(not missed for missed in misses):
            continue
        nearest = [missed[0] for missed in misses if len(missed) == 1]
        return nearest[0] if nearest else ()
    return None


def _is_flawed(statement: PolicyStatement) -> bool:
    """Return whether other rules name a mistake: a misspelled action or principal."""
    return bool(statement.unlisted) or any(
        principal.kind == "Service" and service_principal_problem(principal.value.text)
        for principal in statement.principals
    )


def _missing(
    model: Model, statement: PolicyStatement, delivery: Delivery, action: str
) -> list[Path]:
    """Return the place of each part of a statement that does not fit."""
    found = []
    if not _names(statement, delivery):
        services = [p.value.path for p in statement.principals if p.kind == "Service"]
        found += [services[0]] if services else [statement.path, statement.path]
    if statement.not_actions:
        return found
    if not statement.may_name(action.lower()):
        found.append((*statement.path, "Action"))
    if statement.resources and not any(
        can_match(model.resolver, value.text, delivery.resource) for value in statement.resources
    ):
        found.append(statement.resources[0].path)
    found += [
        condition.values[0].path if condition.values else condition.path
        for condition in failing_conditions(model.resolver, statement, dict(delivery.context))
    ]
    return found


def _is_an_account(statement: PolicyStatement, principal: WrittenPrincipal) -> bool:
    """Return whether a principal is a parameter that takes no ``*``, by its own pattern."""
    symbol = statement.policy.resolver.symbols.get(principal.value.text)
    if principal.kind != "AWS" or symbol is None or not symbol.parameter:
        return False
    row = statement.policy.resolver.section("Parameters").get(symbol.name)
    return isinstance(row, Mapping) and not is_accepted(row, "*")


def _names(statement: PolicyStatement, delivery: Delivery) -> bool:
    if "NotPrincipal" in statement.raw or not statement.principals:
        return True
    for principal in statement.principals:
        text = principal_name(principal.value.text)
        if text == "*" or (t.UNKNOWN.match(text) and not _is_an_account(statement, principal)):
            return True
        if delivery.is_account_too and principal.kind == "AWS" and t.ACCOUNT not in text:
            return True
        known = text.replace(t.REGION, "us-east-1")
        if principal.kind == "Service" and (
            t.has_unknown(known) or is_principal_of(known, delivery.service)
        ):
            return True
    return False

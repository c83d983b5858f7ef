"""E9723: functions that do not let in the service that invokes them."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.generated_names import can_match
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.iam.service_principals import principal_name
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.permission_for_nobody import mistakes
from influmojo_cfn.service_roles.connections import alias_arn, deliveries
from influmojo_cfn.service_roles.field_calls import function_named
from influmojo_cfn.service_roles.principal_names import is_principal_of
from influmojo_cfn.service_roles.service_call import Delivery
from influmojo_cfn.service_roles.template_fields import Property, properties_of, resource_named

PERMISSION = "AWS::Lambda::Permission"
APIS = ("AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api")


@rule(
    id="E9723",
    shortdesc="The function does not let in the service that invokes it",
    description="EventBridge, SNS, S3, API Gateway and others invoke as themselves: AWS::Lambda::Permission lets them in.",
    why="The function is never invoked, or the stack fails when the notification is set up.",
    source_url="https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html",
)
def function_not_open(model: Model) -> Findings:
    found: dict[Path, str] = {}
    invocations = [d for d in deliveries(model.resolver) if d.actions == ("lambda:InvokeFunction",)]
    meant = set(_meant_by_mistaken(model, invocations)) if invocations else set()
    for number, each in enumerate(invocations):
        is_let_in = number in meant or _is_event_of_sam(model.resolver, each)
        place = None if is_let_in else _refusing(model, each)
        if place is not None:
            message = f"no permission lets {each.service} invoke {each.receiver} for {each.sender}"
            found.setdefault(place or each.path, message)
    yield from found.items()


def _is_event_of_sam(resolver: Resolver, delivery: Delivery) -> bool:
    """Return whether AWS SAM gives the permission, for an event of the function from the API.

    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
    (read 2026-11-28)
    """
    function = properties_of(resolver, delivery.receiver)
    return any(
        resource_named(resolver, value.text, *APIS) == delivery.sender
        for event in function.below("Events", EACH_VALUE, "Properties")
        for key in ("RestApiId", "ApiId")
        for value in event.values(key)
    )


def _refusing(model: Model, delivery: Delivery) -> Path | None:
    """Return the place to look at; None where a permission can fit, empty where none is near."""
    nearest: Path = ()
    for permission in model.resources(PERMISSION):
        if not is_permission_on(permission, delivery) or _blamed(permission):
            continue
        missed = list(_missing(permission, delivery))
        if not missed:
            return None
        if len(missed) == 1:
            nearest = nearest or (*permission.path, missed[0])
    return nearest


def _meant_by_mistaken(model: Model, invocations: list[Delivery]) -> Iterator[int]:
    """Yield the one invocation that a permission with another mistake is probably meant for."""
    for permission in model.resources(PERMISSION):
        blamed = _blamed(permission)
        fitting = [
            (len(missed), number)
            for number, each in enumerate(invocations)
            if blamed and is_permission_on(permission, each)
            if (missed := set(_missing(permission, each))) <= blamed
        ]
        if fitting:
            yield min(fitting)[1]


def is_permission_on(permission: Property, delivery: Delivery) -> bool:
    """Return whether a permission is on the function, or on one whose name is not known."""
    text = permission.text("FunctionName")
    named = function_named(permission.resolver, text)
    return named == delivery.receiver or (not named and _name_is_unknown(text))


def _blamed(permission: Property) -> set[str]:
    """Return the properties of a permission of which other rules say what is wrong."""
    found = {str(path[3]) for path, _ in mistakes(permission)}
    if "SourceArn" in found:
        found.add("Principal")  # either can be the wrong one of the two
    if not _is_action(permission.text("Action")):
        found.add("Action")
    return found


def _name_is_unknown(text: str) -> bool:
    """Return whether the name of a function, or the name in its ARN, is partly unknown."""
    return t.has_unknown(text.rpartition("function:")[2])


def _is_action(action: str) -> bool:
    """Return whether an action of a permission exists; another rule names those that do not."""
    known = action.lower().startswith("lambda:") and bool(actions_matching(action))
    return known or t.has_unknown(action)


def _missing(permission: Property, delivery: Delivery) -> Iterator[str]:
    """Yield each property of a permission that does not fit."""
    resolver = permission.resolver
    context = dict(delivery.context)
    if _is_of_another_qualifier(resolver, permission.text("FunctionName"), delivery):
        yield "FunctionName"
    if not may_meet(permission.text("Action").lower(), "lambda:invokefunction"):
        yield "Action"
    known = principal_name(permission.text("Principal")).replace(t.REGION, "us-east-1")
    if known != "*" and not t.has_unknown(known) and not is_principal_of(known, delivery.service):
        yield "Principal"
    for key, name in (("SourceArn", "aws:sourcearn"), ("SourceAccount", "aws:sourceaccount")):
        if key in permission.data and name in context:
            given = permission.values(key)
            if not any(can_match(resolver, value.text, context[name]) for value in given):
                yield key


def _is_of_another_qualifier(resolver: Resolver, name: str, delivery: Delivery) -> bool:
    """Return whether a permission is on the function and its alias is invoked, or the reverse.

    A function and each of its aliases and versions have policies of their own.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html (read 2026-11-27)
    """
    own = (resolver.get_att(delivery.receiver, "Arn"), resolver.named(delivery.receiver))
    invoked = _qualifier(delivery.resource, own)
    allowed = _qualifier(alias_arn(resolver, name), own)
    return invoked is not None and allowed is not None and _differ(resolver, invoked, allowed)


def _differ(resolver: Resolver, one: str, other: str) -> bool:
    """Return whether two qualifiers are surely not the same; AWS gives versions their numbers."""
    if one == other or not t.has_unknown(one + other):
        return one != other
    numbers = [_is_version(resolver, each) or each.isdigit() for each in (one, other)]
    return "" in (one, other) or (
        any(numbers) and not all(numbers) and not t.has_unknown(other if numbers[0] else one)
    )


def _is_version(resolver: Resolver, qualifier: str) -> bool:
    symbol = resolver.symbols.get(qualifier)
    return symbol is not None and symbol.resource_type == "AWS::Lambda::Version"


def _qualifier(text: str, own: tuple[str, ...]) -> str | None:
    """Return what is behind a function's ARN or name, partly known; None where it is another's."""
    for each in own:
        if text == each:
            return ""
        if text.startswith(f"{each}:"):
            return text[len(each) + 1 :]
    return None

"""E9312: values that their operator or key cannot compare."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_principals import service_principal_problem
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.conditions.formats import (
    format_problem,
    is_another_kind,
    no_identifier,
    takes_arns,
)
from influmojo_cfn.rules.conditions.operators import is_private, value_problem
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import no_arn
from influmojo_cfn.rules.resources.shape import parts_problem
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9312",
    shortdesc="The value can never be compared",
    description="Bool takes true or false, IpAddress a CIDR range, a date is ISO 8601, an account twelve digits.",
    why="IAM rejects the policy, or the condition is never true.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    needs="conditions",
)
def value_format(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        for value in condition.values:
            message = (
                value_problem(condition, value.text)
                or format_problem(condition, value.text)
                or (parts_problem(value.text) if condition.family == "ARN" else "")
                or _service_principal_problem(condition, value.text)
                or (_no_arn(statement, value.text) if _wants_arn(condition) else "")
                or _endpoint_problem(statement, condition, value.text)
                or no_identifier(condition.key, statement.policy.resolver.symbols.get(value.text))
                or _default_problem(statement, condition, value.text)
            )
            if message:
                yield value.path, f"{statement.policy.show(value.text)!r} {message}"
        if condition.family == "Bool" and condition.texts == {"true", "false"}:
            yield condition.path, "true and false together compare nothing"
    for condition in statement.on("aws:sourceip"):
        if condition.family == "IPAddress" and not condition.negated and condition.values:
            if all(is_private(value.text) for value in condition.values):
                yield condition.values[0].path, f"{condition.values[0].text!r} {_IS_PRIVATE}"


_IS_PRIVATE = "is private: AWS sees public addresses; through an endpoint it is aws:VpcSourceIp"


def _endpoint_problem(statement: PolicyStatement, condition: WrittenCondition, text: str) -> str:
    """Return that a VPC of the template represents an endpoint, or the reverse."""
    symbol = statement.policy.resolver.symbols.get(text)
    kind = symbol.resource_type if symbol else ""
    other = _OF_NETWORKS.get(condition.key.lower(), {}).get(kind, "")
    return f"is {other}" if other else ""


def _default_problem(statement: PolicyStatement, condition: WrittenCondition, text: str) -> str:
    """Return that a parameter represents something else, which its default is."""
    symbol = statement.policy.resolver.symbols.get(text)
    if symbol is None or not symbol.parameter:
        return ""
    row = statement.policy.resolver.section("Parameters").get(symbol.name)
    default = row.get("Default") if isinstance(row, Mapping) else None
    other = is_another_kind(str(default)) if default else ""
    wrong = format_problem(condition, str(default)) if other else ""
    return f"is {other} by its default; the key's value {wrong}" if wrong else ""


_OF_NETWORKS = {
    "aws:sourcevpce": {"AWS::EC2::VPC": "a VPC, not an endpoint"},
    "aws:sourcevpc": {"AWS::EC2::VPCEndpoint": "an endpoint, not a VPC"},
}


def _no_arn(statement: PolicyStatement, text: str) -> str:
    """Return that an account or another name is given where an ARN is sent."""
    if text == t.ACCOUNT or (text.isdigit() and len(text) == 12):
        return "is an account, not an ARN"
    return no_arn(statement, text)


def _wants_arn(condition: WrittenCondition) -> bool:
    named = condition.key.lower() in ("aws:sourcearn", "aws:principalarn")
    return (named or takes_arns(condition.key)) and not condition.negated


def _service_principal_problem(condition: WrittenCondition, text: str) -> str:
    """Return why a role can be passed to no service of a name; an empty string where it can be."""
    if condition.key.lower() != "iam:passedtoservice" or condition.negated:
        return ""
    if condition.family != "String" or has_wildcard(text) or "${" in text:
        return ""
    return service_principal_problem(text)

"""The ARNs of a statement that have one kind of problem."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.data.resource_identifiers import IDENTIFIERS
from influmojo_cfn.iam.text import NAME_SYMBOL, UNKNOWN
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import is_beside_its_parts
from influmojo_cfn.rules.resources.shape import problem
from influmojo_cfn.rules.rule import Findings


def of_kind(statement: PolicyStatement, kind: str) -> Findings:
    """Yield place and message of each resource whose problem is of a kind."""
    for value, found, message in _problems(statement):
        if found == kind and not (kind == "secret" and is_beside_its_parts(statement, value.text)):
            show = statement.policy.show
            yield value.path, f"{show(value.text)!r}: {show(message)}"


@remembered
def _problems(statement: PolicyStatement) -> tuple[tuple[Value, str, str], ...]:
    """Return each resource that has a problem; the rules ask for one statement after the other."""
    return tuple(
        (value, *found)
        for value in (*statement.resources, *statement.not_resources)
        if (found := _by_origin(statement, value.text) or problem(value.text))
    )


def _by_origin(statement: PolicyStatement, text: str) -> tuple[str, str] | None:
    """Judge unknowns by where they come from: a bucket's name, a path with its slash."""
    if text.isascii():
        return None
    symbols = statement.policy.resolver.symbols
    message = no_arn(statement, text[0]) or _a_colon_short(statement, text)
    if message:
        return "arn", message
    for found in UNKNOWN.finditer(text) if "ssm" in text or "rds-db" in text else ():
        symbol = symbols.get(found.group())
        before = text[: found.start()]
        if symbol and before.endswith(":dbuser:") and ":rds-db:" in before:
            return _database(symbol)
        if symbol and before.endswith(":parameter/") and ":ssm:" in before:
            return _parameter(statement, symbol)
    return None


def _a_colon_short(statement: PolicyStatement, text: str) -> str:
    """Return that a name stands where the account belongs in an ARN of five parts."""
    *start, last = text.split(":")
    symbol = statement.policy.resolver.symbols.get(last[:1])
    if symbol is None or len(start) != 4 or start[0] != "arn":
        return ""
    is_name = NAME_SYMBOL.match(last) or symbol.name.endswith("Name")
    is_name = symbol.parameter and is_name and "account" not in symbol.name.lower()
    return (
        f"is a colon short: {symbol.name} is not an account"
        if symbol.resource_type or is_name
        else ""
    )


def no_arn(statement: PolicyStatement, text: str) -> str:
    """Return that a value is a name, ID or URL of a resource of the template, where an ARN belongs."""
    if text.startswith(("http://", "https://")):
        return "is a URL, not an ARN"
    symbol = statement.policy.resolver.symbols.get(text)
    if symbol and symbol.parameter:
        return _of_parameter(statement, symbol)
    if symbol is None or symbol.resource_type not in IDENTIFIERS:
        return ""
    kind = symbol.resource_type
    if symbol.identity[:1] in (("name",), ("given",)) and not IDENTIFIERS[kind]["Ref"].startswith(
        "{name}"
    ):
        return f"is a name of {kind}, not its ARN"
    if symbol.attribute == "Ref" and kind in _WITHOUT_ARN:
        return f"Ref gives a name or an ID of {kind}, not its ARN: use Fn::GetAtt"
    return ""


def _of_parameter(statement: PolicyStatement, symbol: Symbol) -> str:
    """Return that a parameter's type is of IDs or names, of which none is an ARN."""
    declared = statement.policy.resolver.section("Parameters").get(symbol.name)
    kind = declared.get("Type") if isinstance(declared, Mapping) else None
    typed = isinstance(kind, str) and kind.startswith(("AWS::EC2::", "AWS::Route53::"))
    return f"is an {kind}, not an ARN" if typed else ""


_WITHOUT_ARN = frozenset(
    kind for kind, row in IDENTIFIERS.items() if not row["Ref"].startswith("arn:")
)
"""Resource types of which Ref gives something else than an ARN."""


def _database(symbol: Symbol) -> tuple[str, str] | None:
    if symbol.resource_type in ("AWS::RDS::DBInstance", "AWS::RDS::DBCluster") and (
        symbol.attribute in ("Ref", "", "DBInstanceArn", "DBClusterArn", "Endpoint.Address")
    ):
        return "dbi", f"{symbol.name} is a name; the resource ID is its DbiResourceId attribute"
    return None


def _parameter(statement: PolicyStatement, symbol: Symbol) -> tuple[str, str] | None:
    declared = statement.policy.resolver.section("Parameters").get(symbol.name)
    if not symbol.parameter or not isinstance(declared, dict):
        return None
    default, pattern = declared.get("Default"), declared.get("AllowedPattern")
    if str(pattern or "").startswith(("^/", "^\\/", "/", "\\/")) or (
        isinstance(default, str) and default.startswith("/")
    ):
        return "ssm", f"{symbol.name} begins with a slash, so that the ARN has two"
    return None

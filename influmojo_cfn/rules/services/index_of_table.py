"""E9730: ARNs of indexes of a table of the template that it does not have."""

from __future__ import annotations

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.template_fields import properties_of, resource_named

_TABLES = ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")
_INDEXES = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")


@rule(
    id="E9730",
    shortdesc="The table has no such index",
    description="An index's ARN is table/TABLE/index/INDEX, with the IndexName that the table gives it.",
    why="The statement allows nothing: queries of the index are denied.",
    source_url="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/using-identity-based-policies.html",
    tags=("iam", "services", "resources"),
)
def index_of_table(model: Model) -> Findings:
    resolver = model.resolver
    if not resolver.resources_of(*_TABLES):
        return
    for statement, value in ((s, value) for s in model.statements for value in s.resources):
        table, slash, index = value.text.partition("/index/")
        index = index.partition("/")[0]
        logical_id = resource_named(resolver, table, *_TABLES) if slash else ""
        if not logical_id or not index or t.has_unknown(index):
            continue
        # Every index, in addition to the table, includes those that the table gets later.
        if index == "*" and any(each.text == table for each in statement.resources):
            continue
        known = _indexes(model, logical_id)
        if known is not None and not any(may_meet(index, each) for each in known):
            hint = did_you_mean(index, known, "it has")
            yield value.path, f"{logical_id} has no index {index!r}{hint}"


def _indexes(model: Model, logical_id: str) -> list[str] | None:
    """Return the names of a table's indexes; None where one is not known."""
    properties = properties_of(model.resolver, logical_id)
    found = []
    for key in _INDEXES:
        names = [value.text for value in properties.values(key, "*", "IndexName")]
        if not names and properties.is_given(key):
            return None
        found += names
    return None if any(map(t.has_unknown, found)) else found

"""The actions of DynamoDB statements in PartiQL, each on its own table or index.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_NAME = r"""(?:"([^"]+)"|'([^']+)'|([\w.-]+))"""
_STATEMENT = re.compile(
    rf"""\s*(?:(SELECT|DELETE)\b.*?\bFROM|(INSERT)\s+INTO|(UPDATE)|(EXISTS)\s*\(\s*SELECT\b.*?\bFROM)
    \s+{_NAME}(?:\.{_NAME})?""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ACTIONS = {"EXISTS": "SELECT"}
_LISTS = ("Statements", "TransactStatements")


def partiql_actions(members: Mapping[str, Any], region: str, account: str) -> list[tuple[str, str]]:
    """Return the action and the ARN of each statement of a request; none of another request."""
    found = []
    for text in _statements(members):
        match = _STATEMENT.match(text)
        if match:
            groups = match.groups()
            verb = next(filter(None, groups[:4])).upper()
            table, index = (next(filter(None, groups[at : at + 3]), "") for at in (4, 7))
            arn = f"arn:aws:dynamodb:{region}:{account}:table/{table}"
            name = _ACTIONS.get(verb, verb).capitalize()
            found.append((f"dynamodb:PartiQL{name}", f"{arn}/index/{index}" if index else arn))
    return found


def _statements(members: Mapping[str, Any]) -> Iterator[str]:
    lists = (members.get(name) for name in _LISTS)
    rows = [each for listed in lists if isinstance(listed, list) for each in listed]
    for row in (members, *rows):
        statement = row.get("Statement") if isinstance(row, Mapping) else None
        if isinstance(statement, str):
            yield statement

"""What is right stays right, however it is written: whole templates rewritten by a program."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.rules.engine import check_template

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
TEMPLATES = [
    HERE / "clean.yaml",
    HERE / "orders.yaml",
    ROOT / "templates/influmojo-ecs-iam.yaml",
    *sorted((HERE.parent / "right").glob("*.yaml")),
]
Rewrite = Callable[[Any], None]


def statements(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield every statement of a template."""
    if isinstance(tree, dict):
        if "Effect" in tree and ("Action" in tree or "NotAction" in tree):
            yield tree
        for value in tree.values():
            yield from statements(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from statements(value)


def each_action(change: Callable[[str], str]) -> Rewrite:
    """Change every action that is written out, of identity policies."""

    def rewrite(template: Any) -> None:
        for statement in statements(template):
            action = statement.get("Action")
            if isinstance(action, str) and "Principal" not in statement:
                statement["Action"] = change(action)
            elif isinstance(action, list):
                statement["Action"] = [change(a) if isinstance(a, str) else a for a in action]

    return rewrite


def shortened(ending: str) -> Callable[[str], str]:
    """End an action of some length in a wildcard, where it still names that action alone."""

    def change(action: str) -> str:
        pattern = action[:-1] + ending
        is_long = re.fullmatch(r"[\w-]+:\w{9,}", action)
        return pattern if is_long and len(actions_matching(pattern)) < 2 else action

    return change


def each_operator(change: Callable[[str], str]) -> Rewrite:
    """Change every condition operator."""

    def rewrite(template: Any) -> None:
        for statement in statements(template):
            block = statement.get("Condition")
            if isinstance(block, dict) and "Fn::If" not in block:
                statement["Condition"] = {change(name): keys for name, keys in block.items()}

    return rewrite


def with_if_exists(operator: str) -> str:
    """Add IfExists where it is allowed."""
    lowered = operator.lower()
    return operator if lowered.endswith(("ifexists", "null")) else f"{operator}IfExists"


def condition(block: dict[str, Any]) -> Rewrite:
    """Add a condition to every statement of an identity policy that has none."""

    def rewrite(template: Any) -> None:
        for statement in statements(template):
            if "Principal" not in statement:
                statement.setdefault("Condition", deepcopy(block))

    return rewrite


def lists(template: Any) -> None:
    """Make a list of one of every single value."""
    for statement in statements(template):
        for key in ("Action", "Resource"):
            value = statement.get(key)
            if isinstance(value, str) or (isinstance(value, dict) and "Fn::Sub" in value):
                statement[key] = [value]


def single_values(template: Any) -> None:
    """Make a single value of every list of one."""
    for statement in statements(template):
        for key in ("Action", "Resource"):
            value = statement.get(key)
            if isinstance(value, list) and len(value) == 1:
                statement[key] = value[0]


def without_sids(template: Any) -> None:
    """Leave out every Sid."""
    for statement in statements(template):
        statement.pop("Sid", None)


def reversed_order(tree: Any) -> Any:
    """Turn the order of keys and of lists round."""
    if isinstance(tree, dict):
        return {key: reversed_order(tree[key]) for key in reversed(tree)}
    return [reversed_order(value) for value in tree] if isinstance(tree, list) else tree


def joined(tree: Any) -> Any:
    """Write every Fn::Sub of a text as Fn::Join."""
    if isinstance(tree, list):
        return [joined(value) for value in tree]
    if not isinstance(tree, dict):
        return tree
    text = tree.get("Fn::Sub")
    if not isinstance(text, str) or "${!" in text:
        return {key: joined(value) for key, value in tree.items()}
    pieces: list[Any] = []
    for piece in re.split(r"(\$\{[^}]+\})", text):
        name = piece[2:-1]
        if not piece.startswith("${"):
            pieces += [piece] if piece else []
        elif "." in name:
            pieces.append({"Fn::GetAtt": name.split(".", 1)})
        else:
            pieces.append({"Ref": name})
    return {"Fn::Join": ["", pieces]}


def whole(change: Callable[[Any], Any]) -> Rewrite:
    """Change a template as a whole."""

    def rewrite(template: Any) -> None:
        changed = change(deepcopy(template))
        template.clear()
        template.update(changed)

    return rewrite


REWRITES: dict[str, Rewrite] = {
    "lower case": each_action(str.lower),
    "upper case": each_action(str.upper),
    "star at the end": each_action(shortened("*")),
    "question mark at the end": each_action(shortened("?")),
    "IfExists": each_operator(with_if_exists),
    "operators in lower case": each_operator(str.lower),
    "a global key": condition({"Bool": {"aws:SecureTransport": "true"}}),
    "a tag key": condition({"StringEquals": {"aws:PrincipalTag/team": "web"}}),
    "lists": lists,
    "single values": single_values,
    "no Sids": without_sids,
    "the other order": whole(reversed_order),
    "Fn::Join": whole(joined),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
@pytest.mark.parametrize("name", REWRITES)
def test_what_is_right_stays_right(path: Path, name: str) -> None:
    template = parse(path.read_text("utf-8")).data
    REWRITES[name](template)
    found = [one for one in check_template(template) if not one.rule_id.startswith("I")]
    assert found == []

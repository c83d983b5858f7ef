"""Statements written with awacs, in managed policies that stay within IAM's quotas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from awacs import aws
from troposphere import If, NoValue, Ref, Sub

from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX, PREFIX_NAME
from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.statements import GrantStatement, SubText

_FIXED_RULES = {"account": "W9217", "region": "W9218", "partition": "W9219"}


def rules_of_fixed(statements: Iterable[GrantStatement]) -> list[str]:
    """Return the rules that ask for the stack's account where the app names another one."""
    return sorted({_FIXED_RULES[part] for each in statements for part in each.fixed})


def document(statements: list[Any]) -> aws.PolicyDocument:
    """Return a policy document of awacs statements."""
    return aws.PolicyDocument(Version="2012-10-17", Statement=statements)


class KeptStatement(aws.Statement):
    """A statement that is there only where a CloudFormation condition holds.

    awacs takes nothing but its own statements in a policy, so the ``Fn::If`` is made on the way
    out.
    """

    def __init__(self, kept: str, **properties: Any) -> None:
        super().__init__(**properties)
        object.__setattr__(self, "kept", kept)

    def JSONrepr(self) -> dict[str, Any]:
        """Return the statement inside its ``Fn::If``."""
        dropped: dict[str, Any] = If(self.kept, super().JSONrepr(), NoValue).to_dict()
        return dropped


def written(
    statement: GrantStatement, conditions: Conditions, kept: str | None, asked: bool
) -> Any:
    """Return a statement in awacs.

    ``kept`` is the CloudFormation condition from :func:`kept_of`; ``asked`` says that something
    around the statement, such as its policy, already asks for it.
    """
    properties = statement.elements(lambda texts: _texts(texts, conditions, kept))
    if by_operator := properties.get("Condition"):
        properties["Condition"] = aws.Condition(
            [_operator(name)(keys) for name, keys in by_operator.items()]
        )
    if kept is None or asked:
        return aws.Statement(**properties)
    return KeptStatement(kept, **properties)


def kept_of(statement: GrantStatement, conditions: Conditions, prefix: str) -> str | None:
    """Return the CloudFormation condition of a statement; None where it always exists.

    It is there where it keeps a resource, and a value of each of its conditions. ``prefix`` begins
    the name of a condition that is this statement's alone.
    """
    name = f"{prefix}{statement.sid}"
    kept = None
    for group in statement.needs:
        alternatives = conditions.any_resource(f"{name}HasUse", [(need,) for need in group])
        kept = conditions.both(f"{name}IsUsed", kept, alternatives)
    lists = [statement.resources, *(condition.values for condition in statement.conditions)]
    for index, texts in enumerate(lists):
        suffix = "Resource" if index == 0 else f"ConditionValue{index if index > 1 else ''}"
        present = _any(texts, conditions, f"{name}Has{suffix}")
        kept = conditions.both(f"{name}IsGranted", kept, present)
    return kept


def _any(texts: tuple[SubText, ...], conditions: Conditions, name: str) -> str | None:
    if not all(text.needs for text in texts):
        return None
    return conditions.any_resource(name, [text.needs for text in texts])


def _texts(texts: tuple[SubText, ...], conditions: Conditions, kept: str | None) -> list[Any]:
    if len(texts) == 1:  # It is there wherever the statement is kept.
        return [filled(texts[0], conditions)]
    found = []
    for text in texts:
        needed = conditions.all_given(text.needs) if text.needs else None
        value = filled(text, conditions)
        found.append(value if conditions.implies(kept, needed) else If(needed, value, NoValue))
    return found


def filled(text: SubText, conditions: Conditions) -> Any:
    """Return a string as :func:`substituted` does; one of every environment takes its prefix."""
    if ENVIRONMENT_PREFIX not in text.text:
        return substituted(text)
    prefix = If(conditions.given(ENVIRONMENT), Sub(f"${{{ENVIRONMENT}}}-"), "")
    return Sub(text.text, **{PREFIX_NAME: prefix}, **_empty(text))


def substituted(text: SubText) -> Any:
    """Return a string as the function that makes it: none, ``Ref``, or ``Sub``.

    Parameters that are empty by default are named to ``Fn::Sub``, which changes nothing but the
    order in which cfn-lint looks for their values. It knows none under which the text is there. It
    finds that out for each combination of Region, partition and account, unless it looks here
    first.
    """
    if text.is_literal:
        return text.text.replace("${!", "${")
    if text.text.startswith("${") and text.text.find("}") == len(text.text) - 1:
        return Ref(text.text[2:-1])
    return Sub(text.text, **_empty(text))


def _empty(text: SubText) -> dict[str, Any]:
    return {name: Ref(name) for name in text.empty}


def _operator(name: str) -> Any:
    """Return the class of a condition operator; awacs has none for ``BinaryEquals``."""
    known = getattr(aws, name.replace(":", ""), None)
    return known or type(name, (aws.ConditionElement,), {"condition": name})

"""Grants applied become statements: the catalog's templates filled with an app's values.

A :class:`SubText` is the argument of an ``Fn::Sub`` with the parameters that must not be empty for
it to stand. What needs an empty parameter is dropped at deployment. A resource is dropped from its
list. A whole statement is, where it was the last resource, or a condition would have lost its last
value. A condition is never dropped by an empty parameter: that would widen the statement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from awacs import aws

from influmojo_cfn.app import GrantUse, Parameter, RoleName
from influmojo_cfn.app.granted import values_of
from influmojo_cfn.app.selected_actions import ARGUMENT, is_kept
from influmojo_cfn.app.services import ENVIRONMENT_PREFIX
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.app.validation import CUSTOM, NAME
from influmojo_cfn.app.values import literal
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.arn import PARTITIONS, is_region, parse_arn

if TYPE_CHECKING:
    from influmojo_cfn.app import App
    from influmojo_cfn.grants.model import Argument, Grant, StatementRow

_PSEUDO = (
    "${AWS::Partition}",
    "${AWS::Region}",
    "${AWS::AccountId}",
    "${AWS::URLSuffix}",
    ENVIRONMENT_PREFIX,
)


@dataclass(frozen=True, kw_only=True, order=True)
class SubText:
    """A string as ``Fn::Sub`` takes it, and the parameters that it needs.

    ``empty`` are those of them that are empty by default.
    """

    text: str
    needs: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()

    @property
    def is_literal(self) -> bool:
        """Return whether nothing is substituted in it."""
        return re.search(r"\$\{(?!!)", self.text) is None


class GrantCondition(NamedTuple):
    """A condition of a statement: one operator, one key, its values."""

    operator: str
    key: str
    values: tuple[SubText, ...]


@dataclass(frozen=True, kw_only=True)
class GrantStatement:
    """A statement of one role's policy, before it is written with awacs.

    ``verbs`` and ``nouns`` make its Sid. ``needs`` are groups of parameters: where all of one
    group are empty, the whole of it is dropped. ``actions`` maps an action's name to its awacs
    constant. ``fixed`` are the parts of ARNs that the app itself fixes, which are otherwise those
    of the stack: account, Region, partition.
    """

    verbs: tuple[str, ...]
    nouns: tuple[str, ...]
    effect: str = "Allow"
    actions: Mapping[str, Any]
    resources: tuple[SubText, ...]
    not_resource: bool = False
    conditions: tuple[GrantCondition, ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    reasons: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    sid: str | None = field(default=None)

    def elements(self, written: Callable[[tuple[SubText, ...]], list[Any]]) -> dict[str, Any]:
        """Return the elements of the statement, with texts as ``written`` gives them."""
        conditions: dict[str, dict[str, Any]] = {}
        for condition in self.conditions:
            values = written(condition.values)
            keys = conditions.setdefault(condition.operator, {})
            keys[condition.key] = values[0] if len(values) == 1 else values
        return {
            "Sid": self.sid,
            "Effect": self.effect,
            "Action": list(self.actions.values()),
            "NotResource" if self.not_resource else "Resource": written(self.resources),
            **({"Condition": conditions} if conditions else {}),
        }


def statements_of(app: App) -> dict[tuple[RoleName, str], list[GrantStatement]]:
    """Return the statements of each role, in the order of the app's grants, not yet merged.

    A role is found by its name, and the service whose own it is.
    """
    found: dict[tuple[RoleName, str], list[GrantStatement]] = {}
    for each in uses_of(app):
        assert each.row is not None
        statements = rendered(each.row, each.use, each.role)
        found.setdefault((each.role, each.owner), []).extend(statements)
    return found


def rendered(row: Grant, use: GrantUse, role: RoleName) -> Iterator[GrantStatement]:
    """Yield the statements of one grant that is applied, on the role that it lands on."""
    values = _values(row, use)
    purpose = f"{row.purpose[:-1]} (only {', '.join(use.only)})." if use.only else row.purpose
    reason = " ".join([purpose, *(use.why or "").split()])
    if row.name == CUSTOM:
        yield _custom(use, values)
    for statement in row.statements:
        if role not in statement.roles or not all(values.get(name) for name in statement.when):
            continue
        actions = tuple(each for each in statement.actions if is_kept(row, use, each.JSONrepr()))
        made = _statement(replace(statement, actions=actions), values, reason) if actions else None
        if made is not None:
            yield made


@dataclass(frozen=True)
class _Element:
    """One value of an argument, ready to stand in a template."""

    text: str
    needs: tuple[str, ...] = ()
    noun: str = ""
    fixed: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()


def _values(row: Grant, use: GrantUse) -> dict[str, tuple[_Element, ...]]:
    """Return the elements of each argument that is given or has a default.

    The Regions of the ARNs that an argument names are those of NAME_region.
    """
    values: dict[str, tuple[_Element, ...]] = {}
    for argument in row.arguments:
        given = use.arguments.get(argument.name)
        if given is None or given is False:
            if given is None and argument.default is not None:
                values[argument.name] = (_Element(argument.default),)
            continue
        items = values_of(given)
        values[argument.name] = tuple(_element(argument, item) for item in items)
        regions = dict.fromkeys(arn.region for item in items if (arn := parse_arn(str(item))))
        values[f"{argument.name}_region"] = tuple(_Element(region) for region in regions if region)
    return values


def _element(argument: Argument, item: object) -> _Element:
    if isinstance(item, Parameter):
        needs = () if argument.may_be_empty else (item.name,)
        noun = "" if argument.kind in _PLACES else _noun_of_parameter(item.name)
        empty = () if item.default else needs
        return _Element(as_text(item), needs, noun, empty=empty)
    if isinstance(item, str):
        text = literal(ARGUMENT_TYPES[argument.kind], item)
        noun = _noun_of_literal(argument.kind, item)
        return _Element(escaped(text), noun=noun, fixed=_fixed(argument.kind, text))
    return _Element("")


def _fixed(kind: str, text: str) -> tuple[str, ...]:
    """Return the parts of an ARN that a literal of a kind fixes."""
    if kind not in ("role_arn", "resource_arn"):
        return _FIXED.get(kind, ())
    arn = parse_arn(re.sub(r"\$\{[^}]*\}", "*", text))
    if arn is None:
        return ()
    parts = {
        "account": arn.account.isdigit(),
        "region": is_region(arn.region),
        "partition": arn.partition in PARTITIONS,
    }
    return tuple(part for part, is_fixed in parts.items() if is_fixed)


def escaped(text: str) -> str:
    """Return a literal as ``Fn::Sub`` takes it: policy variables stay, pseudo parameters work."""
    return re.sub(
        r"\$\{[^}]*\}?",
        lambda found: found[0] if found[0] in _PSEUDO else "${!" + found[0][2:],
        text,
    )


def _statement(
    row: StatementRow, values: Mapping[str, tuple[_Element, ...]], reason: str
) -> GrantStatement | None:
    templates = row.resources or row.not_resources
    filled = [found for template in templates for found in _filled(template, values)]
    if not filled:
        return None
    conditions: list[GrantCondition] = []
    for condition in row.conditions:
        if all(values.get(name) for name in condition.when):
            texts = [t for template in condition.values for t, _ in _filled(template, values)]
            if texts:
                conditions.append(
                    GrantCondition(
                        operator=condition.operator,
                        key=condition.key,
                        values=tuple(dict.fromkeys(texts)),
                    )
                )
    gates = {
        tuple(dict.fromkeys(need for element in values[name] for need in element.needs))
        for name in (*row.when, *(n for c in row.conditions for n in c.when))
        if name in values and all(element.needs for element in values[name])
    }
    nouns = [noun for _, nouns in filled for noun in nouns]
    named = {name for template in templates for name in ARGUMENT.findall(template)}
    fixed = {part for name in named for each in values.get(name, ()) for part in each.fixed}
    if not nouns:
        nouns = _condition_nouns(row, values)
    return GrantStatement(
        verbs=(row.sid,),
        nouns=tuple(dict.fromkeys(nouns)),
        actions={action.JSONrepr(): action for action in row.actions},
        resources=tuple(dict.fromkeys(text for text, _ in filled)),
        not_resource=not row.resources,
        conditions=tuple(conditions),
        needs=tuple(sorted(gates)),
        reasons=(reason, row.forced_star) if row.forced_star else (reason,),
        fixed=tuple(sorted(fixed)),
    )


def _custom(use: GrantUse, values: Mapping[str, tuple[_Element, ...]]) -> GrantStatement:
    """Return the statement that the app writes itself."""
    effect = values["effect"][0].text
    verb = "" if effect == "Allow" else effect
    names = [element.text for element in values["actions"]]
    given = use.arguments.get("conditions")
    conditions = given if isinstance(given, Mapping) else {}
    resources = tuple(_of_name(each, values.get("name", ())) for each in values["resources"])
    return GrantStatement(
        effect=effect,
        verbs=tuple(verb + _verb_of_action(name) for name in names),
        nouns=tuple(dict.fromkeys(camel_case(each.text.rpartition(":")[2]) for each in resources)),
        actions={name: action_of(name) for name in names},
        resources=resources,
        conditions=tuple(
            GrantCondition(operator=operator, key=key, values=tuple(_condition_values(found)))
            for operator, keys in conditions.items()
            for key, found in keys.items()  # type: ignore[attr-defined]
        ),
        reasons=(" ".join([values["reason"][0].text, *(use.why or "").split()]),),
        fixed=tuple(sorted({part for e in values["resources"] for part in e.fixed})),
        sid=use.sid,
    )


def _of_name(resource: _Element, names: tuple[_Element, ...]) -> SubText:
    """Return a resource of the app's own statement with its name in the place of ``{name}``."""
    text, needs, empty = resource.text, resource.needs, resource.empty
    for name in names if NAME in text else ():
        text = text.replace(NAME, name.text)
        needs, empty = (*needs, *name.needs), (*empty, *name.empty)
    return SubText(text=text, needs=needs, empty=empty)


def _verb_of_action(name: str) -> str:
    service, _, action = name.partition(":")
    return camel_case(action) or f"UseAll{camel_case(service)}"


def _condition_values(found: object) -> Iterator[SubText]:
    for value in found if isinstance(found, (list, tuple)) else (found,):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield SubText(text=escaped(text))


def _condition_nouns(row: StatementRow, values: Mapping[str, tuple[_Element, ...]]) -> list[str]:
    return [
        noun
        for condition in row.conditions
        for template in condition.values
        for _, nouns in _filled(template, values)
        for noun in nouns
    ]


def _filled(
    template: str, values: Mapping[str, tuple[_Element, ...]]
) -> list[tuple[SubText, tuple[str, ...]]]:
    """Return a template's strings, one for each combination of its arguments' elements."""
    names = list(dict.fromkeys(ARGUMENT.findall(template)))
    if not all(name in values for name in names):
        return []
    found = []
    for elements in product(*(values[name] for name in names)):
        by_name = dict(zip(names, elements, strict=True))
        text = "".join(
            by_name[part].text if index % 2 else part
            for index, part in enumerate(ARGUMENT.split(template))
        )
        needs = tuple(sorted({need for element in elements for need in element.needs}))
        empty = tuple(sorted({need for element in elements for need in element.empty}))
        nouns = tuple(element.noun for element in elements if element.noun)
        found.append((SubText(text=text, needs=needs, empty=empty), nouns))
    return found


def action_of(name: str) -> aws.Action:
    """Return an action in awacs, by its whole name."""
    return aws.Action(*name.split(":", 1))


def allowing(
    verb: str,
    actions: tuple[aws.Action, ...],
    resources: tuple[SubText, ...],
    reason: str,
    *conditions: GrantCondition,
    noun: str = "",
) -> GrantStatement:
    """Return a statement that the catalog does not have: a role needs it for what it is."""
    return GrantStatement(
        verbs=(verb,),
        nouns=(noun,) if noun else (),
        actions={each.JSONrepr(): each for each in actions},
        resources=resources,
        conditions=conditions,
        reasons=(reason,),
    )


def as_text(value: str | Parameter) -> str:
    """Return a value as a part of a string that ``Fn::Sub`` takes."""
    return f"${{{value.name}}}" if isinstance(value, Parameter) else value


def camel_case(text: str) -> str:
    """Return the letters and digits of a string in CamelCase."""
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", text))


_PLACES = ("account_id", "region")
"""Kinds of argument that say where a resource is: a Sid says what it is called."""

_FIXED = {
    "account_id": ("account",),
    "region": ("region",),
    "parameter_arn": ("account", "region", "partition"),
    "secret_arn": ("account", "region", "partition"),
    "kms_key_arn": ("account", "region", "partition"),
}

_NOUN_MAX = 64
_ARN_NOUN_MAX = 24


def _noun_of_literal(kind: str, text: str) -> str:
    if kind in _PLACES:
        return ""
    if text.startswith("arn:"):
        return camel_case(text.split(":", 5)[-1])[:_ARN_NOUN_MAX]
    return camel_case(text.replace(ENVIRONMENT_PREFIX, ""))[:_NOUN_MAX]


def _noun_of_parameter(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?:Name|Arn|Id|Prefix|Path)+$", "", camel_case(name))

"""Every grant, with every argument given and left out, from its row to the YAML text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, Parameter
from influmojo_cfn.app.selected_actions import is_own_action
from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.grants import grant, grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, Grant, StatementRow
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.template import build
from tests.nonempty import nonempty

CUSTOM = "custom.statement"


def given(argument: Argument, *, as_parameter: bool) -> Any:
    kind = ARGUMENT_TYPES[argument.kind]
    if kind.name == "boolean":
        return True
    if kind.name == "conditions":
        return {"StringEquals": {"aws:PrincipalTag/team": "shop"}}
    value = str(kind.example)
    if not as_parameter:
        return (value,) if argument.repeated else value
    parameter = Parameter(name=f"P{argument.name.title().replace('_', '')}", default=value)
    return (parameter,) if argument.repeated else parameter


def choices(row: Grant) -> Iterator[tuple[str, ...]]:
    """Yield every set of arguments that the row allows."""
    required = [a.name for a in row.arguments if a.required and a.default is None]
    optional = [a.name for a in row.arguments if a.name not in required]
    for size in range(len(optional) + 1):
        for chosen in combinations(optional, size):
            names = (*required, *chosen)
            if all(set(group) & set(names) for group in row.at_least_one):
                yield names


def uses() -> Iterator[Any]:
    for name in grant_names():
        row = grant(name)
        for use in row.uses:
            for names in choices(row):
                for as_parameter in (False, True):
                    if as_parameter and name == CUSTOM:
                        continue
                    arguments = {
                        argument.name: given(argument, as_parameter=as_parameter)
                        for argument in row.arguments
                        if argument.name in names
                    }
                    if name == CUSTOM and "name" in names:
                        arguments["resources"] = ("arn:${AWS::Partition}:s3:::{name}/*",)
                    yield row, GrantUse(grant=name, arguments=arguments, use=use.name), use.role


CASES = list(uses())


def cases_of(name: str) -> list[tuple[Grant, GrantUse, str]]:
    return nonempty(case for case in CASES if case[0].name == name)


def unconditional(value: Any) -> Any:
    """Return data as it is with every parameter given: the first branch of each Fn::If."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            return unconditional(value["Fn::If"][1])
        return {key: unconditional(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [unconditional(inner) for inner in value]
    return value


WRITTEN: dict[str, Any] = {}
"""The templates that were made, by what they grant: each test looks at all of them."""


def statements(use: GrantUse, role: str) -> list[dict[str, Any]]:
    template = WRITTEN.get(repr(use))
    if template is None:
        template = parse(dump(build(App(project="shop", grants=(use,))))).data
        WRITTEN[repr(use)] = template
    policy = "TaskExecutionPolicy" if role == "execution" else "TaskPolicy"
    document = template["Resources"][policy]["Properties"]["PolicyDocument"]
    found: list[dict[str, Any]] = unconditional(document["Statement"])
    return found


def expected(row: Grant, use: GrantUse, role: str) -> list[StatementRow]:
    known = {name for name, value in use.arguments.items() if value is not False} | {
        argument.name for argument in row.arguments if argument.default is not None
    }
    return [
        statement
        for statement in row.statements
        if role in statement.roles
        and set(statement.when) <= known
        and any(
            set(re.findall(r"(?<!\$)\{(\w+)\}", text)) <= known
            for text in (*statement.resources, *statement.not_resources)
        )
    ]


def conditions_of(row: Grant, use: GrantUse, statement: StatementRow) -> set[tuple[str, str]]:
    known = set(use.arguments) | {a.name for a in row.arguments if a.default is not None}
    return {
        (condition.operator, condition.key)
        for condition in statement.conditions
        if set(condition.when) <= known
        and any(set(re.findall(r"(?<!\$)\{(\w+)\}", text)) <= known for text in condition.values)
    }


def names(case: tuple[Grant, GrantUse, str]) -> str:
    row, use, role = case
    return f"{row.name}-{role}-{'-'.join(use.arguments)}"


@pytest.mark.parametrize("name", [name for name in grant_names() if name != CUSTOM])
def test_no_action_and_no_condition_is_lost_between_the_row_and_the_yaml(name: str) -> None:
    for row, use, role in cases_of(name):
        found = statements(use, role)
        rendered = {
            (action, *pair)
            for statement in found
            for action in statement["Action"]
            for pair in pairs(statement)
        }
        wanted = {
            (action.JSONrepr(), *pair)
            for statement in expected(row, use, role)
            for action in statement.actions
            for pair in conditions_of(row, use, statement) or {("", "")}
        }
        assert rendered == wanted, names((row, use, role))


@pytest.mark.parametrize("name", [name for name in grant_names() if name != CUSTOM])
def test_only_keeps_its_action_and_what_is_of_another_service(name: str) -> None:
    roles = {role: (row, use) for row, use, role in cases_of(name)}
    for role, (row, use) in roles.items():
        found = {action for each in statements(use, role) for action in each["Action"]}
        own = {action for action in found if is_own_action(row, action)}
        for action in own:
            kept = statements(replace(use, only=(action,)), role)
            assert {each for row in kept for each in row["Action"]} == {action, *(found - own)}


def pairs(statement: dict[str, Any]) -> set[tuple[str, str]]:
    found = {(op, key) for op, keys in statement.get("Condition", {}).items() for key in keys}
    return found or {("", "")}


@pytest.mark.parametrize("name", [name for name in grant_names() if name != CUSTOM])
def test_a_star_stands_only_where_the_row_says_why(name: str) -> None:
    for row, use, role in cases_of(name):
        reasons = [s for s in expected(row, use, role) if s.forced_star]
        stars = [s for s in statements(use, role) if "*" in s.get("Resource", [])]
        assert bool(stars) == any("*" in s.resources for s in reasons), names((row, use, role))


@pytest.mark.parametrize("name", grant_names())
def test_every_action_exists_and_nothing_is_said_by_its_opposite(name: str) -> None:
    for _, use, role in cases_of(name):
        for statement in statements(use, role):
            assert "NotAction" not in statement
            for action in statement["Action"]:
                assert service_authorization.actions_matching(action), f"{action} of {name}"


@pytest.mark.parametrize("name", grant_names())
def test_an_empty_parameter_never_drops_a_condition_alone(name: str) -> None:
    for _, use, role in cases_of(name):
        if any(isinstance(v, Parameter) for v in use.arguments.values()):
            template = build(App(project="shop", grants=(use,)))
            policy = "TaskExecutionPolicy" if role == "execution" else "TaskPolicy"
            document = template["Resources"][policy]["Properties"]["PolicyDocument"]
            for entry in document["Statement"]:
                statement = entry["Fn::If"][1] if "Fn::If" in entry else entry
                for keys in statement.get("Condition", {}).values():
                    assert "Fn::If" not in keys
                    assert all("Fn::If" not in value for value in keys.values())

"""The template says what the catalog says, proven both ways for every choice of arguments."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app import App, grant, parameter
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.grants import grant as row_of
from influmojo_cfn.grants import grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, Grant, Use
from influmojo_cfn.iam.document import Policy
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from influmojo_cfn.template import build
from tests.grants.audit import choices, policy_of, render
from tests.nonempty import nonempty

LOGICAL_IDS = {"execution": "TaskExecutionRole", "task": "TaskRole"}
HERE = Environment(account="444455556666", region="eu-west-1")


def values_of(row: Grant, named: frozenset[str]) -> dict[str, Any]:
    """Return a literal for each argument: its kind's example."""
    return {
        argument.name: (ARGUMENT_TYPES[argument.kind].example,)
        if argument.repeated
        else ARGUMENT_TYPES[argument.kind].example
        for argument in row.arguments
        if argument.name in named
    }


def parameters_of(row: Grant, named: frozenset[str]) -> dict[str, Any]:
    """Return the same values as defaults of deploy-time parameters, where an argument takes one."""
    values = values_of(row, named)
    for argument in row.arguments:
        kind = ARGUMENT_TYPES[argument.kind]
        if argument.name in named and not kind.structured:
            given = parameter(name_of(argument), default=str(kind.example))
            values[argument.name] = (given,) if argument.repeated else given
    return values


def name_of(argument: Argument) -> str:
    return "".join(word.capitalize() for word in argument.name.split("_"))


def built(
    row: Grant, use: Use, arguments: Mapping[str, Any], **parameters: str
) -> tuple[Policy, ...]:
    """Return the policies of the role that a declaration lands on, read back from a template."""
    app = App(
        project="other",
        grants=(grant(row.name, use=use.name, **arguments),),
        attach_execution_policy=False,
    )
    here = replace(HERE, parameters=parameters)
    return roles_of(Document(build(app)), here)[LOGICAL_IDS[use.role]].policies


@pytest.mark.parametrize("name", [name for name in grant_names() if row_of(name).statements])
def test_nothing_is_lost_or_added_between_the_row_and_the_template(name: str) -> None:
    row = row_of(name)
    for use in nonempty(row.uses):
        for named in nonempty(choices(row)):
            for arguments in (values_of(row, named), parameters_of(row, named)):
                literal = arguments == values_of(row, named)
                said = Access((policy_of(render(row, use.role, named, literal=literal)),))
                written = Access(built(row, use, arguments))
                for over, within in ((said, written), (written, said)):
                    answer = excess(over, [within])
                    assert answer.verdict == "proven", f"{use.name} with {sorted(named)}: {answer}"


@pytest.mark.parametrize(
    "name", [n for n in grant_names() if row_of(n).arguments and row_of(n).statements]
)
def test_an_empty_parameter_never_widens(name: str) -> None:
    row = row_of(name)
    everything = frozenset(argument.name for argument in row.arguments)
    for use in nonempty(row.uses):
        arguments = parameters_of(row, everything)
        whole = Access(built(row, use, arguments))
        for argument in row.arguments:
            if argument.may_be_empty or ARGUMENT_TYPES[argument.kind].structured:
                continue
            fewer = Access(built(row, use, arguments, **{name_of(argument): ""}))
            answer = excess(whole, [fewer])
            assert answer.verdict == "proven", f"{use.name} without {argument.name}: {answer}"


def test_a_condition_that_is_lost_would_be_seen() -> None:
    row = row_of("ses.send_email")
    named = frozenset({"identities", "from_addresses"})
    said = Access((policy_of(render(row, "task", named)),))
    (policy,) = built(row, row.uses[0], values_of(row, named))
    bare = tuple(replace(statement, conditions=()) for statement in policy.statements)
    lost = Access((replace(policy, statements=bare),))
    assert excess(said, [lost]).verdict == "refuted"


@pytest.mark.parametrize("name", [n for n in grant_names() if row_of(n).statements])
def test_the_template_says_why_a_star_is_forced(name: str) -> None:
    row = row_of(name)
    arguments = values_of(row, frozenset(argument.name for argument in row.arguments))
    for use in nonempty(row.uses):
        template = build(App(project="other", grants=(grant(name, use=use.name, **arguments),)))
        said = json.dumps([each["Metadata"] for each in template["Resources"].values()])
        for statement in row.statements:
            if use.role in statement.roles:
                assert (statement.forced_star or "") in said

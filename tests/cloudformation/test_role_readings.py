"""Roles that environments do not tell apart are read once; an answer is the same as of its own."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.role_readings import MOST_READ_ALONE, RoleReadings, has_many_roles
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.errors import TemplateError
from tests.template_text import managed_policy, role

TEMPLATE = (
    """
Parameters:
  Bucket: {Type: String, Default: own}
  Queue: {Type: String, Default: "", AllowedPattern: "[a-z]*"}
  Size: {Type: String, Default: small}
Conditions:
  HasQueue: !Not [!Equals [!Ref Queue, ""]]
  IsLarge: !Equals [!Ref Size, large]
Resources:
"""
    + role("Reader", "[!Ref ReadPolicy]")
    + role("Sender", "!If [HasQueue, [!Ref SendPolicy], []]")
    + role("Large", condition="IsLarge")
    + managed_policy("ReadPolicy", '!Sub "arn:aws:s3:::${Bucket}/*"', name="read")
    + managed_policy(
        "SendPolicy",
        '!Sub "arn:aws:sqs:*:*:${Queue}"',
        action="sqs:SendMessage",
        name="send",
        condition="HasQueue",
    )
)


def readings(text: str = TEMPLATE) -> RoleReadings:
    return RoleReadings(parse(text, "t.yaml"))


def environment(**parameters: str) -> Environment:
    return Environment(parameters=parameters)


def plain(roles: dict[str, TemplateRole]) -> dict[str, TemplateRole]:
    """Return roles without the environment that they were read in."""
    return {name: replace(role, environment=Environment()) for name, role in roles.items()}


MANY = TEMPLATE + "".join(role(f"Role{number}") for number in range(MOST_READ_ALONE))


@pytest.mark.parametrize(("text", "many"), [(TEMPLATE, False), (MANY, True), ("[]", False)])
def test_a_template_has_many_roles_or_few(text: str, many: bool) -> None:
    assert has_many_roles(parse(text)) is many


@pytest.mark.parametrize("text", [TEMPLATE, MANY], ids=["few roles", "many roles"])
def test_every_environment_has_the_roles_that_it_has_alone(text: str) -> None:
    shared = readings(text)
    for bucket, queue, size in product(("own", "other"), ("", "jobs"), ("small", "large")):
        here = environment(Bucket=bucket, Queue=queue, Size=size)
        assert plain(shared.roles(here)) == plain(roles_of(shared.document, here))


def test_a_role_is_shared_where_what_it_asks_for_is_the_same() -> None:
    shared = readings()
    first, second = (shared.roles(environment(Queue=name)) for name in ("", "jobs"))
    assert first["Reader"] is second["Reader"]
    assert first["Sender"] is not second["Sender"]
    assert shared.roles(environment(Queue="jobs", Size="large"))["Sender"] is second["Sender"]


def test_of_many_roles_those_that_another_value_concerns_are_read_anew() -> None:
    shared = readings(MANY)
    first, second = (shared.roles(environment(Queue=name)) for name in ("", "jobs"))
    assert {name for name in first if first[name] is not second[name]} == {"Sender"}
    assert shared.roles(environment(Queue="jobs"))["Sender"] is second["Sender"]


OWN = "arn:aws:iam::111122223333:policy/extra"


@pytest.mark.parametrize(
    ("policies", "named", "attached"),
    [
        ("[]", "extra", "[reader]"),
        ("[]", "extra", "[!Ref Sender, !Ref Name]"),
        (f"[{OWN}]", "extra", "[!Ref Sender]"),
        ("[!Ref Extra]", "", "[]"),
    ],
    ids=["by its name", "by a parameter with its name", "by a written ARN", "by a reference"],
)
def test_of_many_roles_those_are_read_anew_that_a_policy_is_attached_to(
    policies: str, named: str, attached: str
) -> None:
    first = role("Reader", policies) + "      RoleName: reader\n"
    policy = managed_policy("Extra", '!Sub "arn:aws:s3:::${Size}/*"', name=named)
    text = MANY.replace(role("Reader", "[!Ref ReadPolicy]"), first)
    text = text.replace("Parameters:\n", "Parameters:\n  Name: {Type: String, Default: reader}\n")
    shared = readings(f"{text}{policy}      Roles: {attached}\n")
    for size in ("small", "large"):
        here = environment(Size=size)
        found = shared.roles(here)
        assert plain(found) == plain(roles_of(shared.document, here))
        assert "Extra" in {each.path[1] for each in found["Reader"].policies}


def test_other_surroundings_are_other_roles() -> None:
    shared = readings()
    here, there = Environment(), Environment(account="444455556666")
    assert shared.roles(here)["Reader"].arn != shared.roles(there)["Reader"].arn
    assert shared.roles(here)["Reader"].arn == roles_of(shared.document, here)["Reader"].arn


def test_a_value_that_stands_for_every_value_is_another_value() -> None:
    shared = readings()
    given = {"Bucket": "\ue100"}
    one = shared.roles(Environment(parameters=given))["Reader"]
    every = Environment(parameters=given, unconstrained=frozenset(given))
    assert shared.roles(every)["Reader"].policies != one.policies


@pytest.mark.parametrize("given", [{"Queue": "JOBS"}, {"Nothing": "x"}])
def test_a_value_is_refused_although_no_role_asks_for_it(given: dict[str, str]) -> None:
    shared = readings(TEMPLATE.replace("!Ref Queue", "queue").replace("${Queue}", "queue"))
    shared.roles(environment(Bucket="own"))
    with pytest.raises(TemplateError) as shown:
        shared.roles(environment(**given))
    with pytest.raises(TemplateError) as alone:
        roles_of(shared.document, environment(**given))
    assert str(shown.value) == str(alone.value)


def test_the_problems_of_all_roles_are_listed() -> None:
    wrong = TEMPLATE.replace("Effect: Allow\n", "Effect: Perhaps\n")
    with pytest.raises(TemplateError) as found:
        readings(wrong).roles(environment(Queue="jobs"))
    assert len(found.value.problems) == 2


def test_loops_are_expanded_anew_in_each_environment() -> None:
    text = """
Transform: AWS::LanguageExtensions
Parameters:
  Names: {Type: CommaDelimitedList, Default: "A,B"}
Resources:
  Fn::ForEach::Roles:
    - Name
    - !Ref Names
    - "Role${Name}":
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument: {Statement: []}
"""
    shared = readings(text)
    for names in ("A,B", "A", "C"):
        here = environment(Names=names)
        assert list(shared.roles(here)) == [f"Role{each}" for each in names.split(",")]


@pytest.mark.parametrize("name", ["", "*"])
def test_a_role_is_read_whatever_its_logical_id(name: str) -> None:
    document = parse("Resources:\n" + role("Reader", "[]").replace("Reader:", f'"{name}":'))
    readings = RoleReadings(document)
    for _ in range(2):
        assert readings.roles(Environment()) == roles_of(document, Environment())
        assert list(readings.roles(Environment())) == [name]

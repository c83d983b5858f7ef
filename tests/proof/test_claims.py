"""Claims as they are written: what each is about, and what is wrong with a file of them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.claims import (
    Claim,
    Claims,
    filler,
    malformed_resource,
    parse_claims,
    unknown_action,
    unknown_in_conditions,
)

NEVER = {"actions": "s3:GetObject"}


def read(*rows: Any, **more: Any) -> Claims:
    return parse_claims(Document({"claims": list(rows), **more}, "c.yaml"))


def problems(data: Any) -> list[str]:
    with pytest.raises(TemplateError) as caught:
        parse_claims(Document(data, "c.yaml"))
    return [f"{each.where}: {each.message}" for each in caught.value.problems]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("text", "claims[0]: a claim is a mapping"),
        (
            {"claim": "x", "never": {**NEVER, "resources": []}},
            "claims[0].never.resources: lists nothing, so nothing is claimed",
        ),
        ({"claim": "x", "never": {"actions": []}}, "claims[0].never.actions: lists nothing"),
        ({"claim": "x", "never": NEVER, "roles": []}, "claims[0].roles: lists nothing"),
        ({"claim": "x"}, "claims[0]: has none of never, always"),
        (
            {"claim": "x", "never": NEVER, "always": NEVER},
            "claims[0]: has never and always of never",
        ),
        ({"claim": 1, "never": NEVER}, "claims[0].claim: is a sentence on what is claimed"),
        ({"claim": "x", "never": []}, "claims[0].never: is a mapping of actions"),
        ({"claim": "x", "never": {}}, "claims[0].never: is a mapping of actions"),
        (
            {"claim": "x", "never": {**NEVER, "not-actions": "s3:*"}},
            "claims[0].never.not-actions: cannot be combined with actions",
        ),
        (
            {"claim": "x", "never": {**NEVER, "resources": "*", "not-resources": "*"}},
            "claims[0].never.not-resources: cannot be combined with resources",
        ),
        ({"claim": "x", "no-wider-than": ""}, "claims[0].no-wider-than: is a template"),
        (
            {"claim": "x", "nothing-beyond-the-app": False},
            "claims[0].nothing-beyond-the-app: is an app file, or true",
        ),
        (
            {"claim": "x", "never": {"actions": ["s3:GetObject", 1]}},
            "claims[0].never",
        ),
        (
            {"claim": "x", "never": {"actions": "sts:GetCallerIdentity"}},
            "claims[0].never.actions: sts:GetCallerIdentity needs no permission",
        ),
        (
            {"claim": "x", "role": 1, "never": NEVER},
            "claims[0].role: is a string or a list of strings",
        ),
        (
            {"claim": "x", "parameters": {"A": True}, "never": NEVER},
            "claims[0].parameters: maps names of parameters to values, each a string",
        ),
    ],
)
def test_what_is_wrong_with_a_claim_is_told_with_its_place(row: Any, message: str) -> None:
    assert any(message in each for each in problems({"claims": [row]}))


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert len(problems({"claims": ["text", {"claim": "x"}], "for-evry": 1})) == 3


@pytest.mark.parametrize(
    ("row", "roles"),
    [({}, ()), ({"role": "R"}, ("R",)), ({"roles": ["R", "S"]}, ("R", "S"))],
)
def test_a_claim_is_about_its_roles(row: dict[str, Any], roles: tuple[str, ...]) -> None:
    (claim,) = read({"claim": "x", "never": NEVER, **row}).claims
    assert (claim.roles, claim.kind, claim.path) == (roles, "never", ("claims", 0))


def test_a_claim_is_about_values_of_parameters() -> None:
    (claim,) = read({"claim": "x", "never": NEVER, "parameters": {"A": "a"}}).claims
    assert claim.parameters == {"A": "a"}


@pytest.mark.parametrize(("given", "names"), [("A", ("A",)), (["A", "B"], ("A", "B"))])
def test_parameters_are_left_open(given: Any, names: tuple[str, ...]) -> None:
    assert read({"claim": "x", "never": NEVER}, **{"for-every": given}).for_every == names


def test_what_needs_no_permission_can_be_claimed_always() -> None:
    assert read({"claim": "x", "always": {"actions": "sts:GetCallerIdentity"}}).claims


@pytest.mark.parametrize(
    ("argument", "actions", "not_action", "resources", "not_resource"),
    [
        (NEVER, ("s3:GetObject",), False, ("*",), False),
        ({"resources": "arn:aws:s3:::b"}, ("*",), False, ("arn:aws:s3:::b",), False),
        ({"not-actions": "s3:*"}, ("s3:*",), True, ("*",), False),
        ({"not-resources": "arn:aws:s3:::b"}, ("*",), False, ("arn:aws:s3:::b",), True),
    ],
)
def test_a_claim_is_about_the_requests_of_a_policy(
    argument: Any,
    actions: tuple[str, ...],
    not_action: bool,
    resources: tuple[str, ...],
    not_resource: bool,
) -> None:
    policy = Claim("x", "never", argument).policy(str)
    (statement,) = policy.statements
    assert (statement.actions, statement.not_action) == (actions, not_action)
    assert (statement.resources, statement.not_resource) == (resources, not_resource)
    assert policy.within_segments


def test_a_claim_about_trust_is_about_any_resource() -> None:
    argument = {"principals": {"Service": "ecs-tasks.amazonaws.com"}}
    policy = Claim("x", "only-trusted-by", argument).policy(str)
    assert policy.statements[0].principals is not None
    assert not policy.within_segments


def test_every_text_of_a_claim_is_filled_in() -> None:
    argument = {
        "actions": ["s3:GetObject"],
        "resources": "arn:aws:s3:::${B}",
        "conditions": {"StringEquals": {"aws:PrincipalTag/t": ["${B}"]}},
    }
    (statement,) = Claim("x", "never", argument).policy(filler({"B": "own"})).statements
    assert statement.resources == ("arn:aws:s3:::own",)
    assert statement.conditions[0].values == ("own",)


def test_what_no_policy_can_say_has_the_words_of_a_claim() -> None:
    claim = Claim("x", "never", {"resources": {"a": "b"}}, path=("claims", 0))
    with pytest.raises(TemplateError, match="resources"):
        claim.policy(str)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("s3:GetObject", ""),
        ("s3:*", ""),
        ("*", ""),
        ("s*:GetObject", ""),
        ("${x}:GetObject", ""),
        ("GetObject", "'GetObject' is not an action"),
        ("s3:", "'s3:' is not an action"),
        ("ss3:GetObject", "no service has the prefix 'ss3'"),
        ("s3:GetObjct", "did you mean 'GetObject'"),
        ("s3:Nope*", "no action of s3 is 's3:Nope*'"),
    ],
)
def test_an_action_of_no_service_is_told(text: str, why: str) -> None:
    assert why in unknown_action(text)
    assert bool(why) is bool(unknown_action(text))


@pytest.mark.parametrize(
    ("conditions", "places"),
    [
        ({}, []),
        ({"Fn::If": ["X", {"Bool": {}}]}, [("Fn::If",), ("Fn::If",)]),
        ({"NumericEquals": {"s3:max-keys": [{"Fn::If": ["X", 1, 2]}, None]}}, []),
        ({"StringEquals": {"aws:SourceVpc": "a", "s3:prefix": "b", "own:key": "c"}}, []),
        ({"StringEqual": {"s3:prefix": "b"}}, [("StringEqual",)]),
        ({"StringEquals": {"AWS:sourcevpx": "a"}}, [("StringEquals", "AWS:sourcevpx")]),
        ({"StringEquals": {"s3:prefx": "a"}}, [("StringEquals", "s3:prefx")]),
        ({"ForAnyValue:StringLike": {"aws:TagKeys": "a"}}, []),
    ],
)
def test_operators_and_keys_that_are_none_are_told(conditions: Any, places: list[Any]) -> None:
    assert [place for place, _ in unknown_in_conditions(conditions)] == places


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${Name}", "own"),
        ("${AWS::Region}-x", "us-east-1-x"),
        ("${Missing}", "${Missing}"),
        ("${aws:username}", "${aws:username}"),
        ("${Name.Arn}", "${Name.Arn}"),
        ("$Name", "$Name"),
    ],
)
def test_values_take_the_place_of_parameters(text: str, filled: str) -> None:
    assert filler({"Name": "own", "AWS::Region": "us-east-1"})(text) == filled


@pytest.mark.parametrize(
    ("environments", "message"),
    [
        ([], "c.yaml: environments: maps the name of an environment to values"),
        ({"staging": []}, "environments.staging: is wrong; the key maps the name"),
        ({"staging": {"A": 1}}, "environments.staging: is wrong; the key maps the name"),
        ({5: {"A": "a"}}, "environments.5: is wrong; the key maps the name"),
    ],
)
def test_what_is_wrong_with_environments_is_said(environments: Any, message: str) -> None:
    found = problems({"claims": [{"claim": "x", "never": NEVER}], "environments": environments})
    assert any(message.removeprefix("c.yaml: ") in each for each in found)


def test_environments_are_read() -> None:
    values = {"staging": {"EnvironmentName": "staging"}}
    assert read({"claim": "x", "never": NEVER}, environments=values).environments == values


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("*", ""),
        ("arn:aws:s3", ""),
        ("arn:aws:s3:::uploads/*", ""),
        ("arn:aws:iam::aws:policy/*", ""),
        ("${BucketArn}/*", ""),
        ("arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Queue}", ""),
        ("s3:GetObjct", "is not an ARN"),
        ("uploads*", "is not an ARN"),
        ("", "is not an ARN"),
        ("am:aws:s3:::uploads", "is not an ARN"),
        ("arn:aws:s3:uploads", "'uploads' of arn:aws:s3:uploads is not a Region"),
        ("arn:${AWS::Partition}:s3:uploads/*", "is not a Region"),
        ("arn:aws:sqs:us-east-1:11112222333:q", "is not an account ID of 12 digits"),
        ("arn:aws:sqs:eu-*:111122223333:q", ""),
        ("arn:aws:sqs:eu-wst-1:111122223333:q", "'eu-wst-1', as far as the installed cfn-lint"),
    ],
)
def test_a_resource_that_no_arn_matches_is_refused(text: str, why: str) -> None:
    message = malformed_resource(text)
    assert why in message
    assert bool(why) is bool(message)


@pytest.mark.parametrize("given", ["us-eastt-1", ["eu-west-1", "us-eastt-1"]])
def test_a_condition_on_a_region_that_does_not_exist_is_refused(given: object) -> None:
    found = dict(unknown_in_conditions({"StringEquals": {"aws:RequestedRegion": given}}))
    assert "did you mean 'us-east-1'?" in found["StringEquals", "aws:RequestedRegion"]


@pytest.mark.parametrize("given", ["eu-*", "${Region}", "us-east-1"])
def test_a_pattern_of_regions_is_taken(given: str) -> None:
    assert not list(unknown_in_conditions({"StringLike": {"aws:RequestedRegion": given}}))


@pytest.mark.parametrize(
    ("operator", "given", "refused"),
    [
        ("DateGreaterThan", "next year", True),
        ("NumericLessThan", ["10", "1e3"], True),
        ("IpAddress", "10.0.0.0/33", True),
        ("NumericLessThan", [10, "${Most}"], False),
        ("StringLike", "next *", False),
        ("Null", True, False),
    ],
)
def test_a_value_that_no_operator_reads_is_refused(
    operator: str, given: object, refused: bool
) -> None:
    found = list(unknown_in_conditions({operator: {"aws:PrincipalTag/t": given}}))
    assert bool(found) is refused


@pytest.mark.parametrize("name", ["resources", "not-resources"])
def test_a_claim_about_no_resource_is_refused(name: str) -> None:
    claim = {"claim": "none", "never": {"actions": "s3:*", name: ["*", "s3:GetObjct"]}}
    with pytest.raises(TemplateError, match=rf"claims\[0\]\.never\.{name}\[1\]: 's3:GetObjct'"):
        parse_claims(Document({"claims": [claim]}))


def test_a_template_is_not_a_claims_file() -> None:
    with pytest.raises(TemplateError) as raised:
        parse_claims(parse("Parameters: {}\nResources: {}\n", "t.yaml"))
    assert [str(each) for each in raised.value.problems] == [
        "t.yaml:1: is a CloudFormation template, not a claims file; influmojo-cfn check reads it"
    ]

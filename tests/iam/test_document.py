"""Policy documents: what is accepted, and what is said of the rest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import TemplateError, key_path
from influmojo_cfn.iam.document import (
    Condition,
    Policy,
    Statement,
    condition_keys_of,
    parse_policy,
    read_policy,
)
from influmojo_cfn.iam.unknown import Unknown
from tests.iam.policy_json import document_of

STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}


def problems_of(document: object, **options: Any) -> list[str]:
    return [str(problem) for problem in read_policy(document, **options)[1]]


def test_a_single_value_stands_for_a_list() -> None:
    one = parse_policy({"Statement": STATEMENT})
    listed = {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}
    assert one == parse_policy({"Statement": [listed]})


def test_numbers_and_booleans_of_conditions_become_text() -> None:
    condition = {"Bool": {"aws:SecureTransport": True}, "NumericEquals": {"s3:max-keys": [1, 2.5]}}
    statement = parse_policy({"Statement": {**STATEMENT, "Condition": condition}}).statements[0]
    assert statement.conditions == (
        Condition("Bool", "aws:SecureTransport", ("true",)),
        Condition("NumericEquals", "s3:max-keys", ("1", "2.5")),
    )


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ([], "is a list, not a policy document; expected a mapping"),
        ({"Version": "2012-10-17"}, "has no Statement"),
        (
            {"Version": "2012", "Statement": []},
            "Version: is '2012'; expected 2012-10-17 or 2008-10-17",
        ),
        (
            {"Statements": [], "Statement": []},
            "Statements: is not an element of a policy; did you mean 'Statement'?",
        ),
        ({"Statement": ["x"]}, "Statement[0]: a statement is a mapping, not a string"),
        (
            {"Statement": {**STATEMENT, "Effect": "allow"}},
            "Statement.Effect: is 'allow'; expected Allow or Deny",
        ),
        (
            {"Statement": {"Action": "s3:*", "Resource": "*"}},
            "Statement.Effect: is missing; expected Allow or Deny",
        ),
        ({"Statement": {"Effect": "Deny", "Resource": "*"}}, "has no Action and no NotAction"),
        ({"Statement": {"Effect": "Deny", "Action": "*"}}, "has no Resource and no NotResource"),
        (
            {"Statement": {**STATEMENT, "NotAction": "s3:*"}},
            "Statement.NotAction: cannot be combined with Action",
        ),
        (
            {"Statement": {**STATEMENT, "Principal": "*"}},
            "Statement.Principal: does not belong in an identity policy",
        ),
        (
            {"Statement": {**STATEMENT, "Action": [1]}},
            "Statement.Action[0]: is a string, not a number",
        ),
        (
            {"Statement": {**STATEMENT, "Condition": {"Bool": "x"}}},
            "Statement.Condition.Bool: is a mapping of condition keys, not a string",
        ),
        (
            {"Statement": {**STATEMENT, "Condition": {"Bool": {"a:b": None}}}},
            "Statement.Condition.Bool.a:b: is a string, a number or a Boolean, not nothing",
        ),
    ],
)
def test_a_wrong_shape_is_said_with_its_place(document: object, expected: str) -> None:
    assert any(problem.endswith(expected) for problem in problems_of(document))


def test_all_problems_come_at_once_with_file_and_line() -> None:
    text = 'Statement:\n- Effect: Permit\n  Action: "s3:*"\n- Action: 5\n  Effect: Deny\n'
    document = parse(text, "policy.yaml")
    with pytest.raises(TemplateError) as caught:
        parse_policy(document.data, source=document)
    assert [str(problem) for problem in caught.value.problems] == [
        "policy.yaml:2 Statement[0].Effect: is 'Permit'; expected Allow or Deny",
        "policy.yaml:2 Statement[0]: has no Resource and no NotResource",
        "policy.yaml:4 Statement[1].Action: is a string, not a number",
        "policy.yaml:4 Statement[1]: has no Resource and no NotResource",
    ]


def test_a_trust_policy_needs_a_principal_and_takes_no_resource() -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    assert problems_of({"Statement": statement}, kind="trust") == [
        "Statement.Resource: does not belong in a trust policy",
        "Statement: has no Principal and no NotPrincipal",
    ]


def test_a_misspelt_principal_type_is_named() -> None:
    statement = {**STATEMENT, "Principal": {"service": "ecs-tasks.amazonaws.com"}}
    (problem,) = problems_of({"Statement": statement}, kind="resource")
    assert problem == (
        "Statement.Principal.service: is not a kind of principal; did you mean 'Service'?"
    )


def test_what_is_unknown_stays_unknown() -> None:
    reason = Unknown("the bucket has no name before deployment", "arn:aws:s3:::*")
    policy = parse_policy({"Statement": [{**STATEMENT, "Resource": ["*", reason]}, reason]})
    assert policy.statements[0].resources == ("*", reason)
    assert policy.unknown == (reason.reason,)


DOUBT = Unknown("a reason", origin="Condition: C")


def test_a_policy_in_doubt_keeps_what_it_says() -> None:
    policy = parse_policy({"Statement": STATEMENT})
    (found,) = policy.in_doubt(DOUBT).statements
    assert found.unknown == ("a reason",)
    assert replace(found, unknown=(), origin="") == policy.statements[0]


@pytest.mark.parametrize(
    "policy",
    [Policy((), "p", unknown=("not read",), origin="x"), parse_policy({"Statement": STATEMENT})],
    ids=["one that is not read", "one that is read"],
)
def test_the_doubt_about_a_policy_tells_it_apart(policy: Policy) -> None:
    other = replace(DOUBT, origin="Condition: D")
    assert policy.in_doubt(DOUBT) == policy.in_doubt(DOUBT)
    assert policy.in_doubt(DOUBT) != policy.in_doubt(other)


def test_a_policy_in_doubt_keeps_why_it_is_not_read() -> None:
    policy = Policy((), "p", unknown=("not read",), origin="x")
    assert policy.in_doubt(DOUBT).unknown == ("not read", "a reason")


def test_an_unresolved_function_is_unknown() -> None:
    policy = parse_policy({"Statement": {**STATEMENT, "Action": {"Ref": "Action"}}})
    assert policy.statements[0].actions == (Unknown("Ref is not resolved"),)


def test_a_key_that_one_operator_has_twice_is_not_known() -> None:
    keys = {"aws:SourceVpc": "vpc-1", "AWS:sourcevpc": "vpc-2", "aws:SourceIp": "10.0.0.1"}
    row = {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringEquals": keys}}
    policy = parse_policy({"Statement": row})
    conditions = policy.statements[0].conditions
    assert [isinstance(each.values[0], Unknown) for each in conditions] == [True, True, False]
    assert condition_keys_of([policy]) == {"aws:sourcevpc", "aws:sourceip"}


def test_a_policy_survives_its_json_form() -> None:
    condition = {"StringLike": {"aws:PrincipalTag/team": ["a", "b"]}}
    statement = {"Sid": "One", **STATEMENT, "Condition": condition}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]})
    assert parse_policy(document_of(policy)) == policy


def test_a_key_path_reads_as_people_write_it() -> None:
    assert key_path(("Resources", "TaskRole", "Policies", 0)) == "Resources.TaskRole.Policies[0]"


@pytest.mark.parametrize("name", ["Principal", "NotPrincipal"])
@pytest.mark.parametrize(
    ("written", "principals"),
    [
        pytest.param("*", {"*": ("*",)}, id="everyone"),
        pytest.param({"AWS": "*"}, {"AWS": ("*",)}, id="every AWS principal"),
        pytest.param(
            {"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": "111122223333"},
            {"AWS": ("111122223333",), "Service": ("a.amazonaws.com", "b.amazonaws.com")},
            id="two types",
        ),
    ],
)
def test_principals_are_read_by_type(
    name: str, written: object, principals: dict[str, tuple[str, ...]]
) -> None:
    statement = {"Effect": "Deny", name: written, "Action": "sts:AssumeRole"}
    (read,) = parse_policy({"Statement": [statement]}, kind="trust").statements
    assert (read.principals, read.not_principal) == (principals, name == "NotPrincipal")


def only(**elements: Any) -> Statement:
    """Return the statement of a resource policy that is read with no problem or some."""
    policy, _ = read_policy({"Statement": {"Effect": "Allow", "Action": "a:b", **elements}})
    (found,) = policy.statements
    return found


def test_a_policy_is_read_with_its_places_and_its_source() -> None:
    text = "Policy:\n  Version: '2012-10-17'\n  Statement:\n  - Sid: One\n    Effect: Deny\n"
    text += "    NotAction: s3:*\n    NotResource: ['*']\n"
    text += "    Condition: {Bool: {aws:SecureTransport: false}}\n"
    source = parse(text, "policy.yaml")
    policy, problems = read_policy(
        source.data["Policy"], name="own", path=("Policy",), source=source
    )
    (statement,) = policy.statements
    assert problems == ()
    assert policy.has_variables
    assert (policy.name, policy.path, policy.unknown) == ("own", ("Policy",), ())
    assert policy.source is source
    assert policy.where(statement.path) == "policy.yaml:4"
    assert statement == Statement(
        "Deny",
        ("s3:*",),
        ("*",),
        (Condition("Bool", "aws:SecureTransport", ("false",)),),
        "One",
        not_action=True,
        not_resource=True,
    )
    assert statement.path == ("Policy", "Statement", 0)
    assert statement.conditions[0].path == (
        *("Policy", "Statement", 0, "Condition", "Bool", "aws:SecureTransport"),
    )


def test_a_policy_that_is_parsed_has_its_place() -> None:
    source = parse("A: {Statement: []}", "policy.yaml")
    policy = parse_policy(source.data["A"], name="own", path=("A",), source=source)
    assert (policy.name, policy.path, policy.where(("A",))) == ("own", ("A",), "policy.yaml:1")


def test_a_policy_that_was_read_from_nothing_has_no_place() -> None:
    policy = parse_policy({"Statement": STATEMENT})
    assert (policy.where(()), policy.version, policy.has_variables) == ("", "2008-10-17", False)
    assert parse_policy({"Version": "2012-10-17", "Statement": []}).version == "2012-10-17"
    assert read_policy({"Version": "2012", "Statement": []})[0].version == "2008-10-17"
    assert read_policy([])[0] == Policy(())


def test_places_are_those_of_the_source() -> None:
    document = {"Statement": [{**STATEMENT, "Effect": 5, "Condition": {"Bool": {"a:b": None}}}]}
    policy, problems = read_policy(document, name="own", place=lambda at: ("Moved", *at))
    assert policy.statements[0].path == ("Moved", "Statement", 0)
    assert policy.statements[0].conditions[0].path[0] == "Moved"
    assert [(each.path[0], each.place.partition(".")[0]) for each in problems] == [
        ("Moved", "Moved"),
        ("Moved", "Moved"),
    ]


def test_a_problem_of_the_whole_document_is_of_its_name() -> None:
    assert problems_of([], name="own") == [
        "own: is a list, not a policy document; expected a mapping"
    ]
    assert problems_of([]) == ["is a list, not a policy document; expected a mapping"]
    with pytest.raises(TemplateError, match="own: has no Statement"):
        parse_policy({}, name="own")
    with pytest.raises(TemplateError, match="has no Principal"):
        parse_policy({"Statement": {"Effect": "Allow", "Action": "a:b"}}, kind="trust")


NO_ARN = "Resource 'queue' is not an ARN, and AWS takes no such statement"


@pytest.mark.parametrize(
    ("elements", "actions", "resources"),
    [
        pytest.param({"Action": "*"}, ("*",), (), id="every action"),
        pytest.param(
            {"Action": ["s3", "s3:*"]},
            (Unknown("Action 's3' has no service prefix, and AWS takes no such statement"), "s3:*"),
            (),
            id="no prefix",
        ),
        pytest.param(
            {"NotResource": ["queue", "*"]}, ("a:b",), (Unknown(NO_ARN), "*"), id="not an ARN"
        ),
        pytest.param({"Resource": "ARN:aws:s3:::b"}, ("a:b",), ("ARN:aws:s3:::b",), id="in case"),
        pytest.param(
            {"Resource": "queue", "Principal": "*"}, ("a:b",), ("queue",), id="of a resource policy"
        ),
        pytest.param(
            {"Resource": "queue", "NotPrincipal": "*"}, ("a:b",), ("queue",), id="of another"
        ),
        pytest.param({"Resource": "\ue010"}, ("a:b",), ("\ue010",), id="what is not known of it"),
        pytest.param(
            {"Action": []},
            (Unknown("Action lists nothing, and AWS takes no such statement"),),
            (),
            id="a list of none",
        ),
        pytest.param(
            {"NotResource": []},
            ("a:b",),
            (Unknown("NotResource lists nothing, and AWS takes no such statement"),),
            id="a Not list of none",
        ),
        pytest.param({"Action": [5, None, True, "a:b"]}, None, (), id="numbers"),
    ],
)
def test_what_aws_takes_for_actions_and_resources(
    elements: dict[str, Any], actions: tuple[Any, ...] | None, resources: tuple[Any, ...]
) -> None:
    found = only(**elements)
    assert found.resources == resources
    if actions is not None:
        assert found.actions == actions
    assert found.not_resource is ("NotResource" in elements)
    assert found.not_action is False


@pytest.mark.parametrize(
    ("elements", "principals", "omits"),
    [
        pytest.param({}, None, False, id="none"),
        pytest.param({"Principal": "*"}, {"*": ("*",)}, False, id="everyone"),
        pytest.param({"NotPrincipal": "*"}, {"*": ("*",)}, True, id="no one"),
        pytest.param({"Principal": "x"}, {}, False, id="a text that is not *"),
        pytest.param(
            {"Principal": {"Service": "a", "AWS": ["b", "c"], "Other": "d"}, "NotPrincipal": "*"},
            {"AWS": ("b", "c"), "Service": ("a",)},
            False,
            id="the first of both",
        ),
        pytest.param(
            {"Principal": {"Ref": "X"}}, {"*": (Unknown("Ref is not resolved"),)}, False, id="Ref"
        ),
        pytest.param(
            {"NotPrincipal": Unknown("why", "arn:*")},
            {"*": (Unknown("why", "arn:*"),)},
            True,
            id="not known",
        ),
        pytest.param(
            {"Principal": {"AWS": [{"Ref": "X"}, Unknown("why")]}},
            {"AWS": (Unknown("Ref is not resolved"), Unknown("why"))},
            False,
            id="one that is not known",
        ),
    ],
)
def test_principals_that_are_read(
    elements: dict[str, Any], principals: object, omits: bool
) -> None:
    found = only(**elements)
    assert (found.principals, found.not_principal) == (principals, omits)


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        pytest.param("a", ("a",), id="a text"),
        pytest.param(
            [True, False, 1, 2.5, 1e-7], ("true", "false", "1", "2.5", "0.0000001"), id="all"
        ),
        pytest.param([{"Ref": "X"}, "a"], (Unknown("Ref is not resolved"), "a"), id="unknown"),
        pytest.param([None, [], {}], (), id="what is no value"),
    ],
)
def test_values_of_conditions(value: object, texts: tuple[object, ...]) -> None:
    (found,) = only(Condition={"StringEquals": {"aws:k": value}}).conditions
    assert (found.operator, found.key, found.values) == ("StringEquals", "aws:k", texts)


@pytest.mark.parametrize(
    ("document", "reasons"),
    [
        pytest.param(Unknown("why"), ("why",), id="all of it"),
        pytest.param({"Statement": {"Ref": "X"}}, ("Ref is not resolved",), id="its statements"),
        pytest.param(
            {"Statement": [{**STATEMENT, "Effect": {"Ref": "X"}}]},
            ("Ref is not resolved",),
            id="effect",
        ),
        pytest.param({"Statement": [STATEMENT]}, (), id="nothing"),
    ],
)
def test_what_is_not_known_of_a_whole_policy(document: object, reasons: tuple[str, ...]) -> None:
    policy, problems = read_policy(document)
    assert (policy.unknown, problems) == (reasons, ())


@pytest.mark.parametrize(("effect", "read"), [("Deny", "Deny"), ("deny", "Allow"), (5, "Allow")])
def test_what_is_no_effect_allows_and_is_a_problem(effect: object, read: str) -> None:
    policy, problems = read_policy({"Statement": {**STATEMENT, "Effect": effect, "Sid": []}})
    assert [(each.effect, each.sid) for each in policy.statements] == [(read, None)]
    assert len(problems) == 1 + (effect != read)


def test_a_number_for_a_sid_is_the_string_that_cloudformation_makes_of_it() -> None:
    policy, problems = read_policy({"Statement": {**STATEMENT, "Sid": 5}})
    assert ([each.sid for each in policy.statements], problems) == (["5"], ())


def test_a_doubt_of_a_statement_is_kept() -> None:
    assert only(Condition={"Ref": "X"}).unknown == ("Ref is not resolved",)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param({"Effect": "Allow", "Action": ["a:b"], "Resource": ["*"]}, id="the least"),
        pytest.param(
            {"Sid": "S", "Effect": "Deny", "NotAction": ["a:b", "c:d"], "NotResource": ["*"]},
            id="Not",
        ),
        pytest.param({"Effect": "Allow", "Principal": "*", "Action": ["a:b"]}, id="everyone"),
        pytest.param(
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["x"], "Service": ["a", "b"]},
                "Action": ["a:b"],
                "Resource": ["r"],
            },
            id="principals",
        ),
        pytest.param(
            {"Effect": "Deny", "NotPrincipal": {"AWS": ["x"]}, "Action": ["a:b"]}, id="kind"
        ),
        pytest.param(
            {
                "Effect": "Allow",
                "Action": ["a:b"],
                "Resource": ["*"],
                "Condition": {
                    "Bool": {"a:a": ["true"], "a:b": ["x", "y"]},
                    "Null": {"a:a": ["true"]},
                },
            },
            id="conditions",
        ),
    ],
)
def test_a_statement_is_written_as_it_was_read(statement: dict[str, Any]) -> None:
    policy, _ = read_policy({"Version": "2012-10-17", "Statement": [statement]})
    assert document_of(policy) == {"Version": "2012-10-17", "Statement": [statement]}
    assert list(document_of(policy)["Statement"][0]) == list(statement)


@pytest.mark.parametrize(
    "policy",
    [
        pytest.param(Policy((), unknown=("why",)), id="of all"),
        pytest.param(Policy((Statement("Allow", ("*",), ("*",), unknown=("why",)),)), id="of one"),
        pytest.param(
            Policy((Statement("Allow", ("a:b", Unknown("why")), ("*",)),)), id="an action"
        ),
        pytest.param(Policy((Statement("Allow", ("*",), (Unknown("why"),)),)), id="a resource"),
    ],
)
def test_what_is_not_known_has_no_document(policy: Policy) -> None:
    with pytest.raises(ValueError, match=r"^a policy with unknown parts has no document$"):
        document_of(policy)


def test_each_string_of_a_statement_is_among_its_texts_and_can_be_changed() -> None:
    statement = Statement(
        "Allow",
        ("a",),
        ("r",),
        (Condition("StringEquals", "k", ("v", "w")),),
        sid="S",
        principals={"AWS": ("p",)},
    )
    assert statement.texts == ("a", "r", "v", "w", "p")
    changed = statement.with_texts(lambda text: f"{text}!")
    assert changed.texts == ("a!", "r!", "v!", "w!", "p!")
    assert (changed.sid, changed.conditions[0].key) == ("S", "k")
    assert Statement("Deny").with_texts(lambda text: "x") == Statement("Deny")

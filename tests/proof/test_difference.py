"""Differences of whole documents: the same said otherwise is none; open values are all tried."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.difference import Difference, check_parameters, compare_documents
from tests.proof.policies import Statement, allow, deny, document
from tests.template_text import managed_policy, role

TEMPLATE = (
    """
Parameters:
  EnvironmentName: {Type: String, Default: ""}
  Bucket: {Type: String, AllowedPattern: "[a-z]+"}
Conditions:
  HasEnvironment: !Not [!Equals [!Ref EnvironmentName, ""]]
  IsPublic: !Equals [!Ref Bucket, public]
Resources:
"""
    + role("Role", "[!Ref Policy]")
    + managed_policy(
        "Policy",
        """!If
              - IsPublic
              - !Sub "arn:aws:s3:::${Bucket}/open/*"
              - !Sub "arn:aws:s3:::${Bucket}/*"
""",
    )
)


def template(*replaced: tuple[str, str]) -> Document:
    text = TEMPLATE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return parse(text, "t.yaml")


def test_parameters_at_their_defaults_are_said() -> None:
    found = compare_documents(template(), template())
    assert found.assumptions == (
        "for every value of Bucket",
        "every other parameter at the default of each side",
        "where the default is EnvironmentName=(empty)",
    )


def test_defaults_of_one_side_are_said() -> None:
    found = compare_documents(
        parse(CONDITIONAL, "t.yaml"),
        parse(CONDITIONAL.replace('Bucket: {Type: String, Default: ""}', BUCKET), "t.yaml"),
        environment=Environment(parameters={"Boundary": "b"}),
    )
    assert found.assumptions[-4:] == (
        "every other parameter at the default of each side,"
        " or one of them at another value that conditions compare",
        "where the default is Stage=test",
        "where the default before is Bucket=(empty)",
        "where the default now is Bucket=****",
    )


BUCKET = "Bucket: {Type: String, Default: b, NoEcho: true}"


def outcomes(found: Difference) -> dict[tuple[str, str], str]:
    return {(change.role, change.part): change.outcome for change in found.changes}


def of_template(*replaced: tuple[str, str]) -> str:
    return outcomes(compare_documents(template(), template(*replaced)))["Role", "permissions"]


def test_a_change_of_text_alone_is_none() -> None:
    assert of_template(("Action: s3:GetObject", 'Action: ["s3:getobject"]')) == "unchanged"


def test_a_new_action_widens() -> None:
    assert of_template(("Action: s3:GetObject", "Action: s3:Get*")) == "widened"


def test_a_branch_that_only_one_value_takes_is_looked_at() -> None:
    assert of_template(("${Bucket}/open/*", "${Bucket}/*")) == "widened"


def test_an_open_parameter_is_itself_only() -> None:
    assert of_template(('- !Sub "arn:aws:s3:::${Bucket}/*"', "- arn:aws:s3:::x/*")) == "both"


def test_a_character_that_stands_for_parameters_is_refused() -> None:
    with pytest.raises(TemplateError, match="private use area"):
        compare_documents(template(), template(("s3:GetObject", "s3:\uf388")))


def test_a_given_parameter_is_used() -> None:
    here = Environment(parameters={"Bucket": "x"})
    other = template(('- !Sub "arn:aws:s3:::${Bucket}/*"', "- arn:aws:s3:::x/*"))
    assert outcomes(compare_documents(template(), other, environment=here)) == {
        ("Role", "permissions"): "unchanged",
        ("Role", "trust"): "unchanged",
    }


def test_trust_is_compared() -> None:
    other = template(("ecs-tasks.amazonaws.com}", "[ecs-tasks.amazonaws.com, ec2.amazonaws.com]}"))
    assert outcomes(compare_documents(template(), other))["Role", "trust"] == "widened"


BUCKET_POLICY = """
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: files
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {AWS: "111122223333"}, Action: s3:GetObject, Resource: "*"}
"""
SPARE = """
  Spare:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}
"""
USER = """
  User:
    Type: AWS::IAM::User
    Properties:
      Policies:
        - PolicyName: one
          PolicyDocument: {Statement: {Effect: Allow, Action: s3:GetObject, Resource: "*"}}
        - PolicyName: two
          PolicyDocument: {Statement: {Effect: Allow, Action: s3:PutObject, Resource: "*"}}
"""


class TestPoliciesThatNoRoleHas:
    @staticmethod
    def between(added: str, *changed: tuple[str, str]) -> dict[tuple[str, str], str]:
        text = TEMPLATE + added
        for old, new in changed:
            assert old in text
            text = text.replace(old, new)
        found = outcomes(compare_documents(parse(TEMPLATE + added), parse(text)))
        return {key: outcome for key, outcome in found.items() if key[1] == "policy"}

    def test_a_bucket_policy_is_compared(self) -> None:
        assert self.between(BUCKET_POLICY, ('{AWS: "111122223333"}', '"*"')) == {
            ("BucketPolicy", "policy"): "widened"
        }

    def test_a_user_is_compared_with_all_policies(self) -> None:
        assert self.between(USER, ("s3:PutObject", "s3:Put*")) == {
            ("User", "policy"): "widened",
        }

    def test_a_managed_policy_of_nobody_is_compared(self) -> None:
        assert self.between(SPARE, ("Action: s3:GetObject, Re", "Action: s3:Get*, Re")) == {
            ("Spare", "policy"): "widened"
        }

    def test_one_that_a_role_has_on_one_side_is_the_roles(self) -> None:
        changed = ("ManagedPolicyArns: [!Ref Policy]", "ManagedPolicyArns: [!Ref Spare]")
        assert self.between(SPARE, changed) == {}

    def test_one_that_cannot_be_read_is_unknown(self) -> None:
        assert self.between(BUCKET_POLICY, ("Action: s3:GetObject, Resource", "Actoin: x, R")) == {
            ("BucketPolicy", "policy"): "unknown"
        }


def test_a_role_that_comes_is_all_gain() -> None:
    found = compare_documents(parse("Resources: {}", "empty.yaml"), template())
    assert [(c.presence, c.outcome) for c in found.changes] == [("added", "widened")] * 2


def test_a_policy_that_is_elsewhere_is_unknown() -> None:
    new = ("ManagedPolicyArns: [", "ManagedPolicyArns: [arn:aws:iam::111122223333:policy/x, ")
    assert of_template(new) == "unknown"


def test_a_role_that_is_not_there_is_named_with_its_nearest() -> None:
    with pytest.raises(TemplateError, match="did you mean 'Role'"):
        compare_documents(template(), template(), role="Rolle")


def test_policies_with_and_without_principals_cannot_be_compared() -> None:
    identity = Document(document(allow("s3:*")), "identity.json")
    bucket = Document(document(allow("s3:*", Principal="*")), "bucket.json")
    with pytest.raises(TemplateError, match=r"identity\.json and bucket\.json: cannot compare"):
        compare_documents(identity, bucket)
    nothing = Document(document(), "nothing.json")
    assert outcomes(compare_documents(nothing, bucket)) == {("policy", "permissions"): "widened"}


def test_a_policy_and_a_template_cannot_be_compared() -> None:
    policy = parse(json.dumps(document(allow("s3:*"))), "p.json")
    with pytest.raises(TemplateError, match="cannot compare"):
        compare_documents(policy, template())


# Laws.

ACTIONS = st.sampled_from(["s3:GetObject", "s3:Get*", "s3:*", "s3:PutObject", "sqs:*", "*"])
RESOURCES = st.sampled_from(["*", "arn:aws:s3:::a/*", "arn:aws:s3:::*", "arn:aws:s3:::a/b?"])
CONDITIONS = st.sampled_from(
    [
        None,
        {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringLike": {"aws:SourceVpc": ["vpc-1*", "vpc-2"]}},
        {"StringNotEqualsIfExists": {"aws:SourceVpc": "vpc-1"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}, "Bool": {"aws:SecureTransport": True}},
        {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}},
        {"Null": {"aws:SourceVpc": "true"}},
    ]
)
STATEMENTS = st.builds(
    lambda effect, actions, resources, condition: {
        **(allow if effect else deny)(actions, resources, condition)
    },
    st.integers(0, 3),
    st.lists(ACTIONS, min_size=1, max_size=3, unique=True),
    st.lists(RESOURCES, min_size=1, max_size=2, unique=True),
    CONDITIONS,
)
POLICIES = st.lists(STATEMENTS, min_size=1, max_size=4)


def between(old: list[Statement], new: list[Statement]) -> str:
    first, second = (parse(json.dumps(document(*s)), "p.json") for s in (old, new))
    return compare_documents(first, second).changes[0].outcome


def split(statement: Statement) -> list[Statement]:
    """Return a statement for each action and resource of one."""
    made: list[dict[str, Any]] = []
    for action in statement["Action"]:
        for resource in statement["Resource"]:
            made.append({**copy.deepcopy(statement), "Action": action, "Resource": resource})
    return made


CONDITIONAL = """
Parameters:
  Bucket: {Type: String, Default: ""}
  Stage: {Type: String, Default: test, AllowedValues: [test, live]}
  Boundary: {Type: String, Default: ""}
Mappings:
  Stages: {test: {Queue: trial}, live: {Queue: orders}}
Conditions:
  HasBucket: !Not [!Equals [!Ref Bucket, ""]]
  IsLive: !Equals [!Ref Stage, live]
  HasBoundary: !Not [!Equals [!Ref Boundary, ""]]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      PermissionsBoundary: !If
        - HasBoundary
        - !Select [0, !Split [",", !Ref Boundary]]
        - !Ref AWS::NoValue
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: sqs:SendMessage
                Resource: !Sub
                  - arn:aws:sqs:*:111122223333:${Queue}
                  - Queue: !FindInMap [Stages, !Ref Stage, Queue]
              - !If
                - HasBucket
                - {Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
                - !Ref AWS::NoValue
"""
KEEPER = """
  Keeper:
    Type: AWS::IAM::Role
    Condition: IsLive
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement: {Effect: Allow, Action: sqs:PurgeQueue, Resource: "*"}
"""


def conditional(*replaced: tuple[str, str], here: Environment | None = None) -> Difference:
    text = CONDITIONAL
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return compare_documents(parse(CONDITIONAL, "t.yaml"), parse(text, "t.yaml"), environment=here)


WIDENED = ("Action: s3:GetObject", 'Action: ["s3:GetObject", "s3:PutObject"]')


def test_what_conditions_leave_out_at_the_defaults_is_compared_too() -> None:
    (found,) = conditional(WIDENED).changes[0].gained.excesses
    assert (found.actions, found.resources, found.note) == (
        ("s3:PutObject",), ("arn:aws:s3:::${Bucket}/*",), "where Bucket is not empty"
    )  # fmt: skip


@pytest.mark.parametrize(("bucket", "outcome"), [("", "unchanged"), ("uploads", "widened")])
def test_a_parameter_that_is_given_stays_as_it_is(bucket: str, outcome: str) -> None:
    here = Environment(parameters={"Bucket": bucket})
    assert conditional(WIDENED, here=here).changes[0].outcome == outcome


def test_every_allowed_key_of_a_mapping_is_looked_up() -> None:
    (found,) = conditional(("Queue: orders", 'Queue: "*"')).changes[0].gained.excesses
    assert found.note == "where Stage is live"


def test_a_role_that_conditions_leave_out_at_the_defaults_is_found() -> None:
    added = parse(CONDITIONAL + KEEPER, "t.yaml")
    found = compare_documents(parse(CONDITIONAL, "t.yaml"), added, role="Keeper")
    assert [(change.role, change.presence, change.outcome) for change in found.changes] == [
        ("Keeper", "added", "widened"),
        ("Keeper", "added", "widened"),
    ]


def test_a_parameter_that_no_letter_can_stand_for_has_other_values_as_well() -> None:
    assert conditional(WIDENED).assumptions == (
        "every parameter at the default of each side,"
        " or one of them at another value that conditions compare",
        "where the default is Bucket=(empty), Stage=test, Boundary=(empty)",
        "at other values together: Boundary, Bucket",
    )


def test_what_more_values_than_are_compared_can_give_is_not_known() -> None:
    lines = [f"  C{n}: {{'Fn::Equals': [{{Ref: Bucket}}, v{n}]}}" for n in range(600)]
    asked = ", ".join(f"{{Condition: C{n}}}" for n in range(600))
    lines.append(f"  HasBucket: !Not [!Or [{asked}]]")
    many = CONDITIONAL.replace('  HasBucket: !Not [!Equals [!Ref Bucket, ""]]', "\n".join(lines), 1)
    assert many != CONDITIONAL
    found = compare_documents(parse(many, "t.yaml"), parse(many.replace(*WIDENED), "t.yaml"))
    assert "the parameter Bucket is compared at its default only" in [
        reason for change in found.changes for reason in change.gained.unknown
    ]


TWO = """
Parameters:
  A: {Type: String, Default: x}
  B: {Type: String, Default: y}
Conditions:
  Here: OLD
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      Policies:
        - PolicyName: p
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - !If [Here, {Effect: Allow, Action: "s3:*", Resource: "*"}, !Ref AWS::NoValue]
"""


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ("[!Ref A, !Ref B]", "[!Ref B, !Ref A]", "unchanged"),
        ("[!Ref A, !Ref B]", "[x, x]", "widened"),
        ("[!Ref 'AWS::Region', !Ref B]", "[x, x]", "widened"),
        ("[x, x]", "[!Ref A, !Ref B]", "narrowed"),
        ("[!Ref B, x]", "[!Ref A, !Ref B]", "both"),
    ],
)
def test_two_parameters_that_are_compared_are_the_same_or_not(
    old: str, new: str, outcome: str
) -> None:
    sides = (parse(TWO.replace("OLD", f"!Equals {each}"), "t.yaml") for each in (old, new))
    found = {(c.role, c.part): c.outcome for c in compare_documents(*sides).changes}
    assert found == {("Role", "permissions"): outcome, ("Role", "trust"): "unchanged"}


def test_a_parameter_by_another_name_is_no_change_at_the_defaults() -> None:
    named = CONDITIONAL.replace(
        'Bucket: {Type: String, Default: ""}', "Bucket: {Type: String, Default: a}"
    )
    old, new = parse(named, "t.yaml"), parse(named.replace("Bucket", "Files"), "t.yaml")
    assert {change.outcome for change in compare_documents(old, new).changes} == {"unchanged"}


def test_what_a_new_parameter_can_bring_is_gained() -> None:
    old = CONDITIONAL.replace("Action: s3:GetObject", "Action: s3:ListBucket")
    new = CONDITIONAL.replace("Bucket", "Files")
    found = compare_documents(parse(old, "t.yaml"), parse(new, "t.yaml")).changes[0]
    assert [(each.actions, each.note) for each in found.gained.excesses] == [
        (("s3:GetObject",), "where Files is not empty")
    ]


def test_texts_alone_change_nothing_at_any_value() -> None:
    found = conditional(("PolicyName: own", "PolicyName: other"))
    assert {change.outcome for change in found.changes} == {"unchanged"}


def test_only_values_that_are_no_defaults_are_said() -> None:
    here = Environment(parameters={"EnvironmentName": "", "Bucket": "uploads"})
    found = compare_documents(template(), template(), environment=here)
    assert found.assumptions[0] == "with Bucket=uploads"


@settings(max_examples=40, deadline=None)
@given(POLICIES, st.randoms(use_true_random=False))
def test_reordered_and_split_is_unchanged(policy: list[Statement], chance: Any) -> None:
    other = [part for statement in policy for part in split(statement)]
    chance.shuffle(other)
    assert between(policy, other) == "unchanged"


@settings(max_examples=40, deadline=None)
@given(POLICIES)
def test_a_redundant_statement_changes_nothing(policy: list[Statement]) -> None:
    part = {**policy[0], "Action": policy[0]["Action"][0]}
    assert between(policy, [*policy, part]) == "unchanged"


@settings(max_examples=60, deadline=None)
@given(POLICIES, STATEMENTS)
def test_an_allow_never_narrows_and_a_deny_never_widens(
    policy: list[Statement], more: Statement
) -> None:
    expected = ("unchanged", "widened") if more["Effect"] == "Allow" else ("unchanged", "narrowed")
    assert between(policy, [*policy, more]) in expected


@settings(max_examples=60, deadline=None)
@given(POLICIES, POLICIES, POLICIES)
def test_inclusion_is_transitive(
    one: list[Statement], two: list[Statement], three: list[Statement]
) -> None:
    if between(one, two) in ("unchanged", "narrowed") and between(two, three) in (
        "unchanged",
        "narrowed",
    ):
        assert between(one, three) in ("unchanged", "narrowed")


def test_one_action_more_in_our_own_template_is_known_in_full() -> None:
    """Seven switches are 128 combinations: few enough for each to be compared."""
    text = (Path(__file__).parents[2] / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")
    more = text.replace("- s3:PutObject", "- s3:PutObject\n                - s3:PutObjectAcl", 1)
    found = compare_documents(parse(text), parse(more))
    assert [each for each in found.changes if each.gained.unknown or each.lost.unknown] == []
    assert found.may_be_wider


def test_data_without_a_name_is_called_by_its_side() -> None:
    template = Document({"Resources": {}})
    policy = Document({"Statement": []}, "p.json")
    with pytest.raises(TemplateError, match=r"^the old document and p\.json: cannot compare"):
        compare_documents(template, policy)


def test_a_parameter_that_neither_template_has_is_refused() -> None:
    documents = [
        parse(f"Parameters: {{{name}: {{Type: String}}}}\nResources: {{}}", "t.yaml")
        for name in ("Bucket", "Topic")
    ]
    check_parameters(Environment(parameters={"Bucket": "b", "Topic": "t"}), documents)
    with pytest.raises(
        TemplateError, match=r"^parameter Bukcet: is not in the template; did you mean 'Bucket'"
    ):
        check_parameters(Environment(parameters={"Bukcet": "b"}), documents)


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        (["s3:GetObject", "s3:PutObject"], ["s3:GetObject"], "narrowed"),
        (["s3:GetObject"], ["s3:GetObject", "s3:PutObject"], "widened"),
    ],
)
@pytest.mark.parametrize("item", [{"Ref": "N"}, {"Fn::Sub": "${N}"}], ids=["by Ref", "by Sub"])
def test_conditions_that_a_loop_makes_are_followed(
    item: Any, old: Any, new: Any, outcome: str
) -> None:
    def looped(actions: list[str]) -> Document:
        statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
        trust = {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}
        role = {
            "AssumeRolePolicyDocument": {"Statement": trust},
            "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}],
        }
        row = {"Type": "AWS::IAM::Role", "Condition": {"Fn::Sub": "Is${N}"}, "Properties": role}
        condition = {"Fn::Equals": [{"Ref": "Env"}, item]}
        return Document(
            {
                "Transform": "AWS::LanguageExtensions",
                "Parameters": {"Env": {"Type": "String", "Default": "A"}},
                "Conditions": {"Fn::ForEach::C": ["N", ["A", "B"], {"Is${N}": condition}]},
                "Resources": {"Fn::ForEach::R": ["N", ["A", "B"], {"R${N}": row}]},
            }
        )

    found = compare_documents(looped(old), looped(new))
    assert {outcome} == set(outcomes(found).values()) - {"unchanged"}


def roles_of_loop(action: str, names: Any, default: str) -> Document:
    statement = {
        "Effect": "Allow",
        "Action": action,
        "Resource": {"Fn::Sub": "arn:aws:s3:::${N}/*"},
    }
    policy = {
        "PolicyName": "p",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": statement},
    }
    trust = {"Version": "2012-10-17", "Statement": []}
    properties = {"AssumeRolePolicyDocument": trust, "Policies": [policy]}
    loop = {"Role${N}": {"Type": "AWS::IAM::Role", "Properties": properties}}
    return Document(
        {
            "Transform": "AWS::LanguageExtensions",
            "Parameters": {"Names": {"Type": "CommaDelimitedList", "Default": default}},
            "Resources": {"Fn::ForEach::Roles": ["N", names, loop]},
        },
        "t.yaml",
    )


def test_roles_of_a_loop_are_compared_in_their_environment() -> None:
    old, new = (roles_of_loop(action, {"Ref": "Names"}, "a") for action in ("s3:Get*", "s3:*"))
    assert outcomes(compare_documents(old, new))["Rolea", "permissions"] == "widened"
    given = Environment(parameters={"Names": "b"})
    found = outcomes(compare_documents(old, new, environment=given))
    assert found["Roleb", "permissions"] == "widened"
    assert ("Rolea", "permissions") not in found


def test_roles_that_a_loop_makes_of_other_items_are_compared() -> None:
    old, new = (roles_of_loop(action, {"Ref": "Names"}, "") for action in ("s3:Get*", "s3:*"))
    assert outcomes(compare_documents(old, new))["Roleanother", "permissions"] == "widened"


def test_what_only_another_region_has_is_compared() -> None:
    def at(region: str) -> Document:
        here = {"Conditions": {"There": {"Fn::Equals": [{"Ref": "AWS::Region"}, region]}}}
        return Document({**here, **in_region}, "t.yaml")

    in_region = {
        "Resources": {
            "Policy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Condition": "There",
                "Properties": {"PolicyDocument": document(allow("s3:*", "*"))},
            }
        }
    }
    nothing = Document({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}, "t.yaml")
    assert outcomes(compare_documents(nothing, at("eu-west-1"))) == {
        ("Policy", "policy"): "widened"
    }
    assert outcomes(compare_documents(at("eu-west-1"), nothing)) == {
        ("Policy", "policy"): "narrowed"
    }


@pytest.mark.parametrize(
    ("bucket", "account"),
    [("b", "111122223333"), ("b-111122223333", "")],
    ids=["no value has it", "a value has it"],
)
def test_the_account_is_that_of_the_deployment_unless_a_value_has_it(
    bucket: str, account: str
) -> None:
    given = Environment(account="111122223333", parameters={"Bucket": bucket})
    other = template(('AllowedPattern: "[a-z]+"', "AllowedPattern: .*"))
    assert compare_documents(other, other, environment=given).account == account


def test_more_values_of_open_parameters_than_are_looked_at_are_unknown() -> None:
    names = [f"P{number}" for number in range(10)]
    equals = [{"Fn::Equals": [{"Ref": name}, "a"]} for name in names]

    def template(effect: str) -> Document:
        statement = {"Effect": effect, "Action": "s3:*", "Resource": "*"}
        own = {"PolicyName": "p", "PolicyDocument": {"Statement": statement}}
        chosen = {"Fn::If": ["All", own, {"Ref": "AWS::NoValue"}]}
        role = {"AssumeRolePolicyDocument": {"Statement": []}, "Policies": [chosen]}
        return Document(
            {
                "Parameters": {name: {"Type": "String"} for name in names},
                "Conditions": {"All": {"Fn::And": equals}},
                "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}},
            }
        )

    found = compare_documents(template("Deny"), template("Allow"))
    assert found.may_be_wider
    assert any("cases that matter" in str(each.gained.unknown) for each in found.changes)


@pytest.mark.parametrize("name", ["Alice", "alice"])
def test_a_user_can_be_the_only_one_compared(name: str) -> None:
    def people(action: str) -> Document:
        statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
        rows = [{"PolicyName": "p", "PolicyDocument": {"Statement": statement}}]
        resources: dict[str, Any] = {
            each: {
                "Type": "AWS::IAM::User",
                "Properties": {"UserName": each.lower(), "Policies": rows},
            }
            for each in ("Alice", "Bob")
        }
        everyone = {"Statement": {**statement, "Principal": "*"}}
        bucket = {"Bucket": "a", "PolicyDocument": everyone}
        resources["Bucket"] = {"Type": "AWS::S3::BucketPolicy", "Properties": bucket}
        return Document({"Resources": resources})

    (change,) = compare_documents(people("s3:GetObject"), people("s3:*"), role=name).changes
    assert (change.role, change.may_be_wider) == ("Alice", True)


def of_stage(*statements: str) -> Document:
    rows = "".join(f"              - {{{each}}}\n" for each in statements)
    return parse(
        f"""
Parameters: {{Stage: {{Type: String, Default: dev, AllowedValues: [dev, prod]}}}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{Statement: []}}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
{rows}""",
        "t.yaml",
    )


READS_STAGE = "Effect: Allow, Action: 's3:GetObject', Resource: !Sub 'arn:aws:s3:::${Stage}-up/*'"
NO_PROD = "Effect: Deny, Action: 's3:*', Resource: 'arn:aws:s3:::prod-*'"
READS_DEV = "Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::dev-*'"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ((READS_STAGE, NO_PROD), (READS_STAGE,)),
        ((READS_STAGE, READS_DEV), (READS_STAGE.replace("-up", "-*"), READS_DEV)),
    ],
    ids=["a Deny of another value", "an Allow of another value"],
)
def test_each_value_that_a_parameter_lists_is_compared(
    old: tuple[str, ...], new: tuple[str, ...]
) -> None:
    found = compare_documents(of_stage(*old), of_stage(*new))
    outcomes = {(each.role, each.part): each.outcome for each in found.changes}
    assert outcomes["Role", "permissions"] == "widened"
    same = compare_documents(of_stage(*old), of_stage(*old))
    assert {each.outcome for each in same.changes} == {"unchanged"}

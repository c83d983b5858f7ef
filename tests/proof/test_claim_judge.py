"""One claim about one role: what speaks against it, and what it compares the role with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.access import NOTHING, ProofAnswer
from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.claim_cases import ClaimCase
from influmojo_cfn.proof.claim_judge import (
    AppTemplate,
    ClaimJudge,
    combined,
)
from influmojo_cfn.proof.claims import Claim, ClaimKind
from influmojo_cfn.proof.targets import SharedTargets

TEMPLATE = """
Parameters:
  Bucket: {Type: String, Default: own}
Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Action: "s3:GetObject", Resource: !Sub "arn:aws:s3:::${Bucket}/*"}
"""
WIDER = TEMPLATE.replace('"s3:GetObject"', '["s3:GetObject", "s3:PutObject"]')
GET = {"actions": "s3:GetObject", "resources": "arn:aws:s3:::${Bucket}/*"}
PUT = {"actions": "s3:PutObject", "resources": "arn:aws:s3:::${Bucket}/*"}
ECS = {"principals": {"Service": "ecs-tasks.amazonaws.com"}}
EC2 = {"principals": {"Service": "ec2.amazonaws.com"}}
DEFAULTS = Assignment({}, {})


def judged(
    kind: ClaimKind,
    argument: Any,
    *,
    base: Path = Path(),
    app: str | None = None,
    values: Assignment = DEFAULTS,
    template: str = TEMPLATE,
) -> ProofAnswer:
    document, here = parse(template, "t.yaml"), Environment()
    builder: AppTemplate = lambda _: parse(app or TEMPLATE, "app.yaml")  # noqa: E731
    judge = ClaimJudge(document, None, here, base, builder)
    case = ClaimCase(values, SharedTargets(document), Environment(parameters=values.values))
    return judge.judge(Claim("it is so", kind, argument), case.targets["R"], case)


@pytest.mark.parametrize(
    ("kind", "argument", "verdict"),
    [
        ("never", GET, "refuted"),
        ("never", PUT, "proven"),
        ("never", {"actions": "s3:GetObject", "resources": "arn:aws:s3:::other/*"}, "proven"),
        ("always", GET, "proven"),
        ("always", PUT, "refuted"),
        ("always", {**GET, "conditions": {"StringEquals": {"aws:username": "me"}}}, "proven"),
        ("only-trusted-by", ECS, "proven"),
        ("only-trusted-by", EC2, "refuted"),
        ("only-trusted-by", {**ECS, "actions": "sts:TagSession"}, "refuted"),
        ("no-wider-than", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", "proven"),
        ("no-wider-than", "arn:aws:iam::aws:policy/AmazonSQSFullAccess", "refuted"),
    ],
)
def test_a_claim_is_judged_by_what_the_role_is_allowed(
    kind: ClaimKind, argument: Any, verdict: str
) -> None:
    assert judged(kind, argument).verdict == verdict


def test_a_claim_names_parameters_at_their_values_in_the_case() -> None:
    moved = Assignment({"Bucket": "moved"}, {})
    fixed = {"actions": "s3:GetObject", "resources": "arn:aws:s3:::own/*"}
    assert judged("always", GET, values=moved).verdict == "proven"
    assert judged("always", fixed, values=moved).verdict == "refuted"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (TEMPLATE, "proven"),
        pytest.param(WIDER, "proven", id="wider"),
        (TEMPLATE.replace("GetObject", "PutObject"), "refuted"),
        (
            '{"Version": "2012-10-17", "Statement": '
            '{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}}',
            "proven",
        ),
    ],
)
def test_a_role_is_no_wider_than_a_file(tmp_path: Path, text: str, verdict: str) -> None:
    (tmp_path / "bound.yaml").write_text(text)
    assert judged("no-wider-than", "bound.yaml", base=tmp_path).verdict == verdict


def test_another_template_has_the_parameters_of_the_case(tmp_path: Path) -> None:
    (tmp_path / "bound.yaml").write_text(TEMPLATE)
    moved = Assignment({"Bucket": "moved"}, {})
    assert judged("no-wider-than", "bound.yaml", base=tmp_path, values=moved).verdict == "proven"


def test_a_file_without_the_role_bounds_nothing(tmp_path: Path) -> None:
    (tmp_path / "bound.yaml").write_text(TEMPLATE.replace("  R:", "  Other:"))
    with pytest.raises(TemplateError, match=r"bound.yaml: has no role 'R'"):
        judged("no-wider-than", "bound.yaml", base=tmp_path)


@pytest.mark.parametrize(
    ("app", "notes"),
    [
        (TEMPLATE, set()),
        (TEMPLATE + "\nDescription: another text", set()),
        (WIDER, {"declared by the app, but not granted"}),
        (TEMPLATE.replace("own}", "other}"), {"granted, but not declared by the app"}),
        (TEMPLATE.replace("ecs-tasks", "ec2"), {"granted, but not declared by the app"}),
        (TEMPLATE.replace("  R:", "  Other:"), {"granted, but not declared by the app"}),
    ],
)
def test_a_role_is_compared_with_the_app_in_both_directions(app: str, notes: set[str]) -> None:
    found = judged("nothing-beyond-the-app", True, app=app)
    assert notes <= {excess.note for excess in found.excesses}
    assert bool(notes) == bool(found.excesses)


def test_without_what_builds_apps_a_claim_about_one_is_an_error() -> None:
    document = parse(TEMPLATE, "t.yaml")
    judge = ClaimJudge(document, None, Environment(), Path(), None)
    case = ClaimCase(DEFAULTS, SharedTargets(document), Environment())
    with pytest.raises(TemplateError, match="it is so: an app file cannot be built here"):
        judge.of_the_app(Claim("it is so", "nothing-beyond-the-app", True), case)


def test_an_app_is_built_once() -> None:
    built: list[str | None] = []

    def app_template(file: str | None) -> Document:
        built.append(file)
        return parse(WIDER, "app.yaml")

    document = parse(TEMPLATE, "t.yaml")
    judge = ClaimJudge(document, None, Environment(), Path("base"), app_template)
    case = ClaimCase(DEFAULTS, SharedTargets(document), Environment())
    for argument in (True, True, "app.yaml", "app.yaml"):
        judge.of_the_app(Claim("it is so", "nothing-beyond-the-app", argument), case)
    assert built == [None, str(Path("base") / "app.yaml")]


@pytest.mark.parametrize(
    ("kind", "argument", "nothing"),
    [
        ("never", GET, False),
        ("never", {**GET, "resources": "arn:aws:sqs:*:*:q"}, True),
        ("never", {**GET, "resources": "arn:aws:s3:::${aws:username}/*"}, False),
        ("never", {**GET, "resources": "*"}, False),
        ("never", {"not-actions": "s3:*", "resources": "arn:aws:s3:::b"}, False),
        ("never", {**GET, "conditions": {"StringEquals": {"aws:username": []}}}, True),
        ("always", {**GET, "resources": ["arn:aws:sqs:*:*:q", "arn:aws:s3:::bucket/k"]}, False),
        ("always", {"actions": "sqs:ListQueues", "resources": "arn:aws:sqs:*:*:q"}, True),
        ("only-trusted-by", ECS, False),
        ("no-wider-than", "x.yaml", False),
    ],
)
def test_a_claim_about_no_request_says_nothing(
    kind: ClaimKind, argument: Any, nothing: bool
) -> None:
    document = parse(TEMPLATE, "t.yaml")
    judge = ClaimJudge(document, None, Environment(), Path(), None)
    case = ClaimCase(DEFAULTS, SharedTargets(document), Environment())
    assert judge.says_nothing(Claim("it is so", kind, argument), [case]) is nothing


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("${Bucket}", "own"),
        ("${AWS::AccountId}:${AWS::Region}", "111122223333:us-east-1"),
        ("${AWS::Partition}${AWS::URLSuffix}", "awsamazonaws.com"),
        ("${aws:username}", "${aws:username}"),
        ("${Missing}", "${Missing}"),
    ],
)
def test_texts_of_a_claim_name_parameters(text: str, filled: str) -> None:
    case = ClaimCase(DEFAULTS, SharedTargets(parse(TEMPLATE, "t.yaml")), Environment())
    assert case.fill(text) == filled


def test_what_two_cases_show_is_said_once() -> None:
    found = judged("never", GET)
    assert combined(found, found) == found
    both = combined(found, judged("always", PUT))
    assert len(both.excesses) == 2


def test_what_neither_case_knows_is_said_once() -> None:
    answers = ProofAnswer(unknown=("a", "b")), ProofAnswer(unknown=("b", "c"))
    assert combined(*answers).unknown == ("a", "b", "c")


def test_a_role_without_trust_is_trusted_by_nobody() -> None:
    document = parse('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}', "p.json")
    judge = ClaimJudge(document, None, Environment(), Path(), None)
    case = ClaimCase(DEFAULTS, SharedTargets(document), Environment())
    claim = Claim("it is so", "only-trusted-by", ECS)
    assert judge.judge(claim, case.targets["policy"], case).verdict == "proven"
    assert case.targets["policy"].permissions != NOTHING


def test_what_is_wrong_with_a_claim_has_its_place_in_the_claims_file() -> None:
    claims = parse("claims:\n  - never: {conditions: {StringEquals: {k: {}}}}\n", "c.yaml")
    document = parse(TEMPLATE, "t.yaml")
    judge = ClaimJudge(document, claims, Environment(), Path(), None)
    case = ClaimCase(DEFAULTS, SharedTargets(document), Environment())
    argument = claims.data["claims"][0]["never"]
    claim = Claim("it is so", "never", argument, path=("claims", 0))
    with pytest.raises(TemplateError, match=r"^c.yaml:2 claims\[0\].never: conditions.String"):
        judge.judge(claim, case.targets["R"], case)


def test_what_a_policy_of_the_template_denies_is_not_always_allowed() -> None:
    bucket = """
  P:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: own
      PolicyDocument: {Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: "*"}]}
"""
    for template, verdict in ((TEMPLATE, "proven"), (TEMPLATE + bucket, "unknown")):
        assert judged("always", GET, template=template).verdict == verdict

"""Claims: what they catch, what is wrong with a claims file, and Influmojo's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from influmojo_cfn.cli.prove import app_template
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover, Report
from influmojo_cfn.yaml import parse, read_document
from tests.conftest import ROOT

OWN = ROOT / "templates" / "influmojo-ecs-iam.yaml"
OWN_CLAIMS = ROOT / "templates" / "influmojo-claims.yaml"

TEMPLATE = """
Parameters:
  Name: {Type: String, Default: "", AllowedPattern: "[a-z]*"}
  Bucket: {Type: String, AllowedPattern: "[a-z]+"}
Conditions:
  HasName: !Not [!Equals [!Ref Name, ""]]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, s3:PutObject]
                Resource: !If
                  - HasName
                  - !Sub "arn:aws:s3:::${Bucket}/${Name}/*"
                  - !Sub "arn:aws:s3:::${Bucket}/*"
"""


def prove(claims: str, *replaced: tuple[str, str], base: Path = ROOT) -> Report:
    text = TEMPLATE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return Prover(parse(text, "t.yaml"), parse_claims(parse(claims, "c.yaml")), base=base).prove()


def verdicts(report: Report) -> list[str]:
    return [finding.verdict for finding in report.findings]


CASES = {
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/*'}": "proven",
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/${Name}/*'}": "refuted",
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::mine/*'}": "refuted",
    "never: {actions: s3:DeleteObject}": "proven",
    "never: {actions: s3:GetObject, resources: 'arn:aws:sqs:*'}": "proven",
    "never: {not-actions: [s3:GetObject, s3:PutObject]}": "proven",
    "never: {actions: s3:*, conditions: {Bool: {'aws:SecureTransport': 'false'}}}": "refuted",
    "always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/${Name}/*'}": "proven",
    "always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/*'}": "refuted",
    "only-trusted-by: {principals: {Service: ecs-tasks.amazonaws.com}}": "proven",
    "only-trusted-by: {principals: {Service: ec2.amazonaws.com}}": "refuted",
    "no-wider-than: arn:aws:iam::aws:policy/AmazonS3FullAccess": "proven",
    "no-wider-than: arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess": "refuted",
}


@pytest.mark.parametrize("claim", CASES)
def test_each_kind_of_claim(claim: str) -> None:
    text = f"for-every: [Name]\nclaims:\n  - claim: something\n    {claim}\n"
    assert verdicts(prove(text)) == [CASES[claim]]


def test_always_holds_where_the_name_is_left_empty() -> None:
    claim = "always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/*'}"
    assert prove(f"claims:\n  - claim: something\n    {claim}\n").proven


def test_a_refutation_has_values_that_the_parameters_admit() -> None:
    claim = "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/${Name}/*'}"
    report = prove(f"for-every: [Name]\nclaims:\n  - claim: something\n    {claim}\n")
    assert (
        report.findings[0].answer.excesses[0].witness.request.resource.startswith("arn:aws:s3:::")
    )
    assert "$" not in report.findings[0].answer.excesses[0].witness.request.resource


def test_what_is_assumed_is_said() -> None:
    report = prove("claims:\n  - claim: something\n    never: {actions: sqs:*}\n")
    assert report.assumptions == (
        "for every value of Bucket, whatever its pattern admits",
        "every other parameter at its default",
    )


def test_a_parameter_that_is_taken_apart_cannot_stay_open() -> None:
    split = ('!Sub "arn:aws:s3:::${Bucket}/*"', '!Select [0, !Split [",", !Ref Bucket]]')
    with pytest.raises(TemplateError, match="Bucket goes into Fn::Select"):
        prove("claims:\n  - claim: x\n    never: {actions: sqs:*}\n", split)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a claims file is a mapping"),
        ("claims: []", "at least one"),
        ("claims: [{claim: x, nevr: {actions: a}}]", "did you mean 'never'"),
        ("claims: [{claim: x, never: {action: a}}]", "did you mean 'actions'"),
        ("claims: [{claim: x, never: {actions: a}, always: {actions: a}}]", "expected one"),
        ("claims: [{never: {actions: a}}]", "says in a sentence"),
        ("claims: [{claim: x, only-trusted-by: {actions: a}}]", "has no principals"),
        ("claims: [{claim: x, role: R, roles: [R], never: {actions: a}}]", "beside role"),
    ],
)
def test_what_is_wrong_with_a_claims_file_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message) as caught:
        parse_claims(parse(text, "c.yaml"))
    assert "c.yaml:1" in str(caught.value)


def test_a_claim_about_a_role_that_is_not_there() -> None:
    with pytest.raises(TemplateError, match="did you mean 'Role'"):
        prove("claims: [{claim: x, role: Roll, never: {actions: a}}]")


def test_influmojos_claims_are_proven() -> None:
    claims = parse_claims(read_document(OWN_CLAIMS))
    report = Prover(read_document(OWN), claims, base=OWN.parent, app_template=app_template).prove()
    assert [f.claim.title for f in report.findings if f.verdict != "proven"] == []


MUTANTS = [
    ("${UploadsBucketName}/*", "*"),
    ("s3:DeleteObject", "s3:DeleteBucket"),
    ("sns:Publish", "iam:PassRole"),
    ("parameter${ParameterStorePath}/*", "parameter${ParameterStorePath}*"),
    ("identity/${EmailIdentity}", "identity/*"),
    ("              StringEquals:\n                aws:SourceAccount: !Ref AWS::AccountId\n", ""),
]


@pytest.mark.parametrize(("old", "new"), MUTANTS)
def test_influmojos_claims_catch_a_change(old: str, new: str) -> None:
    text = OWN.read_text("utf-8")
    changed = text.replace(old, new)
    assert changed != text
    claims = parse_claims(read_document(OWN_CLAIMS))
    others = tuple(c for c in claims.claims if c.kind != "nothing-beyond-the-app")
    template = parse(changed, "m.yaml")
    assert not Prover(template, replace(claims, claims=others), base=OWN.parent).prove().proven


def test_the_app_claim_catches_a_grant_that_is_missing() -> None:
    text = OWN.read_text("utf-8").replace("                - s3:DeleteObject\n", "")
    claims = parse_claims(read_document(OWN_CLAIMS))
    own = tuple(c for c in claims.claims if c.kind == "nothing-beyond-the-app")
    claims = replace(claims, claims=own, for_every=())
    template = parse(text, "m.yaml")
    prover = Prover(template, claims, base=OWN.parent, app_template=app_template)
    assert verdicts(prover.prove()) == ["proven", "refuted"]

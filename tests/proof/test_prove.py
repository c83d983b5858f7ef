"""Claims: what they catch, what is wrong with a claims file, and Influmojo's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from influmojo_cfn.cli.prove import app_template
from influmojo_cfn.cloudformation import Document, parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import Error, TemplateError
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.environments import prove_everywhere
from influmojo_cfn.proof.prove import Prover
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


def prove(claims: str, *replaced: tuple[str, str], base: Path = ROOT) -> ProofReport:
    text = TEMPLATE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return Prover(parse(text, "t.yaml"), parse_claims(parse(claims, "c.yaml")), base=base).prove()


def verdicts(report: ProofReport) -> list[str]:
    return [finding.verdict for finding in report.findings]


CASES = {
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/*'}": "proven",
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/${Name}/*'}": "refuted",
    "never: {actions: s3:*, not-resources: 'arn:aws:s3:::mine/*'}": "refuted",
    "never: {actions: s3:*, not-resources: 'arn:aws:*:::*'}": "proven",
    "never: {actions: s3:DeleteObject}": "proven",
    "never: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}-other/*'}": "proven",
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


@pytest.mark.parametrize(("given", "verdict"), [({}, "refuted"), ({"Name": ""}, "proven")])
def test_always_holds_where_the_name_is_left_empty(given: dict[str, str], verdict: str) -> None:
    claim = "always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/*'}"
    claims = parse_claims(parse(f"claims:\n  - claim: something\n    {claim}\n"))
    here = Environment(parameters=given)
    assert verdicts(Prover(parse(TEMPLATE), claims, environment=here).prove()) == [verdict]


def test_a_refutation_has_values_that_the_parameters_admit() -> None:
    claim = "never: {actions: s3:*, not-resources: 'arn:aws:s3:::${Bucket}/${Name}/*'}"
    report = prove(f"for-every: [Name]\nclaims:\n  - claim: something\n    {claim}\n")
    assert (
        report.findings[0]
        .answer.excesses[0]
        .counterexample.request.resource.startswith("arn:aws:s3:::")
    )
    assert "$" not in report.findings[0].answer.excesses[0].counterexample.request.resource


def test_only_the_values_that_a_refuted_claim_needs_are_named() -> None:
    claim = "always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/*'}"
    report = prove(f"for-every: [Name]\nclaims:\n  - claim: something\n    {claim}\n")
    assert [name for name, _ in report.findings[0].values] == ["Bucket", "Name"]
    claim = "never: {actions: s3:PutObject}"
    report = prove(f"for-every: [Name]\nclaims:\n  - claim: something\n    {claim}\n")
    assert [name for name, _ in report.findings[0].values] == ["Bucket"]


def test_what_is_assumed_is_said() -> None:
    report = prove("claims:\n  - claim: something\n    never: {actions: sqs:*}\n")
    assert report.assumptions == (
        "for every admitted value of Bucket without *, ? and ${",
        "every other parameter at its default,"
        " or one of them at another value that conditions compare",
        "where the default is Name=(empty)",
    )


def test_a_key_of_a_claim_that_no_service_lists_is_assumed() -> None:
    shape = "{actions: sqs:*, conditions: {StringEquals: {'sqs:NewestKey': a}}}"
    report = prove(f"claims:\n  - claim: something\n    never: {shape}\n")
    assert "no service lists the condition key 'sqs:NewestKey'" in report.assumptions[0]


LEFT_OUT = """
Parameters:
  Queue: {Type: String, Default: "", AllowedPattern: "^$|^[a-z]{4,}$"}
Conditions:
  HasQueue: !Not [!Equals [!Ref Queue, ""]]
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
              - {Effect: Allow, Action: s3:GetObject, Resource: "arn:aws:s3:::uploads/*"}
              - !If
                - HasQueue
                - {Effect: Allow, Action: sqs:*, Resource: !Sub "arn:aws:sqs:*:*:${Queue}"}
                - {Effect: Allow, Action: sns:Publish, Resource: "*"}
"""


def of_left_out(claim: str, **parameters: str) -> ProofReport:
    claims = parse_claims(parse(f"claims:\n  - claim: something\n    {claim}\n", "c.yaml"))
    here = Environment(parameters=parameters)
    return Prover(parse(LEFT_OUT, "t.yaml"), claims, environment=here).prove()


def test_a_claim_is_refuted_by_what_a_condition_leaves_out_at_the_default() -> None:
    (finding,) = of_left_out("never: {actions: sqs:*}").findings
    assert (finding.verdict, [name for name, _ in finding.values]) == ("refuted", ["Queue"])


def test_a_parameter_that_is_given_is_not_departed_from() -> None:
    assert of_left_out("never: {actions: sqs:*}", Queue="").proven


def test_what_is_always_allowed_is_so_at_every_value() -> None:
    (finding,) = of_left_out("always: {actions: sns:Publish}").findings
    assert (finding.verdict, [name for name, _ in finding.values]) == ("refuted", ["Queue"])
    assert of_left_out("always: {actions: sns:Publish}", Queue="").proven


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("always: {actions: 'sqs:SendMessage', ", "proven"),
        ("never: {actions: 'sqs:SendMessage', ", "refuted"),
    ],
)
def test_a_queue_without_a_name_refutes_nothing(kind: str, verdict: str) -> None:
    claim = f"{kind} resources: 'arn:aws:sqs:us-east-1:111122223333:${{Queue}}'}}"
    (finding,) = of_left_out(claim).findings
    assert finding.verdict == verdict
    assert dict(finding.values).get("Queue", "") or verdict == "proven"


APART = ('!Sub "arn:aws:s3:::${Bucket}/*"', '!Select [0, !Split [",", !Ref Bucket]]')


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [("never: {actions: sqs:*}", "proven"), ("never: {resources: 'arn:aws:s3:::*'}", "unknown")],
)
def test_a_parameter_that_is_taken_apart_is_unknown(claim: str, verdict: str) -> None:
    report = prove(f"claims:\n  - claim: x\n    {claim}\n", APART)
    assert report.findings[0].verdict == verdict
    assert report.assumptions[0] == "for every admitted value of Bucket without *, ? and ${"


def test_a_list_without_a_default_is_unknown() -> None:
    subnets = ("Parameters:\n", "Parameters:\n  Subnets: {Type: List<AWS::EC2::Subnet::Id>}\n")
    report = prove("claims:\n  - claim: x\n    never: {actions: sqs:*}\n", subnets)
    assert (
        report.proven,
        "Subnets not known: --parameter gives a value" in report.assumptions,
    ) == (
        True,
        True,
    )


def test_parameters_that_cannot_stay_open_are_named_all_at_once() -> None:
    name = (
        "      Policies:",
        "      RoleName: !Base64 {Ref: Name}\n      Policies:",
    )
    bucket = (APART[0], "!Base64 {Ref: Bucket}")
    claims = "for-every: [Bucket, Name]\nclaims:\n  - claim: x\n    never: {actions: sqs:*}\n"
    with pytest.raises(Error) as caught:
        prove(claims, bucket, name)
    assert [str(problem).split(",")[0] for problem in caught.value.problems] == [
        "the parameter Bucket goes into Fn::Base64",
        "the parameter Name goes into Fn::Base64",
    ]


def test_a_number_has_a_number_for_an_example() -> None:
    number = ('Bucket: {Type: String, AllowedPattern: "[a-z]+"}', "Bucket: {Type: Number}")
    report = prove("claims:\n  - claim: x\n    never: {actions: s3:*}\n", number)
    assert report.findings[0].values == (("Bucket", "111122223333"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "is not a claims file: it has no claims; "),
        ("claims: []", "at least one"),
        ("claims: [{claim: x, nevr: {actions: a}}]", "did you mean 'never'"),
        ("claims: [{claim: x, never: {action: a}}]", "did you mean 'actions'"),
        ("claims: [{claim: x, never: {actions: a}, always: {actions: a}}]", "expected one"),
        ("claims: [{never: {actions: a}}]", "is a sentence on"),
        ("claims: [{claim: x, only-trusted-by: {actions: a}}]", "has no principals"),
        (
            "claims: [{claim: x, role: R, roles: [R], never: {actions: '*'}}]",
            "cannot be combined with role",
        ),
        ("claims: [{claim: x, never: {actions: a}}]", "expected one such as s3:GetObject"),
        ("claims: [{claim: x, never: {actions: s3:GetObjct}}]", "did you mean 'GetObject'"),
        ("claims: [{claim: x, never: {actions: [s3:Gett*]}}]", "no action of s3 is 's3:Gett"),
        ("claims: [{claim: x, never: {actions: sss:*}}]", "no service has the prefix 'sss'"),
        (
            "claims: [{claim: x, never: {conditions: {StringEqual: {aws:SourceVpc: a}}}}]",
            "did you mean 'StringEquals'",
        ),
        (
            "claims: [{claim: x, never: {conditions: {StringEquals: {aws:SourceVcp: a}}}}]",
            "did you mean 'aws:SourceVpc'",
        ),
        ("claims: [{claim: x, never: {resources: {a: b}}}]", "resources is a string"),
        (
            "claims: [{claim: x, only-trusted-by: {principals: {Servce: a}}}]",
            "principals.Servce is not a kind of principal",
        ),
    ],
)
def test_what_is_wrong_with_a_claims_file_is_said_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message) as caught:
        parse_claims(parse(text, "c.yaml"))
    assert "c.yaml:1" in str(caught.value)


def test_every_role_that_is_not_there_is_named() -> None:
    with pytest.raises(TemplateError, match="did you mean 'Role'") as caught:
        prove("claims: [{claim: x, roles: [Roll, Rol], never: {actions: 's3:*'}}]")
    assert [problem.where for problem in caught.value.problems] == ["c.yaml:1 claims[0].role"] * 2


def test_a_role_that_some_values_leave_out_is_judged_where_it_is() -> None:
    report = prove(
        "for-every: [Name]\nclaims: [{claim: x, role: Role, never: {actions: 's3:*'}}]",
        ("Type: AWS::IAM::Role\n", "Type: AWS::IAM::Role\n    Condition: HasName\n"),
    )
    assert verdicts(report) == ["refuted"]


def test_a_reference_to_nothing_is_named() -> None:
    claim = "claims: [{claim: x, never: {resources: ['arn:aws:s3:::${Buckt}', '${aws:username}']}}]"
    with pytest.raises(TemplateError, match="did you mean 'Bucket'") as caught:
        prove(claim)
    (problem,) = caught.value.problems
    assert problem.message.startswith(
        "${Buckt} is neither a parameter of the template nor a policy"
    )


@pytest.mark.parametrize(
    ("pattern", "resource", "verdict", "value"),
    [
        pytest.param("acme-[a-z]{1,9}", "arn:aws:s3:::acme-*", "proven", None, id="a beginning"),
        pytest.param("[a-z]{1,9}-logs", "arn:aws:s3:::*-logs/*", "proven", None, id="an end"),
        pytest.param("acme-[a-z]{1,9}", "arn:aws:s3:::acme-up*", "refuted", "acme-x", id="others"),
        pytest.param("acme-[0-9]{9}", "arn:aws:s3:::acme-1*", "refuted", "acme-000000000", id="ID"),
    ],
)
def test_a_claim_is_about_what_the_pattern_of_a_parameter_admits(
    pattern: str, resource: str, verdict: str, value: str | None
) -> None:
    claim = f"claims: [{{claim: x, never: {{actions: 's3:*', not-resources: '{resource}'}}}}]"
    (finding,) = prove(claim, ('AllowedPattern: "[a-z]+"', f'AllowedPattern: "{pattern}"')).findings
    assert (finding.verdict, dict(finding.values).get("Bucket")) == (verdict, value)


@pytest.mark.parametrize(
    ("actions", "resource", "empty"),
    [
        pytest.param("s3:ListBucket", "arn:aws:s3:::b/k", True, id="an object"),
        pytest.param("s3:ListBucket", "arn:aws:s3:::b/*", True, id="objects"),
        pytest.param("s3:*", "arn:aws:s3:::b/k", False, id="an action that takes it"),
        pytest.param("s3:ListBucket", "arn:aws:s3:::b*", False, id="a bucket"),
    ],
)
def test_a_claim_about_resources_of_another_type_is_empty(
    actions: str, resource: str, empty: bool
) -> None:
    claim = f"claims: [{{claim: x, never: {{actions: '{actions}', resources: '{resource}'}}}}]"
    (finding,) = prove(claim, ("${Bucket}", "a")).findings
    assert ("the claim is empty" in str(finding.answer.unknown)) is empty


def test_a_template_without_roles_proves_nothing() -> None:
    claims = parse_claims(parse("claims: [{claim: x, never: {actions: 's3:*'}}]"))
    template = parse("Resources: {Bucket: {Type: AWS::S3::Bucket}}", "b.yaml")
    with pytest.raises(TemplateError, match="has no roles"):
        Prover(template, claims).prove()


SOME_NAME = {
    "arn:aws:s3:::other*": "other",
    "arn:aws:s3:::*net/*": "net",
    "arn:aws:s3:::o*r/x": "or",
    "arn:aws:s3:::?": None,
    "arn:aws:s3:::OTHER/*": None,
}
"""Forbidden resources, and the bucket whose name refutes the claim; the pattern wants letters."""


@pytest.mark.parametrize("resource", SOME_NAME)
def test_a_name_that_refutes_a_claim_is_found(resource: str) -> None:
    claim = f"claims:\n  - claim: x\n    never: {{resources: '{resource}'}}\n"
    (finding,) = prove(claim).findings
    assert dict(finding.values).get("Bucket") == SOME_NAME[resource]
    assert (finding.verdict == "refuted") == (SOME_NAME[resource] is not None)


@pytest.mark.parametrize("name", ["${Bucket}", "${Bucket}-${Name}/*"])
def test_a_claim_that_only_some_names_would_refute_is_no_fault(name: str) -> None:
    """The request ``arn:aws:s3:::a/x`` holds no unknown text: whether it is meant depends on it."""
    report = prove(
        f"claims:\n  - claim: x\n    never: {{resources: 'arn:aws:s3:::{name}'}}\n",
        ("arn:aws:s3:::${Bucket}/*", "arn:aws:s3:::a/*"),
        ("[a-z]+", "(?!a).+"),
    )
    assert verdicts(report) == ["unknown"]


@pytest.mark.parametrize(("admitted", "verdict"), [("[a-z]*", "proven"), ("[a-z/]*", "refuted")])
def test_a_name_stays_in_its_part_of_a_path(admitted: str, verdict: str) -> None:
    report = prove(
        "for-every: [Name]\nclaims:\n  - claim: x\n    never: {resources: 'arn:aws:s3:::b/*/*'}\n",
        ("arn:aws:s3:::${Bucket}/${Name}/*", "arn:aws:s3:::b/${Name}-x"),
        ("arn:aws:s3:::${Bucket}/*", "arn:aws:s3:::b/x"),
        ("[a-z]*", admitted),
    )
    assert verdicts(report) == [verdict]


ANOTHER_ACCOUNT = "never: {resources: 'arn:aws:*:*:444455556666:*'}"
"""Of a policy of AWS the wide reading has also ``arn:aws:s3:::bucket/x:444455556666:y``."""


def test_a_star_in_the_resources_of_a_claim_stays_in_its_segment() -> None:
    report = prove(f"claims:\n  - claim: nothing in another account\n    {ANOTHER_ACCOUNT}\n")
    assert verdicts(report) == ["proven"]


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        ("arn:aws:s3:::*a*", "refuted"),
        ("arn:aws:s3:::*/*a*", "refuted"),
        ("arn:aws:s3*", "refuted"),
        ("*", "refuted"),
        ("arn:aws:s3:::other*", "refuted"),
        ("arn:aws:s3:*:444455556666:*", "proven"),
    ],
)
def test_the_resources_of_a_claim(resource: str, verdict: str) -> None:
    report = prove(f"claims:\n  - claim: x\n    never: {{resources: '{resource}'}}\n")
    assert verdicts(report) == [verdict]


EMPTY = [
    "never: {actions: s3:GetObject, resources: 'arn:aws:sqs:*:*:jobs'}",
    "never: {actions: [s3:GetObject, 's3:Put*'], resources: ['arn:aws:s3:us-east-1::x']}",
    "never: {actions: s3:*, conditions: {'Null': {aws:SourceVpc: 'true'},"
    " StringEquals: {aws:SourceVpc: vpc-1}}}",
    "always: {actions: s3:*, conditions: {NumericLessThan: {s3:max-keys: '5'},"
    " NumericGreaterThan: {s3:max-keys: '5'}}}",
]


@pytest.mark.parametrize("claim", EMPTY)
def test_a_claim_that_is_about_no_request_is_not_proven(claim: str) -> None:
    report = prove(f"claims:\n  - claim: something\n    {claim}\n")
    assert verdicts(report) == ["unknown"]
    assert "the claim is empty" in report.findings[0].answer.unknown[0]


def test_only_accounts_of_ones_own_reach_a_bucket() -> None:
    claim = "claims: [{claim: x, only-trusted-by: {principals: {AWS: ['111122223333']}}}]"

    def bucket(principal: str) -> ProofReport:
        policy = (
            f"Statement: {{Effect: Allow, Principal: {principal}, Action: s3:*, Resource: '*'}}"
        )
        return Prover(parse(policy, "b.yaml"), parse_claims(parse(claim))).prove()

    assert verdicts(bucket("{AWS: 'arn:aws:iam::111122223333:role/r'}")) == ["proven"]
    assert verdicts(bucket("'*'")) == ["refuted"]


def test_a_bare_trust_policy_is_judged() -> None:
    claim = "claims: [{claim: x, only-trusted-by: {principals: {Service: ec2.amazonaws.com}}}]"
    policy = "Statement: {Effect: Allow, Principal: '*', Action: sts:AssumeRole}"
    claims = parse_claims(parse(claim))
    assert verdicts(Prover(parse(policy, "t.yaml"), claims).prove()) == ["refuted"]
    identity = "Statement: {Effect: Allow, Action: s3:GetObject, Resource: '*'}"
    with pytest.raises(TemplateError, match="names no principals"):
        Prover(parse(identity, "p.yaml"), claims).prove()


def test_influmojos_claims_are_proven() -> None:
    claims = parse_claims(read_document(OWN_CLAIMS))
    report = prove_everywhere(
        read_document(OWN), claims, base=OWN.parent, app_template=app_template
    )
    assert [f.claim.title for f in report.findings if f.verdict != "proven"] == []


RESOURCES_OF_ITS_OWN = "The application touches nothing but its own"
CALLS_OF_ITS_OWN = "The application connects, reads, writes and deletes objects"
MUTANTS = {
    "any bucket": ("${UploadsBucketName}/*", "*", RESOURCES_OF_ITS_OWN),
    "another action": ("s3:DeleteObject", "s3:DeleteBucket", CALLS_OF_ITS_OWN),
    "another service": ("sns:Publish", "iam:PassRole", "No role can pass"),
    "parameters beside": (
        "parameter${ParameterStorePath}/*",
        "parameter${ParameterStorePath}*",
        "ECS reads no parameter but",
    ),
    "any secret": ("secret:${SecretNamePrefix}*", "secret:*", "ECS reads no secret but"),
    "another call to ECR": (
        "- ecr:GetAuthorizationToken\n",
        "- ecr:DescribeRegistry\n",
        "ECS pulls images",
    ),
    "any identity": ("identity/${EmailIdentity}", "identity/*", RESOURCES_OF_ITS_OWN),
    "any account": (
        "              StringEquals:\n                aws:SourceAccount: !Ref AWS::AccountId\n",
        "",
        "Only ECS tasks of this account",
    ),
}


@pytest.mark.parametrize(("old", "new", "claim"), MUTANTS.values(), ids=MUTANTS)
def test_influmojos_claims_catch_a_change(old: str, new: str, claim: str) -> None:
    text = OWN.read_text("utf-8")
    changed = text.replace(old, new)
    assert changed != text
    claims = parse_claims(read_document(OWN_CLAIMS))
    others = tuple(c for c in claims.claims if c.kind != "nothing-beyond-the-app")
    template = parse(changed, "m.yaml")
    report = Prover(template, replace(claims, claims=others), base=OWN.parent).prove()
    refuted = [each.claim.title for each in report.findings if each.verdict == "refuted"]
    assert any(title.startswith(claim) for title in refuted)


def test_the_app_claim_catches_a_grant_that_is_missing() -> None:
    text = OWN.read_text("utf-8").replace("                - s3:DeleteObject\n", "")
    claims = parse_claims(read_document(OWN_CLAIMS))
    own = tuple(c for c in claims.claims if c.kind == "nothing-beyond-the-app")
    claims = replace(claims, claims=own, for_every=())
    template = parse(text, "m.yaml")
    prover = Prover(template, claims, base=OWN.parent, app_template=app_template)
    report = prover.prove()
    assert verdicts(report) == ["proven", "refuted"]
    (missing,) = report.findings[1].answer.excesses
    assert (missing.actions, missing.note) == (
        ("s3:DeleteObject",),
        "declared by the app, but not granted",
    )


def beyond_the_app(text: str) -> list[tuple[str, str]]:
    claims = parse_claims(parse("claims: [{claim: x, nothing-beyond-the-app: true}]"))
    template = parse(text, "m.yaml")
    report = Prover(template, claims, base=OWN.parent, app_template=app_template).prove()
    return [(finding.role, finding.verdict) for finding in report.findings]


def test_the_app_claim_catches_a_role_that_only_one_of_the_two_has() -> None:
    text = OWN.read_text("utf-8")
    renamed = text.replace("  TaskRole:\n", "  OtherRole:\n").replace(
        "Ref TaskRole", "Ref OtherRole"
    )
    renamed = renamed.replace("TaskRole.Arn", "OtherRole.Arn")
    assert beyond_the_app(renamed) == [
        ("TaskExecutionRole", "proven"),
        ("OtherRole", "refuted"),
        ("TaskRole", "refuted"),
    ]


UNREAD = "Resources:\n  Thing: {Type: AWS::IoT::RoleAlias}\n"
NEVER_IAM = "claims: [{claim: no IAM, role: Role, never: {actions: ['iam:*']}}]"
READS = (
    "claims: [{claim: reads, role: Role, always: {actions: ['s3:GetObject'], resources: ['*']}}]"
)


def test_what_is_not_read_leaves_a_claim_open() -> None:
    report = prove(NEVER_IAM, ("Resources:\n", UNREAD))
    assert verdicts(report) == ["unknown"]
    assert report.unread == ("AWS::IoT::RoleAlias may grant access and is not read (Thing)",)
    assert report.findings[0].answer.unknown == report.unread


def test_what_is_always_allowed_stays_so_and_the_report_is_not_proven() -> None:
    anywhere = ('!Sub "arn:aws:s3:::${Bucket}/${Name}/*"', '"*"')
    or_else = ('!Sub "arn:aws:s3:::${Bucket}/*"', '"*"')
    report = prove(READS, ("Resources:\n", UNREAD), anywhere, or_else)
    assert verdicts(report) == ["proven"]
    assert not report.proven
    assert prove(READS, anywhere, or_else).proven


KEY = ('AllowedPattern: "[a-z]+"}', 'AllowedPattern: "[a-z]+"}\n  Key: {Type: String, PATTERN}')
OWN_KEYS = """claims: [{claim: own keys, role: Role, never: {actions: ['kms:*'], not-resources:
  ['arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*']}}]"""


@pytest.mark.parametrize(
    ("pattern", "verdict"),
    [
        (r"arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/[a-f0-9-]+", "refuted"),
        (r"arn:aws:kms:[a-z0-9-]+:111122223333:key/[a-f0-9-]+", "unknown"),
        (r"arn:aws:kms:[a-z0-9-]+:[0-9]{12}:alias/[a-z]+", "refuted"),
    ],
)
def test_a_key_of_another_account_that_a_parameter_admits_refutes(
    pattern: str, verdict: str
) -> None:
    assert verdicts(with_key(f"Type: String, AllowedPattern: '{pattern}'", "!Ref Key")) == [verdict]


def with_key(row: str, key: str) -> ProofReport:
    """Prove that a role with a key of a parameter decrypts with keys of its account alone."""
    declared = (KEY[0], KEY[1].replace("Type: String, PATTERN", row))
    uses = ("Action: [s3:GetObject, s3:PutObject]", "Action: kms:Decrypt")
    resource = ('!Sub "arn:aws:s3:::${Bucket}/*"', key)
    other = ('!Sub "arn:aws:s3:::${Bucket}/${Name}/*"', key)
    return prove(OWN_KEYS, declared, uses, resource, other)


def test_a_finding_has_the_line_of_its_claim() -> None:
    report = prove("claims:\n  - {claim: no IAM, role: Role, never: {actions: ['iam:*']}}\n")
    assert [each.where for each in report.findings] == ["c.yaml:2"]


LOOP = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Roles:
    - Name
    - !Ref Names
    - "${Name}Role":
        Type: AWS::IAM::Role
        Properties:
          AssumeRolePolicyDocument:
            Version: "2012-10-17"
            Statement:
              - {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: sts:AssumeRole}
"""


def test_a_loop_goes_over_the_values_that_are_given() -> None:
    claims = parse_claims(parse("claims: [{claim: no IAM, never: {actions: 'iam:*'}}]", "c.yaml"))
    given = Environment(parameters={"Names": "Web,Worker"})
    report = Prover(parse(LOOP, "t.yaml"), claims, environment=given).prove()
    assert [(each.role, each.verdict) for each in report.findings] == [
        ("WebRole", "proven"),
        ("WorkerRole", "proven"),
    ]


def test_what_is_not_known_at_the_defaults_is_told_without_a_case() -> None:
    elsewhere = ('!Sub "arn:aws:s3:::${Bucket}/*"', "!GetAtt Elsewhere.Arn")
    report = prove(
        "claims: [{claim: c, role: Role, never: {actions: 's3:*', resources: 'arn:aws:s3:::x'}}]",
        elsewhere,
    )
    assert verdicts(report) == ["unknown"]
    assert not any(reason.startswith(":") for reason in report.findings[0].answer.unknown)


HOME_KEY, FOREIGN_KEY = (
    f"arn:aws:kms:us-east-1:{account}:key/xyz" for account in ("111122223333", "444455556666")
)
LIST = "Type: CommaDelimitedList"
READ = "Type: 'AWS::SSM::Parameter::Value<String>', Default: /key"


@pytest.mark.parametrize(
    ("row", "key", "name"),
    [
        ("Type: String", "!Ref Key", "Key"),
        ("Type: String, MinLength: 20", "!Ref Key", "Key"),
        (READ, "!Ref Key", "what Key reads"),
        (READ.replace("<String>", "<List<String>>"), "!Ref Key", "all of Key"),
        (LIST, "!Ref Key", "all of Key"),
        (LIST, "!Select [0, !Ref Key]", "item 0 of Key"),
        (f"{LIST}, AllowedValues: [{HOME_KEY}, {FOREIGN_KEY}]", "!Ref Key", "all of Key"),
        ("Type: String", "!ImportValue key", "export key"),
        ("Type: String", "'{{resolve:ssm:/key}}'", "resolve:ssm:/key"),
    ],
)
def test_a_key_that_only_a_deployment_knows_can_be_of_another_account(
    row: str, key: str, name: str
) -> None:
    report = with_key(row, key)
    assert verdicts(report) == ["refuted"]
    assert (name, FOREIGN_KEY) in report.findings[0].values


@pytest.mark.parametrize(
    ("row", "key", "verdict"),
    [
        (f"{LIST}, AllowedValues: [{HOME_KEY}]", "!Ref Key", "proven"),
        (f"{LIST}, AllowedValues: [{HOME_KEY}]", "!Select [1, !Ref Key]", "proven"),
        (f"{LIST}, AllowedPattern: '{HOME_KEY}[0-9]*'", "!Ref Key", "proven"),
        ("Type: String", "!Select [0, !Split [',', !Ref Key]]", "unknown"),
    ],
)
def test_a_value_outside_the_limits_of_a_parameter_refutes_nothing(
    row: str, key: str, verdict: str
) -> None:
    assert verdicts(with_key(row, key)) == [verdict]


@pytest.mark.parametrize(
    ("row", "action", "claim", "verdict"),
    [
        ("Type: String", "!Ref Key", "never: {actions: sqs:SendMessage}", "refuted"),
        ("Type: String", "!Sub 'sqs:${Key}'", "never: {actions: sqs:SendMessage}", "refuted"),
        ("Type: String", "!Sub 'sns:${Key}'", "never: {actions: sqs:SendMessage}", "proven"),
        (LIST, "!Ref Key", "never: {not-actions: sqs:SendMessage}", "refuted"),
        (
            "Type: String, AllowedPattern: 's3:Get[A-Za-z]+'",
            "!Ref Key",
            "never: {actions: s3:PutObject}",
            "proven",
        ),
    ],
    ids=["any action", "any of a service", "of another service", "a list", "of a pattern"],
)
def test_an_action_that_a_parameter_names_can_be_one_of_a_claim(
    row: str, action: str, claim: str, verdict: str
) -> None:
    declared = (KEY[0], KEY[1].replace("Type: String, PATTERN", row))
    uses = ("Action: [s3:GetObject, s3:PutObject]", f"Action: {action}")
    everywhere = ('!Sub "arn:aws:s3:::${Bucket}/*"', '"*"')
    report = prove(f"claims: [{{claim: c, role: Role, {claim}}}]", declared, uses, everywhere)
    assert verdicts(report) == [verdict]


UP_TO = "Condition: {NumericLessThanEquals: {s3:max-keys: !Ref Key}}\n                Action"


@pytest.mark.parametrize(
    ("most", "verdict"),
    [("", "refuted"), (", MaxValue: 200", "refuted"), (", MaxValue: 9", "proven")],
)
def test_a_number_is_in_each_place_among_those_of_claims(most: str, verdict: str) -> None:
    declared = (KEY[0], KEY[1].replace("Type: String, PATTERN", f"Type: Number{most}"))
    claim = "never: {conditions: {NumericGreaterThan: {s3:max-keys: '100'}}}"
    uses = ("Action: [s3:GetObject, s3:PutObject]", f"{UP_TO}: s3:ListBucket")
    everywhere = ('!Sub "arn:aws:s3:::${Bucket}/*"', '"*"')
    report = prove(f"claims: [{{claim: c, role: Role, {claim}}}]", declared, uses, everywhere)
    assert verdicts(report) == [verdict]


@pytest.mark.parametrize(("other", "verdict"), [("/key", "proven"), ("/other", "unknown")])
def test_a_bound_reads_the_same_value_of_parameter_store(
    other: str, verdict: str, tmp_path: Path
) -> None:
    row = ('Bucket: {Type: String, AllowedPattern: "[a-z]+"}', f"Bucket: {{{READ}}}")
    bound = TEMPLATE.replace(*row).replace("Default: /key", f"Default: {other}")
    (tmp_path / "bound.yaml").write_text(bound)
    claim = "claims: [{claim: c, role: Role, no-wider-than: bound.yaml}]"
    assert verdicts(prove(claim, row, base=tmp_path)) == [verdict]


def test_the_defaults_that_policies_depend_on_are_said() -> None:
    template = {
        "Parameters": {
            "Bucket": {"Type": "String", "Default": "uploads"},
            "Empty": {"Type": "String", "Default": ""},
            "Secret": {"Type": "String", "Default": "hidden", "NoEcho": True},
            "Unused": {"Type": "String", "Default": "x"},
        },
        "Resources": {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
                    "Description": {"Fn::Sub": "${Bucket}${Empty}${Secret}"},
                },
            }
        },
    }
    claims = parse_claims(Document({"claims": [{"claim": "c", "never": {"actions": "s3:*"}}]}))
    said = Prover(Document(template), claims).prove().assumptions
    defaults = "where the default is Bucket=uploads, Empty=(empty), Secret=****"
    assert said == ("every parameter at its default", defaults)


WITH_USER = """
  Ops: {Type: AWS::IAM::User, Properties: {UserName: ops, Groups: [!Ref Team]}}
  Team:
    Type: AWS::IAM::Group
    Properties:
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: [{Effect: Allow, Action: s3:PutObject, Resource: "*"}]
"""
ALONE = "Resources:" + WITH_USER
NEVER_PUTS = "never: {actions: 's3:PutObject'}"


def about(template: str, role: str, kind: str = NEVER_PUTS) -> ProofReport:
    claims = parse_claims(parse(f"claims: [{{claim: x, {role} {kind}}}]", "c.yaml"))
    return Prover(parse(template, "t.yaml"), claims).prove()


@pytest.mark.parametrize("template", [ALONE, TEMPLATE + WITH_USER], ids=["alone", "next to a role"])
@pytest.mark.parametrize(("name", "logical_id"), [("Ops", "Ops"), ("ops", "Ops"), ("Team", "Team")])
def test_a_claim_can_be_about_a_user_or_a_group(name: str, logical_id: str, template: str) -> None:
    (finding,) = about(template, f"role: {name},").findings
    assert (finding.role, finding.verdict) == (logical_id, "refuted")


def test_what_is_not_read_can_give_a_user_more() -> None:
    more = "  Own: {Type: Custom::Grant, Properties: {ServiceToken: arn}}\n"
    (finding,) = about(ALONE + more, "role: Ops,", "never: {actions: 's3:GetObject'}").findings
    assert finding.verdict == "unknown"


def test_claims_about_every_role_name_the_principals_that_they_leave_out() -> None:
    report = about(TEMPLATE + WITH_USER, "")
    assert {finding.role for finding in report.findings} == {"Role"}
    assert any("are not about Ops, Team" in text for text in report.assumptions)


@pytest.mark.parametrize(
    ("role", "kind", "problem"),
    [
        ("role: Op,", NEVER_PUTS, "role 'Op' doesn't exist; did you mean 'Ops'"),
        (
            "role: Ops,",
            "only-trusted-by: {principals: {Service: ecs-tasks.amazonaws.com}}",
            "Ops is not a role: nobody assumes it",
        ),
    ],
    ids=["a name that is wrong", "who assumes a user"],
)
def test_what_cannot_be_claimed_about_a_user_is_an_error(
    role: str, kind: str, problem: str
) -> None:
    with pytest.raises(TemplateError, match=problem):
        about(TEMPLATE + WITH_USER, role, kind)


TWO_BUCKETS = """
Parameters: {A: {Type: String, Default: acme-a}, B: {Type: String, Default: acme-b}}
Conditions:
  HasA: !Not [!Equals [!Ref A, ""]]
  HasB: !Not [!Equals [!Ref B, ""]]
  HasEither: !Or [!Condition HasA, !Condition HasB]
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Statement: []}}
  Own:
    Type: AWS::IAM::RolePolicy
    Condition: HasEither
    Properties:
      RoleName: !Ref Role
      PolicyName: p
      PolicyDocument:
        Statement: [{Effect: Allow, Action: s3:GetObject, Resource: !Sub "arn:aws:s3:::${A}/*"}]
"""


def test_a_name_that_is_not_compared_stays_at_its_default() -> None:
    never = "never: {actions: 's3:*', not-resources: 'arn:aws:s3:::acme-*'}"
    (finding,) = about(TWO_BUCKETS, "role: Role,", never).findings
    assert (finding.verdict, finding.values) == ("refuted", (("A", ""),))
    never = "never: {actions: 's3:*', not-resources: ['arn:aws:s3:::acme-*', 'arn:aws:s3:::/*']}"
    (finding,) = about(TWO_BUCKETS, "role: Role,", never).findings
    assert finding.verdict == "proven"


BUCKET_FOR_OPS = """
  B:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: acme
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: s3:GetObject
            Resource: "arn:aws:s3:::acme/*"
            Principal: {AWS: !GetAtt Ops.Arn}
"""


@pytest.mark.parametrize(("name", "verdict"), [("Ops", "refuted"), ("Team", "proven")])
def test_what_a_policy_of_a_resource_grants_a_user_counts(name: str, verdict: str) -> None:
    never = "never: {actions: 's3:GetObject'}"
    (finding,) = about(ALONE + BUCKET_FOR_OPS, f"role: {name},", never).findings
    assert finding.verdict == verdict


PASSES = "{Effect: Allow, Action: 'iam:PassRole', Resource: '*'}"
PASSING = """
Parameters: {A: {Type: String, Default: x}, B: {Type: String, Default: x}}
Mappings: {Places: {eu-west-1: {Action: 'iam:PassRole'}, us-east-1: {Action: 's3:GetObject'}}}
Conditions:
  IsA: !Equals [!Ref A, a]
  IsB: !Equals [!Ref B, b]
  IsBoth: !And [!Condition IsA, !Condition IsB]
  IsJoined: !Equals [!Sub "${A}-${B}", a-b]
  IsElsewhere: !Equals [!Ref AWS::Region, eu-west-1]
  IsOtherAccount: !Equals [!Ref AWS::AccountId, "444455556666"]
  IsChina: !Equals [!Ref AWS::Partition, aws-cn]
Resources:
  Role:
    Type: AWS::IAM::Role
    CONDITION
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: "s3:GetObject", Resource: "*"}
              - STATEMENT
"""


def passing(statement: str, condition: str = "") -> str:
    of_role = f"Condition: {condition}" if condition else "Metadata: {}"
    return PASSING.replace("STATEMENT", statement).replace("CONDITION", of_role)


def chosen(condition: str) -> str:
    return f"!If [{condition}, {PASSES}, !Ref AWS::NoValue]"


@pytest.mark.parametrize(
    ("template", "values"),
    [
        (passing(chosen("IsA")), {"A": "a"}),
        (passing(chosen("IsBoth")), {"A": "a", "B": "b"}),
        (passing(chosen("IsB"), "IsA"), {"A": "a", "B": "b"}),
        (passing(chosen("IsJoined")), {"A": "a", "B": "b"}),
        (passing(chosen("IsElsewhere")), {"region": "eu-west-1"}),
        (passing(chosen("IsElsewhere"), "IsA"), {"A": "a", "region": "eu-west-1"}),
        (passing(chosen("IsOtherAccount")), {"account": "444455556666"}),
        (passing(chosen("IsChina")), {"partition": "aws-cn", "region": "cn-north-1"}),
        (
            passing(
                "{Effect: Allow, Resource: '*',"
                " Action: !FindInMap [Places, !Ref AWS::Region, Action]}"
            ),
            {"region": "eu-west-1"},
        ),
    ],
    ids=[
        "one parameter",
        "two in one condition",
        "a role and its statement",
        "two in one string",
        "another Region",
        "another Region and a parameter",
        "another account",
        "another partition",
        "a cell of a mapping",
    ],
)
def test_a_claim_is_judged_in_every_case_that_a_template_tells_apart(
    template: str, values: dict[str, str]
) -> None:
    (finding,) = about(template, "", "never: {actions: 'iam:PassRole'}").findings
    assert (finding.verdict, dict(finding.values)) == ("refuted", values)


def denied(condition: str) -> str:
    denies = "{Effect: Deny, Action: 's3:GetObject', Resource: '*'}"
    return f"!If [{condition}, {denies}, !Ref AWS::NoValue]"


@pytest.mark.parametrize(
    ("condition", "values"),
    [
        ("IsA", {"A": "a"}),
        ("IsBoth", {"A": "a", "B": "b"}),
        ("IsElsewhere", {"region": "eu-west-1"}),
        ("IsOtherAccount", {"account": "444455556666"}),
        ("IsChina", {"partition": "aws-cn", "region": "cn-north-1"}),
    ],
    ids=["one parameter", "two", "another Region", "another account", "another partition"],
)
def test_what_is_always_allowed_is_so_in_every_case(condition: str, values: dict[str, str]) -> None:
    template = passing(denied(condition))
    (finding,) = about(template, "", "always: {actions: 's3:GetObject'}").findings
    assert (finding.verdict, dict(finding.values)) == ("refuted", values)


QUEUE_HERE = "'arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs'"
SENDS_HERE = f"{{Effect: Allow, Action: 'sqs:SendMessage', Resource: !Sub {QUEUE_HERE}}}"


@pytest.mark.parametrize("condition", ["IsElsewhere", "IsOtherAccount", "IsChina"])
@pytest.mark.parametrize(
    ("statement", "kind", "verdict"),
    [
        (f"!If [CONDITION, {SENDS_HERE}, !Ref AWS::NoValue]", "never", "refuted"),
        (f"!If [CONDITION, {SENDS_HERE}, {SENDS_HERE}]", "always", "proven"),
    ],
)
def test_a_claim_about_this_place_is_about_each_place(
    condition: str, statement: str, kind: str, verdict: str
) -> None:
    template = passing(statement.replace("CONDITION", condition))
    claim = f"{kind}: {{actions: 'sqs:SendMessage', resources: {QUEUE_HERE}}}"
    assert verdicts(about(template, "", claim)) == [verdict]


@pytest.mark.parametrize(
    ("condition", "values"),
    [("IsB", {"B": "b"}), ("IsElsewhere", {"region": "eu-west-1"})],
    ids=["a parameter", "another Region"],
)
def test_what_a_bound_tells_apart_is_compared(
    condition: str, values: dict[str, str], tmp_path: Path
) -> None:
    limited = f"!If [{condition}, !Ref AWS::NoValue, {PASSES}]"
    (tmp_path / "bound.yaml").write_text(passing(limited), "utf-8")
    claims = parse_claims(parse("claims:\n  - {claim: x, no-wider-than: bound.yaml}\n"))
    (finding,) = Prover(parse(passing(PASSES)), claims, base=tmp_path).prove().findings
    assert (finding.verdict, dict(finding.values)) == ("refuted", values)


LISTED = "Parameters: {E: {Type: String, Default: Deny, AllowedValues: [Allow, Deny]}, "
LISTED += "F: {Type: String, Default: 's3:PutObject', AllowedValues: ['s3:PutObject', 'iam:*']}, "


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("{Effect: !Ref E, Action: 'iam:PassRole', Resource: '*'}", {"E": "Allow"}),
        ("{Effect: Allow, Action: !Ref F, Resource: '*'}", {"F": "iam:*"}),
        ("{Effect: !Ref E, Action: !Ref F, Resource: '*'}", {"E": "Allow", "F": "iam:*"}),
    ],
    ids=["an effect", "an action", "both together"],
)
def test_each_value_that_a_parameter_lists_is_compared(
    statement: str, values: dict[str, str]
) -> None:
    template = passing(statement).replace("Parameters: {", LISTED, 1)
    report = about(template, "", "never: {actions: 'iam:PassRole'}")
    (finding,) = report.findings
    assert (finding.verdict, dict(finding.values)) == ("refuted", values)
    assert "that conditions compare or AllowedValues lists" in str(report.assumptions)


@pytest.mark.parametrize(
    "read",
    ["!ImportValue Name", "'{{resolve:ssm:/queue}}'"],
    ids=["an export", "a dynamic reference"],
)
def test_what_only_a_deployment_knows_limits_no_claim(read: str) -> None:
    policy = f"""
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [{read}]
      PolicyDocument:
        Statement: {{Effect: Allow, Principal: "*", Action: "sqs:SendMessage", Resource: {read}}}
"""
    template = passing(PASSES) + policy
    assert verdicts(about(template, "", "always: {actions: 'iam:PassRole'}")) == ["proven"]


APART_POLICY = """
  Limits:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: limits
      Roles: [!Ref Role]
      PolicyDocument:
        Statement: [ROW]
"""


@pytest.mark.parametrize(
    ("statement", "apart", "claim", "values"),
    [
        (
            chosen("IsA"),
            "!If [IsB, !Ref AWS::NoValue, {Effect: Deny, Action: 'iam:*', Resource: '*'}]",
            "never: {actions: 'iam:PassRole'}",
            {"A": "a", "B": "b"},
        ),
        (
            f"!If [IsA, !Ref AWS::NoValue, {PASSES}]",
            f"!If [IsB, !Ref AWS::NoValue, {PASSES}]",
            "always: {actions: 'iam:PassRole'}",
            {"A": "a", "B": "b"},
        ),
    ],
    ids=["an Allow without its Deny", "no Allow of two"],
)
def test_what_two_policies_of_a_role_decide_together_is_judged(
    statement: str, apart: str, claim: str, values: dict[str, str]
) -> None:
    report = about(passing(statement) + APART_POLICY.replace("ROW", apart), "", claim)
    (finding,) = report.findings
    assert (finding.verdict, dict(finding.values)) == ("refuted", values)
    assert "at other values together: A, B" in str(report.assumptions)


def many(row: str) -> str:
    """Return a template in which ten parameters together pass a role."""
    names = [f"P{number}" for number in range(10)]
    terms = ", ".join(f"!Equals [!Ref {name}, a]" for name in names)
    rows = ", ".join(f"{name}: {row}" for name in names)
    template = passing(chosen("IsMany")).replace("Parameters: {", f"Parameters: {{{rows}, ", 1)
    return template.replace("  IsA:", f"  IsMany: !And [{terms}]\n  IsA:", 1)


WITH_DEFAULT, OPEN = "{Type: String, Default: x}", "{Type: String}"


@pytest.mark.parametrize(
    ("row", "claim", "reason"),
    [
        (WITH_DEFAULT, "never: {actions: 'iam:PassRole'}", "more combinations"),
        (WITH_DEFAULT, "only-trusted-by: {principals: {Service: a.com}}", "more combinations"),
        (WITH_DEFAULT, "always: {actions: 's3:GetObject'}", "more combinations"),
        (OPEN, "never: {actions: 'sqs:*'}", "cases that matter"),
        (OPEN, "always: {actions: 's3:GetObject'}", "cases that matter"),
    ],
)
def test_more_cases_than_are_looked_at_leave_a_claim_open(
    row: str, claim: str, reason: str
) -> None:
    (finding,) = about(many(row), "", claim).findings
    assert finding.verdict == ("unknown" if reason else "proven")
    assert reason in str(finding.answer.unknown)


@pytest.mark.parametrize(
    ("name", "condition", "where"),
    [
        ('""', "HasName", "at the defaults"),
        ('"a"', "HasName", "where Name is empty"),
        ("~", "HasName", "with Bucket=(any string), Name=(empty)"),
        ('""', "IsHere", "where region is "),
        ('""', "", ""),
    ],
)
def test_where_a_role_does_not_exist_it_is_told_of_what_it_always_can(
    name: str, condition: str, where: str
) -> None:
    kept = "  Role:\n    Type: AWS::IAM::Role\n"
    row = f"Default: {name}, "
    report = prove(
        "claims: [{claim: c, always: {actions: 's3:GetObject', resources: 'arn:aws:s3:::own/*'}}]",
        ('Default: "", ', "" if name == "~" else row),
        ('"arn:aws:s3:::${Bucket}/${Name}/*"', '"arn:aws:s3:::own/*"'),
        ('"arn:aws:s3:::${Bucket}/*"', '"arn:aws:s3:::own/*"'),
        ("Conditions:\n", 'Conditions:\n  IsHere: !Equals [!Ref "AWS::Region", us-east-1]\n'),
        (kept, f"{kept}    Condition: {condition}\n" if condition else kept),
    )
    assert report.proven
    told = [text for text in report.assumptions if "doesn't exist" in text]
    assert bool(told) == bool(where)
    assert [text for text in told if not text.startswith(f"Role doesn't exist {where}")] == []


LISTED_LOOP = """
Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: sqs, AllowedValues: [sqs, s3]}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: {Effect: Allow, Principal: {Service: ec2.amazonaws.com}, Action: sts:AssumeRole}
  Fn::ForEach::Policies:
    - Name
    - !Ref Names
    - "Policy${Name}":
        Type: AWS::IAM::Policy
        Properties:
          PolicyName: p
          Roles: [!Ref Role]
          PolicyDocument:
            Version: "2012-10-17"
            Statement: {Effect: Allow, Action: !Sub "${Name}:Get*", Resource: "*"}
"""


@pytest.mark.parametrize(
    ("claim", "values", "expected"),
    [
        ("never: {actions: 's3:*'}", {}, "refuted"),
        ("never: {actions: 's3:*'}", {"Names": "sqs"}, "proven"),
        ("never: {actions: 'sns:*'}", {}, "proven"),
        ("always: {actions: 'sqs:GetQueueUrl'}", {}, "refuted"),
    ],
)
def test_a_loop_goes_over_all_that_its_parameter_lists(
    claim: str, values: dict[str, str], expected: str
) -> None:
    claims = parse_claims(parse(f"claims: [{{claim: c, {claim}}}]", "c.yaml"))
    here = Environment(parameters=values)
    assert verdicts(Prover(parse(LISTED_LOOP, "t.yaml"), claims, environment=here).prove()) == [
        expected
    ]


def test_a_policy_that_is_a_string_is_read_at_all_that_its_parameter_lists() -> None:
    statement = '"Statement": {"Effect": "Allow", "Action": "${Action}", "Resource": "*"}'
    text = f"""
Parameters: {{Action: {{Type: String, Default: 'sqs:*', AllowedValues: ['sqs:*', 's3:*']}}}}
Resources:
  Readers:
    Type: AWS::SSO::PermissionSet
    Properties:
      Name: readers
      InstanceArn: arn:aws:sso:::instance/ssoins-1234567890abcdef
      InlinePolicy: !Sub '{{"Version": "2012-10-17", {statement}}}'
"""
    claims = "claims: [{claim: c, role: Readers, never: {actions: 's3:*'}}]"
    report = Prover(parse(text, "t.yaml"), parse_claims(parse(claims, "c.yaml"))).prove()
    assert verdicts(report) == ["refuted"]

"""preflight of a template answers for every role that it gives to a service."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam.text import ANY
from influmojo_cfn.preflight.result import ServiceAnswer
from influmojo_cfn.preflight.service_answers import _Stack, service_answers
from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.service_call import ServiceCall

TEMPLATES = Path(__file__).parent.parent / "rules/mutants/service_roles"
SCHEDULES = (TEMPLATES / "schedules.yaml").read_text("utf-8")
START = "states:StartExecution"
FUNCTIONS = (TEMPLATES / "functions.yaml").read_text("utf-8")


def answers(text: str) -> tuple[ServiceAnswer, ...]:
    return service_answers(parse(text), Environment())


def denied(text: str) -> set[tuple[str, str]]:
    return {(each.role, each.action) for each in answers(text) if each.verdict == "missing"}


@pytest.mark.parametrize("text", [SCHEDULES, FUNCTIONS])
def test_nothing_is_denied_that_is_right(text: str) -> None:
    assert denied(text) == set()


def test_names_that_cloudformation_makes_up_are_the_same_on_both_sides() -> None:
    found = [each for each in answers(FUNCTIONS) if each.action == "kms:Decrypt"]
    assert [each.verdict for each in found] == ["allowed"] * len(found)
    assert {each.role for each in found} == {"ConsumerRole", "Key"}


PAIR = """
Resources:
  One: {Type: AWS::SQS::Queue}
  Other: {Type: AWS::SQS::Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: {Effect: Allow, Action: "sqs:SendMessage", Resource: RESOURCE}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, DeadLetterConfig: {TargetArn: !GetAtt One.Arn}}
"""


@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        pytest.param("!GetAtt One.Arn", "allowed", id="the queue"),
        pytest.param("!GetAtt Other.Arn", "missing", id="another queue"),
        pytest.param('!Sub "arn:aws:sqs:*:*:${AWS::StackName}-*"', "unknown", id="by a beginning"),
        pytest.param("!ImportValue queue", "unknown", id="of another stack"),
    ],
)
def test_a_queue_of_the_template_is_not_another(resource: str, verdict: str) -> None:
    found = answers(PAIR.replace("RESOURCE", resource))
    assert [each.verdict for each in found if each.action == "sqs:SendMessage"] == [verdict]


@pytest.mark.parametrize(
    ("condition", "count"),
    [("!Equals [!Ref P, x]", 1), ("!Equals [x, x]", 1), ("!Equals [x, y]", 0)],
    ids=["not known", "true", "false"],
)
def test_a_function_that_may_be_there_is_answered_for(condition: str, count: int) -> None:
    text = PAIR.replace("RESOURCE", "!GetAtt One.Arn").replace(
        "Type: AWS::Lambda::Function", "Type: AWS::Lambda::Function\n    Condition: Maybe"
    )
    head = f"Parameters: {{P: {{Type: String}}}}\nConditions: {{Maybe: {condition}}}\n"
    found = answers(head + text)
    assert [each.verdict for each in found if each.action == "sqs:SendMessage"] == (
        ["allowed"] * count
    )


@pytest.fixture(scope="module")
def pair() -> _Stack:
    named = "One: {Type: AWS::SQS::Queue, Properties: {QueueName: one}}"
    text = PAIR.replace("One: {Type: AWS::SQS::Queue}", named)
    return _Stack(parse(text.replace("RESOURCE", "!GetAtt One.Arn")), Environment(), {})


@pytest.fixture
def sent(pair: _Stack) -> ServiceCall:
    """Return the call of the function, on the queue that its role can send to."""
    calls = service_calls(pair.resolver)
    return next(each for each in calls if each.actions == ("sqs:SendMessage",))


QUEUES = "arn:aws:sqs:us-east-1:111122223333:"


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        (["other"], "missing"),
        (["other", ANY], "unknown"),
        (["other", ANY, None], "allowed"),
    ],
    ids=["another queue", "one that is not known", "its own"],
)
def test_a_call_on_one_of_several_is_as_allowed_as_the_most_allowed(
    pair: _Stack, sent: ServiceCall, names: list[str | None], verdict: str
) -> None:
    resources = [sent.resources[0] if name is None else f"{QUEUES}{name}" for name in names]
    assert pair._answer(sent._replace(resources=tuple(resources)), "Role").verdict == verdict


@pytest.mark.parametrize(("certain", "verdict"), [(True, "missing"), (False, "unknown")])
def test_a_call_that_is_not_surely_made_is_not_missing(
    pair: _Stack, sent: ServiceCall, certain: bool, verdict: str
) -> None:
    call = sent._replace(certain=certain, resources=(f"arn:aws:sns:us-east-1:111122223333:{ANY}",))
    assert pair._answer(call, "Role").verdict == verdict


@pytest.mark.parametrize(
    ("old", "new", "role", "action"),
    [
        ("definition/nightly-report:*", "definition/other:*", "ScheduleRole", "ecs:RunTask"),
        ("Service: scheduler.", "Service: events.", "ScheduleRole", "sts:AssumeRole"),
        (": ecs:UpdateService", ": ecs:ListServices", "StopRole", "ecs:UpdateService"),
        (": states:StartExecution", ": states:ListExecutions", "RuleRole", START),
    ],
)
def test_what_is_not_allowed_is_denied(old: str, new: str, role: str, action: str) -> None:
    assert (role, action) in denied(SCHEDULES.replace(old, new, 1))


def test_a_role_may_trust_a_service_by_its_name_in_the_region() -> None:
    regional = SCHEDULES.replace("Service: states.", "Service: !Sub states.${AWS::Region}.", 1)
    assert regional != SCHEDULES
    assert denied(regional) == set()


@pytest.mark.parametrize(
    ("service", "external_id", "verdict"),
    [
        ("firehose", "!Ref AWS::AccountId", "allowed"),
        ("firehose", "'444455556666'", "missing"),
        ("glue", "!Ref AWS::AccountId", "unknown"),
    ],
)
def test_firehose_sends_its_account_as_external_id(
    service: str, external_id: str, verdict: str
) -> None:
    users = {
        "firehose": (
            "AWS::KinesisFirehose::DeliveryStream",
            "{S3DestinationConfiguration: {RoleARN: !GetAtt Role.Arn}}",
        ),
        "glue": ("AWS::Glue::Crawler", "{Role: !GetAtt Role.Arn}"),
    }
    kind, properties = users[service]
    text = f"""
Resources:
  User: {{Type: "{kind}", Properties: {properties}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {{Service: {service}.amazonaws.com}}
            Action: sts:AssumeRole
            Condition: {{StringEquals: {{sts:ExternalId: {external_id}}}}}
"""
    found = {each.action: each.verdict for each in answers(text)}
    assert found["sts:AssumeRole"] == verdict


def test_what_the_template_does_not_tell_is_unknown() -> None:
    text = (TEMPLATES / "delivery.yaml").read_text("utf-8")
    found = {each.action: each for each in answers(text) if each.role == "DeliveryRole"}
    config = found["codedeploy:GetDeploymentConfig"]
    assert config.verdict == "unknown"
    assert config.reasons == ("the template does not show what it acts on",)


def test_the_executions_of_a_machine_of_the_template_are_known() -> None:
    found = {each.action: each for each in answers(SCHEDULES) if each.role == "MachineRole"}
    assert found["states:StopExecution"].verdict == "allowed"


def test_a_template_without_roles_has_no_answers() -> None:
    assert answers("Resources: {Topic: {Type: AWS::SNS::Topic}}") == ()


def test_a_document_in_another_file_is_unknown_of_the_api_itself() -> None:
    text = "Resources: {Api: {Type: AWS::Serverless::Api, Properties: {DefinitionUri: a.yaml}}}"
    assert [(each.role, each.verdict) for each in answers(text)] == [("Api", "unknown")]


POLICY_OF_ECS = "arn:aws:iam::aws:policy/%sAmazonECSInfrastructureRolePolicyFor%s"
USES_OF_ECS: list[tuple[str, str, str, str]] = [
    (
        "service-role/",
        "Volumes",
        "AWS::ECS::Service",
        "VolumeConfigurations: [{Name: a, ManagedEBSVolume: {RoleArn: !GetAtt Role.Arn}}]",
    ),
    (
        "",
        "LoadBalancers",
        "AWS::ECS::Service",
        "LoadBalancers: [{TargetGroupArn: !Ref Blue, AdvancedConfiguration: "
        "{RoleArn: !GetAtt Role.Arn, ProductionListenerRule: !Ref Rule}}]",
    ),
    (
        "service-role/",
        "ServiceConnectTransportLayerSecurity",
        "AWS::ECS::Service",
        "ServiceConnectConfiguration: {Services: [{PortName: a, Tls: {RoleArn: !GetAtt Role.Arn, "
        "IssuerCertificateAuthority: {AwsPcaAuthorityArn: !GetAtt Authority.Arn}}}]}",
    ),
    (
        "",
        "VpcLattice",
        "AWS::ECS::Service",
        "VpcLatticeConfigurations: [{RoleArn: !GetAtt Role.Arn, TargetGroupArn: !Ref Targets}]",
    ),
    (
        "",
        "ManagedInstances",
        "AWS::ECS::CapacityProvider",
        "ManagedInstancesProvider: {InfrastructureRoleArn: !GetAtt Role.Arn}",
    ),
]


@pytest.mark.parametrize(
    ("path", "name", "kind", "properties"), USES_OF_ECS, ids=[row[1] for row in USES_OF_ECS]
)
def test_the_managed_policy_of_an_infrastructure_role_allows_every_call(
    path: str, name: str, kind: str, properties: str
) -> None:
    found = answers(f"""
Resources:
  Blue: {{Type: AWS::ElasticLoadBalancingV2::TargetGroup}}
  Rule: {{Type: AWS::ElasticLoadBalancingV2::ListenerRule}}
  Targets: {{Type: AWS::VpcLattice::TargetGroup}}
  Authority:
    Type: AWS::ACMPCA::CertificateAuthority
    Properties: {{Tags: [{{Key: AmazonECSManaged, Value: "true"}}]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: ["{POLICY_OF_ECS % (path, name)}"]
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - {{Effect: Allow, Principal: {{Service: ecs.amazonaws.com}}, Action: sts:AssumeRole}}
  User: {{Type: {kind}, Properties: {{{properties}}}}}
""")
    assert len(found) > 2
    assert {each.action for each in found if each.verdict != "allowed"} == set()


PIPELINE = """
Resources:
  ActionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: PRINCIPAL, Action: "sts:AssumeRole"}
  PipelineRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: codepipeline.amazonaws.com}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: !GetAtt PipelineRole.Arn
      Stages:
        - Name: source
          Actions:
            - Name: source
              RoleArn: !GetAtt ActionRole.Arn
              ActionTypeId: {Category: Source, Owner: AWS, Provider: S3, Version: "1"}
"""


@pytest.mark.parametrize(
    ("principal", "verdict", "reasons"),
    [
        ("{AWS: !GetAtt PipelineRole.Arn}", "allowed", ()),
        ("{AWS: '111122223333'}", "allowed", ()),
        (
            "{Service: codepipeline.amazonaws.com}",
            "missing",
            ("the trust policy does not allow it",),
        ),
        (
            "{AWS: 'arn:aws:iam::111122223333:role/other'}",
            "missing",
            ("the trust policy does not allow it",),
        ),
    ],
)
def test_a_trust_policy_decides_whatever_name_the_role_gets(
    principal: str, verdict: str, reasons: tuple[str, ...]
) -> None:
    (found,) = (
        each
        for each in answers(PIPELINE.replace("PRINCIPAL", principal))
        if each.purpose == "take the role of the action"
    )
    assert (found.verdict, found.reasons) == (verdict, reasons)

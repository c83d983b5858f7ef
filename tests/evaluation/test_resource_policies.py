"""Policies of a template's resources are weighed beside what a role's own decide."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.evaluation.principals import evaluator_of
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.resource_policies import ResourcePolicies
from influmojo_cfn.iam.unknown import Unknown, covered, standing_in

TEMPLATE = """
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: PRINCIPAL}, Action: "kms:Decrypt", Resource: "*"}
  Other:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: "*"}, Action: "kms:*", Resource: "*"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement: {Effect: Allow, Action: ACTION, Resource: "*"}
"""


@pytest.mark.parametrize(
    ("principal", "action", "outcome", "otherwise"),
    [
        ("!Ref AWS::AccountId", "kms:Decrypt", "allowed", "allowed"),
        ("!Ref AWS::AccountId", "s3:GetObject", "implicitDeny", "unknown"),
        ("!GetAtt Role.Arn", "s3:GetObject", "allowed", "unknown"),
        ("arn:aws:iam::111122223333:role/admin", "kms:Decrypt", "implicitDeny", "unknown"),
    ],
)
def test_a_key_whose_id_is_not_known_is_that_of_the_same_value(
    principal: str, action: str, outcome: str, otherwise: str
) -> None:
    here = Environment()
    document = parse(TEMPLATE.replace("PRINCIPAL", principal).replace("ACTION", action), "t.yaml")
    role = roles_of(document, here)["Role"]
    key = ResolvedTemplate(document.data, here).value({"Fn::GetAtt": ["Key", "Arn"]})
    request = Request("kms:Decrypt", standing_in(covered(key)))
    policies = ResourcePolicies(document, here)
    decision = evaluator_of(role).decide(request)
    of_another_stack = Unknown("the export key is of another stack", covered(key))
    found = [policies.weigh(decision, role, each).outcome for each in (key, None, of_another_stack)]
    assert found == [outcome, otherwise, otherwise]


def test_the_keys_that_policies_of_resources_ask_for() -> None:
    asked = 'Condition: {StringEquals: {"aws:SourceVpc": vpc-1}}, Principal:'
    document = parse(TEMPLATE.replace("Principal: {AWS: PRINCIPAL}", f"{asked} '*'"), "t.yaml")
    assert ResourcePolicies(document, Environment()).condition_keys == {"aws:sourcevpc"}


def test_what_is_of_no_resource_is_left_to_the_role() -> None:
    here = Environment()
    document = parse(TEMPLATE.replace("PRINCIPAL", "'*'").replace("ACTION", "'*'"), "t.yaml")
    role = roles_of(document, here)["Role"]
    request = Request("sts:GetCallerIdentity", "*")
    decision = evaluator_of(role).decide(request)
    assert ResourcePolicies(document, here).weigh(decision, role) is decision


OF_ROLES = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: {Effect: Allow, Action: OWN, Resource: "*"}}
  Taken:
    Type: AWS::IAM::Role
    Properties:
      RoleName: taken
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: PRINCIPAL, Action: "sts:AssumeRole"}
"""


@pytest.mark.parametrize(
    ("principal", "own", "outcome"),
    [
        pytest.param("{AWS: !GetAtt Role.Arn}", "s3:GetObject", "allowed", id="the role"),
        pytest.param("{AWS: !Ref AWS::AccountId}", "sts:AssumeRole", "allowed", id="the account"),
        pytest.param(
            "{AWS: !Ref AWS::AccountId}", "s3:GetObject", "implicitDeny", id="no policy of its own"
        ),
        pytest.param(
            "{Service: a.amazonaws.com}", "sts:AssumeRole", "implicitDeny", id="a service"
        ),
    ],
)
def test_a_role_is_assumed_by_whom_its_trust_policy_lets_in(
    principal: str, own: str, outcome: str
) -> None:
    here = Environment()
    document = parse(OF_ROLES.replace("PRINCIPAL", principal).replace("OWN", own), "t.yaml")
    role = roles_of(document, here)["Role"]
    request = Request("sts:AssumeRole", "arn:aws:iam::111122223333:role/taken")
    decision = evaluator_of(role).decide(request)
    policies = ResourcePolicies(document, here)
    assert policies.weigh(decision, role, request.resource).outcome == outcome


OF_RESOURCES = """
Parameters:
  Team: {Type: String}
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: {Statement: OF_QUEUE}
  Log:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: app
      ResourcePolicyDocument: {Statement: OF_LOG}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      PermissionsBoundary: BOUNDARY
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: {Effect: Allow, Action: OWN, Resource: "*"}}
"""
QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
LOG = "arn:aws:logs:us-east-1:111122223333:log-group:app"
IF_TEAM = "Condition: {StringEquals: {'aws:PrincipalTag/team': !Ref Team}}"
ROLE = "Principal: {AWS: !GetAtt Role.Arn}"
ANYONE = "Principal: '*'"


@pytest.mark.parametrize(
    ("of_queue", "of_log", "own", "boundary", "asked", "outcome"),
    [
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', Resource: '*', {IF_TEAM}}}",
            "[]",
            "'*'",
            "!Ref AWS::NoValue",
            ("sqs:SendMessage", QUEUE),
            "unknown",
            id="a Deny that may hold leaves a doubt",
        ),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', Resource: '*', {IF_TEAM}}}",
            "[]",
            "'s3:*'",
            "!Ref AWS::NoValue",
            ("sqs:SendMessage", QUEUE),
            "implicitDeny",
            id="what nobody allows needs no Deny",
        ),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', Resource: '*', {IF_TEAM}}}",
            "[]",
            "'*'",
            "!Ref AWS::NoValue",
            ("sqs:SendMessage", QUEUE.replace("jobs", "others")),
            "allowed",
            id="a Deny of another queue",
        ),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', Resource: '*'}}",
            "[]",
            "'*'",
            "!Ref AWS::NoValue",
            ("sqs:SendMessage", QUEUE),
            "explicitDeny",
            id="a Deny decides",
        ),
        pytest.param(
            f"{{Effect: Allow, {ROLE}, Action: 'sqs:*', Resource: '*'}}",
            "[]",
            "'s3:*'",
            "!Ref AWS::NoValue",
            ("sqs:SendMessage", QUEUE),
            "allowed",
            id="the role by its name",
        ),
        pytest.param(
            f"{{Effect: Allow, {ROLE}, Action: 'sqs:*', Resource: '*'}}",
            "[]",
            "'*'",
            "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess",
            ("sqs:SendMessage", QUEUE),
            "implicitDeny",
            id="a boundary limits what a queue allows",
        ),
        pytest.param(
            "[]",
            f"{{Effect: Deny, {ANYONE}, Action: 'logs:*', Resource: '*'}}",
            "'*'",
            "!Ref AWS::NoValue",
            ("logs:PutLogEvents", f"{LOG}:log-stream:web"),
            "explicitDeny",
            id="a stream is of its log group",
        ),
        pytest.param(
            "[]",
            f"{{Effect: Deny, {ANYONE}, Action: 'logs:*', Resource: '*'}}",
            "'*'",
            "!Ref AWS::NoValue",
            ("logs:CreateLogStream", LOG),
            "explicitDeny",
            id="the log group itself",
        ),
        pytest.param(
            "[]",
            f"{{Effect: Deny, {ANYONE}, Action: 'logs:*', Resource: '*'}}",
            "'*'",
            "!Ref AWS::NoValue",
            ("logs:PutLogEvents", f"{LOG}s:log-stream:web"),
            "allowed",
            id="another log group",
        ),
    ],
)
def test_what_a_resource_says_counts_beside_the_role(
    of_queue: str, of_log: str, own: str, boundary: str, asked: tuple[str, str], outcome: str
) -> None:
    text = OF_RESOURCES.replace("OF_QUEUE", of_queue).replace("OF_LOG", of_log)
    document = parse(text.replace("OWN", own).replace("BOUNDARY", boundary), "t.yaml")
    here = Environment(account="111122223333", region="us-east-1")
    role = roles_of(document, here)["Role"]
    request = Request(*asked, context_of({"aws:PrincipalTag/team": "web"}))
    decision = evaluator_of(role).decide(request)
    assert ResourcePolicies(document, here).weigh(decision, role).outcome == outcome


def test_a_key_that_may_leave_it_to_the_account_is_in_doubt() -> None:
    text = TEMPLATE.replace("Resources:", "Parameters: {Team: {Type: String}}\nResources:", 1)
    text = text.replace('"kms:Decrypt", Resource: "*"', f'"kms:Decrypt", Resource: "*", {IF_TEAM}')
    text = text.replace("PRINCIPAL", "!Ref AWS::AccountId").replace("ACTION", "'kms:Decrypt'")
    document, here = parse(text, "t.yaml"), Environment()
    role = roles_of(document, here)["Role"]
    key = ResolvedTemplate(document.data, here, missing_is_unknown=True).value(
        {"Fn::GetAtt": ["Key", "Arn"]}
    )
    context = context_of({"aws:PrincipalTag/team": "web"})
    decision = evaluator_of(role).decide(Request("kms:Decrypt", standing_in(covered(key)), context))
    assert decision.allowed
    assert ResourcePolicies(document, here).weigh(decision, role, key).outcome == "unknown"


@pytest.mark.parametrize(
    ("statement", "own", "outcome"),
    [
        pytest.param(f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*'}}", "'*'", "unknown", id="a Deny"),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', {IF_TEAM}}}",
            "'*'",
            "unknown",
            id="a Deny that may hold",
        ),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sqs:*', {IF_TEAM}}}",
            "'s3:*'",
            "implicitDeny",
            id="what nobody allows needs no Deny",
        ),
        pytest.param(
            f"{{Effect: Deny, {ANYONE}, Action: 'sns:*'}}", "'*'", "allowed", id="of other calls"
        ),
        pytest.param(
            f"{{Effect: Allow, {ROLE}, Action: 'sqs:*'}}", "'s3:*'", "unknown", id="an Allow"
        ),
    ],
)
def test_a_policy_of_a_queue_that_is_not_known_may_be_of_each(
    statement: str, own: str, outcome: str
) -> None:
    text = OF_RESOURCES.replace("[!Ref Jobs]", "[!Ref Url]").replace("OF_LOG", "[]")
    text = text.replace("Parameters:", "Parameters:\n  Url: {Type: String}", 1)
    text = text.replace("OF_QUEUE", statement.replace("Action", "Resource: '*', Action"))
    document = parse(text.replace("OWN", own).replace("BOUNDARY", "!Ref AWS::NoValue"), "t.yaml")
    here = Environment(account="111122223333", region="us-east-1")
    role = roles_of(document, here)["Role"]
    request = Request("sqs:SendMessage", QUEUE, context_of({"aws:PrincipalTag/team": "web"}))
    decision = evaluator_of(role).decide(request)
    assert ResourcePolicies(document, here).weigh(decision, role).outcome == outcome


SESSION = "arn:aws:sts::111122223333:assumed-role/app/s"
ROOT = "arn:aws:iam::111122223333:root"
NAMED = "arn:aws:iam::111122223333:role/app"
OF_S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
NO_BOUNDARY = "!Ref AWS::NoValue"


@pytest.mark.parametrize(
    ("effect", "principal", "own", "boundary", "outcome"),
    [
        pytest.param("Allow", SESSION, "s3:*", NO_BOUNDARY, "unknown", id="a session"),
        pytest.param("Allow", SESSION, "s3:*", OF_S3, "unknown", id="which no boundary limits"),
        pytest.param(
            "Allow", SESSION.replace("app", "x"), "s3:*", NO_BOUNDARY, "implicitDeny", id="another"
        ),
        pytest.param(
            "Allow", SESSION[:-1] + "*", "s3:*", NO_BOUNDARY, "implicitDeny", id="a wildcard"
        ),
        pytest.param("Deny", SESSION, "sqs:*", NO_BOUNDARY, "unknown", id="a Deny of a session"),
        pytest.param("Deny", SESSION[:-1] + "*", "sqs:*", NO_BOUNDARY, "unknown", id="of any"),
        pytest.param("Allow", NAMED, "s3:*", "!Ref Team", "unknown", id="an unknown boundary"),
        pytest.param("Allow", ROOT, "s3:*", "!Ref Team", "implicitDeny", id="the account alone"),
        pytest.param("Spare", f"{NAMED}, '{ROOT}'", "sqs:*", NO_BOUNDARY, "unknown", id="a role"),
        pytest.param("Spare", f"{NAMED}x", "sqs:*", NO_BOUNDARY, "explicitDeny", id="others"),
        pytest.param("Spare", f"{NAMED}x", "sqs:*", OF_S3, "explicitDeny", id="others, bounded"),
        pytest.param(
            "Spare",
            f"{NAMED}, '{ROOT}'",
            "sqs:*",
            "!Ref Team",
            "explicitDeny",
            id="with a boundary",
        ),
    ],
)
def test_a_session_of_the_role_can_be_named_too(
    effect: str, principal: str, own: str, boundary: str, outcome: str
) -> None:
    """A task's session has a name that nothing tells before the task runs."""
    who = "NotPrincipal" if effect == "Spare" else "Principal"
    effect = "Deny" if effect == "Spare" else effect
    statement = f"{{Effect: {effect}, {who}: {{AWS: [{principal}]}}, Action: 'sqs:*', Resource: Q}}"
    text = OF_RESOURCES.replace("OF_QUEUE", statement.replace("Q}", "'*'}")).replace("OF_LOG", "[]")
    text = text.replace("OWN", f"'{own}'").replace("BOUNDARY", boundary)
    document, here = parse(text, "t.yaml"), Environment(account="111122223333", region="us-east-1")
    role = roles_of(document, here)["Role"]
    decision = evaluator_of(role).decide(Request("sqs:SendMessage", QUEUE))
    assert ResourcePolicies(document, here).weigh(decision, role).outcome == outcome


def test_each_policy_of_a_queue_that_is_not_known_counts() -> None:
    more = "{Statement: {Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*'}}"
    text = f"""{OF_RESOURCES}
  Second:
    Type: AWS::SQS::QueuePolicy
    Properties: {{Queues: [!Ref Url], PolicyDocument: {more}}}
"""
    text = text.replace("[!Ref Jobs]", "[!Ref Url]").replace("OF_LOG", "[]").replace("OWN", "'*'")
    text = text.replace("Parameters:", "Parameters:\n  Url: {Type: String}", 1)
    text = text.replace("OF_QUEUE", f"{{Effect: Deny, {ANYONE}, Action: 'sns:*', Resource: '*'}}")
    document = parse(text.replace("BOUNDARY", "!Ref AWS::NoValue"), "t.yaml")
    here = Environment(account="111122223333", region="us-east-1")
    role = roles_of(document, here)["Role"]
    decision = evaluator_of(role).decide(Request("sqs:SendMessage", QUEUE, context_of({})))
    assert decision.allowed
    assert ResourcePolicies(document, here).weigh(decision, role).outcome == "unknown"


ACCESS_POINT = """
Resources:
  Point:
    Type: AWS::S3::AccessPoint
    Properties: {Bucket: data, Name: point, Policy: {Statement: STATEMENT}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
"""
POINT = "arn:aws:s3:us-east-1:111122223333:accesspoint/point"


@pytest.mark.parametrize(("principal", "outcome"), [("Role", "unknown"), ("Other", "implicitDeny")])
def test_what_an_access_point_allows_its_bucket_must_allow_too(
    principal: str, outcome: str
) -> None:
    named = "!GetAtt Role.Arn" if principal == "Role" else f"{NAMED}2"
    statement = (
        f"{{Effect: Allow, Principal: {{AWS: {named}}}, Action: 's3:GetObject', "
        f"Resource: '{POINT}/object/*'}}"
    )
    document = parse(ACCESS_POINT.replace("STATEMENT", statement), "t.yaml")
    here = Environment(account="111122223333", region="us-east-1")
    role = roles_of(document, here)["Role"]
    decision = evaluator_of(role).decide(Request("s3:GetObject", f"{POINT}/object/k"))
    found = ResourcePolicies(document, here).weigh(decision, role)
    assert found.outcome == outcome
    assert any("the bucket of" in each for each in found.unknown) is (outcome == "unknown")

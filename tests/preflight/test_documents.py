"""From documents to answers: the files, where they are deployed, and what is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.documents import PreflightQuestion
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.task_definition.placeholders import Given

ROLES = """
  TaskExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              {Effect: Allow, Action: "secretsmanager:GetSecretValue", Resource: !Ref Secret}
"""
TEMPLATE = f"""
Resources:
  Secret: {{Type: "AWS::SecretsManager::Secret"}}
{ROLES}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: f
      ExecutionRoleArn: !GetAtt TaskExecutionRole.Arn
      ContainerDefinitions:
        - Name: a
          Image: nginx
          Secrets: [{{Name: A, ValueFrom: !Ref Secret}}]
"""


def question(template: Document | None, **more: Any) -> PreflightQuestion:
    asked = PreflightQuestion(
        template=template, environment=Environment(), given=Given(), options=Options()
    )
    return replace(asked, **more)


def verdicts(found: Preflight) -> dict[str, str]:
    return {answer.call.action: answer.verdict for answer in found.answers}


def test_a_name_that_is_made_up_is_the_same_for_role_and_task() -> None:
    document = parse(TEMPLATE, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "allowed"


def test_a_name_that_is_made_up_is_not_known_to_another_file() -> None:
    one, other = parse(TEMPLATE, "t.yaml"), parse(TEMPLATE, "u.yaml")
    (found,) = question(one).preflights(other)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "unknown"


ENCRYPTED = TEMPLATE.replace(
    '{Type: "AWS::SecretsManager::Secret"}',
    """
    Type: AWS::SecretsManager::Secret
    Properties: {KmsKeyId: !GetAtt Key.Arn}
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement: {Effect: Allow, Principal: {AWS: !Ref AWS::AccountId}, Action: "kms:*"}
""",
)


@pytest.mark.parametrize(
    ("own", "principal", "verdict", "grants"),
    [
        (
            '[{Effect: Allow, Action: "kms:*", Resource: "*"}, {',
            "!Ref AWS::AccountId",
            "allowed",
            0,
        ),
        ('[{Effect: Allow, Action: "kms:*", Resource: "*"}, {', "!Ref Other", "missing", 0),
        ("[{", "!Ref AWS::AccountId", "missing", 1),
        ("[{", "!GetAtt TaskExecutionRole.Arn", "allowed", 0),
    ],
)
def test_a_key_of_the_template_lets_the_role_in_too(
    own: str, principal: str, verdict: str, grants: int
) -> None:
    text = ENCRYPTED.replace(
        '{Effect: Allow, Action: "secretsm', f'{own}Effect: Allow, Action: "secretsm'
    )
    text = text.replace("Resource: !Ref Secret}", "Resource: !Ref Secret}]")
    text = text.replace("AWS: !Ref AWS::AccountId", f"AWS: {principal}")
    text = text.replace("!Ref Other", "arn:aws:iam::111122223333:role/other")
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["kms:Decrypt"] == verdict
    assert len(found.grantable) == grants


@pytest.mark.parametrize("named", ["!Ref Key", "!GetAtt Key.Arn", "!GetAtt Key.KeyId"])
@pytest.mark.parametrize(
    ("resource", "verdict"),
    [
        pytest.param("!GetAtt Key.Arn", "allowed", id="the key"),
        pytest.param("!Sub 'arn:aws:kms:*:*:key/${Key}'", "allowed", id="the key by its ID"),
        pytest.param("!GetAtt Other.Arn", "missing", id="another key"),
    ],
)
def test_a_key_is_the_same_by_its_id_and_by_its_arn(
    named: str, resource: str, verdict: str
) -> None:
    decrypts = f"{{Effect: Allow, Action: 'kms:Decrypt', Resource: {resource}}}"
    text = ENCRYPTED.replace("KmsKeyId: !GetAtt Key.Arn", f"KmsKeyId: {named}")
    text = text.replace('{Effect: Allow, Action: "secretsm', '[{Effect: Allow, Action: "secretsm')
    text = text.replace("Resource: !Ref Secret}", f"Resource: !Ref Secret}}, {decrypts}]")
    text += "  Other: {Type: AWS::KMS::Key, Properties: {KeyPolicy: {Statement: []}}}\n"
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["kms:Decrypt"] == verdict


def test_a_deny_of_what_is_made_up_leaves_it_unknown() -> None:
    deny = "[{Effect: Deny, Action: '*', Resource: '*-x'}, {Effect: Allow"
    text = TEMPLATE.replace('{Effect: Allow, Action: "secretsm', deny + ', Action: "secretsm')
    document = parse(text.replace("Resource: !Ref Secret}", "Resource: !Ref Secret}]"), "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "unknown"


@pytest.mark.parametrize(
    ("environment", "given", "place"),
    [
        (Environment(), Given(), ("aws", "444455556666", "us-east-1")),
        (Environment(region="eu-west-1"), Given(), ("aws", "444455556666", "eu-west-1")),
        (
            Environment(),
            Given(account="1" * 12, region="cn-north-1"),
            ("aws-cn", "1" * 12, "cn-north-1"),
        ),
        (Environment(partition="aws-iso"), Given(), ("aws-iso", "444455556666", "us-east-1")),
    ],
)
def test_tasks_run_where_their_roles_are_unless_that_is_given(
    environment: Environment, given: Given, place: tuple[str, str, str]
) -> None:
    arn = "arn:aws:iam::444455556666:role/r"
    task = f'{{"family": "f", "executionRoleArn": "{arn}", "containerDefinitions": []}}'
    asked = question(parse(f"Resources: {ROLES}".replace("!Ref Secret", '"*"'), "t.yaml"))
    asked = replace(asked, environment=environment, given=given)
    (found,) = asked.preflights(parse(task, "task.json"))
    assert (found.home.partition, found.home.account, found.home.region) == place


def test_without_a_template_no_role_is_found() -> None:
    task = '{"family": "f", "containerDefinitions": [{"name": "a", "image": "nginx"}]}'
    (found,) = question(None).preflights(parse(task, "task.json"))
    assert found.roles == {}


@pytest.mark.parametrize(
    "named", ["!ImportValue other-role", "!Ref Role", "!GetAtt Nested.Outputs.Role"]
)
def test_a_role_of_another_stack_is_none_of_the_task_definitions_own_template(named: str) -> None:
    text = TEMPLATE.replace("!GetAtt TaskExecutionRole.Arn", named)
    more = (
        "\n  Nested: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://x/y'}}"
    )
    document = parse(f"Parameters: {{Role: {{Type: String}}}}\n{text}{more}", "t.yaml")
    (found,) = question(document).preflights(document)
    assert "executionRoleArn is not known" in found.unread[0]
    roles, task = parse(f"Resources: {ROLES}", "r.yaml"), document
    (apart,) = question(roles).preflights(task)
    assert not apart.unread
    assert "judged as if it named TaskExecutionRole" in apart.notes[0]


@pytest.mark.parametrize("resource", ['"*"', "!Ref Secret", '!Sub "${Secret}*"'])
def test_what_is_denied_whatever_the_name_is_missing(resource: str) -> None:
    deny = f"""
  Deny:
    Type: AWS::IAM::RolePolicy
    Properties:
      PolicyName: deny
      RoleName: !Ref TaskExecutionRole
      PolicyDocument:
        Statement:
          {{Effect: Deny, Action: "secretsmanager:*", Resource: {resource}}}
"""
    document = parse(TEMPLATE + deny, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "missing"


SETTINGS = """
Resources:
  Settings:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: shop-settings
      BucketEncryption:
        ServerSideEncryptionConfiguration:
          - ServerSideEncryptionByDefault:
              SSEAlgorithm: aws:kms
              KMSMasterKeyID: arn:aws:kms:us-east-1:111122223333:key/a
  TaskExecutionRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: TaskExecutionRole
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              Effect: Allow
              Action: ["s3:GetObject", "s3:GetBucketLocation"]
              Resource: "arn:aws:s3:::shop-settings*"
"""
TASK = """
{"family": "f", "executionRoleArn": "arn:aws:iam::111122223333:role/TaskExecutionRole",
 "containerDefinitions": [{"name": "a", "image": "nginx", "environmentFiles":
  [{"type": "s3", "value": "arn:aws:s3:::shop-settings/web.env"}]}]}
"""


def test_a_key_of_the_roles_template_counts_for_a_task_definition_in_another_file() -> None:
    document = parse(SETTINGS, "roles.yaml")
    (found,) = question(document).preflights(parse(TASK, "task.json"))
    assert verdicts(found)["kms:Decrypt"] == "missing"


@pytest.mark.parametrize(
    ("named", "reason"),
    [
        pytest.param("!Ref Role", "the parameter Role has no default", id="a parameter"),
        pytest.param("arn:aws:iam::444455556666:role/shared", "'shared'", id="another stack's"),
    ],
)
def test_what_a_role_of_another_template_may_do_is_unknown(named: str, reason: str) -> None:
    text = "Parameters: {Role: {Type: String}}" + TEMPLATE
    text = text.replace("!GetAtt TaskExecutionRole.Arn", named)
    text = text.replace("TaskExecutionRole:", "Worker:").replace("ecs-tasks.", "lambda.")
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found) == {"secretsmanager:GetSecretValue": "unknown"}
    assert all(reason in answer.reasons[0] for answer in found.answers)
    assert not found.is_known


def test_a_missing_call_of_one_role_is_told_where_the_other_is_elsewhere() -> None:
    text = "Parameters: {Role: {Type: String}}" + TEMPLATE
    text = text.replace("!GetAtt TaskExecutionRole.Arn", "!Ref Role", 1)
    text = text.replace("TaskExecutionRole:", "Worker:").replace(
        "      Family: f\n", "      Family: f\n      TaskRoleArn: !GetAtt Worker.Arn\n"
    )
    router = "{Name: r, Image: n, FirelensConfiguration: {Type: fluentbit}}"
    log = "{LogDriver: awsfirelens, Options: {Name: firehose, delivery_stream: s}}"
    text = text.replace(
        "          Image: nginx\n", f"          Image: nginx\n          LogConfiguration: {log}\n"
    )
    document = parse(text + f"        - {router}\n", "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "unknown"
    assert verdicts(found)["firehose:PutRecordBatch"] == "missing"


ECR_IMAGE = "111122223333.dkr.ecr.us-east-1.amazonaws.com/a:1"
NEEDED = "it names no executionRoleArn, which ECS needs to call"
INSTANCE = "it names no executionRoleArn: on EC2 the container instance's role does that work"
EXEC = "it names no taskRoleArn, which ECS needs to call ssmmessages:CreateControlChannel"


@pytest.mark.parametrize(
    ("compatibilities", "launch_type", "container", "wrong", "unread"),
    [
        pytest.param("[FARGATE]", "", f"Image: {ECR_IMAGE}", [NEEDED], [], id="ECR on Fargate"),
        pytest.param("[EC2, FARGATE]", "", f"Image: {ECR_IMAGE}", [NEEDED], [], id="on both"),
        pytest.param("[EC2]", "", f"Image: {ECR_IMAGE}", [], [INSTANCE], id="ECR on EC2"),
        pytest.param("", "FARGATE", f"Image: {ECR_IMAGE}", [NEEDED, EXEC], [], id="by the service"),
        pytest.param(
            "",
            "EC2",
            f"Image: {ECR_IMAGE}",
            [],
            [INSTANCE, "it names no taskRoleArn"],
            id="Exec on EC2",
        ),
        pytest.param(
            "[EC2]",
            "",
            "Image: nginx, Secrets: [{Name: A, ValueFrom: /a}]",
            [f"{NEEDED} ssm:GetParameters"],
            [],
            id="a secret on EC2",
        ),
        pytest.param(
            "[FARGATE]",
            "",
            "Image: !Ref Image",
            [],
            ["it names no executionRoleArn, and may need one"],
            id="any image",
        ),
    ],
)
def test_a_template_that_gives_its_task_no_role_is_taken_at_its_word(
    compatibilities: str, launch_type: str, container: str, wrong: list[str], unread: list[str]
) -> None:
    service = (
        "\n  Service: {Type: 'AWS::ECS::Service', Properties: {TaskDefinition: !Ref Task, "
        f"LaunchType: {launch_type}, EnableExecuteCommand: true}}}}"
    )
    text = f"""
Parameters: {{Image: {{Type: String}}}}
Resources:
  Secret: {{Type: "AWS::SecretsManager::Secret"}}
{ROLES}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: {compatibilities or "!Ref AWS::NoValue"}
      ContainerDefinitions: [{{Name: a, {container}}}]
{service if launch_type else ""}
"""
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert len(found.mistakes) == len(wrong)
    assert all(words in each.message for words, each in zip(wrong, found.mistakes, strict=True))
    assert [each.startswith(words) for words, each in zip(unread, found.unread, strict=True)] == [
        True
    ] * len(unread)


@pytest.mark.parametrize(
    "condition",
    [
        '{StringEquals: {"aws:PrincipalOrgID": o-abcdefghij}}',
        '{StringLike: {"secretsmanager:VersionStage": "AWS*"}}',
    ],
)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_policy_of_the_secret_can_depend_on_what_no_template_tells(
    effect: str, condition: str
) -> None:
    text = f"""{TEMPLATE}
  Policy:
    Type: AWS::SecretsManager::ResourcePolicy
    Properties:
      SecretId: !Ref Secret
      ResourcePolicy:
        Statement:
          - {{Effect: {effect}, Principal: {{AWS: "*"}}, Action: "secretsmanager:GetSecretValue",
              Resource: "*", Condition: {condition}}}
"""
    if effect == "Allow":
        text = text.replace(
            "Resource: !Ref Secret", 'Resource: "arn:aws:secretsmanager:*:*:secret:b"'
        )
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)["secretsmanager:GetSecretValue"] == "unknown"


MOUNTED = """
Resources:
  Files: {Type: "AWS::EFS::FileSystem", Properties: {FileSystemPolicy: {Statement: [STATEMENT]}}}
  TaskExecutionRole: &role
    Type: AWS::IAM::Role
    Properties:
      Policies: [{PolicyName: own, PolicyDocument: {Statement: [OWN]}}]
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
  TaskRole: *role
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: f
      ExecutionRoleArn: !GetAtt TaskExecutionRole.Arn
      TaskRoleArn: !GetAtt TaskRole.Arn
      ContainerDefinitions: [{Name: a, Image: nginx}]
      Volumes:
        - Name: v
          EFSVolumeConfiguration:
            FilesystemId: !Ref Files
            TransitEncryption: ENABLED
            AuthorizationConfig: {IAM: ENABLED}
"""
MOUNT = "elasticfilesystem:ClientMount"
OPEN = ("Properties: {FileSystemPolicy: {Statement: [STATEMENT]}}", "Properties: {Encrypted: true}")
EVERYONE = f"{{Effect: Allow, Principal: {{AWS: '*'}}, Action: '{MOUNT}'}}"
OTHERS = "{Effect: Allow, Principal: {AWS: '444455556666'}, Action: '*'}"
DENIED = f"{{Effect: Deny, Action: '{MOUNT}', Resource: '*'}}"
ELSEWHERE = ("!Ref Files", "fs-0123456789abcdef0")


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ([OPEN], "allowed"),
        ([("STATEMENT", EVERYONE)], "allowed"),
        ([("STATEMENT", OTHERS)], "missing"),
        ([ELSEWHERE, ("STATEMENT", OTHERS)], "unknown"),
        ([ELSEWHERE, OPEN], "unknown"),
        ([ELSEWHERE, OPEN, ("OWN", DENIED)], "missing"),
        ([OPEN, ("OWN", DENIED)], "missing"),
    ],
)
def test_a_file_system_without_a_policy_lets_in_whoever_mounts_it(
    changes: list[tuple[str, str]], verdict: str
) -> None:
    text = MOUNTED
    for old, new in [*changes, ("OWN", DENIED.replace(MOUNT, "s3:*"))]:
        text = text.replace(old, new)
    document = parse(text, "t.yaml")
    (found,) = question(document).preflights(document)
    assert verdicts(found)[MOUNT] == verdict

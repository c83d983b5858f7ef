"""What the roles' template limits besides the roles: disabled keys, policies of file systems."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.documents import PreflightQuestion
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.service_answers import service_answers
from influmojo_cfn.task_definition.placeholders import Given

TEMPLATE = """
Parameters: {On: {Type: String}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: "sts:AssumeRole"}
      Policies:
        - PolicyName: own
          PolicyDocument: {Statement: {Effect: Allow, Action: "*", Resource: "*"}}
  Key:
    Type: AWS::KMS::Key
    Properties:
      Enabled: ENABLED
      KeyPolicy:
        Statement:
          Effect: Allow
          Principal: {AWS: !Sub "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
          Action: "kms:*"
          Resource: "*"
  Secret: {Type: "AWS::SecretsManager::Secret", Properties: {KmsKeyId: !GetAtt Key.Arn}}
  Files:
    Type: AWS::EFS::FileSystem
    Properties:
      FileSystemPolicy: {Statement: [STATEMENT]}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: f
      ExecutionRoleArn: !GetAtt Role.Arn
      TaskRoleArn: !GetAtt Role.Arn
      ContainerDefinitions:
        - Name: a
          Image: nginx
          Secrets: [{Name: A, ValueFrom: !Ref Secret}]
          MountPoints: [{SourceVolume: v, ContainerPath: /v, ReadOnly: READONLY}]
      Volumes:
        - Name: v
          EFSVolumeConfiguration:
            FilesystemId: !Ref Files
            TransitEncryption: ENABLED
            AuthorizationConfig: {IAM: DISABLED}
"""
MOUNT = "elasticfilesystem:ClientMount"
ANYBODY = f"{{Effect: Allow, Principal: {{AWS: '*'}}, Action: ['{MOUNT}'], Resource: '*'}}"
ROLE = ANYBODY.replace("'*'", "!GetAtt Role.Arn", 1)
INSECURE = (
    "{Effect: Deny, Principal: {AWS: '*'}, Action: '*', Resource: '*', "
    "Condition: {Bool: {'aws:SecureTransport': 'false'}}}"
)


def unread(
    *,
    enabled: str = "true",
    statement: str = ANYBODY,
    read_only: str = "true",
    encryption: str = "ENABLED",
    secret: str = "!Ref Secret",
    iam: str = "{IAM: DISABLED}",
    text: str = TEMPLATE,
) -> str:
    text = text.replace("{IAM: DISABLED}", iam)
    text = text.replace("Enabled: ENABLED", f"Enabled: {enabled}")
    text = text.replace("Encryption: ENABLED", f"Encryption: {encryption}")
    text = text.replace("STATEMENT", statement).replace("READONLY", read_only)
    text = text.replace("ValueFrom: !Ref Secret", f"ValueFrom: {secret}")
    document = parse(text, "t.yaml")
    (found,) = PreflightQuestion(
        template=document, environment=Environment(), given=Given(), options=Options()
    ).preflights(document)
    assert found.is_clean
    return "; ".join(found.unread)


@pytest.mark.parametrize(
    ("enabled", "said"),
    [
        ("true", ""),
        ('"true"', ""),
        ("false", "Key is disabled"),
        ("!Ref On", "Key may be disabled"),
        ("!Ref AWS::NoValue", ""),
    ],
)
def test_a_key_that_is_disabled_decrypts_nothing(enabled: str, said: str) -> None:
    assert unread(enabled=enabled)[: len(said) or None] == said


def test_a_disabled_key_of_another_account_is_not_that_of_the_template() -> None:
    other = "\n".join(("  Other:", *TEMPLATE.partition("  Key:\n")[2].splitlines()[:8], ""))
    other = other.replace("ENABLED", "false").replace("Ref Key", "Ref Other")
    named = "arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    text = f"{TEMPLATE}{other}".replace("!GetAtt Key.Arn", named)
    assert "disabled" not in unread(text=text)
    assert "Other is disabled" in unread(text=f"{TEMPLATE}{other}".replace("Key.Arn", "Other.Arn"))


def test_a_disabled_key_is_told_though_another_secret_has_another_key() -> None:
    named = "arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    other = f"  Other: {{Type: AWS::SecretsManager::Secret, Properties: {{KmsKeyId: '{named}'}}}}\n"
    text = f"{TEMPLATE}{other}".replace(
        "Secrets: [", "Secrets: [{Name: B, ValueFrom: !Ref Other}, "
    )
    assert "Key is disabled" in unread(text=text, enabled="false")


def test_a_disabled_key_counts_only_where_a_call_surely_needs_a_key() -> None:
    """A parameter needs one where it is a SecureString under a key of the account's own."""
    assert unread(enabled="false", secret="/app/url") == ""


@pytest.mark.parametrize(
    ("statement", "read_only", "is_let_in"),
    [
        (ANYBODY, "true", True),
        (ANYBODY, "false", False),
        (ANYBODY.replace(f"['{MOUNT}']", "'*'"), "false", True),
        (ROLE, "true", False),
        (f"{ANYBODY}, {INSECURE}", "true", True),
        (INSECURE, "true", False),
        (f"{ANYBODY}, {INSECURE.replace('false', 'true')}", "true", False),
    ],
)
def test_a_client_without_iam_is_let_in_by_the_file_systems_policy(
    statement: str, read_only: str, is_let_in: bool
) -> None:
    found = unread(statement=statement, read_only=read_only)
    assert ("mounted without IAM" in found) is not is_let_in
    assert bool(found) is not is_let_in


@pytest.mark.parametrize(
    ("iam", "is_let_in"),
    [("{IAM: ENABLED}", True), ("!Ref AWS::NoValue", False), ("{IAM: !Ref On}", False)],
)
def test_a_client_is_anonymous_unless_iam_is_on(iam: str, is_let_in: bool) -> None:
    assert ("mounted without IAM" in unread(statement=ROLE, iam=iam)) is not is_let_in


def test_the_policy_of_another_file_system_keeps_no_client_out() -> None:
    other = """  Others:
    Type: AWS::EFS::FileSystem
    Properties: {FileSystemPolicy: {Statement: [%s]}}
"""
    text = TEMPLATE.replace("!Ref Files", "fs-0123456789abcdef0").replace("STATEMENT", ANYBODY)
    named = f"{text}{other % INSECURE}"
    assert "mounted without IAM" not in unread(text=TEMPLATE.replace("STATEMENT", ANYBODY))
    assert unread(text=named).count("mounted without IAM") == 1


def test_only_what_mounts_the_volume_writes_to_it() -> None:
    written = "{SourceVolume: other, ContainerPath: /o, ReadOnly: false}, {SourceVolume: v"
    text = TEMPLATE.replace("{SourceVolume: v", written)
    text = text.replace("      Volumes:\n", "      Volumes:\n        - {Name: other}\n")
    assert unread(text=text) == ""


@pytest.mark.parametrize(("encryption", "is_let_in"), [("ENABLED", True), ("DISABLED", False)])
def test_a_client_without_encryption_is_kept_out_by_a_policy_that_asks_for_it(
    encryption: str, is_let_in: bool
) -> None:
    found = unread(statement=f"{ANYBODY}, {INSECURE}", encryption=encryption)
    assert ("mounted without IAM" in found) is not is_let_in


INFRASTRUCTURE = """
Resources:
  Infrastructure:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: "sts:AssumeRole"}
      ManagedPolicyArns: [POLICY]
  Service:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Task
      VolumeConfigurations:
        - {Name: v, ManagedEBSVolume: {RoleArn: !GetAtt Infrastructure.Arn, SizeInGiB: 10}}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: f
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions:
        - {Name: a, Image: nginx, MountPoints: [{SourceVolume: v, ContainerPath: /v}]}
      Volumes: [{Name: v, ConfiguredAtLaunch: true}]
"""
VOLUMES = "arn:aws:iam::aws:policy/service-role/AmazonECSInfrastructureRolePolicyForVolumes"


@pytest.mark.parametrize(
    ("policy", "trusted", "action"),
    [
        ("arn:aws:iam::aws:policy/AdministratorAccess", "ecs", ""),
        (VOLUMES, "ecs", ""),
        ("!ImportValue volumes", "ecs", "is not surely allowed ec2:CreateVolume"),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", "ecs", "is not allowed ec2:CreateVolume"),
        (VOLUMES, "ecs-tasks", "is not allowed sts:AssumeRole"),
    ],
)
def test_the_role_that_attaches_volumes_is_asked(policy: str, trusted: str, action: str) -> None:
    text = INFRASTRUCTURE.replace("POLICY", policy).replace("ecs.amaz", f"{trusted}.amaz")
    document = parse(text, "t.yaml")
    (found,) = PreflightQuestion(
        template=document, environment=Environment(), given=Given(), options=Options()
    ).preflights(document)
    said = [*found.unread, *(each.message for each in found.mistakes)]
    assert any(action in each for each in said) is bool(action)
    assert found.is_known is ("surely" not in action)
    assert found.is_clean is ("is not allowed" not in action)


def test_a_role_that_no_task_waits_for_keeps_none_from_starting() -> None:
    hook = """
      DeploymentConfiguration:
        LifecycleHooks:
          - HookTargetArn: "arn:aws:lambda:us-east-1:111122223333:function:check"
            RoleArn: !GetAtt Hook.Arn
            LifecycleStages: [POST_TEST_TRAFFIC_SHIFT]
"""
    role = """
  Hook:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: "sts:AssumeRole"}
"""
    text = INFRASTRUCTURE.replace("POLICY", "arn:aws:iam::aws:policy/AdministratorAccess")
    text = text.replace(
        "      VolumeConfigurations:", f"{hook.strip(chr(10))}\n      VolumeConfigurations:"
    )
    document = parse(f"{text}{role}", "t.yaml")
    (found,) = PreflightQuestion(
        template=document, environment=Environment(), given=Given(), options=Options()
    ).preflights(document)
    (denied,) = (
        each for each in service_answers(document, Environment()) if each.verdict == "missing"
    )
    assert denied.role == "Hook"
    assert found.is_clean
    assert found.is_known


CONNECTED = """      ServiceConnectConfiguration:
        Services:
          - PortName: web
            Tls:
              RoleArn: !GetAtt Infrastructure.Arn
              IssuerCertificateAuthority: {AwsPcaAuthorityArn: CA}
              KmsKey: alias/web
""".replace("CA", "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/a")
OTHERS = """
  Others:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: other
      VolumeConfigurations:
        - {Name: v, ManagedEBSVolume: {RoleArn: !GetAtt Bare.Arn, SizeInGiB: 10}}
  Bare:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          {Effect: Allow, Principal: {Service: ecs.amazonaws.com}, Action: "sts:AssumeRole"}
"""


@pytest.mark.parametrize(
    ("policy", "is_clean"), [("AdministratorAccess", True), ("ReadOnlyAccess", False)]
)
def test_the_role_that_issues_certificates_is_asked(policy: str, is_clean: bool) -> None:
    before, _, rest = INFRASTRUCTURE.partition("      VolumeConfigurations:")
    rest = rest.partition("SizeInGiB: 10}}\n")[2].partition("      Volumes:")[0]
    text = f"{before}{CONNECTED}{rest}".replace("POLICY", f"arn:aws:iam::aws:policy/{policy}")
    document = parse(text, "t.yaml")
    (found,) = PreflightQuestion(
        template=document, environment=Environment(), given=Given(), options=Options()
    ).preflights(document)
    assert found.is_clean is is_clean


def test_the_role_of_another_service_keeps_no_task_from_starting() -> None:
    text = INFRASTRUCTURE.replace("POLICY", "arn:aws:iam::aws:policy/AdministratorAccess")
    document = parse(f"{text}{OTHERS}", "t.yaml")
    (found,) = PreflightQuestion(
        template=document, environment=Environment(), given=Given(), options=Options()
    ).preflights(document)
    assert found.is_clean
    assert found.is_known

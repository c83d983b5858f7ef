"""CodeBuild's calls for logs, buckets, variables and commands."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.codebuild_calls import codebuild_calls
from influmojo_cfn.service_roles.template_fields import properties_of
from tests.service_roles.templates import calls, resolver_of

PROJECT = """
Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Name: web
      ServiceRole: build
      Artifacts: {Type: S3, Location: built}
      Cache: {Type: S3, Location: cache/web}
      Environment:
        EnvironmentVariables:
          - {Name: A, Type: SECRETS_MANAGER, Value: "db:password"}
          - {Name: B, Type: PARAMETER_STORE, Value: /a/b}
          - {Name: C, Value: plain}
      Source:
        Type: NO_SOURCE
        BuildSpec: |
          commands: [aws ecs update-service --cluster a]
"""


def test_a_project_causes_calls() -> None:
    assert calls(codebuild_calls, PROJECT) == {
        "logs:CreateLogStream arn::logs:::log-group:/aws/codebuild/web:log-stream:${...}",
        "logs:PutLogEvents arn::logs:::log-group:/aws/codebuild/web:log-stream:${...}",
        "s3:PutObject arn::s3:::built/${...}",
        "s3:GetObject arn::s3:::cache/web${...}",
        "s3:PutObject arn::s3:::cache/web${...}",
        "secretsmanager:GetSecretValue arn::secretsmanager:::secret:db-${...}",
        "ssm:GetParameters arn::ssm:::parameter/a/b",
        "ecs:UpdateService ${...}",
    }


def test_a_source_in_codecommit_is_pulled_but_not_for_a_pipeline_that_brings_its_own() -> None:
    alone = PROJECT.replace("NO_SOURCE", "CODECOMMIT")
    pipeline = """
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties: {Stages: [{Actions: [{Configuration: {ProjectName: !Ref Build}}]}]}
"""
    own = {"codecommit:GitPull ${...}", "s3:PutObject arn::s3:::built/${...}"}
    assert own <= calls(codebuild_calls, alone)
    assert not own & calls(codebuild_calls, alone + pipeline)


def test_commands_with_another_role_are_left_alone() -> None:
    other = PROJECT.replace("aws ecs", "aws sts assume-role; aws ecs")
    assert "ecs:UpdateService ${...}" not in calls(codebuild_calls, other)


def test_a_command_that_needs_nothing_hides_no_other() -> None:
    pushed = PROJECT.replace("aws ecs update-service --cluster a", "docker push hub.io/web")
    found = calls(codebuild_calls, f"{pushed}          reports: {{unit: {{}}}}\n")
    assert any(each.startswith("codebuild:CreateReport ") for each in found)
    assert not any(each.startswith("ecr:") for each in found)


def test_a_buildspec_with_another_role_hides_no_other_buildspec() -> None:
    own, other = "aws ecs update-service", "aws sts assume-role; aws ecs run-task"
    specs = f"!If [Own, 'phases: {other}', 'phases: {own}']"
    text = PROJECT.partition("        BuildSpec:")[0] + f"        BuildSpec: {specs}\n"
    found = calls(codebuild_calls, f"{text}Conditions: {{Own: !Equals [!Ref AWS::Region, a]}}\n")
    assert "ecs:UpdateService ${...}" in found
    assert "ecs:RunTask ${...}" not in found


def test_a_project_without_a_name_has_the_one_that_is_made_up() -> None:
    resolver = resolver_of(PROJECT.replace("      Name: web\n", ""))
    assert properties_of(resolver, "Build").name("Name") == resolver.named("Build")


IMAGE = """
Resources:
  Images:
    Type: AWS::ECR::Repository
    Properties: {RepositoryName: build/tools}
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      ServiceRole: build
      LogsConfig: {CloudWatchLogs: {Status: DISABLED}}
      Environment:
        Image: %s
        ImagePullCredentialsType: %s
        RegistryCredential: {Credential: registry, CredentialProvider: SECRETS_MANAGER}
"""
SIGN_IN = "secretsmanager:GetSecretValue arn::secretsmanager:::secret:registry-${...}"


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("!Sub '${Images.RepositoryUri}:1'", "arn::ecr:::repository/build/tools"),
        ("!GetAtt Images.RepositoryUri", "arn::ecr:::repository/build/tools"),
        (
            "444455556666.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:0",
            "arn::ecr:eu-west-1:444455556666:repository/a/b",
        ),
    ],
)
def test_the_image_of_a_build_is_pulled_with_its_role(image: str, repository: str) -> None:
    assert calls(codebuild_calls, IMAGE % (image, "SERVICE_ROLE")) == {
        SIGN_IN,
        "ecr:GetAuthorizationToken ${...}",
        f"ecr:BatchGetImage {repository}",
        f"ecr:GetDownloadUrlForLayer {repository}",
    }
    assert calls(codebuild_calls, IMAGE % (image, "CODEBUILD")) == set()


def test_another_registry_is_signed_in_to() -> None:
    assert calls(codebuild_calls, IMAGE % ("registry.example.com/a:1", "SERVICE_ROLE")) == {SIGN_IN}

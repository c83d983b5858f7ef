"""Pipelines cause calls by the actions of their stages."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.pipeline_calls import pipeline_calls
from tests.service_roles.templates import calls

PIPELINE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Alias:
    Type: AWS::KMS::Alias
    Properties: {AliasName: alias/artifacts, TargetKeyId: !Ref Key}
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: pipeline
      Stages:
        - Actions:
            - ActionTypeId: {Category: Deploy, Owner: AWS, Provider: %s}
              Configuration: %s
"""
ARTIFACT = "OutputArtifacts: [{Name: a}]"
OWN_ROLE = "RoleArn: arn:aws:iam::111122223333:role/b"
BUILDS = {
    f"codebuild:{one} or codebuild:{batch} arn::codebuild:::project/elsewhere"
    for one, batch in (
        ("BatchGetBuilds", "BatchGetBuildBatches"),
        ("StartBuild", "StartBuildBatch"),
    )
}


@pytest.mark.parametrize(
    ("provider", "configuration", "expected"),
    [
        ("Lambda", "{FunctionName: a}", {"lambda:InvokeFunction arn::lambda:::function:a"}),
        ("S3", "{BucketName: a}", {"s3:PutObject arn::s3:::a/${...}"}),
        (
            "CloudFormation",
            "{ActionMode: DELETE_ONLY, StackName: a, RoleArn: 'arn:aws:iam::111122223333:role/b'}",
            {
                "cloudformation:DeleteStack arn::cloudformation:::stack/a/${...}",
                "iam:PassRole arn:aws:iam::111122223333:role/b",
            },
        ),
        ("CodeBuild", "{ProjectName: elsewhere}", BUILDS),
        pytest.param(
            "CloudFormation",
            "{ActionMode: CREATE_UPDATE, StackName: !Ref AWS::StackName}",
            {"cloudformation:UpdateStack arn::cloudformation:::stack/${AWS::StackName}/${...}"},
            id="the stack of the pipeline itself exists",
        ),
        ("Manual", "{}", set()),
        ("Unheard", "{}", set()),
    ],
)
def test_an_action_causes_calls(provider: str, configuration: str, expected: set[str]) -> None:
    assert calls(pipeline_calls, PIPELINE % (provider, configuration)) == expected


@pytest.mark.parametrize(("key", "read"), [("", "${...}"), (", S3ObjectKey: a.zip", "a.zip")])
def test_a_source_in_a_bucket_is_one_object(key: str, read: str) -> None:
    text = PIPELINE % ("S3", f"{{S3Bucket: a{key}}}")
    found = calls(pipeline_calls, text.replace("Category: Deploy", "Category: Source"))
    assert f"s3:GetObject arn::s3:::a/{read}" in found


def test_an_action_with_a_role_of_its_own_takes_it() -> None:
    text = PIPELINE % (
        "Lambda",
        "{FunctionName: a}\n              RoleArn: arn:aws:iam::111122223333:role/b",
    )
    assert "sts:AssumeRole arn:aws:iam::111122223333:role/b" in calls(pipeline_calls, text)


@pytest.mark.parametrize(
    ("properties", "given", "name"),
    [
        pytest.param("Cluster: main, ServiceName: web", "!GetAtt Service.Name", "web", id="named"),
        pytest.param(
            "Cluster: main", "!GetAtt Service.Name", "${Service.Name}", id="without a name"
        ),
        pytest.param("Cluster: main, ServiceName: web", "api", "api", id="another service"),
    ],
)
def test_a_service_of_the_template_is_deployed_to_by_its_name(
    properties: str, given: str, name: str
) -> None:
    text = PIPELINE % ("ECS", f"{{ClusterName: main, ServiceName: {given}}}")
    text += f"  Service: {{Type: AWS::ECS::Service, Properties: {{{properties}}}}}\n"
    assert f"ecs:UpdateService arn::ecs:::service/main/{name}" in calls(pipeline_calls, text)


@pytest.mark.parametrize(
    ("action", "used"),
    [
        pytest.param(ARTIFACT, True, id="the pipeline's role"),
        pytest.param(f"{ARTIFACT}, {OWN_ROLE}", False, id="the action's own"),
        pytest.param("Name: a", True, id="no action tells of artifacts"),
    ],
)
def test_artifacts_are_exchanged_with_the_role_of_the_action(action: str, used: bool) -> None:
    text = f"""
Resources:
  Pipeline:
    Type: AWS::CodePipeline::Pipeline
    Properties:
      RoleArn: pipeline
      ArtifactStore: {{Location: artifacts}}
      Stages: [{{Actions: [{{{action}}}]}}]
"""
    assert ("s3:PutObject arn::s3:::artifacts/${...}" in calls(pipeline_calls, text)) is used

"""E9737: properties that take a role's ARN and have the name of a role of the template."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.given import given_roles

BY_ARN_ALONE = frozenset(
    {
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Method",
        "AWS::AppSync::DataSource",
        "AWS::AppSync::GraphQLApi",
        "AWS::Backup::BackupSelection",
        "AWS::CloudFormation::StackSet",
        "AWS::CloudTrail::Trail",
        "AWS::CloudWatch::MetricStream",
        "AWS::CodeDeploy::DeploymentGroup",
        "AWS::CodePipeline::Pipeline",
        "AWS::Cognito::UserPool",
        "AWS::Config::ConfigurationRecorder",
        "AWS::DLM::LifecyclePolicy",
        "AWS::EC2::FlowLog",
        "AWS::EKS::Cluster",
        "AWS::EKS::Nodegroup",
        "AWS::Events::Rule",
        "AWS::FIS::ExperimentTemplate",
        "AWS::IoT::TopicRule",
        "AWS::KinesisFirehose::DeliveryStream",
        "AWS::Lambda::Function",
        "AWS::Logs::SubscriptionFilter",
        "AWS::Pipes::Pipe",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBProxy",
        "AWS::S3::Bucket",
        "AWS::SageMaker::Model",
        "AWS::SageMaker::NotebookInstance",
        "AWS::Scheduler::Schedule",
        "AWS::Serverless::Function",
        "AWS::Serverless::StateMachine",
        "AWS::StepFunctions::StateMachine",
    }
)
"""Types whose API takes a role by its ARN alone; CodeBuild, ECS and Image Builder take the name too.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27)
"""


@rule(
    id="E9737",
    shortdesc="The role is given by its name where its ARN belongs",
    description="Ref of a role is its name; services take the ARN, which is Fn::GetAtt ROLE.Arn.",
    why="The service rejects the name, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
)
def role_by_name(model: Model) -> Findings:
    for row, value, role in given_roles(model):
        name = role.logical_id
        if row.resource_type in BY_ARN_ALONE and value.text == model.resolver.named(name):
            yield value.path, f"that is the name of {name}: write !GetAtt {name}.Arn"

"""What CodePipeline calls for each kind of action, by its owner AWS's provider.

https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html (section "Manage the
CodePipeline service role") and the action structure reference (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.service_roles.service_call import PipelineAction

ROLE_PAGE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html"


SERVICE = "ecs:service/{}"
"""The ARN of an ECS service, whose name stands behind its cluster's."""

_USE = "codestar-connections:UseConnection or codeconnections:UseConnection"
_DEPLOYMENT = (
    "codedeploy:CreateDeployment",
    "codedeploy:GetDeployment",
    "codedeploy:GetDeploymentConfig",
    "codedeploy:GetApplicationRevision",
    "codedeploy:RegisterApplicationRevision",
)

PROVIDERS: Mapping[str, tuple[PipelineAction, ...]] = {
    "CodeStarSourceConnection": (
        PipelineAction((_USE,), "read the source through the connection", "ConnectionArn", "{}"),
    ),
    "CodeCommit": (
        PipelineAction(
            (
                "codecommit:GetBranch",
                "codecommit:GetCommit",
                "codecommit:UploadArchive",
                "codecommit:GetUploadArchiveStatus",
            ),
            "read the source from the repository",
            "RepositoryName",
            "codecommit:{}",
        ),
    ),
    "CodeBuild": (
        PipelineAction(
            (
                "codebuild:StartBuild or codebuild:StartBuildBatch",
                "codebuild:BatchGetBuilds or codebuild:BatchGetBuildBatches",
            ),
            "run the build",
            "ProjectName",
            "codebuild:project/{}",
        ),
    ),
    "CodeDeploy": (PipelineAction(_DEPLOYMENT, "deploy with CodeDeploy"),),
    "CodeDeployToECS": (
        PipelineAction(
            (*_DEPLOYMENT, "ecs:RegisterTaskDefinition"), "deploy with CodeDeploy", passes=True
        ),
    ),
    "ECR": (
        PipelineAction(
            ("ecr:DescribeImages",), "look at the image", "RepositoryName", "ecr:repository/{}"
        ),
    ),
    "ECS": (
        PipelineAction(
            ("ecs:DescribeServices", "ecs:UpdateService"),
            "deploy to the ECS service",
            "ServiceName",
            SERVICE,
        ),
        PipelineAction(
            (
                "ecs:DescribeTaskDefinition",
                "ecs:DescribeTasks",
                "ecs:ListTasks",
                "ecs:RegisterTaskDefinition",
            ),
            "deploy to the ECS service",
            passes=True,
        ),
    ),
    "Lambda": (
        PipelineAction(
            ("lambda:InvokeFunction",), "invoke the function", "FunctionName", "lambda:function:{}"
        ),
    ),
    "Manual": (PipelineAction(("sns:Publish",), "tell of the approval", "NotificationArn", "{}"),),
    "StepFunctions": (
        PipelineAction(
            ("states:StartExecution",), "start the state machine", "StateMachineArn", "{}"
        ),
        PipelineAction(("states:DescribeExecution",), "wait for the state machine"),
    ),
}
"""By the provider of the action type."""

STACK_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "CHANGE_SET_EXECUTE": ("cloudformation:ExecuteChangeSet",),
    "CHANGE_SET_REPLACE": (
        "cloudformation:CreateChangeSet",
        "cloudformation:DeleteChangeSet",
        "cloudformation:DescribeChangeSet",
    ),
    "CREATE_UPDATE": ("cloudformation:CreateStack", "cloudformation:UpdateStack"),
    "DELETE_ONLY": ("cloudformation:DeleteStack",),
    "REPLACE_ON_FAILURE": (
        "cloudformation:CreateStack",
        "cloudformation:UpdateStack",
        "cloudformation:DeleteStack",
    ),
}
"""What the provider CloudFormation calls, by its ActionMode.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
(read 2026-11-27)
"""

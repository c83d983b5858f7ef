"""What CodePipeline calls for each kind of action, by its owner AWS's provider.

https://docs.aws.amazon.com/codepipeline/latest/userguide/security-iam.html (section "Manage the
CodePipeline service role") and the action structure reference (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.service_roles.codebuild_calls import PUSH
from influmojo_cfn.service_roles.service_call import PipelineAction

ROLE_PAGE = "https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html"


EXECUTION = "states:execution:{}"
"""The ARN of the executions of a state machine."""

SERVICE = "ecs:service/{}"
"""The ARN of an ECS service, whose name stands behind its cluster's."""

_USE = "codestar-connections:UseConnection or codeconnections:UseConnection"

DEPLOYMENT: Mapping[str, tuple[str, ...]] = {
    "deploymentgroup:{application}/{group}": (
        "codedeploy:CreateDeployment",
        "codedeploy:GetDeployment",
    ),
    "application:{application}": (
        "codedeploy:GetApplicationRevision",
        "codedeploy:RegisterApplicationRevision",
    ),
    "": ("codedeploy:GetDeploymentConfig",),
}
"""What a deployment with CodeDeploy calls, by what the call acts on.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodedeploy.html
(read 2026-11-27)
"""

BATCHES = PipelineAction(
    ("codebuild:StartBuildBatch", "codebuild:BatchGetBuildBatches"),
    "run the batch of builds",
    "ProjectName",
    "codebuild:project/{}",
)
"""What takes the place of the calls of CodeBuild where BatchEnabled is true.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodeBuild.html
(read 2026-11-27)
"""

WRITES_LOGS = frozenset({"Commands", "ECRBuildAndPublish"})
"""Providers whose commands run in CodePipeline itself, which writes their log.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Commands.html
(read 2026-11-27)
"""

ANSWERS = ("codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult")
"""With which a function tells the pipeline how its job ended; without them the job times out.

https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
(read 2026-11-27)
"""

CLONES: Mapping[str, tuple[str, str, str]] = {
    "CodeStarSourceConnection": (_USE, "ConnectionArn", "{}"),
    "CodeCommit": ("codecommit:GitPull", "RepositoryName", "codecommit:{}"),
}
"""What the role of a build calls where the source gives it a reference to clone.

https://docs.aws.amazon.com/codepipeline/latest/userguide/troubleshooting.html (read 2026-11-27)
"""

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
    "CodeDeployToECS": (PipelineAction(("ecs:RegisterTaskDefinition",), "deploy with CodeDeploy"),),
    "ECR": (
        PipelineAction(
            ("ecr:DescribeImages",), "look at the image", "RepositoryName", "ecr:repository/{}"
        ),
    ),
    "ECRBuildAndPublish": (
        PipelineAction(("ecr:GetAuthorizationToken",), "authenticate to Amazon ECR"),
        PipelineAction(PUSH, "push the image", "ECRRepositoryName", "ecr:repository/{}"),
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
        PipelineAction(
            ("states:DescribeExecution",),
            "wait for the state machine",
            "StateMachineArn",
            EXECUTION,
        ),
    ),
}
"""By the provider of the action type."""

READ_PROVIDERS = PROVIDERS.keys() | {"CloudFormation", "CodeDeploy", "S3"} | WRITES_LOGS
"""The providers whose calls are known, by this table or by the configuration of the action."""

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

"""What Step Functions calls for each integration, in addition to what its Parameters name.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html and the
page of each service below it (read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.service_call import Integration

GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg/"


RULE_ACTIONS = ("events:PutTargets", "events:PutRule", "events:DescribeRule")
"""What managing the rule takes that tells Step Functions of the end of a job."""

TOLD_BY_EVENTS = frozenset({"batch:DescribeJobs", "batch:TerminateJob"})
"""What AWS lists for waiting, and state machines of the AWS CDK do without: the rule tells the end.

https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-stepfunctions-tasks/lib/batch/submit-job.ts
(read 2026-11-28)
"""

_FUNCTIONS = ("AWS::Lambda::Function", "AWS::Serverless::Function")
_TABLE = ("TableName", "table/{}", ("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"))

_MODEL = f"arn:{t.PARTITION}:bedrock:{t.REGION}::foundation-model/{{}}"

MANAGE_CONNECTIONS = "execute-api:ManageConnections"
"""What apigateway:invoke calls where its path is of the connections of a WebSocket API.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html
(read 2026-11-27)
"""

INTEGRATIONS: Mapping[str, Integration] = {
    "apigateway:invoke": Integration(("execute-api:Invoke",), f"{GUIDE}api-gateway-iam.html"),
    "athena:startQueryExecution": Integration(
        ("athena:StartQueryExecution",),
        f"{GUIDE}athena-iam.html",
        "WorkGroup",
        "workgroup/{}",
        sync=("athena:GetQueryExecution", "athena:StopQueryExecution"),
    ),
    "bedrock:invokeModel": Integration(
        ("bedrock:InvokeModel",), f"{GUIDE}bedrock-iam.html", "ModelId", _MODEL
    ),
    "batch:submitJob": Integration(
        ("batch:SubmitJob",),
        f"{GUIDE}batch-iam.html",
        sync=("batch:DescribeJobs", "batch:TerminateJob"),
        rule="StepFunctionsGetEventsForBatchJobsRule",
    ),
    "codebuild:startBuild": Integration(
        ("codebuild:StartBuild",),
        f"{GUIDE}codebuild-iam.html",
        "ProjectName",
        "project/{}",
        ("AWS::CodeBuild::Project",),
        ("codebuild:StopBuild", "codebuild:BatchGetBuilds"),
        "StepFunctionsGetEventForCodeBuildStartBuildRule",
    ),
    "codebuild:startBuildBatch": Integration(
        ("codebuild:StartBuildBatch",),
        f"{GUIDE}codebuild-iam.html",
        "ProjectName",
        "project/{}",
        ("AWS::CodeBuild::Project",),
        ("codebuild:StopBuildBatch", "codebuild:BatchGetBuildBatches"),
        "StepFunctionsGetEventForCodeBuildStartBuildBatchRule",
    ),
    **{
        f"dynamodb:{name[0].lower()}{name[1:]}": Integration(
            (f"dynamodb:{name}",), f"{GUIDE}dynamo-iam.html", *_TABLE
        )
        for name in ("GetItem", "PutItem", "UpdateItem", "DeleteItem")
    },
    "ecs:runTask": Integration(
        (),
        f"{GUIDE}ecs-iam.html",
        sync=("ecs:StopTask", "ecs:DescribeTasks"),
        rule="StepFunctionsGetEventsForECSTaskRule",
    ),
    "events:putEvents": Integration(("events:PutEvents",), f"{GUIDE}eventbridge-iam.html"),
    "glue:startJobRun": Integration(
        ("glue:StartJobRun",),
        f"{GUIDE}glue-iam.html",
        "JobName",
        "job/{}",
        ("AWS::Glue::Job",),
        sync=("glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"),
    ),
    "http:invoke": Integration(("states:InvokeHTTPEndpoint",), f"{GUIDE}call-https-apis.html"),
    "lambda:invoke": Integration(
        ("lambda:InvokeFunction",),
        f"{GUIDE}lambda-iam.html",
        "FunctionName",
        "function:{}",
        _FUNCTIONS,
    ),
    "sns:publish": Integration(
        ("sns:Publish",), f"{GUIDE}sns-iam.html", "TopicArn", finding=("AWS::SNS::Topic",)
    ),
    "sqs:sendMessage": Integration(
        ("sqs:SendMessage",), f"{GUIDE}sqs-iam.html", "QueueUrl", finding=("AWS::SQS::Queue",)
    ),
    "states:startExecution": Integration(
        ("states:StartExecution",),
        f"{GUIDE}stepfunctions-iam.html",
        "StateMachineArn",
        finding=("AWS::StepFunctions::StateMachine",),
        sync=("states:DescribeExecution", "states:StopExecution"),
        rule="StepFunctionsGetEventsForStepFunctionsExecutionRule",
    ),
}
"""By the service and the call in ``arn:aws:states:::ecs:runTask.sync``."""

SDK_PARAMETERS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "athena": (("WorkGroup", "workgroup/{}", ()),),
    "codebuild": (("ProjectName", "project/{}", ("AWS::CodeBuild::Project",)),),
    "dynamodb": (_TABLE,),
    "firehose": (("DeliveryStreamName", "deliverystream/{}", ()),),
    "glue:StartCrawler": (("Name", "crawler/{}", ()),),
    "glue:StopCrawler": (("Name", "crawler/{}", ()),),
    "glue": (("JobName", "job/{}", ("AWS::Glue::Job",)),),
    "kinesis": (("StreamName", "stream/{}", ("AWS::Kinesis::Stream",)),),
    "lambda": (("FunctionName", "function:{}", _FUNCTIONS),),
    "rds": (
        ("DbInstanceIdentifier", "db:{}", ()),
        ("DBInstanceIdentifier", "db:{}", ()),
        ("DbClusterIdentifier", "cluster:{}", ()),
        ("DBClusterIdentifier", "cluster:{}", ()),
    ),
    "sns": (("TopicArn", "", ("AWS::SNS::Topic",)),),
    "sqs": (("QueueUrl", "", ("AWS::SQS::Queue",)),),
    "states": (("StateMachineArn", "", ("AWS::StepFunctions::StateMachine",)),),
}
"""What SDK calls act on, by the action or its prefix: a parameter, its ARN, and resource types.

https://docs.aws.amazon.com/service-authorization/latest/reference/ (read 2026-11-27)
"""

OBJECTS: Mapping[str, str] = {
    "s3:GetObject": "/",
    "s3:PutObject": "/",
    "s3:DeleteObject": "/",
    "s3:ListBucket": "",
}
"""Calls on a bucket's objects, and on the bucket itself."""

MAP_RESULTS = f"{GUIDE}input-output-resultwriter.html"
MAP_ITEMS = f"{GUIDE}input-output-itemreader.html"
MAP_RUNS = f"{GUIDE}iam-policies-eg-dist-map.html"

CONNECTION_SECRETS = "secret:events!connection/*"
"""The secrets in which connections of EventBridge keep what they sign in with.

https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html (read 2026-11-27)
"""

WAITING = (".sync", ".sync:2")

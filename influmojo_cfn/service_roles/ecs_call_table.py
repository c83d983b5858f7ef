"""The calls that ECS makes to start a task, as data: one row for each field that causes them.

A row says which field of a task definition makes which calls, by which role, on what, and what
people see when one is refused. The pages were read on 2026-11-23. Texts in ``resource`` and
``context`` hold ``{name}`` for what :mod:`influmojo_cfn.service_roles.ecs_calls` reads from the
field; a context key whose name is not known is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["execution", "task"]

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"


@dataclass(frozen=True, kw_only=True)
class ErrorMessage:
    """What people see when a call is refused, and what else makes the same message appear."""

    message: str
    network: str
    page: str


@dataclass(frozen=True, kw_only=True)
class CallRow:
    """The calls of one field of a task definition.

    Attributes:
        name: the row's name.
        role: the role that ECS uses.
        caused_by: the field, in the words of the ECS API.
        actions: one call for each.
        resource: template of the ARN that the calls act on.
        purpose: what the calls do, to complete "in order to".
        page: the AWS page that asks for these permissions.
        error: a row of :data:`ERRORS`.
        context: condition keys that the request carries beside the usual ones.
        only_if: what the task definition does not tell and the calls depend on.
    """

    name: str
    role: Role
    caused_by: str
    actions: tuple[str, ...]
    resource: str
    purpose: str
    page: str
    error: str
    context: Mapping[str, str] = field(default_factory=dict)
    only_if: str = ""


ERRORS: Mapping[str, ErrorMessage] = {
    "role": ErrorMessage(
        message="ECS was unable to assume the role '...' that was provided for this task",
        network="",
        page=f"{_ECS}task-iam-roles.html",
    ),
    "registry": ErrorMessage(
        message=(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth"
        ),
        network=(
            "no route from the task's subnet to api.ecr and dkr.ecr (a public IP, a NAT gateway, "
            "or the VPC endpoints ecr.api and ecr.dkr), a security group without port 443 out, "
            "DNS, or an endpoint policy"
        ),
        page=f"{_ECS}resource-initialization-error.html",
    ),
    "image": ErrorMessage(
        message="CannotPullContainerError: pull image manifest has been retried ... time(s)",
        network=(
            "no route to dkr.ecr, or to S3 where the layers are (an S3 gateway endpoint in a "
            "subnet without internet), an endpoint policy, or an image or tag that is not there"
        ),
        page=f"{_ECS}task_cannot_pull_image.html",
    ),
    "secret": ErrorMessage(
        message=(
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm (or secrets from ssm)"
        ),
        network=(
            "no route to the endpoint of the service (a public IP, a NAT gateway, or the VPC "
            "endpoint secretsmanager, ssm or kms), a security group without port 443 out, DNS, an "
            "endpoint policy, or a secret, version or JSON key that is not there"
        ),
        page=f"{_ECS}resource-initialization-error.html",
    ),
    "environment file": ErrorMessage(
        message="ResourceInitializationError: failed to download env files: file download command",
        network="no route to S3, an endpoint or bucket policy, or an object that is not there",
        page=f"{_ECS}use-environment-file.html",
    ),
    "log": ErrorMessage(
        message=(
            "ResourceInitializationError: failed to validate logger args: create stream has been "
            "retried 1 times: failed to create Cloudwatch log stream"
        ),
        network=(
            "no route to CloudWatch Logs (the VPC endpoint logs), a security group without port "
            "443 out, an endpoint policy, or a log group that is not there"
        ),
        page=f"{_ECS}resource-initialization-error.html",
    ),
    "log router": ErrorMessage(
        message="unable to download firelens s3 config file (EC2), or no logs arrive at the target",
        network="no route to S3 or to the log destination, an endpoint policy, a bucket policy",
        page=f"{_ECS}using_firelens.html",
    ),
    "credential spec": ErrorMessage(
        message="CredentialSpecResource error: failed to fetch credentialspec",
        network="no route to S3 or Systems Manager from the instance, an endpoint policy",
        page=f"{_ECS}linux-gmsa.html",
    ),
    "file system": ErrorMessage(
        message=(
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS "
            "volumes: mount.nfs4: access denied by server while mounting"
        ),
        network=(
            "no mount target in the task's zone, a security group without port 2049, DNS, or a "
            "file system policy that refuses"
        ),
        page=f"{_ECS}troubleshoot-efs-volumes.html",
    ),
    "windows file system": ErrorMessage(
        message="FSxWindowsFileServerResource error: unable to mount file system",
        network=(
            "an instance that is not joined to the domain, no route to the file server (ports 445 "
            "and 5985), or wrong credentials"
        ),
        page=f"{_ECS}wfsx-volumes.html",
    ),
    "execute command": ErrorMessage(
        message="TargetNotConnectedException: the execute command failed",
        network=(
            "no route to ssmmessages (the VPC endpoint of that name), or a read-only root file "
            "system"
        ),
        page=f"{_ECS}ecs-exec-troubleshooting.html",
    ),
}
"""What people see, by a short name."""

_PULL = (
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
)
_LOG_STREAM = "arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:{stream}"

ROWS: tuple[CallRow, ...] = (
    CallRow(
        name="execution role",
        role="execution",
        caused_by="executionRoleArn",
        actions=("sts:AssumeRole",),
        resource="{role}",
        purpose="become the execution role",
        page=f"{_ECS}task_execution_IAM_role.html",
        error="role",
    ),
    CallRow(
        name="task role",
        role="task",
        caused_by="taskRoleArn",
        actions=("sts:AssumeRole",),
        resource="{role}",
        purpose="become the task role, whose credentials the containers get",
        page=f"{_ECS}task-iam-roles.html",
        error="role",
    ),
    CallRow(
        name="registry token",
        role="execution",
        caused_by="containerDefinitions[].image",
        actions=("ecr:GetAuthorizationToken",),
        resource="*",
        purpose="sign in to the ECR registry",
        page=f"{_ECS}task_execution_IAM_role.html",
        error="registry",
    ),
    CallRow(
        name="image",
        role="execution",
        caused_by="containerDefinitions[].image",
        actions=_PULL,
        resource="arn:{partition}:ecr:{region}:{account}:repository/{repository}",
        purpose="pull the image",
        page="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html",
        error="image",
    ),
    CallRow(
        name="image cache",
        role="execution",
        caused_by="containerDefinitions[].image",
        actions=("ecr:BatchImportUpstreamImage", "ecr:CreateRepository"),
        resource="arn:{partition}:ecr:{region}:{account}:repository/{repository}",
        purpose="fetch the image into the pull-through cache the first time",
        page="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html",
        error="image",
    ),
    CallRow(
        name="registry credentials",
        role="execution",
        caused_by="containerDefinitions[].repositoryCredentials.credentialsParameter",
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read the password of the private registry",
        page=f"{_ECS}private-auth.html",
        error="secret",
        context={"secretsmanager:SecretId": "{secret}"},
    ),
    CallRow(
        name="secret parameter",
        role="execution",
        caused_by="secrets[].valueFrom",
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read a Parameter Store parameter",
        page=f"{_ECS}secrets-envvar-ssm-paramstore.html",
        error="secret",
    ),
    CallRow(
        name="secret",
        role="execution",
        caused_by="secrets[].valueFrom",
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read a Secrets Manager secret",
        page=f"{_ECS}secrets-envvar-secrets-manager.html",
        error="secret",
        context={
            "secretsmanager:SecretId": "{secret}",
            "secretsmanager:VersionStage": "{stage}",
            "secretsmanager:VersionId": "{version}",
        },
    ),
    CallRow(
        name="parameter key",
        role="execution",
        caused_by="secrets[].valueFrom",
        actions=("kms:Decrypt",),
        resource="{key}",
        purpose="decrypt the parameter",
        page=f"{_ECS}task_execution_IAM_role.html",
        error="secret",
        context={
            "kms:ViaService": "ssm.{region}.{suffix}",
            "kms:CallerAccount": "{caller}",
            "kms:EncryptionContext:PARAMETER_ARN": "{parameter}",
            "kms:EncryptionContextKeys": "PARAMETER_ARN",
        },
        only_if="it is encrypted with a customer managed key",
    ),
    CallRow(
        name="secret key",
        role="execution",
        caused_by="secrets[].valueFrom",
        actions=("kms:Decrypt",),
        resource="{key}",
        purpose="decrypt the secret",
        page=f"{_ECS}task_execution_IAM_role.html",
        error="secret",
        context={
            "kms:ViaService": "secretsmanager.{region}.{suffix}",
            "kms:CallerAccount": "{caller}",
            "kms:EncryptionContext:SecretARN": "{secret}",
            "kms:EncryptionContextKeys": "SecretARN",
        },
        only_if="it is encrypted with a customer managed key",
    ),
    CallRow(
        name="environment file",
        role="execution",
        caused_by="containerDefinitions[].environmentFiles[].value",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the environment file",
        page=f"{_ECS}use-environment-file.html",
        error="environment file",
    ),
    CallRow(
        name="environment file bucket",
        role="execution",
        caused_by="containerDefinitions[].environmentFiles[].value",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the environment file's bucket",
        page=f"{_ECS}use-environment-file.html",
        error="environment file",
    ),
    CallRow(
        name="log group",
        role="execution",
        caused_by="logConfiguration.options[awslogs-create-group]",
        actions=("logs:CreateLogGroup",),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:",
        purpose="create the log group",
        page=f"{_ECS}specify-log-config.html",
        error="log",
    ),
    CallRow(
        name="log stream",
        role="execution",
        caused_by="logConfiguration.options[awslogs-group]",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resource=_LOG_STREAM,
        purpose="write the container's logs",
        page=f"{_ECS}using_awslogs.html",
        error="log",
    ),
    CallRow(
        name="log router configuration",
        role="execution",
        caused_by="firelensConfiguration.options[config-file-value]",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the log router's configuration",
        page=f"{_ECS}firelens-taskdef.html",
        error="log router",
    ),
    CallRow(
        name="log router configuration bucket",
        role="execution",
        caused_by="firelensConfiguration.options[config-file-value]",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the log router configuration's bucket",
        page=f"{_ECS}firelens-taskdef.html",
        error="log router",
    ),
    CallRow(
        name="routed log group",
        role="task",
        caused_by="logConfiguration.options[auto_create_group]",
        actions=("logs:CreateLogGroup",),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:",
        purpose="create the log group that FireLens writes to",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed log stream",
        role="task",
        caused_by="logConfiguration.options[log_group_name]",
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resource=_LOG_STREAM,
        purpose="route logs to CloudWatch Logs with FireLens",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed log streams",
        role="task",
        caused_by="logConfiguration.options[Name]",
        actions=("logs:DescribeLogStreams",),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:",
        purpose="find the log stream again, which the older plugin cloudwatch does",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed log retention",
        role="task",
        caused_by="logConfiguration.options[log_retention_days]",
        actions=("logs:PutRetentionPolicy",),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:",
        purpose="set how long the log group keeps what FireLens writes",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed delivery stream",
        role="task",
        caused_by="logConfiguration.options[delivery_stream]",
        actions=("firehose:PutRecordBatch",),
        resource="arn:{partition}:firehose:{region}:{account}:deliverystream/{stream}",
        purpose="route logs to Amazon Data Firehose with FireLens",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed data stream",
        role="task",
        caused_by="logConfiguration.options[stream]",
        actions=("kinesis:PutRecords",),
        resource="arn:{partition}:kinesis:{region}:{account}:stream/{stream}",
        purpose="route logs to Kinesis Data Streams with FireLens",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="routed objects",
        role="task",
        caused_by="logConfiguration.options[bucket]",
        actions=("s3:PutObject",),
        resource="arn:{partition}:s3:::{bucket}/{key}",
        purpose="route logs to S3 with FireLens",
        page=f"{_ECS}using_firelens.html",
        error="log router",
    ),
    CallRow(
        name="credential spec parameter",
        role="execution",
        caused_by="containerDefinitions[].credentialSpecs[]",
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read the credential spec of the gMSA",
        page=f"{_ECS}linux-gmsa.html",
        error="credential spec",
    ),
    CallRow(
        name="credential spec object",
        role="execution",
        caused_by="containerDefinitions[].credentialSpecs[]",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the credential spec of the gMSA",
        page=f"{_ECS}linux-gmsa.html",
        error="credential spec",
    ),
    CallRow(
        name="credential spec bucket",
        role="execution",
        caused_by="containerDefinitions[].credentialSpecs[]",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the credential spec's bucket",
        page=f"{_ECS}linux-gmsa.html",
        error="credential spec",
    ),
    CallRow(
        name="domainless user",
        role="execution",
        caused_by="containerDefinitions[].credentialSpecs[]",
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read the secret of the domainless gMSA user",
        page=f"{_ECS}linux-gmsa.html",
        error="credential spec",
    ),
    CallRow(
        name="file share",
        role="execution",
        caused_by="volumes[].fsxWindowsFileServerVolumeConfiguration.fileSystemId",
        actions=("fsx:DescribeFileSystems",),
        resource="*",
        purpose="find the FSx for Windows file server",
        page=f"{_ECS}tutorial-wfsx-volumes.html",
        error="windows file system",
    ),
    CallRow(
        name="file share parameter",
        role="execution",
        caused_by="volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig",
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read the credentials of the FSx for Windows file share",
        page=f"{_ECS}wfsx-volumes.html",
        error="windows file system",
    ),
    CallRow(
        name="file share secret",
        role="execution",
        caused_by="volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig",
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read the credentials of the FSx for Windows file share",
        page=f"{_ECS}wfsx-volumes.html",
        error="windows file system",
        context={"secretsmanager:SecretId": "{secret}"},
    ),
    CallRow(
        name="file system",
        role="task",
        caused_by="volumes[].efsVolumeConfiguration.authorizationConfig.iam",
        actions=("elasticfilesystem:ClientMount",),
        resource="arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
        purpose="mount the EFS file system",
        page=f"{_ECS}efs-volumes.html",
        error="file system",
        context={
            "elasticfilesystem:AccessPointArn": "{access_point}",
            "elasticfilesystem:AccessedViaMountTarget": "true",
        },
    ),
    CallRow(
        name="file system write",
        role="task",
        caused_by="containerDefinitions[].mountPoints[].readOnly",
        actions=("elasticfilesystem:ClientWrite",),
        resource="arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
        purpose="write to the EFS file system, which a container mounts for writing",
        page=f"{_ECS}efs-volumes.html",
        error="file system",
        context={
            "elasticfilesystem:AccessPointArn": "{access_point}",
            "elasticfilesystem:AccessedViaMountTarget": "true",
        },
    ),
    CallRow(
        name="s3 file system",
        role="task",
        caused_by="volumes[].s3filesVolumeConfiguration.fileSystemArn",
        actions=("s3files:ClientMount",),
        resource="{file_system}",
        purpose="mount the S3 file system",
        page=f"{_ECS}s3files-volumes.html",
        error="file system",
        context={"s3files:AccessPointArn": "{access_point}"},
    ),
    CallRow(
        name="s3 file system write",
        role="task",
        caused_by="containerDefinitions[].mountPoints[].readOnly",
        actions=("s3files:ClientWrite",),
        resource="{file_system}",
        purpose="write to the S3 file system, which a container mounts for writing",
        page=f"{_ECS}s3files-volumes.html",
        error="file system",
        context={"s3files:AccessPointArn": "{access_point}"},
    ),
    CallRow(
        name="execute command",
        role="task",
        caused_by="enableExecuteCommand",
        actions=(
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ),
        resource="*",
        purpose="open ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
    CallRow(
        name="execute command log groups",
        role="task",
        caused_by="executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName",
        actions=("logs:DescribeLogGroups",),
        resource="*",
        purpose="find the log group of ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
    CallRow(
        name="execute command log",
        role="task",
        caused_by="executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName",
        actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
        resource=_LOG_STREAM,
        purpose="log ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
    CallRow(
        name="execute command objects",
        role="task",
        caused_by="executeCommandConfiguration.logConfiguration.s3BucketName",
        actions=("s3:PutObject",),
        resource="arn:{partition}:s3:::{bucket}/{key}",
        purpose="keep the logs of ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
    CallRow(
        name="execute command bucket",
        role="task",
        caused_by="executeCommandConfiguration.logConfiguration.s3BucketName",
        actions=("s3:GetBucketLocation", "s3:GetEncryptionConfiguration"),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the bucket of ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
    CallRow(
        name="execute command key",
        role="task",
        caused_by="executeCommandConfiguration.kmsKeyId",
        actions=("kms:Decrypt",),
        resource="{key}",
        purpose="encrypt ECS Exec sessions",
        page=f"{_ECS}ecs-exec.html",
        error="execute command",
    ),
)

ROW: Mapping[str, CallRow] = {row.name: row for row in ROWS}
"""Every row by its name."""

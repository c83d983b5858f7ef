"""What ECS calls with the task execution role, as data: one row for each kind of call.

The pages were read on 2026-11-23.
"""

from __future__ import annotations

from functools import partial

from influmojo_cfn.service_roles.call_row import DEVELOPER_GUIDE, CallRow, Cause

_IMAGE = (Cause("containerDefinitions[].image", "image"),)
_REGISTRY = (
    Cause("containerDefinitions[].repositoryCredentials.credentialsParameter", "registry secret"),
)
LOG_SECRET = Cause(
    "containerDefinitions[].logConfiguration.secretOptions[].valueFrom", "secret or parameter"
)
_SECRETS = (Cause("containerDefinitions[].secrets[].valueFrom", "secret or parameter"), LOG_SECRET)
_FILE_SHARE = (
    Cause(
        "volumes[].fsxWindowsFileServerVolumeConfiguration.authorizationConfig"
        ".credentialsParameter",
        "secret or parameter",
    ),
)

_call = partial(CallRow, role="execution")
_of_environment_file = partial(
    _call,
    causes=(Cause("containerDefinitions[].environmentFiles[].value", "S3 object"),),
    page=f"{DEVELOPER_GUIDE}use-environment-file.html",
    grant="s3.read_env_files",
    error="environment file",
)
_of_router_file = partial(
    _call,
    causes=(Cause("firelensConfiguration.options[config-file-value]"),),
    page=f"{DEVELOPER_GUIDE}firelens-taskdef.html",
    grant="s3.read_env_files",
    error="log router",
)
_of_credential_spec = partial(
    _call,
    causes=(
        Cause("containerDefinitions[].credentialSpecs[]", "credential spec"),
        Cause("containerDefinitions[].dockerSecurityOptions[]", "credential spec"),
    ),
    page=f"{DEVELOPER_GUIDE}linux-gmsa.html",
    error="credential spec",
)
_of_file_share = partial(
    _call,
    causes=_FILE_SHARE,
    page=f"{DEVELOPER_GUIDE}wfsx-volumes.html",
    error="windows file system",
)

EXECUTION_ROLE_CALLS: tuple[CallRow, ...] = (
    _call(
        name="execution role",
        causes=(Cause("executionRoleArn"),),
        actions=("sts:AssumeRole",),
        resource="{role}",
        purpose="assume the execution role",
        page=f"{DEVELOPER_GUIDE}task_execution_IAM_role.html",
        grant=None,
        error="role",
    ),
    _call(
        name="registry token",
        causes=_IMAGE,
        actions=("ecr:GetAuthorizationToken",),
        resource="{registry}",
        purpose="authenticate to Amazon ECR",
        page=f"{DEVELOPER_GUIDE}task_execution_IAM_role.html",
        grant="ecr.pull_images",
        error="registry",
    ),
    _call(
        name="image",
        causes=_IMAGE,
        actions=(
            "ecr:BatchCheckLayerAvailability",
            "ecr:GetDownloadUrlForLayer",
            "ecr:BatchGetImage",
        ),
        resource="arn:{partition}:ecr:{region}:{account}:repository/{repository}",
        purpose="pull the image",
        page="https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html",
        grant="ecr.pull_images",
        error="image",
    ),
    _call(
        name="image cache",
        causes=_IMAGE,
        actions=("ecr:BatchImportUpstreamImage", "ecr:CreateRepository"),
        resource="arn:{partition}:ecr:{region}:{account}:repository/{cached_repository}",
        purpose="fetch the image into the pull-through cache the first time",
        page="https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html",
        grant="ecr.pull_through_cache",
        error="image",
    ),
    _call(
        name="registry credentials",
        causes=_REGISTRY,
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read the password of the private registry",
        page=f"{DEVELOPER_GUIDE}private-auth.html",
        grant="secretsmanager.read_secrets",
        error="secret",
        context={"secretsmanager:SecretId": "{secret}"},
    ),
    _call(
        name="secret parameter",
        causes=_SECRETS,
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read a Parameter Store parameter",
        page=f"{DEVELOPER_GUIDE}secrets-envvar-ssm-paramstore.html",
        grant="ssm.read_parameters",
        error="secret",
    ),
    _call(
        name="secret",
        causes=_SECRETS,
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read a Secrets Manager secret",
        page=f"{DEVELOPER_GUIDE}secrets-envvar-secrets-manager.html",
        grant="secretsmanager.read_secrets",
        error="secret",
        context={
            "secretsmanager:SecretId": "{secret}",
            "secretsmanager:VersionStage": "{stage}",
            "secretsmanager:VersionId": "{version}",
        },
    ),
    _call(
        name="parameter key",
        causes=(*_SECRETS, *_FILE_SHARE),
        actions=("kms:Decrypt",),
        resource="{parameter_key}",
        purpose="decrypt the parameter",
        page=f"{DEVELOPER_GUIDE}task_execution_IAM_role.html",
        grant="kms.decrypt",
        error="secret",
        context={
            "kms:ViaService": "ssm.{region}.{suffix}",
            "kms:CallerAccount": "{caller}",
            "kms:EncryptionContext:PARAMETER_ARN": "{parameter}",
            "kms:EncryptionContextKeys": "PARAMETER_ARN",
        },
        only_if="it is encrypted with a customer managed key",
    ),
    _call(
        name="secret key",
        causes=(*_SECRETS, *_REGISTRY, *_FILE_SHARE),
        actions=("kms:Decrypt",),
        resource="{secret_key}",
        purpose="decrypt the secret",
        page=f"{DEVELOPER_GUIDE}task_execution_IAM_role.html",
        grant="kms.decrypt",
        error="secret",
        context={
            "kms:ViaService": "secretsmanager.{region}.{suffix}",
            "kms:CallerAccount": "{caller}",
            "kms:EncryptionContext:SecretARN": "{secret}",
            "kms:EncryptionContextKeys": "SecretARN",
        },
        only_if="it is encrypted with a customer managed key",
    ),
    _of_environment_file(
        name="environment file",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the environment file",
    ),
    _of_environment_file(
        name="environment file bucket",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the environment file's bucket",
    ),
    _call(
        name="log group",
        causes=(Cause("logConfiguration.options[awslogs-create-group]"),),
        actions=("logs:CreateLogGroup",),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:",
        purpose="create the log group",
        page=f"{DEVELOPER_GUIDE}specify-log-config.html",
        grant="logs.write_logs",
        error="log",
    ),
    _call(
        name="log stream",
        causes=(Cause("logConfiguration.options[awslogs-group]"),),
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resource="arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:{stream}",
        purpose="write the container's logs",
        page=f"{DEVELOPER_GUIDE}using_awslogs.html",
        grant="logs.write_logs",
        error="log",
    ),
    _of_router_file(
        name="log router configuration",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the log router's configuration",
    ),
    _of_router_file(
        name="log router configuration bucket",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the log router configuration's bucket",
    ),
    _of_credential_spec(
        name="credential spec parameter",
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read the credential spec of the gMSA",
        grant="ssm.read_parameters",
    ),
    _of_credential_spec(
        name="credential spec object",
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the credential spec of the gMSA",
        grant="s3.read_env_files",
    ),
    _of_credential_spec(
        name="credential spec bucket",
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the credential spec's bucket",
        grant="s3.read_env_files",
    ),
    _of_credential_spec(
        name="domainless user",
        actions=("secretsmanager:GetSecretValue",),
        resource="{user}",
        purpose="read the secret of the domainless gMSA user",
        grant="secretsmanager.read_secrets",
    ),
    _call(
        name="file share",
        causes=(Cause("volumes[].fsxWindowsFileServerVolumeConfiguration.fileSystemId"),),
        actions=("fsx:DescribeFileSystems",),
        resource="*",
        purpose="find the FSx for Windows file server",
        page=f"{DEVELOPER_GUIDE}tutorial-wfsx-volumes.html",
        error="windows file system",
    ),
    _of_file_share(
        name="file share parameter",
        actions=("ssm:GetParameters",),
        resource="{parameter}",
        purpose="read the credentials of the FSx for Windows file share",
        grant="ssm.read_parameters",
    ),
    _of_file_share(
        name="file share secret",
        actions=("secretsmanager:GetSecretValue",),
        resource="{secret}",
        purpose="read the credentials of the FSx for Windows file share",
        grant="secretsmanager.read_secrets",
        context={"secretsmanager:SecretId": "{secret}"},
    ),
)

GRANTED_TOO = (
    "acm:ExportCertificate",
    "ds:*",
    "ecr-public:*",
    "ecr:*",
    "fsx:*",
    "kms:DescribeKey",
    "logs:*",
    "s3:GetObjectVersion",
    "s3:ListBucket",
    "secretsmanager:DescribeSecret",
    "ssm:GetParameter",
    "ssm:GetParametersByPath",
    "sts:GetServiceBearerToken",
)
"""What AWS's pages and policies give execution roles in addition: no application's rights.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
"""

"""What ECS and the sidecars that it sets up call with the task role, as data.

The pages were read on 2026-11-23.
"""

from __future__ import annotations

from functools import partial

from influmojo_cfn.service_roles.call_row import DEVELOPER_GUIDE, CallRow, Cause

_LOG_GROUP = "arn:{partition}:logs:{region}:{account}:log-group:{group}:log-stream:"
_LOG_STREAM = f"{_LOG_GROUP}{{stream}}"

_call = partial(CallRow, role="task")
_routed = partial(_call, page=f"{DEVELOPER_GUIDE}using_firelens.html", error="log router")
_executed = partial(_call, page=f"{DEVELOPER_GUIDE}ecs-exec.html", error="execute command")
_sidecar = partial(_call, error="sidecar")
_discovered = partial(
    _sidecar,
    causes=(Cause("containerDefinitions[].environment[CW_CONFIG_CONTENT]"),),
    page="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights-Prometheus-Setup-autodiscovery-ecs.html",
    context={"ecs:cluster": "arn:{partition}:ecs:{region}:{account}:cluster/{cluster}"},
)

_DEFAULT_POLICY = (
    "EFS's default policy lets in every client, where the file system has no policy of its own"
)
"""Source: https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html#default-filesystempolicy
(read 2026-11-28)."""

_mounted = partial(
    _call,
    resource="arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}",
    page=f"{DEVELOPER_GUIDE}efs-volumes.html",
    grant="elasticfilesystem.mount",
    error="file system",
    by_default=_DEFAULT_POLICY,
    context={
        "elasticfilesystem:AccessPointArn": "{access_point}",
        "elasticfilesystem:AccessedViaMountTarget": "true",
    },
)
_mounted_from_s3 = partial(
    _call,
    resource="{file_system}",
    page=f"{DEVELOPER_GUIDE}s3files-volumes.html",
    error="file system",
    context={"s3files:AccessPointArn": "{access_point}"},
)

TASK_ROLE_CALLS: tuple[CallRow, ...] = (
    _call(
        name="task role",
        causes=(Cause("taskRoleArn"),),
        actions=("sts:AssumeRole",),
        resource="{role}",
        purpose="assume the task role, whose credentials the containers get",
        page=f"{DEVELOPER_GUIDE}task-iam-roles.html",
        grant=None,
        error="role",
    ),
    _routed(
        name="routed log group",
        causes=(Cause("logConfiguration.options[auto_create_group]"),),
        actions=("logs:CreateLogGroup",),
        resource=_LOG_GROUP,
        purpose="create the log group that FireLens writes to",
        grant="logs.write_logs",
    ),
    _routed(
        name="routed log stream",
        causes=(Cause("logConfiguration.options[log_group_name]"),),
        actions=("logs:CreateLogStream", "logs:PutLogEvents"),
        resource=_LOG_STREAM,
        purpose="route logs to CloudWatch Logs with FireLens",
        grant="logs.write_logs",
    ),
    _routed(
        name="routed log streams",
        causes=(Cause("logConfiguration.options[Name]"),),
        actions=("logs:DescribeLogStreams",),
        resource=_LOG_GROUP,
        purpose="find the log stream again, which the older plugin cloudwatch does",
    ),
    _routed(
        name="routed log retention",
        causes=(Cause("logConfiguration.options[log_retention_days]"),),
        actions=("logs:PutRetentionPolicy",),
        resource=_LOG_GROUP,
        purpose="set how long the log group keeps what FireLens writes",
    ),
    _routed(
        name="routed delivery stream",
        causes=(Cause("logConfiguration.options[delivery_stream]"),),
        actions=("firehose:PutRecordBatch",),
        resource="arn:{partition}:firehose:{region}:{account}:deliverystream/{stream}",
        purpose="route logs to Amazon Data Firehose with FireLens",
    ),
    _routed(
        name="routed data stream",
        causes=(Cause("logConfiguration.options[stream]"),),
        actions=("kinesis:PutRecords",),
        resource="arn:{partition}:kinesis:{region}:{account}:stream/{stream}",
        purpose="route logs to Kinesis Data Streams with FireLens",
    ),
    _routed(
        name="routed objects",
        causes=(Cause("logConfiguration.options[bucket]"),),
        actions=("s3:PutObject",),
        resource="arn:{partition}:s3:::{bucket}/{key}",
        purpose="route logs to S3 with FireLens",
        grant="s3.upload_objects",
    ),
    _routed(
        name="routed role",
        causes=(Cause("logConfiguration.options[role_arn]"),),
        actions=("sts:AssumeRole",),
        resource="{assumed_role}",
        purpose="assume the role with which FireLens writes, which needs the permissions to write",
        grant="sts.assume_role",
    ),
    _routed(
        name="fluentd log groups",
        causes=(Cause("logConfiguration.options[@type]"),),
        actions=("logs:DescribeLogGroups",),
        resource="*",
        purpose="find the log group, which Fluentd's plugin does",
    ),
    _routed(
        name="fluentd bucket",
        causes=(Cause("logConfiguration.options[@type]"),),
        actions=("s3:ListBucket",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="check that the bucket exists, which Fluentd's plugin does",
    ),
    _routed(
        name="fluentd objects",
        causes=(Cause("logConfiguration.options[@type]"),),
        actions=("s3:GetObject",),
        resource="arn:{partition}:s3:::{bucket}/*",
        purpose="check that no object is overwritten, which Fluentd's plugin does",
    ),
    _routed(
        name="routed documents",
        causes=(Cause("logConfiguration.options[AWS_Auth]"),),
        actions=("es:ESHttpPost",),
        resource="arn:{partition}:es:{region}:{account}:domain/{domain}/_bulk",
        purpose="route logs to OpenSearch Service with FireLens",
        page="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/ac.html",
    ),
    _routed(
        name="routed collection",
        causes=(Cause("logConfiguration.options[AWS_Service_Name]"),),
        actions=("aoss:APIAccessAll",),
        resource="arn:{partition}:aoss:{region}:{account}:collection/{collection}",
        purpose="route logs to OpenSearch Serverless with FireLens",
        page="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/security-iam-serverless.html",
    ),
    _routed(
        name="routed metrics",
        causes=(Cause("logConfiguration.options[aws_service]"),),
        actions=("aps:RemoteWrite",),
        resource="arn:{partition}:aps:{region}:{account}:workspace/{workspace}",
        purpose="write metrics to Amazon Managed Service for Prometheus",
        page="https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-APIReference-RemoteWrite.html",
    ),
    _routed(
        name="routed pipeline",
        causes=(Cause("logConfiguration.options[aws_service]"),),
        actions=("osis:Ingest",),
        resource="arn:{partition}:osis:{region}:{account}:pipeline/{pipeline}",
        purpose="route logs to OpenSearch Ingestion with FireLens",
        page="https://docs.aws.amazon.com/opensearch-service/latest/developerguide/security-iam-ingestion.html",
    ),
    _mounted(
        name="file system",
        causes=(Cause("volumes[].efsVolumeConfiguration.authorizationConfig.iam"),),
        actions=("elasticfilesystem:ClientMount",),
        purpose="mount the EFS file system",
    ),
    _mounted(
        name="file system write",
        causes=(Cause("containerDefinitions[].mountPoints[].readOnly"),),
        actions=("elasticfilesystem:ClientWrite",),
        purpose="write to the EFS file system, which a container mounts for writing",
    ),
    _mounted_from_s3(
        name="s3 file system",
        causes=(Cause("volumes[].s3filesVolumeConfiguration.fileSystemArn"),),
        actions=("s3files:ClientMount",),
        purpose="mount the S3 file system",
    ),
    _mounted_from_s3(
        name="s3 file system write",
        causes=(Cause("containerDefinitions[].mountPoints[].readOnly"),),
        actions=("s3files:ClientWrite",),
        purpose="write to the S3 file system, which a container mounts for writing",
    ),
    _executed(
        name="execute command",
        causes=(Cause("enableExecuteCommand"),),
        actions=(
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
        ),
        resource="*",
        purpose="open ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _executed(
        name="execute command log groups",
        causes=(Cause("executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName"),),
        actions=("logs:DescribeLogGroups",),
        resource="*",
        purpose="find the log group of ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _executed(
        name="execute command log",
        causes=(Cause("executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName"),),
        actions=("logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"),
        resource=_LOG_STREAM,
        purpose="log ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _executed(
        name="execute command objects",
        causes=(Cause("executeCommandConfiguration.logConfiguration.s3BucketName"),),
        actions=("s3:PutObject",),
        resource="arn:{partition}:s3:::{bucket}/{object}",
        purpose="keep the logs of ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _executed(
        name="execute command bucket",
        causes=(Cause("executeCommandConfiguration.logConfiguration.s3BucketName"),),
        actions=("s3:GetBucketLocation", "s3:GetEncryptionConfiguration"),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the bucket of ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _executed(
        name="execute command key",
        causes=(Cause("executeCommandConfiguration.kmsKeyId"),),
        actions=("kms:Decrypt",),
        resource="{key}",
        purpose="encrypt ECS Exec sessions",
        grant="ssmmessages.execute_command",
    ),
    _sidecar(
        name="traces",
        causes=(Cause("containerDefinitions[].image"),),
        actions=(
            "xray:GetSamplingRules",
            "xray:GetSamplingStatisticSummaries",
            "xray:GetSamplingTargets",
            "xray:PutTelemetryRecords",
            "xray:PutTraceSegments",
        ),
        resource="*",
        purpose="send traces to X-Ray from a sidecar",
        page="https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html",
        grant="xray.write_traces",
    ),
    _sidecar(
        name="agent metrics",
        causes=(Cause("containerDefinitions[].image"),),
        actions=("cloudwatch:PutMetricData",),
        resource="*",
        purpose="publish metrics from the CloudWatch agent",
        page="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html",
        grant="cloudwatch.put_metrics",
        context={"cloudwatch:namespace": "{namespace}"},
    ),
    _sidecar(
        name="agent logs",
        causes=(Cause("containerDefinitions[].image"),),
        actions=("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
        resource=_LOG_GROUP,
        purpose="write metrics and logs from a sidecar",
        page="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/deploy-container-insights-ECS-adot.html",
    ),
    _call(
        name="agent parameter",
        causes=(Cause("containerDefinitions[].command"),),
        actions=("ssm:GetParameter",),
        resource="arn:{partition}:ssm:{region}:{account}:parameter/{name}",
        purpose="read the configuration of the CloudWatch agent",
        page="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html",
        error="sidecar",
    ),
    _call(
        name="collector configuration",
        causes=(Cause("containerDefinitions[].command"),),
        actions=("s3:GetObject",),
        resource="arn:{partition}:s3:::{bucket}/{key}",
        purpose="read the configuration of the OpenTelemetry collector",
        page="https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html",
        error="sidecar",
    ),
    _discovered(
        name="agent discovery",
        actions=("ec2:DescribeInstances", "ecs:DescribeTaskDefinition", "ecs:ListServices"),
        resource="*",
        purpose="find what the CloudWatch agent collects Prometheus metrics of",
    ),
    _discovered(
        name="discovered instances",
        actions=("ecs:DescribeContainerInstances", "ecs:ListTasks"),
        resource="arn:{partition}:ecs:{region}:{account}:container-instance/{cluster}/{id}",
        purpose="find the tasks of the cluster, which the CloudWatch agent does",
    ),
    _discovered(
        name="discovered services",
        actions=("ecs:DescribeServices",),
        resource="arn:{partition}:ecs:{region}:{account}:service/{cluster}/{id}",
        purpose="read the services of the cluster, which the CloudWatch agent does",
    ),
    _discovered(
        name="discovered tasks",
        actions=("ecs:DescribeTasks",),
        resource="arn:{partition}:ecs:{region}:{account}:task/{cluster}/{id}",
        purpose="read the tasks of the cluster, which the CloudWatch agent does",
    ),
    _sidecar(
        name="configuration",
        causes=(Cause("containerDefinitions[].image"),),
        actions=("appconfig:GetLatestConfiguration", "appconfig:StartConfigurationSession"),
        resource="{configuration}",
        purpose="read configuration, which AWS AppConfig's agent does",
        page="https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-integration-containers-agent.html",
    ),
    _sidecar(
        name="managed instance",
        causes=(Cause("containerDefinitions[].environment[MANAGED_INSTANCE_ROLE_NAME]"),),
        actions=("ssm:AddTagsToResource", "ssm:CreateActivation"),
        resource="*",
        purpose="register the task as a managed instance, which the SSM Agent's sidecar does",
        page="https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
    ),
    _sidecar(
        name="managed instance role",
        causes=(Cause("containerDefinitions[].environment[MANAGED_INSTANCE_ROLE_NAME]"),),
        actions=("iam:PassRole",),
        resource="arn:{partition}:iam::{account}:role/{managed_instance_role}",
        purpose="pass the managed instance's role, which the SSM Agent's sidecar does",
        page="https://docs.aws.amazon.com/fis/latest/userguide/ecs-task-actions.html",
        context={"iam:PassedToService": "ssm.amazonaws.com"},
    ),
    _sidecar(
        name="mesh",
        causes=(Cause("containerDefinitions[].environment[APPMESH_RESOURCE_ARN]"),),
        actions=("appmesh:StreamAggregatedResources",),
        resource="{mesh_resource}",
        purpose="read the configuration of App Mesh's proxy",
        page="https://docs.aws.amazon.com/app-mesh/latest/userguide/proxy-authorization.html",
    ),
    _routed(
        name="router configuration",
        causes=(Cause("containerDefinitions[].environment[aws_fluent_bit_init_s3_N]"),),
        actions=("s3:GetObject",),
        resource="{object}",
        purpose="read the configuration that Fluent Bit's init image is given",
        page=f"{DEVELOPER_GUIDE}firelens-taskdef-customconfig.html",
    ),
    _routed(
        name="router configuration bucket",
        causes=(Cause("containerDefinitions[].environment[aws_fluent_bit_init_s3_N]"),),
        actions=("s3:GetBucketLocation",),
        resource="arn:{partition}:s3:::{bucket}",
        purpose="find the Region of the bucket of Fluent Bit's configuration",
        page=f"{DEVELOPER_GUIDE}firelens-taskdef-customconfig.html",
    ),
)

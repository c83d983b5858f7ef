"""Names of what is called: topics, queues, email, events, models, state machines, services."""

from __future__ import annotations

from influmojo_cfn.grants.argument_types.model import ArgumentType
from influmojo_cfn.grants.model import DOCS

_SES_IDENTITY = f"{DOCS}ses/latest/APIReference-V2/API_CreateEmailIdentity.html"
_ADDRESS = r"[A-Za-z0-9!#%&'+/=_^`{|}~.-]+"
_DOMAIN = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"

ARGUMENT_TYPES = (
    ArgumentType(
        name="stream_name",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(1, 128),
        constraint="a Kinesis data stream name (not its ARN): letters, digits and _ . -",
        example="influmojo-events",
        source="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html",
    ),
    ArgumentType(
        name="delivery_stream_name",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(1, 64),
        constraint="a Firehose stream name (not its ARN): letters, digits and _ . -",
        example="influmojo-archive",
        source=f"{DOCS}firehose/latest/APIReference/API_CreateDeliveryStream.html",
    ),
    ArgumentType(
        name="topic_name",
        pattern=r"^([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$",
        length=(1, 256),
        constraint="an SNS topic name (not its ARN): letters, digits, _ and -, .fifo at its end",
        example="influmojo-notifications",
        source="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    ),
    ArgumentType(
        name="queue_name",
        pattern=r"^([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo)$",
        length=(1, 80),
        constraint="an SQS queue name (not its URL): letters, digits, _ and -, .fifo at its end",
        example="influmojo-jobs",
        source=f"{DOCS}AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html",
    ),
    ArgumentType(
        name="ses_identity",
        pattern=rf"^({_ADDRESS}@)?{_DOMAIN}$",
        length=(3, 255),
        constraint="a verified SES identity: a domain such as influmojo.com, or an email address",
        example="influmojo.com",
        source=_SES_IDENTITY,
    ),
    ArgumentType(
        name="sender_address",
        pattern=rf"^(\*|{_ADDRESS})@{_DOMAIN}$",
        length=(5, 255),
        constraint="an email address, or *@ and a domain for every address of it",
        example="no-reply@influmojo.com",
        source="https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
    ),
    ArgumentType(
        name="configuration_set",
        pattern=r"^[A-Za-z0-9_-]+$",
        length=(1, 64),
        constraint="an SES configuration set name: 1 to 64 letters, digits, _ and -",
        example="influmojo-events",
        source=f"{DOCS}ses/latest/APIReference-V2/API_CreateConfigurationSet.html",
    ),
    ArgumentType(
        name="email_template",
        pattern=r"^[A-Za-z0-9_-]+$",
        length=(1, 64),
        constraint="an SES email template name: 1 to 64 letters, digits, _ and -",
        example="welcome",
        source="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailTemplate.html",
    ),
    ArgumentType(
        name="metric_namespace",
        pattern=r"^(?!AWS/)[A-Za-z0-9_./#-]+$",
        length=(1, 255),
        constraint=(
            "a CloudWatch namespace: letters, digits and _ . / # -, not beginning with AWS/, "
            "which is AWS's own"
        ),
        example="Influmojo",
        source=f"{DOCS}AmazonCloudWatch/latest/APIReference/API_PutMetricData.html",
    ),
    ArgumentType(
        name="event_bus_name",
        pattern=r"^[A-Za-z0-9_./-]+$",
        length=(1, 256),
        constraint="an event bus name: letters, digits and _ . / -; the account's own is default",
        example="default",
        source="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html",
    ),
    ArgumentType(
        name="event_source",
        pattern=r"^(?!aws\.)[A-Za-z0-9_./-]+$",
        length=(1, 256),
        constraint="the source of events, such as com.influmojo.orders; not beginning with aws.",
        example="com.influmojo.orders",
        source=("https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html"),
    ),
    ArgumentType(
        name="model_id",
        pattern=r"^[a-z0-9-]{1,63}\.[a-z0-9.-]+(:[a-z0-9]{1,63})?(:[a-z0-9]{1,12})?$",
        length=(3, 140),
        constraint=(
            "a Bedrock foundation model ID, such as anthropic.claude-3-haiku-20240307-v1:0, "
            "without wildcards"
        ),
        example="anthropic.claude-3-haiku-20240307-v1:0",
        source=f"{DOCS}bedrock/latest/APIReference/API_FoundationModelDetails.html",
    ),
    ArgumentType(
        name="inference_profile_id",
        pattern=r"^[a-z]{2,10}(-[a-z]+)?\.[a-z0-9-]{1,63}\.[a-z0-9.-]+(:[a-z0-9]{1,63})?$",
        length=(3, 140),
        constraint=(
            "a Bedrock inference profile ID, such as apac.anthropic.claude-3-haiku-20240307-v1:0"
        ),
        example="apac.anthropic.claude-3-haiku-20240307-v1:0",
        source=f"{DOCS}bedrock/latest/userguide/inference-profiles-prereq.html",
    ),
    ArgumentType(
        name="state_machine_name",
        pattern=r"^[A-Za-z0-9_-]+$",
        length=(1, 80),
        constraint="a Step Functions state machine name (not its ARN): letters, digits, _ and -",
        example="influmojo-onboarding",
        source=f"{DOCS}step-functions/latest/apireference/API_CreateStateMachine.html",
    ),
    ArgumentType(
        name="namespace_id",
        pattern=r"^ns-[a-z0-9]+$",
        length=(4, 64),
        constraint="a Cloud Map namespace ID (ns-...), not its name",
        example="ns-abcdefgh12345678",
        source="https://docs.aws.amazon.com/cloud-map/latest/api/API_Namespace.html",
    ),
    ArgumentType(
        name="namespace",
        pattern=r"^[!-#%-)+->@-~]+$",
        length=(1, 1024),
        constraint="the name or ARN of a Cloud Map namespace",
        example="influmojo.local",
        source=f"{DOCS}AmazonECS/latest/APIReference/API_ServiceConnectConfiguration.html",
    ),
    ArgumentType(
        name="discovery_service_id",
        pattern=r"^srv-[a-z0-9]+$",
        length=(5, 64),
        constraint="a Cloud Map service ID (srv-...), not its name",
        example="srv-abcdefgh12345678",
        source="https://docs.aws.amazon.com/cloud-map/latest/api/API_Service.html",
    ),
)

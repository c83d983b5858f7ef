"""The kinds of value that arguments of grants take: pattern, length, and the words for a person.

One row serves twice: it judges a literal when the template is generated, and it gives a
deploy-time parameter its AllowedPattern, MinLength, MaxLength and ConstraintDescription. A pattern
means the same in CloudFormation (Java) and in :mod:`re`; no pattern admits ``*``, ``?`` or ``$``
where a policy would read a wildcard or a variable, unless its row says so. Where a parameter may
also be empty, whoever renders it adds ``^$|`` in front.

Lengths are AWS's own limits; a policy's budget counts ``parameter_max_length`` characters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

PARAMETER_MAX_LENGTH = 256
"""The most characters a deploy-time parameter may take, so that a policy of several still fits."""


@dataclass(frozen=True, kw_only=True)
class ArgumentType:
    """A kind of value.

    ``constraint`` completes "must be ...". ``implied_prefix`` is text which a literal may leave
    out and a deploy-time parameter may not: whoever renders a literal puts it in front where it
    is missing, then matches the pattern. ``structured`` kinds are not strings: their values are
    checked where they are read. They, and ``fixed`` ones, cannot be deploy-time parameters.
    ``parameter_constraint`` stands in place of ``constraint`` where a parameter takes less.
    """

    name: str
    constraint: str
    example: str | bool
    pattern: str = ""
    min_length: int = 1
    max_length: int = 0
    source: str = ""
    implied_prefix: str = ""
    widest: str = "*"
    structured: bool = False
    fixed: bool = False
    parameter_constraint: str = ""

    @property
    def parameter_max_length(self) -> int:
        """The MaxLength of a deploy-time parameter of this kind."""
        return min(self.max_length, PARAMETER_MAX_LENGTH)


_REGION = "[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}"
_PARTITION = "aws(-[a-z]{1,4}){0,3}"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
_PARAMETER_STORE = (
    "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html"
)
_SECRETS_MANAGER = (
    "https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html"
)
_BUCKET_NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
_OBJECT_KEYS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"
_LOGS = (
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"
)
_SES_IDENTITY = (
    "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailIdentity.html"
)
_ADDRESS = r"[A-Za-z0-9!#%&'+/=_^`{|}~.-]+"
_DOMAIN = r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])"

_ROWS = (
    ArgumentType(
        name="account_id",
        pattern=r"^[0-9]{12}$",
        min_length=12,
        max_length=12,
        constraint="an AWS account ID: 12 digits",
        example="111122223333",
        source=f"{_IAM}console-account-id.html",
    ),
    ArgumentType(
        name="region",
        pattern=rf"^{_REGION}$",
        min_length=9,
        max_length=20,
        constraint="an AWS Region code such as ap-south-1",
        example="ap-south-1",
        source="https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html",
    ),
    ArgumentType(
        name="bucket_name",
        pattern=(
            r"^(?!xn--)(?!sthree-)(?!amzn-s3-demo-)(?!.*-s3alias$)(?!.*--(ol-s3|x-s3|table-s3)$)"
            r"(?!([0-9]{1,3}\.){3}[0-9]{1,3}$)"
            r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
        ),
        min_length=3,
        max_length=63,
        constraint=(
            "an S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens, beginning "
            "and ending with a letter or digit, not an IP address and without a reserved prefix "
            "or suffix"
        ),
        example="influmojo-uploads",
        source=_BUCKET_NAMES,
    ),
    ArgumentType(
        name="object_prefix",
        pattern=r"^[A-Za-z0-9!_.'()/=@:,+ -]*$",
        min_length=0,
        max_length=1000,
        constraint=(
            "the beginning of object keys, such as images/ (letters, digits and "
            "!_.'()/=@:,+- and spaces, without wildcards)"
        ),
        example="images/",
        source=_OBJECT_KEYS,
    ),
    ArgumentType(
        name="object_key",
        pattern=r"^[A-Za-z0-9!_.'()/=@:,+ -]+$",
        max_length=1024,
        constraint=(
            "an object key, such as config/production.env (letters, digits and "
            "!_.'()/=@:,+- and spaces, without wildcards)"
        ),
        example="config/production.env",
        source=_OBJECT_KEYS,
    ),
    ArgumentType(
        name="repository_name",
        pattern=r"^[a-z0-9]+([._/-]+[a-z0-9]+)*$",
        min_length=2,
        max_length=256,
        constraint=(
            "an ECR repository name: 2 to 256 lower-case letters, digits, and . _ - / between "
            "them; neither an image URI nor an ARN"
        ),
        example="influmojo-backend",
        source="https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    ArgumentType(
        name="repository_prefix",
        pattern=r"^[a-z0-9]+([._/-]+[a-z0-9]+)*$",
        min_length=2,
        max_length=30,
        constraint=(
            "the repository prefix of a pull through cache rule: 2 to 30 lower-case letters, "
            "digits, and . _ - / between them, without a slash at the end"
        ),
        example="docker-hub",
        source=(
            "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/"
            "API_CreatePullThroughCacheRule.html"
        ),
    ),
    ArgumentType(
        name="log_group_name",
        pattern=r"^[A-Za-z0-9_/.#-]+$",
        max_length=512,
        constraint="a log group name: letters, digits and _ - / . #, without wildcards",
        example="/ecs/influmojo-backend",
        source=_LOGS,
    ),
    ArgumentType(
        name="log_group_prefix",
        pattern=r"^[A-Za-z0-9_/.#-]+$",
        max_length=511,
        constraint=(
            "the beginning of log group names: letters, digits and _ - / . #, without the "
            "* at the end"
        ),
        example="/ecs/influmojo",
        source=_LOGS,
    ),
    ArgumentType(
        name="parameter_name",
        pattern=r"^(/[A-Za-z0-9_.-]+){1,15}$",
        min_length=2,
        max_length=1011,
        implied_prefix="/",
        widest="/*",
        constraint=(
            "a Parameter Store name with its leading slash, such as "
            "/influmojo/production/database-url: letters, digits and _ . - between slashes"
        ),
        example="/influmojo/production/database-url",
        source=_PARAMETER_STORE,
    ),
    ArgumentType(
        name="parameter_path",
        pattern=r"^(/[A-Za-z0-9_.-]+){1,14}$",
        min_length=2,
        max_length=1009,
        implied_prefix="/",
        widest="/*",
        constraint=(
            "a Parameter Store path that begins with a slash and ends without one, such as "
            "/influmojo/production: letters, digits and _ . - between slashes, without /*"
        ),
        example="/influmojo",
        source=_PARAMETER_STORE,
    ),
    ArgumentType(
        name="secret_name",
        pattern=r"^[A-Za-z0-9/_+=.@-]+$",
        max_length=512,
        constraint=(
            "a Secrets Manager secret name, without the hyphen and six characters that end its "
            "ARN: letters, digits and / _ + = . @ -"
        ),
        example="influmojo/production/stripe",
        source=_SECRETS_MANAGER,
    ),
    ArgumentType(
        name="secret_prefix",
        pattern=r"^[A-Za-z0-9/_+=.@-]+$",
        max_length=511,
        constraint=(
            "the beginning of Secrets Manager secret names, such as influmojo/: letters, digits "
            "and / _ + = . @ -, without the * at the end"
        ),
        example="influmojo/",
        source=_SECRETS_MANAGER,
    ),
    ArgumentType(
        name="secret_arn",
        widest="arn:${AWS::Partition}:secretsmanager:*:*:secret:*",
        pattern=(
            rf"^arn:{_PARTITION}:secretsmanager:{_REGION}:[0-9]{{12}}:secret:"
            r"[A-Za-z0-9/_+=.@-]+-[A-Za-z0-9]{6}$"
        ),
        min_length=60,
        max_length=590,
        constraint=(
            "the full ARN of a Secrets Manager secret, with the hyphen and six characters at its "
            "end and without a JSON key, stage or version"
        ),
        example=(
            "arn:aws:secretsmanager:ap-south-1:111122223333:secret:influmojo/production/stripe-AbCdEf"
        ),
        source="https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html",
    ),
    ArgumentType(
        name="kms_key_arn",
        widest="arn:${AWS::Partition}:kms:*:*:key/*",
        pattern=(
            rf"^arn:{_PARTITION}:kms:{_REGION}:[0-9]{{12}}:key/"
            r"([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$"
        ),
        min_length=70,
        max_length=100,
        constraint=(
            "the ARN of a customer managed KMS key (arn:...:key/...); an alias in a policy's "
            "Resource allows nothing"
        ),
        example="arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/find-cmk-id-arn.html",
    ),
    ArgumentType(
        name="kms_service",
        pattern=r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$",
        min_length=2,
        max_length=40,
        constraint="how a service's kms:ViaService name begins, such as s3 or secretsmanager",
        example="s3",
        source="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html",
    ),
    ArgumentType(
        name="topic_name",
        pattern=r"^([A-Za-z0-9_-]{1,256}|[A-Za-z0-9_-]{1,251}\.fifo)$",
        max_length=256,
        constraint="an SNS topic name (not its ARN): letters, digits, _ and -, .fifo at its end",
        example="influmojo-notifications",
        source="https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html",
    ),
    ArgumentType(
        name="queue_name",
        pattern=r"^([A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo)$",
        max_length=80,
        constraint="an SQS queue name (not its URL): letters, digits, _ and -, .fifo at its end",
        example="influmojo-jobs",
        source=(
            "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/"
            "API_CreateQueue.html"
        ),
    ),
    ArgumentType(
        name="table_name",
        pattern=r"^[A-Za-z0-9_.-]+$",
        min_length=3,
        max_length=255,
        constraint="a DynamoDB table name: 3 to 255 letters, digits and _ . -",
        example="influmojo-campaigns",
        source=(
            "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"
        ),
    ),
    ArgumentType(
        name="db_resource_id",
        pattern=r"^(db|cluster|prx)-[A-Za-z0-9]+$",
        min_length=6,
        max_length=63,
        constraint=(
            "a DbiResourceId (db-...), DbClusterResourceId (cluster-...) or proxy resource ID "
            "(prx-...), not the name of the instance"
        ),
        example="db-ABCDEFGHIJKL01234",
        source=(
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
            "UsingWithRDS.IAMDBAuth.IAMPolicy.html"
        ),
    ),
    ArgumentType(
        name="db_user",
        pattern=r"^[A-Za-z_][A-Za-z0-9_.@-]*$",
        max_length=63,
        constraint="a database user name: letters, digits and _ . @ -, not beginning with a digit",
        example="influmojo_app",
        source=(
            "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/"
            "UsingWithRDS.IAMDBAuth.DBAccounts.html"
        ),
    ),
    ArgumentType(
        name="ses_identity",
        pattern=rf"^({_ADDRESS}@)?{_DOMAIN}$",
        min_length=3,
        max_length=255,
        constraint="a verified SES identity: a domain such as influmojo.com, or an e-mail address",
        example="influmojo.com",
        source=_SES_IDENTITY,
    ),
    ArgumentType(
        name="sender_address",
        pattern=rf"^(\*|{_ADDRESS})@{_DOMAIN}$",
        min_length=5,
        max_length=255,
        constraint="an e-mail address, or *@ and a domain for every address of it",
        example="no-reply@influmojo.com",
        source="https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html",
    ),
    ArgumentType(
        name="configuration_set",
        pattern=r"^[A-Za-z0-9_-]+$",
        max_length=64,
        constraint="an SES configuration set name: 1 to 64 letters, digits, _ and -",
        example="influmojo-events",
        source=(
            "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateConfigurationSet.html"
        ),
    ),
    ArgumentType(
        name="email_template",
        pattern=r"^[A-Za-z0-9_-]+$",
        max_length=64,
        constraint="an SES e-mail template name: 1 to 64 letters, digits, _ and -",
        example="welcome",
        source="https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateEmailTemplate.html",
    ),
    ArgumentType(
        name="metric_namespace",
        pattern=r"^(?!AWS/)[A-Za-z0-9_./#-]+$",
        max_length=255,
        constraint=(
            "a CloudWatch namespace: letters, digits and _ . / # -, not beginning with AWS/, "
            "which is AWS's own"
        ),
        example="Influmojo",
        source=(
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html"
        ),
    ),
    ArgumentType(
        name="event_bus_name",
        pattern=r"^[A-Za-z0-9_./-]+$",
        max_length=256,
        constraint="an event bus name: letters, digits and _ . / -; the account's own is default",
        example="default",
        source="https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateEventBus.html",
    ),
    ArgumentType(
        name="event_source",
        pattern=r"^(?!aws\.)[A-Za-z0-9_./-]+$",
        max_length=256,
        constraint="the source of events, such as com.influmojo.orders; not beginning with aws.",
        example="com.influmojo.orders",
        source=("https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html"),
    ),
    ArgumentType(
        name="file_system_id",
        pattern=r"^fs-[0-9a-f]{8,40}$",
        min_length=11,
        max_length=43,
        constraint="an EFS file system ID: fs- and 8 to 40 hexadecimal digits",
        example="fs-0123456789abcdef0",
        source="https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html",
    ),
    ArgumentType(
        name="access_point_id",
        pattern=r"^fsap-[0-9a-f]{8,40}$",
        min_length=13,
        max_length=45,
        constraint="an EFS access point ID: fsap- and 8 to 40 hexadecimal digits",
        example="fsap-0123456789abcdef0",
        source="https://docs.aws.amazon.com/efs/latest/ug/API_AccessPointDescription.html",
    ),
    ArgumentType(
        name="model_id",
        pattern=r"^[a-z0-9-]{1,63}\.[a-z0-9.-]+(:[a-z0-9]{1,63})?(:[a-z0-9]{1,12})?$",
        min_length=3,
        max_length=140,
        constraint=(
            "a Bedrock foundation model ID, such as anthropic.claude-3-haiku-20240307-v1:0, "
            "without wildcards"
        ),
        example="anthropic.claude-3-haiku-20240307-v1:0",
        source=(
            "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_FoundationModelDetails.html"
        ),
    ),
    ArgumentType(
        name="inference_profile_id",
        pattern=r"^[a-z]{2,10}(-[a-z]+)?\.[a-z0-9-]{1,63}\.[a-z0-9.-]+(:[a-z0-9]{1,63})?$",
        min_length=3,
        max_length=140,
        constraint=(
            "a Bedrock inference profile ID, such as apac.anthropic.claude-3-haiku-20240307-v1:0"
        ),
        example="apac.anthropic.claude-3-haiku-20240307-v1:0",
        source=(
            "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html"
        ),
    ),
    ArgumentType(
        name="state_machine_name",
        pattern=r"^[A-Za-z0-9_-]+$",
        max_length=80,
        constraint="a Step Functions state machine name (not its ARN): letters, digits, _ and -",
        example="influmojo-onboarding",
        source=(
            "https://docs.aws.amazon.com/step-functions/latest/apireference/"
            "API_CreateStateMachine.html"
        ),
    ),
    ArgumentType(
        name="namespace_id",
        pattern=r"^ns-[a-z0-9]+$",
        min_length=4,
        max_length=64,
        constraint="a Cloud Map namespace ID (ns-...), not its name",
        example="ns-abcdefgh12345678",
        source="https://docs.aws.amazon.com/cloud-map/latest/api/API_Namespace.html",
    ),
    ArgumentType(
        name="discovery_service_id",
        pattern=r"^srv-[a-z0-9]+$",
        min_length=5,
        max_length=64,
        constraint="a Cloud Map service ID (srv-...), not its name",
        example="srv-abcdefgh12345678",
        source="https://docs.aws.amazon.com/cloud-map/latest/api/API_Service.html",
    ),
    ArgumentType(
        name="effect",
        pattern=r"^(Allow|Deny)$",
        min_length=4,
        max_length=5,
        constraint="Allow or Deny",
        example="Deny",
        source=f"{_IAM}reference_policies_elements_effect.html",
        fixed=True,
    ),
    ArgumentType(
        name="action",
        pattern=r"^[a-z0-9-]+:[A-Za-z0-9]*[A-Za-z0-9*]$",
        min_length=3,
        max_length=128,
        constraint="an IAM action such as s3:GetObjectTagging, or a prefix such as s3:GetObject*",
        example="s3:GetObjectTagging",
        fixed=True,
        source=f"{_IAM}reference_policies_elements_action.html",
    ),
    ArgumentType(
        name="resource_arn",
        pattern=r"^(\*|arn:.+:.+:.*:.*:.+)$",
        max_length=1024,
        constraint=(
            "an ARN, in which ${AWS::Partition}, ${AWS::Region} and ${AWS::AccountId} may stand, "
            "or * where the action takes nothing else"
        ),
        parameter_constraint="an ARN, or * where the action takes nothing else",
        example="arn:${AWS::Partition}:s3:::influmojo-uploads/*",
        source=f"{_IAM}reference_policies_elements_resource.html",
    ),
    ArgumentType(
        name="reason",
        pattern=r"^\S.*$",
        max_length=256,
        constraint="one sentence that says what the statement is for",
        fixed=True,
        example="The importer reads the tags of uploads.",
    ),
    ArgumentType(
        name="conditions",
        constraint="a mapping of operator to condition key to a value or a list of values",
        example="{StringEquals: {s3:ExistingObjectTag/scanned: clean}}",
        source=f"{_IAM}reference_policies_elements_condition.html",
        structured=True,
    ),
    ArgumentType(
        name="boolean",
        constraint="true or false",
        example=True,
        structured=True,
    ),
)

ARGUMENT_TYPES: Mapping[str, ArgumentType] = MappingProxyType({kind.name: kind for kind in _ROWS})
"""Every kind by its name."""

"""Names of what holds something: buckets, repositories, logs, configuration, databases, files."""

from __future__ import annotations

from influmojo_cfn.grants.argument_types.model import ArgumentType
from influmojo_cfn.grants.model import DOCS

_REGION = "[a-z]{2,4}(-[a-z]+){1,2}-[0-9]{1,2}"
_PARTITION = "aws(-[a-z]{1,4}){0,3}"
_PARAMETER_STORE = f"{DOCS}systems-manager/latest/userguide/sysman-paramstore-su-create.html"
_SECRETS_MANAGER = f"{DOCS}secretsmanager/latest/apireference/API_CreateSecret.html"
_BUCKET_NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
_OBJECT_KEYS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html"
_LOGS = f"{DOCS}AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"

ARGUMENT_TYPES = (
    ArgumentType(
        name="bucket_name",
        pattern=(
            r"^(?!xn--)(?!sthree-)(?!amzn-s3-demo-)(?!.*-s3alias$)(?!.*--(ol-s3|x-s3|table-s3)$)"
            r"(?!([0-9]{1,3}\.){3}[0-9]{1,3}$)"
            r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
        ),
        length=(3, 63),
        constraint=(
            "an S3 bucket name: 3 to 63 lowercase letters, digits, dots and hyphens, beginning "
            "and ending with a letter or digit, not an IP address and without a reserved prefix "
            "or suffix"
        ),
        example="influmojo-uploads",
        source=_BUCKET_NAMES,
    ),
    ArgumentType(
        name="object_prefix",
        pattern=r"^[A-Za-z0-9!_.'()/=@:,+ -]*$",
        length=(0, 1000),
        constraint=(
            "an object key prefix, such as images/ (letters, digits and "
            "!_.'()/=@:,+- and spaces, without wildcards)"
        ),
        example="images/",
        source=_OBJECT_KEYS,
    ),
    ArgumentType(
        name="object_key",
        pattern=r"^[A-Za-z0-9!_.'()/=@:,+ -]+$",
        length=(1, 1024),
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
        length=(2, 256),
        constraint=(
            "an ECR repository name: 2 to 256 lowercase letters, digits, and . _ - / between "
            "them; neither an image URI nor an ARN"
        ),
        example="influmojo-backend",
        source="https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html",
    ),
    ArgumentType(
        name="repository_prefix",
        pattern=r"^[a-z0-9]+([._/-]+[a-z0-9]+)*$",
        length=(2, 30),
        constraint=(
            "the repository prefix of a pull through cache rule: 2 to 30 lowercase letters, "
            "digits, and . _ - / between them, without a slash at the end"
        ),
        example="docker-hub",
        source=f"{DOCS}AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
    ),
    ArgumentType(
        name="log_group_name",
        pattern=r"^[A-Za-z0-9_/.#-]+$",
        length=(1, 512),
        constraint="a log group name: letters, digits and _ - / . #, without wildcards",
        example="/ecs/influmojo-backend",
        source=_LOGS,
    ),
    ArgumentType(
        name="log_group_prefix",
        pattern=r"^[A-Za-z0-9_/.#-]+$",
        length=(1, 511),
        constraint=(
            "a log group name prefix: letters, digits and _ - / . #, without the * at the end"
        ),
        example="/ecs/influmojo",
        source=_LOGS,
    ),
    ArgumentType(
        name="parameter_name",
        pattern=r"^(/[A-Za-z0-9_.-]+){1,15}$",
        length=(2, 1011),
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
        length=(2, 1009),
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
        name="parameter_arn",
        widest="arn:${AWS::Partition}:ssm:*:*:parameter/*",
        pattern=(
            rf"^arn:{_PARTITION}:ssm:{_REGION}:[0-9]{{12}}:parameter(/[A-Za-z0-9_.-]+){{1,15}}$"
        ),
        length=(40, 1011),
        constraint=(
            "the full ARN of a Parameter Store parameter, of any account and Region "
            "(arn:...:parameter/...)"
        ),
        example="arn:aws:ssm:ap-south-1:111122223333:parameter/influmojo/production/database-url",
        source=f"{DOCS}systems-manager/latest/userguide/parameter-store-shared-parameters.html",
    ),
    ArgumentType(
        name="secret_name",
        pattern=r"^[A-Za-z0-9/_+=.@-]+$",
        length=(1, 512),
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
        length=(1, 511),
        constraint=(
            "a Secrets Manager secret name prefix, such as influmojo/: letters, digits "
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
        length=(60, 590),
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
        name="table_name",
        pattern=r"^[A-Za-z0-9_.-]+$",
        length=(3, 255),
        constraint="a DynamoDB table name: 3 to 255 letters, digits and _ . -",
        example="influmojo-campaigns",
        source=f"{DOCS}amazondynamodb/latest/APIReference/API_CreateTable.html",
    ),
    ArgumentType(
        name="db_resource_id",
        pattern=r"^(db|cluster|prx)-[A-Za-z0-9]+$",
        length=(6, 63),
        constraint=(
            "a DbiResourceId (db-...), DbClusterResourceId (cluster-...) or proxy resource ID "
            "(prx-...), not the name of the instance"
        ),
        example="db-ABCDEFGHIJKL01234",
        source=f"{DOCS}AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
    ),
    ArgumentType(
        name="db_user",
        pattern=r"^[A-Za-z_][A-Za-z0-9_.@-]*$",
        length=(1, 63),
        constraint="a database user name: letters, digits and _ . @ -, not beginning with a digit",
        example="influmojo_app",
        source=f"{DOCS}AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html",
    ),
    ArgumentType(
        name="file_system_id",
        pattern=r"^fs-[0-9a-f]{8,40}$",
        length=(11, 43),
        constraint="an EFS file system ID: fs- and 8 to 40 hexadecimal digits",
        example="fs-0123456789abcdef0",
        source="https://docs.aws.amazon.com/efs/latest/ug/API_FileSystemDescription.html",
    ),
    ArgumentType(
        name="access_point_id",
        pattern=r"^fsap-[0-9a-f]{8,40}$",
        length=(13, 45),
        constraint="an EFS access point ID: fsap- and 8 to 40 hexadecimal digits",
        example="fsap-0123456789abcdef0",
        source="https://docs.aws.amazon.com/efs/latest/ug/API_AccessPointDescription.html",
    ),
)

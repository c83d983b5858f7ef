"""Grants on Amazon EFS."""

from awacs import elasticfilesystem

from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, StatementRow

FILE_SYSTEM = (
    "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}"
    ":file-system/{file_system}",
)

THROUGH_ACCESS_POINT = ConditionRow(
    "ArnEquals",
    "elasticfilesystem:AccessPointArn",
    (
        "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}"
        ":access-point/{access_point}",
    ),
)

GRANTS = (
    Grant(
        name="elasticfilesystem.mount",
        purpose="Mount a file system, for reading or also for writing.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html",
        arguments=(
            Argument("file_system", "file_system_id", "The file system."),
            Argument(
                "access_point",
                "access_point_id",
                "The access point it must be mounted through.",
                required=False,
            ),
            Argument("write", "boolean", "Also write to it.", required=False),
        ),
        statements=(
            StatementRow(
                "MountFileSystem",
                (elasticfilesystem.ClientMount,),
                FILE_SYSTEM,
                (THROUGH_ACCESS_POINT,),
            ),
            StatementRow(
                "WriteFileSystem",
                (elasticfilesystem.ClientWrite,),
                FILE_SYSTEM,
                (THROUGH_ACCESS_POINT,),
                when=("write",),
            ),
        ),
        notes=(
            "The task definition's volume must set iam: ENABLED and transitEncryption: ENABLED, or "
            "the role is not asked.",
            "elasticfilesystem:ClientRootAccess is omitted: the client is never root.",
        ),
    ),
)

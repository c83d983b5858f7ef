"""Grants on Amazon EFS."""

from awacs import elasticfilesystem

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

FILE_SYSTEM = (
    "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}"
    ":file-system/{file_system}",
)

THROUGH_ACCESS_POINT = ConditionRow(
    operator="ArnEquals",
    key="elasticfilesystem:AccessPointArn",
    values=(
        "arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}"
        ":access-point/{access_point}",
    ),
)

GRANTS = (
    Grant(
        name="elasticfilesystem.mount",
        purpose="Mount a file system, for reading or also for writing.",
        uses=(CODE,),
        source=("https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html"),
        arguments=(
            Argument(name="file_system", kind="file_system_id", description="The file system."),
            Argument(
                name="access_point",
                kind="access_point_id",
                description="The access point it must be mounted through.",
                required=False,
            ),
            Argument(name="write", kind="boolean", description="Also write to it.", required=False),
        ),
        statements=(
            StatementRow(
                sid="MountFileSystem",
                actions=(elasticfilesystem.ClientMount,),
                resources=FILE_SYSTEM,
                conditions=(THROUGH_ACCESS_POINT,),
            ),
            StatementRow(
                sid="WriteFileSystem",
                actions=(elasticfilesystem.ClientWrite,),
                resources=FILE_SYSTEM,
                conditions=(THROUGH_ACCESS_POINT,),
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

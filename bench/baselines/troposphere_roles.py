"""The same two roles, written by hand with troposphere and awacs, and no more than that."""

from __future__ import annotations

from awacs import ecr, kms, logs, rds_db, s3, secretsmanager, ses, sns, ssm
from awacs.aws import Allow, PolicyDocument, Principal, Statement
from awacs.sts import AssumeRole
from troposphere import Export, GetAtt, Output, Ref, Sub, Template, iam

TRUST = PolicyDocument(
    Version="2012-10-17",
    Statement=[
        Statement(
            Effect=Allow,
            Principal=Principal("Service", "ecs-tasks.amazonaws.com"),
            Action=[AssumeRole],
        )
    ],
)


def allow(sid: str, actions: list[object], resources: list[str]) -> Statement:
    """Allow actions on resources that hold pseudo parameters."""
    return Statement(
        Sid=sid, Effect=Allow, Action=actions, Resource=[Sub(resource) for resource in resources]
    )


def arn(service: str, rest: str) -> str:
    """Return an ARN of the stack's own account and Region."""
    return f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{rest}"


EXECUTION = [
    allow(
        "PullImages",
        [ecr.BatchCheckLayerAvailability, ecr.BatchGetImage, ecr.GetDownloadUrlForLayer],
        [arn("ecr", f"repository/influmojo-{name}") for name in ("webapp", "admin", "backend")],
    ),
    Statement(Sid="Token", Effect=Allow, Action=[ecr.GetAuthorizationToken], Resource=["*"]),
    allow("Parameters", [ssm.GetParameters], [arn("ssm", "parameter/influmojo/*")]),
    allow(
        "Secrets", [secretsmanager.GetSecretValue], [arn("secretsmanager", "secret:influmojo/*")]
    ),
    allow("Decrypt", [kms.Decrypt], [arn("kms", "key/*")]),
    allow(
        "Logs",
        [logs.CreateLogStream, logs.PutLogEvents],
        [arn("logs", "log-group:/ecs/influmojo*:*")],
    ),
]
TASK = [
    allow("Connect", [rds_db.connect], [arn("rds-db", "dbuser:*/influmojo")]),
    allow(
        "Objects",
        [s3.GetObject, s3.PutObject, s3.DeleteObject],
        [f"arn:${{AWS::Partition}}:s3:::influmojo-{name}/*" for name in ("uploads", "assets")],
    ),
    allow("Email", [ses.SendEmail, ses.SendRawEmail], [arn("ses", "identity/influmojo.com")]),
    allow("Publish", [sns.Publish], [arn("sns", "influmojo-notifications")]),
]


def template() -> Template:
    """Return the two roles, each with its policy and its output."""
    whole = Template(Description="The two roles of Influmojo's ECS tasks")
    whole.set_version()
    for title, name, statements in (
        ("TaskExecution", "influmojo-ecs-task-execution-role", EXECUTION),
        ("Task", "influmojo-ecs-task-role", TASK),
    ):
        policy = whole.add_resource(
            iam.ManagedPolicy(
                f"{title}Policy",
                PolicyDocument=PolicyDocument(Version="2012-10-17", Statement=statements),
            )
        )
        role = whole.add_resource(
            iam.Role(
                f"{title}Role",
                RoleName=name,
                AssumeRolePolicyDocument=TRUST,
                ManagedPolicyArns=[Ref(policy)],
            )
        )
        whole.add_output(
            Output(
                f"{title}RoleArn",
                Value=GetAtt(role, "Arn"),
                Export=Export(Sub(f"${{AWS::StackName}}-{title}RoleArn")),
            )
        )
    return whole


if __name__ == "__main__":
    print(template().to_yaml())

"""The Influmojo app: the built-in app, and the one of this repository's influmojo-cfn.yaml."""

from __future__ import annotations

from influmojo_cfn.app import App, GrantUse, Parameter, Role, Service, grant, parameter


def _repository(service: str) -> Parameter:
    return parameter(
        f"{service.capitalize()}RepositoryName",
        default=f"influmojo-{service}",
        label=f"{service.title()} ECR repository",
        description=(
            f"ECR repository of the {service} image, such as influmojo-{service}. If empty, "
            "the policy omits the permission."
        ),
    )


def _bucket(name: str, words: str) -> Parameter:
    return parameter(
        f"{name.capitalize()}BucketName",
        default=f"influmojo-{name}",
        label=f"{name.capitalize()} bucket",
        description=(
            f"S3 bucket {words}, such as influmojo-{name}: the application gets, puts and deletes "
            "its objects. If empty, the policy omits the permission."
        ),
    )


_UPLOADS = _bucket("uploads", "for user uploads")
_ASSETS = _bucket("assets", "for the application's assets")


def _objects(bucket: Parameter) -> tuple[GrantUse, ...]:
    return (
        grant("s3.read_objects", bucket=bucket),
        grant("s3.upload_objects", bucket=bucket),
        grant("s3.delete_objects", bucket=bucket),
    )


def _secret(name: str, variable: str, last: str) -> Parameter:
    return parameter(
        name,
        default=f"/influmojo/production/{last}",
        label=f"{variable} parameter",
        description=(
            f"Parameter Store name of {variable}, below the path that the execution role is "
            f"allowed to read; in another environment, such as /influmojo/staging/{last}."
        ),
    )


_SECRETS = {
    "DATABASE_URL": _secret("DatabaseUrlName", "DATABASE_URL", "database-url"),
    "JWT_SECRET": _secret("JwtName", "JWT_SECRET", "jwt-secret"),
}

SERVICES = (
    Service(
        name="webapp",
        repository=_repository("webapp"),
        port=3000,
        cpu=256,
        memory=512,
        min_tasks=2,
        max_tasks=10,
        secrets=_SECRETS,
        priority=300,
    ),
    Service(
        name="admin",
        repository=_repository("admin"),
        port=3000,
        cpu=256,
        memory=512,
        min_tasks=1,
        max_tasks=5,
        secrets=_SECRETS,
        paths=("/admin", "/admin/*"),
        priority=100,
    ),
    Service(
        name="backend",
        repository=_repository("backend"),
        port=5000,
        cpu=512,
        memory=1024,
        min_tasks=2,
        max_tasks=8,
        secrets=_SECRETS,
        paths=("/api/*",),
        priority=200,
    ),
)
"""The guide's next steps: what runs with the roles."""

APP = App(
    project="influmojo",
    attach_execution_policy=True,  # The guide attaches it.
    services=SERVICES,
    execution_role=Role(
        grants=(
            grant(
                "ssm.read_parameters",
                path=parameter(
                    "ParameterStorePath",
                    default="/influmojo",
                    label="Parameter Store path",
                    description=(
                        "Parameter Store path, such as /influmojo/production. ECS injects the "
                        "parameters below it as environment variables. If empty, the policy omits "
                        "the permission."
                    ),
                ),
            ),
            grant(
                "secretsmanager.read_secrets",
                prefix=parameter(
                    "SecretNamePrefix",
                    default="influmojo/",
                    label="Secrets Manager name prefix",
                    description=(
                        "Secret name prefix, such as influmojo/. ECS injects these secrets as "
                        "environment variables. If empty, the policy omits the permission."
                    ),
                ),
            ),
            grant(
                "logs.write_logs",
                prefix=parameter(
                    "LogGroupNamePrefix",
                    default="/ecs/influmojo",
                    label="Log group name prefix",
                    description=(
                        "Log group name prefix, such as /ecs/influmojo. If empty, the policy omits "
                        "the permission."
                    ),
                ),
            ),
        )
    ),
    task_role=Role(
        grants=(
            grant(
                "rds_db.connect",
                resource_id=parameter(
                    "DatabaseResourceId",
                    label="DB resource ID",
                    description=(
                        "DbiResourceId (db-...), DbClusterResourceId (cluster-...) or proxy ID "
                        "(prx-...) of the database, not its name: aws rds describe-db-instances "
                        "prints it. "
                        "If empty, the policy omits the permission."
                    ),
                ),
                user=parameter(
                    "DatabaseUserName",
                    default="influmojo",
                    label="Database user",
                    description=(
                        "Database user of the application, such as influmojo. If empty, the policy "
                        "omits the permission."
                    ),
                ),
            ),
            *_objects(_UPLOADS),
            *_objects(_ASSETS),
            grant(
                "ses.send_email",
                identities=(
                    parameter(
                        "EmailIdentity",
                        default="influmojo.com",
                        label="SES identity",
                        description=(
                            "SES identity that the application sends from, such as influmojo.com. "
                            "If empty, the policy omits the permission."
                        ),
                    ),
                ),
            ),
            grant(
                "sns.publish",
                topic=parameter(
                    "NotificationsTopicName",
                    default="influmojo-notifications",
                    label="Notifications topic",
                    description=(
                        "SNS topic that the application publishes to, such as "
                        "influmojo-notifications. If empty, the policy omits the permission."
                    ),
                ),
            ),
        )
    ),
)
"""The two roles of the Influmojo guide, with the guide's names as defaults."""

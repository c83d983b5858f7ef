"""From a task definition to the calls that ECS makes to start its tasks.

What a field leaves open (an image from a parameter, the random end of a secret's ARN, the key that
encrypts it) stays :class:`~influmojo_cfn.iam.unknown.Unknown` in the call's resource.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.unknown import SOME_CHARACTER, Text, Unknown, covered
from influmojo_cfn.service_roles.ecs_call_table import ROW, CallRow, Role
from influmojo_cfn.task_definition.image import USUAL_CACHE_PREFIXES, EcrImage, parse_image
from influmojo_cfn.task_definition.model import (
    Container,
    EfsVolume,
    ExecuteCommand,
    Field,
    FsxVolume,
    LogConfiguration,
    S3FilesVolume,
    TaskDefinition,
)

TASK_ID = "0123456789abcdef0123456789abcdef"
"""The end of what is named when a task runs, such as its log streams: any task's."""

_NO_SUFFIX = "the six random characters that end its ARN are not given"
_REFERENCE = "/aws/reference/secretsmanager/"
_WITH_SUFFIX = re.compile(r".+-(?=[a-z]*[A-Z0-9])[A-Za-z0-9]{6}")
"""A secret's name with AWS's six random characters. Six small letters are taken for a word of the
name, such as my-secret: one ending in two hundred has no capital and no digit."""
_NAMED = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where the task runs."""

    partition: str
    account: str
    region: str


@dataclass(frozen=True, kw_only=True)
class Call:
    """One call of ECS, or of the log router that it sets up, with a role of the task.

    ``subject`` holds what the field named (a repository, a parameter ...), by the names of the
    row's templates. ``only_if`` says what the call depends on and nothing here tells.
    """

    row: CallRow
    action: str
    resource: Text
    context: Mapping[str, Text]
    subject: Mapping[str, Text]
    field: Field
    only_if: str = ""

    @property
    def role(self) -> Role:
        """The role that makes the call."""
        return self.row.role


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """Something in a task definition that no role can mend."""

    field: Field
    message: str


@dataclass(frozen=True, kw_only=True)
class Calls:
    """Every call of a task definition, in its order, and what is wrong with the definition."""

    calls: tuple[Call, ...]
    mistakes: tuple[Mistake, ...] = field(default=())


def calls_of(
    definition: TaskDefinition,
    home: Home,
    *,
    cache_prefixes: tuple[str, ...] = (),
    key: str | None = None,
    execute_command: bool = False,
) -> Calls:
    """Return the calls that start the tasks of a definition.

    Args:
        definition: the task definition.
        home: where its tasks run.
        cache_prefixes: repository prefixes that are pull-through caches, besides those that the
            definition's own template makes.
        key: the ARN of the customer managed key that encrypts its parameters and secrets.
        execute_command: whether the service turns ECS Exec on.
    """
    collector = _Collector(definition, home, cache_prefixes, key)
    for container in definition.containers:
        collector.container(container)
    if definition.service_connect_log:
        collector.log(definition.service_connect_log, "ecs-service-connect")
    for volume in definition.volumes:
        if isinstance(volume, EfsVolume):
            collector.efs(volume)
        elif isinstance(volume, S3FilesVolume):
            collector.s3_files(volume)
        else:
            collector.fsx(volume)
    sessions = definition.execute_command or (ExecuteCommand() if execute_command else None)
    if sessions:
        collector.execute_command(sessions)
    return Calls(calls=tuple(collector.calls.values()), mistakes=tuple(collector.mistakes))


def fill(template: str, names: Mapping[str, Text]) -> Text:
    """Put ``names`` into a template; the result is unknown where one of those it uses is."""
    used = [names[name] for name in _NAMED.findall(template)]
    text = _NAMED.sub(lambda found: covered(names[found[1]]), template)
    unknown = next((value for value in used if isinstance(value, Unknown)), None)
    return Unknown(unknown.reason, text) if unknown else text


class _Collector:
    """Goes through a task definition and gathers each call once."""

    def __init__(
        self,
        definition: TaskDefinition,
        home: Home,
        cache_prefixes: tuple[str, ...],
        key: str | None,
    ) -> None:
        self.definition = definition
        self.home = home
        self.cache_prefixes = {*cache_prefixes, *definition.cache_prefixes}
        self.key = key
        self.calls: dict[object, Call] = {}
        self.mistakes: list[Mistake] = []

    def add(
        self, name: str, where: Field, subject: Mapping[str, Text], only_if: str | None = None
    ) -> None:
        row = ROW[name]
        depends = row.only_if if only_if is None else only_if
        names: dict[str, Text] = {
            "partition": self.home.partition,
            "account": self.home.account,
            "region": self.home.region,
            **subject,
        }
        context = {
            key: fill(template, names)
            for key, template in row.context.items()
            if all(names.get(used) for used in _NAMED.findall(template))
        }
        resource = fill(row.resource, names)
        if self._is_elsewhere(where, resource):
            return
        for action in row.actions:
            call = Call(
                row=row,
                action=action,
                resource=resource,
                context=context,
                subject=names,
                field=where,
                only_if=depends,
            )
            same = (action, row.role, resource, tuple(context.items()), depends)
            self.calls.setdefault(same, call)

    def _is_elsewhere(self, where: Field, resource: Text) -> bool:
        """Return whether a resource is of another partition, where the credentials are invalid.

        Source: the page on partitions of AWS's whitepaper on fault isolation boundaries.
        """
        arn = parse_arn(covered(resource))
        if arn is None or arn.partition == self.home.partition or "*" in arn.partition:
            return False
        self.mistake(
            where,
            f"{covered(where.value)!r} is of partition {arn.partition}, the tasks run in "
            f"{self.home.partition} ({self.home.region}): no role reaches from one to the other",
        )
        return True

    def mistake(self, where: Field, message: str) -> None:
        found = Mistake(field=where, message=message)
        if found not in self.mistakes:
            self.mistakes.append(found)

    def container(self, container: Container) -> None:
        if container.image:
            self.image(container.image, private=container.repository_credentials is not None)
        if container.repository_credentials:
            self.registry_credentials(container.repository_credentials)
        for secret in container.secrets:
            self.value_from(secret, "secret parameter", "secret")
        for file in container.environment_files:
            self.s3_object(file, "environment file", "environment file bucket")
        if container.log:
            self.log(container.log, container.name)
        if container.firelens is not None:
            self.firelens(container.firelens)
        for spec in container.credential_specs:
            self.credential_spec(spec)

    def image(self, where: Field, *, private: bool) -> None:
        text = covered(where.value)
        found = parse_image(text)
        if found is None:
            if isinstance(where.value, Unknown) and not private:
                self.add("registry token", where, {}, "the image is in a private ECR repository")
                unknown: dict[str, Text] = {
                    "region": Unknown(where.value.reason),
                    "account": Unknown(where.value.reason),
                    "repository": Unknown(where.value.reason),
                }
                self.add("image", where, unknown, "the image is in a private ECR repository")
            return
        self.add("registry token", where, {})
        subject = self._repository(where, found)
        self.add("image", where, subject)
        prefix = found.repository.partition("/")[0]
        if any(found.repository.startswith(f"{known}/") for known in self.cache_prefixes):
            self.add("image cache", where, subject)
        elif prefix in USUAL_CACHE_PREFIXES and "/" in found.repository:
            self.add("image cache", where, subject, f"{prefix}/ is a pull-through cache")

    @staticmethod
    def _repository(where: Field, found: EcrImage) -> dict[str, Text]:
        repository: Text = found.repository
        if isinstance(where.value, Unknown) and "*" in found.repository:
            repository = Unknown(where.value.reason, found.repository)
        return {
            "partition": found.partition,
            "account": found.account,
            "region": found.region,
            "repository": repository,
        }

    def registry_credentials(self, where: Field) -> None:
        text = where.value
        if isinstance(text, str) and not text.startswith("arn:"):
            template = "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-??????"
            arn = Unknown(_NO_SUFFIX, covered(fill(template, {**self._home(), "name": text})))
            self.secret(where, "registry credentials", arn)
            return
        self.value_from(where, "", "registry credentials")

    def _home(self) -> dict[str, Text]:
        home = self.home
        return {"partition": home.partition, "account": home.account, "region": home.region}

    def value_from(self, where: Field, parameter_row: str, secret_row: str) -> None:
        """Add the calls for a parameter or secret, whichever the field names."""
        text = covered(where.value)
        if isinstance(where.value, Unknown) and not text.startswith("arn:"):
            self._unknown_value(where, parameter_row, secret_row)
            return
        if not text.startswith("arn:"):
            name = text.removeprefix("/").partition(":")[0]
            template = "arn:{partition}:ssm:{region}:{account}:parameter/{name}"
            arn = fill(template, {**self._home(), "name": name})
            self.parameter(where, parameter_row, covered(arn))
            return
        parts = parse_arn(text)
        if parts and parts.service == "ssm" and parameter_row:
            # A version or label (NAME:3) is no part of what the permission is for.
            plain = parts._replace(resource=parts.resource.partition(":")[0])
            self.parameter(where, parameter_row, str(plain))
        elif parts and parts.service == "secretsmanager" and parts.resource.startswith("secret:"):
            self.secret(where, secret_row, where.value)
        else:
            wanted = "a Secrets Manager secret"
            if parameter_row:
                wanted = f"neither a Parameter Store parameter nor {wanted}"
            else:
                wanted = f"not {wanted}"
            self.mistake(where, f"{text!r} is {wanted}")

    def _unknown_value(self, where: Field, parameter_row: str, secret_row: str) -> None:
        reason = where.value.reason if isinstance(where.value, Unknown) else ""
        home = self._home()
        if parameter_row:
            covers = covered(fill("arn:{partition}:ssm:*:*:parameter/*", home))
            subject = {"parameter": Unknown(reason, covers)}
            self.add(parameter_row, where, subject, "it names a Parameter Store parameter")
        covers = covered(fill("arn:{partition}:secretsmanager:*:*:secret:*", home))
        subject = {"secret": Unknown(reason, covers)}
        self.add(secret_row, where, subject, "it names a Secrets Manager secret")

    def parameter(self, where: Field, row: str, arn: str) -> None:
        parts = parse_arn(arn)
        if parts is None or not re.match(r"parameter/[^/]", parts.resource):
            self.mistake(
                where,
                f"{arn!r} is not the ARN of a parameter: after 'parameter' comes one slash and "
                "the name without its leading slash",
            )
            return
        resource: Text = arn
        if isinstance(where.value, Unknown) and "*" in arn:
            resource = Unknown(where.value.reason, arn)
        self.add(row, where, {"parameter": resource})
        name = "/" + parts.resource.removeprefix("parameter/")
        if name.startswith(_REFERENCE):
            secret = f"arn:{parts.partition}:secretsmanager:{parts.region}:{parts.account}:secret:"
            self.secret(where, "secret", secret + name.removeprefix(_REFERENCE))
        elif row in ("secret parameter", "file share parameter"):
            subject: dict[str, Text] = {"parameter": resource, "region": parts.region}
            self.decrypt("parameter key", where, subject)

    def secret(self, where: Field, row: str, text: Text) -> None:
        """Add the calls for a secret's ARN with, perhaps, JSON key, stage and version."""
        parts = covered(text).split(":")
        stage, version = [*parts[8:10], "", ""][:2]
        if len(parts) > 10:
            self.mistake(
                where,
                f"{covered(text)!r} has more parts than secret, JSON key, version stage and "
                "version ID",
            )
            return
        arn: Text = ":".join(parts[:7])
        if isinstance(text, Unknown) and re.search(r"[*?]", covered(arn)):
            arn = Unknown(text.reason, covered(arn))
        elif not (_WITH_SUFFIX.fullmatch(parts[6]) or parts[6].endswith(6 * SOME_CHARACTER)):
            arn = Unknown(_NO_SUFFIX, f"{arn}-??????")
        subject: dict[str, Text] = {"secret": arn, "stage": stage, "version": version}
        self.add(row, where, subject)
        self.decrypt("secret key", where, {**subject, "region": parts[3]})

    def decrypt(self, row: str, where: Field, subject: Mapping[str, Text]) -> None:
        key: Text = self.key or Unknown(
            "the task definition does not say which key encrypts it",
            f"arn:{self.home.partition}:kms:{covered(subject['region'])}:*:key/*",
        )
        suffix = "amazonaws.com"
        caller = self.home.account
        names = {**subject, "key": key, "suffix": suffix, "caller": caller}
        self.add(row, where, names, only_if="" if self.key else None)

    def s3_object(self, where: Field, row: str, bucket_row: str) -> None:
        text = covered(where.value)
        parts = parse_arn(text)
        if parts is None and isinstance(where.value, Unknown):
            covers = f"arn:{self.home.partition}:s3:::*"
            bucket = Unknown(where.value.reason)
            self.add(row, where, {"object": Unknown(where.value.reason, covers)})
            self.add(bucket_row, where, {"bucket": bucket})
            return
        if parts is None or parts.service != "s3" or not parts.resource.partition("/")[2]:
            self.mistake(
                where,
                f"{text!r} is not the ARN of an S3 object, such as "
                f"'arn:{self.home.partition}:s3:::BUCKET/KEY'",
            )
            return
        bucket_name = parts.resource.partition("/")[0]
        whole: Text = where.value if "*" in text else text
        bucket_text: Text = bucket_name
        if isinstance(where.value, Unknown) and "*" in bucket_name:
            bucket_text = Unknown(where.value.reason, bucket_name)
        self.add(row, where, {"object": whole})
        self.add(bucket_row, where, {"bucket": bucket_text, "partition": parts.partition})

    def log(self, log: LogConfiguration, container: Text) -> None:
        for secret in log.secret_options:
            self.value_from(secret, "secret parameter", "secret")
        if log.driver.value == "awslogs":
            self.awslogs(log, container)
        elif log.driver.value == "awsfirelens":
            self.routed(log, container)

    def awslogs(self, log: LogConfiguration, container: Text) -> None:
        group = log.options.get("awslogs-group")
        if group is None:
            self.mistake(log.driver, "the option 'awslogs-group' is missing")
            return
        prefix = log.options.get("awslogs-stream-prefix")
        stream: Text = TASK_ID
        if prefix:
            names: dict[str, Text] = {"prefix": prefix.value, "container": container}
            stream = fill(f"{{prefix}}/{{container}}/{TASK_ID}", names)
        subject: dict[str, Text] = {"group": group.value, "stream": stream}
        region = log.options.get("awslogs-region")
        if region:
            subject["region"] = region.value
        create = log.options.get("awslogs-create-group")
        if create and covered(create.value).lower() in {"true", "*"}:
            unsure = "awslogs-create-group is true" if isinstance(create.value, Unknown) else ""
            self.add("log group", create, subject, unsure)
        self.add("log stream", group, subject)

    def routed(self, log: LogConfiguration, container: Text) -> None:
        """Add the calls of the log router for the destinations that its options name."""
        options = {key.lower(): field for key, field in log.options.items()}
        plugin = options.get("name") or options.get("@type")
        target = _DESTINATIONS.get(covered(plugin.value).lower()) if plugin else None
        if target is None:
            return
        row, option_names = target
        option = next((options[name] for name in option_names if name in options), None)
        if option is None:
            return
        subject: dict[str, Text] = {}
        if "region" in options:
            subject["region"] = options["region"].value
        named = _routed_name(option.value)
        if row == "routed log stream":
            subject |= {"group": named, "stream": TASK_ID}
            create = options.get("auto_create_group")
            if create and covered(create.value).lower() in {"true", "on"}:
                self.add("routed log group", create, subject)
            if plugin and covered(plugin.value).lower() == "cloudwatch":
                self.add("routed log streams", option, subject)
            keep = options.get("log_retention_days") or options.get("retention_in_days")
            if keep:
                self.add("routed log retention", keep, subject)
        elif row == "routed objects":
            subject |= {"bucket": named, "key": TASK_ID}
        else:
            subject |= {"stream": named}
        self.add(row, option, subject)

    def firelens(self, options: Mapping[str, Field]) -> None:
        kind = options.get("config-file-type")
        value = options.get("config-file-value")
        if kind and value and kind.value == "s3":
            self.s3_object(value, "log router configuration", "log router configuration bucket")

    def credential_spec(self, where: Field) -> None:
        kind, _, value = covered(where.value).partition(":")
        if isinstance(where.value, Unknown):
            return
        inner = Field(value=value, path=where.path)
        parts = parse_arn(value)
        if value.startswith("file:"):
            return
        if parts and parts.service == "ssm":
            self.parameter(inner, "credential spec parameter", value)
        elif parts and parts.service == "s3":
            self.s3_object(inner, "credential spec object", "credential spec bucket")
        else:
            self.mistake(
                where,
                f"{where.value!r} is not 'credentialspec:' or 'credentialspecdomainless:' and "
                "the ARN of a parameter or of an S3 object",
            )
            return
        if kind == "credentialspecdomainless":
            covers = f"arn:{self.home.partition}:secretsmanager:*:*:secret:*"
            reason = "the credential spec names the secret"
            self.add("domainless user", where, {"secret": Unknown(reason, covers)})

    def efs(self, volume: EfsVolume) -> None:
        if not volume.iam:
            return
        subject: dict[str, Text] = {"id": volume.file_system.value}
        if volume.access_point:
            template = "arn:{partition}:elasticfilesystem:{region}:{account}:access-point/{point}"
            subject["access_point"] = fill(template, {**self._home(), "point": volume.access_point})
        self.add("file system", volume.file_system, subject)
        if self._is_written(volume.name):
            self.add("file system write", volume.file_system, subject)

    def s3_files(self, volume: S3FilesVolume) -> None:
        subject: dict[str, Text] = {"file_system": volume.file_system.value}
        if volume.access_point:
            subject["access_point"] = volume.access_point
        self.add("s3 file system", volume.file_system, subject)
        if self._is_written(volume.name):
            self.add("s3 file system write", volume.file_system, subject)

    def _is_written(self, volume: Text) -> bool:
        return any(
            mount.volume == volume and not mount.read_only
            for container in self.definition.containers
            for mount in container.mounts
        )

    def fsx(self, volume: FsxVolume) -> None:
        self.add("file share", volume.file_system, {})
        self.value_from(volume.credentials, "file share parameter", "file share secret")

    def execute_command(self, sessions: ExecuteCommand) -> None:
        nowhere = Field(value="ECS Exec")
        self.add("execute command", nowhere, {})
        if sessions.log_group:
            self.add("execute command log groups", sessions.log_group, {})
            stream = f"ecs-execute-command-{TASK_ID}"
            subject: dict[str, Text] = {"group": sessions.log_group.value, "stream": stream}
            self.add("execute command log", sessions.log_group, subject)
        if sessions.bucket:
            prefix = sessions.bucket_prefix
            names: dict[str, Text] = {
                "bucket": sessions.bucket.value,
                "prefix": prefix,
                "key": fill(f"{{prefix}}{TASK_ID}", {"prefix": prefix}),
            }
            self.add("execute command objects", sessions.bucket, names)
            self.add("execute command bucket", sessions.bucket, names)
        if sessions.key:
            self.add("execute command key", sessions.key, {"key": self._key(sessions.key.value)})

    def _key(self, text: Text) -> Text:
        """Return the ARN of a key that is named by its ARN, ID or alias."""
        if isinstance(text, Unknown) or (text.startswith("arn:") and ":key/" in text):
            return text
        covers = f"arn:{self.home.partition}:kms:{self.home.region}:*:key/*"
        if re.fullmatch(r"[0-9a-f-]{36}|mrk-[0-9a-f]{32}", text):
            home = self.home
            return f"arn:{home.partition}:kms:{home.region}:{home.account}:key/{text}"
        return Unknown(f"the key behind {text!r} is not known", covers)


# A log router's output plugin, its row, and the options that name the destination.
_DESTINATIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "cloudwatch": ("routed log stream", ("log_group_name",)),
    "cloudwatch_logs": ("routed log stream", ("log_group_name",)),
    "firehose": ("routed delivery stream", ("delivery_stream",)),
    "kinesis_firehose": ("routed delivery stream", ("delivery_stream", "delivery_stream_name")),
    "kinesis": ("routed data stream", ("stream",)),
    "kinesis_streams": ("routed data stream", ("stream", "stream_name")),
    "s3": ("routed objects", ("bucket", "s3_bucket")),
}


def _routed_name(text: Text) -> Text:
    """Return a name in a log router's options, unknown where the router fills a variable in."""
    if isinstance(text, str) and re.search(r"\$\(|\$\{|\$[A-Z]", text):
        return Unknown(f"the log router fills in {text!r}", re.sub(r"\$.*", "*", text))
    return text

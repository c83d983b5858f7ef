"""What other resources of a template add to a task: services, clusters, registry caches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.referenced_names import names_in
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.encryption_keys import KEY_PROPERTIES
from influmojo_cfn.errors import Path, TemplateError, key_path
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.task_definition.fields import Places, log_configuration
from influmojo_cfn.task_definition.model import Encrypted, ExecuteCommand, Field, LogConfiguration
from influmojo_cfn.task_definition.shape import Reader

_CONNECT = "ServiceConnectConfiguration"
_FARGATE = {"FARGATE", "FARGATE_SPOT"}
"""The capacity providers of Fargate.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
(read 2026-11-28)
"""
_WITH_STRATEGY = ("AWS::ECS::ClusterCapacityProviderAssociations", "AWS::ECS::Cluster")


class StoredParameter(NamedTuple):
    """A parameter of Parameter Store that the template creates: its name and its value."""

    logical_id: str
    name: Text
    value: Text

    def is_named(self, value: object) -> bool:
        """Return whether a field surely names the parameter, by a reference or its name."""
        if isinstance(value, Unknown):
            return value.logical_id == self.logical_id or value.is_same(self.name)
        return value == self.name


class Surroundings:
    """The resources of a template around one of its task definitions."""

    def __init__(self, resolved: ResolvedTemplate, logical_id: str, document: Document) -> None:
        self.resolved = resolved
        self.logical_id = logical_id
        self.document = document

    def services(self) -> list[str]:
        """Return the services that can run the task definition, by their reference to it."""
        return [
            name
            for name, row in self.resolved.of_type("AWS::ECS::Service").items()
            if isinstance(row.get("Properties"), Mapping)
            and self.logical_id in names_in(row["Properties"].get("TaskDefinition"))
        ]

    def launch_types(self) -> tuple[str, ...]:
        """Return what the services that run the task definition ask for, where all ask for it."""
        asked = {self._launch_type(name) for name in self.services()}
        return tuple(asked) if len(asked) == 1 and "" not in asked else ()

    def _launch_type(self, service: str) -> str:
        """Return what a service asks for, also by capacity providers; nothing where not known."""
        own = self.resolved.property(service, "LaunchType")
        strategy = self.resolved.property(service, "CapacityProviderStrategy")
        if own is None and strategy is None:
            strategy = self._default_strategy(service)
        if not isinstance(strategy, list):
            return own if isinstance(own, str) else ""
        rows = [row for row in strategy if isinstance(row, Mapping)]
        providers = {row.get("CapacityProvider") for row in rows}
        is_fargate = providers and providers <= _FARGATE and len(rows) == len(strategy)
        return "FARGATE" if is_fargate else ""

    def _default_strategy(self, service: str) -> Any:
        """Return the default capacity provider strategy of the cluster that a service names."""
        named = set(names_in(section(self.resolved.resource(service), "Properties").get("Cluster")))
        for kind in _WITH_STRATEGY:
            for name, row in self.resolved.of_type(kind).items():
                of_cluster = {name, *names_in(section(row, "Properties").get("Cluster"))}
                if named & of_cluster:
                    return self.resolved.property(name, "DefaultCapacityProviderStrategy")
        return None

    def service_connect_logs(self) -> Iterator[LogConfiguration]:
        """Yield the log configuration of each service's Service Connect proxy."""
        for name in self.services():
            connect = self.resolved.property(name, _CONNECT)
            data = connect.get("LogConfiguration") if isinstance(connect, Mapping) else None
            if data is None:
                continue
            path: Path = ("Resources", name, "Properties", _CONNECT, "LogConfiguration")
            reader = Reader(
                cloudformation=True,
                where=lambda place: f"{self.document.where(place)} {key_path(place)}",
            )
            read = reader.read(data, "LogConfiguration", path)
            if reader.problems:
                raise TemplateError(reader.problems)
            found = log_configuration(read, Places(reader), ())
            if found is not None:
                yield found

    def service_connect_tls(self) -> bool:
        """Return whether a service encrypts the traffic of its Service Connect proxy."""
        for name in self.services():
            connect = self.resolved.property(name, _CONNECT)
            rows = items_of(connect.get("Services")) if isinstance(connect, Mapping) else ()
            if any(isinstance(row, Mapping) and row.get("Tls") for row in rows):
                return True
        return False

    def execute_command(self) -> ExecuteCommand | None:
        """Return what ECS Exec needs, if a service turns it on."""
        enabled = [self.resolved.property(name, "EnableExecuteCommand") for name in self.services()]
        if any(str(each).lower() == "true" for each in enabled):
            return self._sessions()
        unknown = next((each for each in enabled if isinstance(each, Unknown)), None)
        if unknown is None:
            return None
        return self._sessions()._replace(only_if=f"ECS Exec is turned on ({unknown.reason})")

    def _sessions(self) -> ExecuteCommand:
        """Read where sessions are logged, where the template has the one cluster they run in."""
        clusters = list(self.resolved.of_type("AWS::ECS::Cluster"))
        if len(clusters) != 1:
            return ExecuteCommand()
        data = self.resolved.property(clusters[0], "Configuration")
        path: Path = ("Resources", clusters[0], "Properties", "Configuration")
        found = section(data, "ExecuteCommandConfiguration")
        log = section(found, "LogConfiguration")

        def field(value: Any) -> Field | None:
            return Field(value=_text(value), path=path) if value else None

        return ExecuteCommand(
            log_group=field(log.get("CloudWatchLogGroupName")),
            bucket=field(log.get("S3BucketName")),
            bucket_prefix=_text(log.get("S3KeyPrefix") or ""),
            key=field(found.get("KmsKeyId")),
        )

    def cache_prefixes(self) -> tuple[str, ...]:
        """Return the prefixes of the template's pull-through cache rules."""
        prefixes = [
            self.resolved.property(name, "EcrRepositoryPrefix")
            for name in self.resolved.of_type("AWS::ECR::PullThroughCacheRule")
        ]
        return tuple(sorted(prefix for prefix in prefixes if isinstance(prefix, str)))

    def parameter_values(self) -> tuple[StoredParameter, ...]:
        """Return the values of the template's parameters of Parameter Store."""
        kind = "AWS::SSM::Parameter"
        return tuple(
            StoredParameter(
                name,
                _text(self.resolved.property(name, "Name")),
                _text(self.resolved.property(name, "Value")),
            )
            for name in self.resolved.of_type(kind)
        )

    def keys(self) -> Mapping[str, Text | None]:
        """Return the key of each parameter and secret of the template, None for AWS's own.

        CloudFormation makes no SecureString parameters, so none of its parameters has a key.
        """
        found: dict[str, Text | None] = {}
        for name in self.resolved.of_type("AWS::SecretsManager::Secret"):
            key = self.resolved.property(name, "KmsKeyId")
            text = None if key is None or key == "" else _text(key)
            if text == "alias/aws/secretsmanager":
                text = None
            found[name] = found[covered(self.resolved.identifier(name, "Ref"))] = text
        for name in self.resolved.of_type("AWS::SSM::Parameter"):
            found[name] = None
            own = self.resolved.name_of(name, "AWS::SSM::Parameter")
            if isinstance(own, str):
                found[own] = None
        return found


_ENCRYPTED = ("AWS::S3::Bucket", "AWS::Kinesis::Stream")
"""The types of what tasks read and write under a key that only the resource names."""


def encrypted_of(resolved: ResolvedTemplate) -> tuple[Encrypted, ...]:
    """Return the buckets and streams of a template that a customer managed key encrypts."""
    return tuple(
        Encrypted(name, resolved.identifier(name, "Arn"), _text(key))
        for kind in _ENCRYPTED
        for name in resolved.of_type(kind)
        if not _is_aws_key(key := _key_of(resolved, name, *KEY_PROPERTIES[kind]))
    )


def _is_aws_key(key: Any) -> bool:
    """Return whether a key is AWS's own, which needs no permission, or none is named."""
    return key is None or (isinstance(key, str) and (not key or "alias/aws/" in key))


def _key_of(resolved: ResolvedTemplate, name: str, first: str, *below: str) -> Any:
    """Return the key that a resource names, or what is not known on the way to it."""
    data = resolved.property(name, first)
    for key in below:
        if isinstance(data, Unknown):
            return data
        try:
            data = data[0 if key == "*" else key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _text(value: Any) -> Text:
    return value if isinstance(value, (str, Unknown)) else Unknown("it is not a string")

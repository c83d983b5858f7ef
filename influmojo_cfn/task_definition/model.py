"""What of a task definition makes ECS call AWS: frozen values, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Path, Problem, key_path
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.task_definition.placeholders import Placeholder


def empty(path: Path) -> Unknown:
    """Return what represents a field that is there and has no text: no one knows what it names."""
    return Unknown(f"{key_path(path)} is empty")


@dataclass(frozen=True, kw_only=True)
class Field:
    """A string of the task definition and its path, such as ``containerDefinitions[0].image``."""

    value: Text
    path: Path = ()


@dataclass(frozen=True, kw_only=True)
class LogConfiguration:
    """A log driver with its options, and the options that ECS reads from a secret."""

    driver: Field
    options: Mapping[str, Field] = field(default_factory=dict)
    secret_options: tuple[Field, ...] = ()


class Mount(NamedTuple):
    """A volume in a container; ``read_only`` is its field where that is not known."""

    volume: Field
    read_only: bool | Field = False


@dataclass(frozen=True, kw_only=True)
class Container:
    """A container definition: what is read of it in addition to :meth:`TaskDefinition.fields`.

    ``path`` is its place in the definition's data. ``firelens`` holds the options of a log router,
    None where it is not one. ``other_variables`` are the names of variables whose values are not
    in ``environment``; one that is not known represents the rest. ``arguments`` are the strings
    of its command and entry point.
    """

    name: Text
    path: Path
    log: LogConfiguration | None = None
    firelens: Mapping[str, Field] | None = None
    mounts: tuple[Mount, ...] = ()
    environment: Mapping[str, Field] = field(default_factory=dict)
    other_variables: tuple[Text, ...] = ()
    arguments: tuple[Field, ...] = ()

    @property
    def title(self) -> str:
        """What people call it; where AWS names it, as for a batch job, it has no name here."""
        return f"container {covered(self.name)!r}" if self.name else "the container"


@dataclass(frozen=True, kw_only=True)
class EfsVolume:
    """An EFS volume.

    ``iam`` says whether the task role is used to mount it, ``is_encrypted`` whether it is mounted
    with encryption in transit: None where either is not known.
    """

    name: Text
    file_system: Field
    access_point: Text | None = None
    iam: bool | None = False
    is_encrypted: bool | None = False
    root_directory: Field | None = None


@dataclass(frozen=True, kw_only=True)
class S3FilesVolume:
    """An S3 Files volume, which is always mounted with the task role."""

    name: Text
    file_system: Field
    access_point: Text | None = None


@dataclass(frozen=True, kw_only=True)
class FsxVolume:
    """An FSx for Windows File Server volume."""

    name: Text
    file_system: Field


Volume = EfsVolume | S3FilesVolume | FsxVolume


class Encrypted(NamedTuple):
    """A bucket or stream of the template, and the customer managed key that encrypts it."""

    logical_id: str
    arn: Text
    key: Text


class ExecuteCommand(NamedTuple):
    """What ECS Exec needs: where the cluster has its sessions logged, and its key.

    ``only_if`` says what decides whether it is turned on, where that is not known.
    """

    log_group: Field | None = None
    bucket: Field | None = None
    bucket_prefix: Text = ""
    key: Field | None = None
    only_if: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskDefinition:
    """A task definition, read from whichever of its forms.

    Attributes:
        family: its name.
        arn: its own ARN, in what ``describe-task-definition`` prints.
        execution_role: the role it names for ECS, as written.
        task_role: the role it names for its containers, as written.
        compatibilities: the launch types that it asks for, such as ``FARGATE``; empty means EC2.
        service_connect_logs: the log configurations of the Service Connect proxies that services
            of the same template add to the task.
        service_connect_tls: whether that service encrypts its traffic (the infrastructure role's
            work).
        execute_command: set where a service of the same template turns ECS Exec on.
        cache_prefixes: the pull-through cache prefixes that the same template makes.
        keys: the keys of the parameters and secrets that the same template makes, by logical ID
            and by ARN; None where it is the account's own.
        encrypted: what of the same template a customer managed key encrypts: buckets, streams.
        has_ebs_volume: whether a volume is configured at launch (the infrastructure role's work),
            None where that is not known.
        data: the whole of it in the spelling of the ECS API.
        places: where each path of the data is in the file.
        placeholders: what a pipeline is to fill in, and nothing given does.
        filled: the names of given values that filled something in.
        warnings: what was read past, since it decides no permission.
        source: the file.
        logical_id: the resource's name in a template.
    """

    family: Text
    containers: tuple[Container, ...] = ()
    volumes: tuple[Volume, ...] = ()
    arn: str | None = None
    execution_role: Field | None = None
    task_role: Field | None = None
    compatibilities: tuple[str, ...] = ()
    service_connect_logs: tuple[LogConfiguration, ...] = ()
    service_connect_tls: bool = False
    execute_command: ExecuteCommand | None = None
    cache_prefixes: tuple[str, ...] = ()
    keys: Mapping[str, Text | None] = field(default_factory=dict)
    encrypted: tuple[Encrypted, ...] = ()
    has_ebs_volume: bool | None = False
    data: Mapping[str, Any] = field(default_factory=dict, repr=False)
    places: Mapping[Path, Path] = field(default_factory=dict, compare=False, repr=False)
    placeholders: tuple[Placeholder, ...] = ()
    filled: frozenset[str] = frozenset()
    warnings: tuple[Problem, ...] = ()
    source: Document = field(default_factory=lambda: Document(None), compare=False, repr=False)
    logical_id: str = ""

    @property
    def title(self) -> str:
        """What people call it: file, and family or logical ID."""
        name = self.logical_id or self.family
        shown = name if isinstance(name, str) else "task definition"
        return f"{self.source.source}: {shown}" if self.source.source else shown

    @property
    def runs_on_ec2(self) -> bool:
        """Return whether it can run on EC2 instances, whose own role then does part of the work."""
        return not self.compatibilities or "EC2" in self.compatibilities

    @property
    def runs_on_fargate(self) -> bool:
        """Return whether it is registered for Fargate, which knows no instance's role."""
        return "FARGATE" in self.compatibilities

    @property
    def runs_on_external(self) -> bool:
        """Return whether it can run on external instances (ECS Anywhere)."""
        return "EXTERNAL" in self.compatibilities

    def fields(self, name: str, below: Path = ()) -> Iterator[Field]:
        """Yield the values of a field, such as ``secrets[].valueFrom`` below a container's path.

        Where a part on the way is not known the field is, once.
        """
        data: Any = self.data
        for key in below:
            data = data if isinstance(data, Unknown) else data[key]
        yield from self._fields(data, name.replace("[]", ".[]").split("."), below)

    def _fields(self, data: Any, keys: list[str], path: Path) -> Iterator[Field]:
        if data is None:
            return
        if isinstance(data, Unknown) or not keys:
            text = data if isinstance(data, Unknown) else str(data) or empty(path)
            yield Field(value=text, path=self.places.get(path, path))
        elif keys[0] == "[]":
            for index, item in enumerate(data):
                yield from self._fields(item, keys[1:], (*path, index))
        else:
            inner = data.get(keys[0]) if data else None
            yield from self._fields(inner, keys[1:], (*path, keys[0]))

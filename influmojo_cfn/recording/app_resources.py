"""What an app's grants name, created on the emulator: buckets, queues, tables, secrets, others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.app import App, GrantUse, Parameter
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.rehearsal.emulator import LocalEmulator

Create = Callable[[LocalEmulator, str], None]
_PSEUDO = re.compile(r"\$\{AWS::(?:Partition|Region|AccountId)\}")
SECRET_VALUE = '{"recorded": "value"}'
"""What each secret and parameter holds: made up, since nothing of a real one is known."""


def _bucket(emulator: LocalEmulator, name: str) -> None:
    place = {"LocationConstraint": emulator.region}
    more = {} if emulator.region == "us-east-1" else {"CreateBucketConfiguration": place}
    emulator.client("s3").create_bucket(Bucket=name, **more)


def _queue(emulator: LocalEmulator, name: str) -> None:
    fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
    emulator.client("sqs").create_queue(QueueName=name, **fifo)


def _topic(emulator: LocalEmulator, name: str) -> None:
    fifo = {"Attributes": {"FifoTopic": "true"}} if name.endswith(".fifo") else {}
    emulator.client("sns").create_topic(Name=name, **fifo)


def _table(emulator: LocalEmulator, name: str) -> None:
    emulator.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )


def _parameter(emulator: LocalEmulator, name: str) -> None:
    path = name if name.startswith("/") else f"/{name}"
    emulator.client("ssm").put_parameter(Name=path, Value=SECRET_VALUE, Type="String")


def _secret(emulator: LocalEmulator, name: str) -> None:
    emulator.client("secretsmanager").create_secret(Name=name, SecretString=SECRET_VALUE)


def _identity(emulator: LocalEmulator, name: str) -> None:
    emulator.client("sesv2").create_email_identity(EmailIdentity=name)


def _stream(emulator: LocalEmulator, name: str) -> None:
    emulator.client("kinesis").create_stream(StreamName=name, ShardCount=1)


def _bus(emulator: LocalEmulator, name: str) -> None:
    if name != "default":
        emulator.client("events").create_event_bus(Name=name)


def _group(emulator: LocalEmulator, name: str) -> None:
    emulator.client("logs").create_log_group(logGroupName=name)


CREATED: Mapping[tuple[str, str], tuple[str, Create]] = {
    ("s3", "bucket"): ("bucket", _bucket),
    ("sqs", "queue"): ("queue", _queue),
    ("sns", "topic"): ("topic", _topic),
    ("dynamodb", "table"): ("table", _table),
    ("ssm", "names"): ("parameter", _parameter),
    ("secretsmanager", "names"): ("secret", _secret),
    ("ses", "identities"): ("identity", _identity),
    ("kinesis", "stream"): ("stream", _stream),
    ("events", "bus"): ("event bus", _bus),
    ("logs", "groups"): ("log group", _group),
}
"""Service and argument of a grant to what it names, and how that is created."""

ARN_NAMES: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("s3", "bucket"): re.compile(r"([^:/*?]+)(?:/.*)?"),
    ("sqs", "queue"): re.compile(r"([^:/*?]+)"),
    ("sns", "topic"): re.compile(r"([^:/*?]+)(?::.*)?"),
    ("dynamodb", "table"): re.compile(r"table/([^:/*?]+)(?:/.*)?"),
    ("ssm", "names"): re.compile(r"parameter(/[^:*?]+)"),
    ("secretsmanager", "names"): re.compile(r"secret:([^:*?]+?)(?:-\?{6}|-\*)?"),
    ("ses", "identities"): re.compile(r"identity/([^:/*?]+)"),
    ("kinesis", "stream"): re.compile(r"stream/([^:/*?]+)"),
    ("events", "bus"): re.compile(r"event-bus/([^:/*?]+)"),
    ("logs", "groups"): re.compile(r"log-group:([^:*?]+)(?::.*)?"),
}
"""How the resource of an ARN names what a row of CREATED creates.

Source: the resource types of the Service Authorization Reference,
https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html (read 2026-11-27).
"""


def resources_of(app: App) -> Iterator[tuple[str, str, Create]]:
    """Yield what an app's grants name: what it is, its name, and how it is created."""
    seen: set[tuple[str, str]] = set()
    for key, name in (named for each in uses_of(app) for named in _named(each.use)):
        what, create = CREATED[key]
        if (what, name) not in seen:
            seen.add((what, name))
            yield what, name, create


def _named(use: GrantUse) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the rows of CREATED that a grant names something of, each with the name."""
    if use.grant == "custom.statement":
        (name,) = _texts(use.arguments.get("name") or "")
        for arn in _texts(use.arguments["resources"]):
            yield from _named_by_arn(arn.replace("{name}", name))
    elif not use.arguments.get("account"):
        service = use.grant.partition(".")[0]
        for argument, value in use.arguments.items():
            if (service, argument) in CREATED:
                for name in _texts(value):
                    if name and "${" not in name:
                        yield (service, argument), name


def _named_by_arn(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what an ARN of the app's own account names, where it names one thing."""
    arn = parse_arn(_PSEUDO.sub("own", text))
    if arn is None or arn.account not in ("", "own"):
        return
    for key, expression in ARN_NAMES.items():
        found = expression.fullmatch(arn.resource)
        if key[0] == arn.service and found and "${" not in found[1]:
            yield key, found[1]


def _texts(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, tuple | list) else (value,):
        if isinstance(each, Parameter):
            yield each.default
        elif isinstance(each, str):
            yield each


def create_resources(emulator: LocalEmulator, app: App) -> tuple[str, ...]:
    """Create what an app's grants name; return what could not be, each with the reason."""
    from botocore.exceptions import BotoCoreError, ClientError

    failed = []
    for what, name, create in resources_of(app):
        try:
            create(emulator, name)
        except (ClientError, BotoCoreError) as error:
            failed.append(f"the {what} {name} was not created: {error}")
    return tuple(failed)

"""What an app's grants name, created on the emulator: buckets, queues, tables, secrets, others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.rehearsal.emulator import LocalEmulator

Create = Callable[[LocalEmulator, str], None]
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


def resources_of(app: App) -> Iterator[tuple[str, str, Create]]:
    """Yield what an app's grants name: what it is, its name, and how it is created."""
    uses = [*app.grants, *(use for each in app.services for use in each.grants)]
    seen: set[tuple[str, str]] = set()
    for use in uses:
        service = use.grant.partition(".")[0]
        for argument, value in use.arguments.items():
            row = CREATED.get((service, argument))
            if row is None or use.arguments.get("account"):
                continue
            for name in _names(value):
                if name and (row[0], name) not in seen:
                    seen.add((row[0], name))
                    yield row[0], name, row[1]


def _names(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, tuple | list) else (value,):
        if isinstance(each, Parameter):
            yield each.default
        elif isinstance(each, str) and "${" not in each:
            yield each


def create_resources(emulator: LocalEmulator, app: App) -> tuple[str, ...]:
    """Create what an app's grants name; return what could not be, each with the reason."""
    from botocore.exceptions import BotoCoreError, ClientError

    failed = []
    for what, name, create in resources_of(app):
        try:
            create(emulator, name)
        except (ClientError, BotoCoreError) as error:
            failed.append(f"the {what} {name} is not there: {error}")
    return tuple(failed)

"""A recorded run: what it called, what is enforced, and the round trip from grants to grants."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from influmojo_cfn.app import App, GrantUse, grant
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import loads
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.recorded_grants import recorded_grants
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.recording.http_request import HttpResponse
from influmojo_cfn.recording.recording import (
    REGION,
    Recorder,
    Recording,
    RecordingSession,
    record,
    recording_session,
    session_on,
    task_role_evaluator,
)
from influmojo_cfn.recording.run_memory import RunMemory
from influmojo_cfn.rehearsal.emulator import ACCOUNT, LocalEmulator, running_emulator
from influmojo_cfn.template import build
from tests.recording.test_requests import target

pytestmark = pytest.mark.engine

APP = App(
    project="shop",
    grants=(
        grant("s3.upload_objects", bucket="shop-uploads"),
        grant("sqs.send_messages", queue="jobs"),
        grant("textract.read_documents"),
    ),
)
PROGRAM = """
import boto3, sys
boto3.client("s3").put_object(Bucket="shop-uploads", Key="a/b", Body=b"x")
try:
    boto3.client("s3").get_object(Bucket="shop-uploads", Key="a/b")
except Exception as error:
    print(error)
    sys.exit(3)
"""


@pytest.fixture(scope="module")
def emulator() -> Iterator[LocalEmulator]:
    """Yield one emulator for every recording; each begins with an empty one."""
    with running_emulator(enforce=False, account=ACCOUNT, region=REGION) as found:
        yield found


@pytest.fixture(autouse=True)
def started_once(emulator: LocalEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each recording take that emulator, which ``test_in_process.py`` has one start."""

    @contextmanager
    def emptied(**options: object) -> Iterator[LocalEmulator]:
        assert options == {"enforce": False, "account": ACCOUNT, "region": REGION}
        emulator.reset()
        yield emulator

    monkeypatch.setattr("influmojo_cfn.recording.recording.running_emulator", emptied)


def program(folder: Path) -> list[str]:
    path = folder / "program.py"
    path.write_text(PROGRAM)
    return [sys.executable, str(path)]


def test_a_command_is_recorded_and_judged(tmp_path: Path) -> None:
    found = record(program(tmp_path), APP)
    assert found.run.status == 0
    calls = {(call.action, call.resource): call.allowed for call in found.run.calls}
    assert calls == {
        ("s3:PutObject", "arn:aws:s3:::shop-uploads/a/b"): True,
        ("s3:GetObject", "arn:aws:s3:::shop-uploads/a/b"): False,
    }
    assert [each.partition(":")[0] for each in found.unused] == [
        "SendMessagesJobs",
        "ReadDocuments",
    ]


def test_enforced_a_denied_call_fails(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    found = record(program(tmp_path), APP, enforce=True)
    assert found.run.status == 3
    assert "AccessDenied" in capfd.readouterr().out


OWN = """
project: shop
roles: per_service
services:
  - name: web-front
    repository: shop/web
    grants:
      - grant: s3.upload_objects
        bucket: shop-uploads
  - name: worker
    repository: shop/worker
    grants:
      - grant: sqs.consume_messages
        queue: jobs
jobs:
  - name: nightly
    repository: shop/nightly
    schedule: cron(0 3 * * ? *)
    grants:
      - grant: s3.read_objects
        bucket: shop-uploads
      - grant: s3.upload_objects
        bucket: shop-uploads
"""


def recorded(app: App, workload: str | None) -> Recording:
    """Return what a recording judges where an object is written and, if it can be, read."""
    place = {"Bucket": "shop-uploads", "Key": "a/b"}
    with recording_session(app, workload=workload, enforce=True) as session:
        s3 = client_of(session, "s3")
        with suppress(s3.exceptions.ClientError):
            s3.put_object(**place, Body=b"x")
            s3.get_object(**place)
        return session.recording()


@pytest.mark.parametrize(
    ("workload", "allowed"),
    [("web-front", [True, False]), ("worker", [False]), ("nightly", [True, True])],
)
def test_a_service_is_judged_by_its_own_task_role(workload: str, allowed: list[bool]) -> None:
    found = recorded(loads(OWN), workload)
    assert [call.allowed for call in found.run.calls] == allowed
    assert found.role is not None
    assert found.role.name == f"shop-{workload}-task-role"


def test_a_service_without_roles_of_its_own_has_the_shared_one() -> None:
    text = OWN.replace("roles: per_service", "roles: shared")
    for workload in ("worker", None):
        found = recorded(loads(text), workload)
        assert found.role is not None
        assert found.role.logical_id == "TaskRole"


@pytest.mark.parametrize(
    ("workload", "message"),
    [
        (
            None,
            "app: each .* role; give --service or --job, one of: web-front, worker, nightly",
        ),
        ("webfront", "service or job 'webfront': is not in the app; did you mean 'web-front'"),
        ("x", "service or job 'x': is not in the app; the app has web-front, worker, nightly"),
    ],
)
def test_a_service_has_to_be_one_of_the_app(workload: str | None, message: str) -> None:
    with pytest.raises(Error, match=message), recording_session(loads(OWN), workload=workload):
        pass


def test_a_service_without_an_app_is_an_error() -> None:
    with (
        pytest.raises(Error, match="service or job 'web': needs an app whose task role decides"),
        recording_session(None, workload="web"),
    ):
        pass


def test_what_the_emulator_cannot_serve_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    # It loads so much to see that it cannot that every later call takes it longer.
    monkeypatch.undo()
    with recording_session(None) as session:
        client = client_of(session, "frauddetector")
        with pytest.raises(Exception, match=r".+"):
            client.get_detectors()
        found = session.recording()
    assert found.run.not_served


@pytest.mark.parametrize(
    ("service", "method", "arguments", "error"),
    [
        ("cloudwatch", "put_metric_data", {"Namespace": "Shop", "MetricData": []}, "AccessDenied"),
        (
            "sesv2",
            "send_email",
            {
                "FromEmailAddress": "a@shop.example",
                "Destination": {"ToAddresses": ["b@shop.example"]},
                "Content": {"Raw": {"Data": b"x"}},
            },
            "AccessDenied",
        ),
        ("ses", "send_raw_email", {"RawMessage": {"Data": b"From: a@b.example"}}, "AccessDenied"),
    ],
)
def test_a_denial_in_the_protocol_of_the_request(
    service: str, method: str, arguments: dict[str, Any], error: str
) -> None:
    app = App(project="shop", grants=(grant("s3.list_bucket", bucket="shop-uploads"),))
    with recording_session(app, enforce=True) as session:
        client = client_of(session, service)
        with pytest.raises(client.exceptions.ClientError, match=rf"\({error}(Exception)?\)"):
            getattr(client, method)(**arguments)


@pytest.mark.parametrize("enforce", [True, False])
def test_what_an_answer_shows_to_be_needed_is_denied_where_that_is_enforced(enforce: bool) -> None:
    environment = Environment.checked(account=ACCOUNT, region=REGION)
    evaluator = task_role_evaluator(APP, None, environment)
    recorder = Recorder(RunMemory(ACCOUNT, REGION), evaluator, enforce)
    arn = f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:shop/db-AbCdEf"
    asked = target("secretsmanager", "secretsmanager.BatchGetSecretValue", {"Filters": [{}]})
    answer = HttpResponse(200, {}, json.dumps({"SecretValues": [{"ARN": arn}]}).encode())
    denial = recorder.watch(asked, answer)
    assert (denial is not None and denial.status >= 400) == enforce
    assert [(call.resource, call.allowed) for call in recorder.calls.values()] == [(arn, False)]


def test_an_alias_is_judged_as_its_key() -> None:
    with recording_session(None) as session:
        client = client_of(session, "kms")
        key = client.create_key()["KeyMetadata"]["Arn"]
        client.create_alias(AliasName="alias/shop", TargetKeyId=key)
        client.encrypt(KeyId="alias/shop", Plaintext=b"x")
        found = {call.action: call.resource for call in session.recording().run.calls}
    assert found["kms:Encrypt"] == key


def test_enforcing_without_an_app_is_an_error() -> None:
    with (
        pytest.raises(Error, match=r"^enforce: needs an app"),
        recording_session(None, enforce=True),
    ):
        pass


@cache
def sdk() -> Any:
    """Return one session, which reads the models of the services once."""
    import boto3

    return boto3.session.Session()


def client_of(session: RecordingSession, service: str) -> Any:
    from botocore.config import Config

    environment = session.environment
    return sdk().client(
        service,
        region_name=REGION,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=environment["AWS_SESSION_TOKEN"],
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
    )


Call = Callable[[RecordingSession], object]


def _message(session: RecordingSession) -> object:
    client = client_of(session, "sqs")
    url = client.get_queue_url(QueueName="jobs")["QueueUrl"]
    return client.send_message(QueueUrl=url, MessageBody="x")


def _query(session: RecordingSession) -> object:
    names = {"#i": "id"}
    return client_of(session, "dynamodb").query(
        TableName="orders",
        KeyConditionExpression="#i = :i",
        ExpressionAttributeNames=names,
        ExpressionAttributeValues={":i": {"S": "1"}},
    )


def _read_records(session: RecordingSession) -> object:
    client = client_of(session, "kinesis")
    shard = "shardId-000000000000"
    asked = {"StreamName": "clicks", "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}
    iterator = client.get_shard_iterator(**asked)["ShardIterator"]
    later = client.get_records(ShardIterator=iterator)["NextShardIterator"]
    return client.get_records(ShardIterator=later)


KEY = {"id": {"S": "1"}}
EXERCISES: list[tuple[GrantUse, list[Call]]] = [
    (
        grant("s3.upload_objects", bucket="shop-uploads", prefix="a"),
        [
            lambda session: client_of(session, "s3").put_object(
                Bucket="shop-uploads", Key="ab/c", Body=b"x"
            )
        ],
    ),
    (
        grant("s3.list_bucket", bucket="shop-uploads"),
        [lambda session: client_of(session, "s3").list_objects_v2(Bucket="shop-uploads")],
    ),
    (
        grant("s3.list_bucket", bucket="shop-reports", prefix="daily/"),
        [
            lambda session: client_of(session, "s3").list_objects_v2(
                Bucket="shop-reports", Prefix="daily/2026"
            )
        ],
    ),
    (
        grant("s3.delete_objects", bucket="shop-uploads"),
        [lambda session: client_of(session, "s3").delete_object(Bucket="shop-uploads", Key="z")],
    ),
    (grant("sqs.send_messages", queue="jobs"), [_message]),
    (
        grant("sns.publish", topic="alerts"),
        [
            lambda session: client_of(session, "sns").publish(
                TopicArn=f"arn:aws:sns:{REGION}:111122223333:alerts", Message="x"
            )
        ],
    ),
    (
        grant("dynamodb.write_items", table="orders"),
        [
            lambda session: client_of(session, "dynamodb").put_item(TableName="orders", Item=KEY),
            lambda session: client_of(session, "dynamodb").delete_item(TableName="orders", Key=KEY),
        ],
    ),
    (
        grant("dynamodb.read_items", table="orders"),
        [
            _query,
            lambda session: client_of(session, "dynamodb").get_item(TableName="orders", Key=KEY),
        ],
    ),
    (
        grant("secretsmanager.read_secrets", names=["shop/db"], use="code"),
        [lambda session: client_of(session, "secretsmanager").get_secret_value(SecretId="shop/db")],
    ),
    (
        grant("ssm.read_parameters", names=["/shop/url"], use="code"),
        [lambda session: client_of(session, "ssm").get_parameter(Name="/shop/url")],
    ),
    (
        grant("ssm.read_parameters", names=["/shop/key", "/shop/name"], use="code"),
        [
            lambda session: client_of(session, "ssm").get_parameters(
                Names=["/shop/key", "/shop/name"]
            )
        ],
    ),
    (
        grant("cloudwatch.put_metrics", namespaces=["Shop"]),
        [
            lambda session: client_of(session, "cloudwatch").put_metric_data(
                Namespace="Shop", MetricData=[{"MetricName": "orders", "Value": 1}]
            )
        ],
    ),
    (
        grant("ses.send_email", identities=["shop.example"], from_addresses=["a@shop.example"]),
        [
            lambda session: client_of(session, "sesv2").send_email(
                FromEmailAddress="Shop <a@shop.example>",
                Destination={"ToAddresses": ["b@shop.example"]},
                Content={"Raw": {"Data": b"Hello"}},
            )
        ],
    ),
    (grant("kinesis.read_records", stream="clicks"), [_read_records]),
    (
        # No row of the catalog has the action: it is granted by itself, on this queue alone.
        grant(
            "custom.statement",
            actions=["sqs:PurgeQueue"],
            resources=["arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:jobs"],
            use="code",
            reason="A test empties it.",
        ),
        [
            lambda session: client_of(session, "sqs").purge_queue(
                QueueUrl=f"{session.environment['AWS_ENDPOINT_URL']}/{ACCOUNT}/jobs"
            )
        ],
    ),
    (
        grant("events.put_events", bus="default", sources=["shop"]),
        [
            lambda session: client_of(session, "events").put_events(
                Entries=[{"Source": "shop", "DetailType": "t", "Detail": "{}"}]
            )
        ],
    ),
]


DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for each in (0, 1, 2):
            os.close(each)
        time.sleep(1)
        import boto3
        boto3.client("sqs").list_queues()
        time.sleep(float(sys.argv[1]))
    os._exit(0)
"""


LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows environments")


def daemon(folder: Path, seconds: int) -> list[str]:
    path = folder / "daemon.py"
    path.write_text(DAEMON)
    return [sys.executable, str(path), str(seconds)]


@LINUX
def test_what_outlives_its_command_is_recorded(tmp_path: Path) -> None:
    found = record(daemon(tmp_path, 0), wait=300)
    assert [call.action for call in found.run.calls] == ["sqs:ListQueues"]
    assert found.left_running == ()


@LINUX
def test_what_runs_on_after_its_command_is_named(tmp_path: Path) -> None:
    found = record(daemon(tmp_path, 300), wait=0)
    assert found.left_running
    for each in found.left_running:
        with suppress(ProcessLookupError):
            os.kill(int(re.findall(r"\d+", each)[0]), signal.SIGKILL)


def exercised(emulator: LocalEmulator, app: App, calls: list[Call]) -> Recording:
    emulator.reset()
    evaluator = task_role_evaluator(app, None, Environment(account=ACCOUNT, region=REGION))
    with session_on(emulator, app, evaluator, enforce=True) as session:
        for call in calls:
            call(session)
        return session.recording()


# A failure is shown as it was found, and not made smaller.
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    database=None,
    phases=(Phase.generate,),
)
@given(
    chosen=st.sets(st.integers(0, len(EXERCISES) - 1), min_size=1),
    order=st.randoms(use_true_random=False),
)
def test_the_round_trip(chosen: set[int], order: random.Random, emulator: LocalEmulator) -> None:
    """An app's grants exercised, recorded and derived are no wider, and enough for the same run."""
    app = App(project="shop", grants=tuple(EXERCISES[each][0] for each in sorted(chosen)))
    calls = [call for each in chosen for call in EXERCISES[each][1]]
    order.shuffle(calls)
    calls = calls[: order.randint(1, len(calls))]
    recording = exercised(emulator, app, calls)
    assert all(call.allowed for call in recording.run.calls)
    grants = list(recorded_grants([recording.run]))
    derived = loads(dump({"project": "shop", "attach_execution_policy": False, "grants": grants}))
    before, after = (Document(build(each), "template") for each in (app, derived))
    difference = compare_documents(before, after, role="TaskRole")
    assert not difference.may_be_wider
    again = exercised(emulator, derived, calls)
    assert all(call.allowed for call in again.run.calls)
    assert again.unused == ()

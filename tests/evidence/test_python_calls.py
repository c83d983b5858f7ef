"""The calls of boto3, with what their arguments stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.python_calls import services_made
from influmojo_cfn.evidence.python_source import Project
from tests.evidence.reading import calls_below, calls_of, file_of, lines, python_application

RESOURCES = ("bucket", "tablename", "queueurl", "topicarn", "fromemailaddress", "dbusername")


def test_every_kind_of_call_of_an_application_is_read(tmp_path: Path) -> None:
    found = lines(calls_below(python_application(tmp_path)), *RESOURCES)
    assert found == [
        "20 s3 UploadFile $UPLOADS_BUCKET",
        "23 s3 GetObject $UPLOADS_BUCKET",
        "23 s3 CopyObject 'shop-archive'",
        "32 s3 ListObjectsV2 $ASSETS_BUCKET",
        "34 s3 HeadObject 'shop-archive'",
        "35 s3 GetObject $ASSETS_BUCKET",
        "40 dynamodb Query $ORDERS_TABLE=orders",
        "41 dynamodb BatchWriteItem $ORDERS_TABLE=orders",
        "43 dynamodb TransactWriteItems 'shop-audit'",
        "49 sns Publish $ALERTS_TOPIC_ARN",
        "50 sqs SendMessage $JOBS_QUEUE_URL",
        "51 sesv2 SendEmail 'Shop <orders@shop.example.com>'",
        "52 rds GenerateDbAuthToken 'shop'",
        "53 sts GetCallerIdentity",
        "54 ecs ListTasks",
        "55 s3 GetObject ?event['bucket']",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('boto3.resource("s3").Object("b", "k").put(Body=b"")', ["1 s3 PutObject 'b'"]),
        (
            'for o in boto3.resource("s3").Bucket("b").objects.all():\n    o.delete()',
            ["1 s3 ListObjects 'b'", "2 s3 DeleteObject 'b'"],
        ),
        (
            'q = boto3.resource("sqs").get_queue_by_name(QueueName="jobs")\n'
            "for m in q.receive_messages():\n    m.delete()",
            [
                "1 sqs GetQueueUrl",
                "2 sqs ReceiveMessage 'jobs'",
                "3 sqs DeleteMessage 'jobs'",
            ],
        ),
        (
            'def client(name):\n    return boto3.client(name)\nclient("kms").encrypt(KeyId="k")',
            ["3 kms Encrypt"],
        ),
        (
            'async def main():\n    async with session.client("s3") as s3:\n'
            '        await s3.head_bucket(Bucket="b")',
            ["3 s3 HeadBucket 'b'"],
        ),
        (
            'arguments = {"Bucket": "b"}\nboto3.client("s3").put_object(**arguments)',
            ["2 s3 PutObject 'b'"],
        ),
        (
            'boto3.client("dynamodb").batch_write_item(RequestItems={"t": []})',
            ["1 dynamodb BatchWriteItem 't'"],
        ),
        ('boto3.client("nothing").put_object(Bucket="b")', []),
        ('requests.put_object(Bucket="b")', []),
    ],
)
def test_calls(text: str, expected: list[str]) -> None:
    assert lines(calls_of(text, name="app.py"), *RESOURCES) == expected


def test_the_services_of_clients() -> None:
    project = Project([file_of('boto3.client(service_name="s3")\nprint("sqs")', "app.py")])
    assert list(services_made(project)) == ["s3"]

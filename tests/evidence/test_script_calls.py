"""The calls of the SDKs for JavaScript."""

from __future__ import annotations

import pytest

from tests.evidence.reading import CODE, calls_below, calls_of, lines

RESOURCES = ("bucket", "tablename", "queueurl", "topicarn", "dbusername", "functionname")
EXPECTED = [
    "7 s3 UploadFile $UPLOADS_BUCKET",
    "8 dynamodb GetItem 'orders'",
    "9 s3 GetObject 'shop-assets'",
    "16 s3 PutObject $UPLOADS_BUCKET",
    "17 s3 PutObject ?bucket",
    "19 s3 UploadFile $ASSETS_BUCKET=assets-default",
    "20 s3 ListObjectsV2 $ASSETS_BUCKET=assets-default",
    "23 sqs SendMessage $JOBS_QUEUE_URL",
    "24 dynamodb Query $ORDERS_TABLE=orders",
    "25 dynamodb PutItem $ORDERS_TABLE=orders",
    "26 s3 GetObject 'shop-x'",
]


def test_every_kind_of_call_of_an_application_is_read() -> None:
    assert lines(calls_below(CODE / "typescript"), *RESOURCES) == EXPECTED


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.ts",
            'import * as s3 from "@aws-sdk/client-s3";\nnew s3.GetObjectCommand({ Bucket: "b" });',
            ["2 s3 GetObject 'b'"],
        ),
        (
            "a.js",
            'import { CopyObjectCommand } from "@aws-sdk/client-s3";\n'
            'new CopyObjectCommand({ Bucket: "b", CopySource: "c/k", Key: "k" });',
            ["2 s3 GetObject 'c'", "2 s3 CopyObject 'b'"],
        ),
        (
            "a.js",
            'import { CopyObjectCommand } from "@aws-sdk/client-s3";\n'
            'new CopyObjectCommand({ Bucket: "b", CopySource: `${process.env.C}/${k}`, Key: k });',
            ["2 s3 GetObject $C", "2 s3 CopyObject 'b'"],
        ),
        (
            "a.ts",
            'import { TransactWriteCommand } from "@aws-sdk/lib-dynamodb";\n'
            'new TransactWriteCommand({ TransactItems: [{ Put: { TableName: "t" } },\n'
            '  ...all.map((x) => ({ Update: { TableName: "u" } }))] });',
            ["2 dynamodb TransactWriteItems 't' 'u'"],
        ),
        (
            "a.ts",
            'import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";\n'
            "new BatchGetCommand({ RequestItems: { [process.env.T!]: {}, u: {} } });",
            ["2 dynamodb BatchGetItem $T 'u'"],
        ),
        (
            "a.ts",
            'import { S3 } from "@aws-sdk/client-s3";\nclass A {\n constructor(private s3: S3) {}\n'
            '  f() { this.s3.headBucket({ Bucket: "b" }); }\n}',
            ["4 s3 HeadBucket 'b'"],
        ),
        (
            "a.ts",
            'import { Signer } from "@aws-sdk/rds-signer";\n'
            'new Signer({ hostname: "h", port: 1, username: process.env.DB_USER });',
            ["2 rds GenerateDbAuthToken $DB_USER"],
        ),
        (
            "a.ts",
            'import { S3Client, waitUntilObjectExists } from "@aws-sdk/client-s3";\n'
            'waitUntilObjectExists({ client: s3 }, { Bucket: "b", Key: "k" });',
            ["2 s3 HeadObject 'b'"],
        ),
        ("a.ts", 'import x from "other";\nnew GetObjectCommand({ Bucket: "b" });', []),
    ],
)
def test_calls(name: str, text: str, expected: list[str]) -> None:
    assert lines(calls_of(text, name=name), *RESOURCES) == expected


GIVEN = """import { SQS } from "@aws-sdk/client-sqs";
import { SNS } from "@aws-sdk/client-sns";
const queues = new SQS({});
const send = async (client, text) => {
  await client.sendMessage({ QueueUrl: "q", MessageBody: text });
};
function both(a, b) { send(a, b); b.other(); }
"""


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ('send(queues, "a");', ["5 sqs SendMessage 'q'"]),
        ('both(queues, "a");', ["5 sqs SendMessage 'q'"]),
        ('send(new Other(), "a");', []),
        ("send(queues);", []),
        ('send(queues, "a", 3);', []),
        ('const own = new SNS({});\nsend(own, "a");', []),
    ],
    ids=["given", "handed on", "not a client", "too few", "too many", "no such operation"],
)
def test_a_parameter_is_the_client_that_a_caller_gives_it(call: str, expected: list[str]) -> None:
    assert lines(calls_of(GIVEN + call, name="a.js"), *RESOURCES) == expected


def test_a_client_is_handed_to_a_function_of_another_file() -> None:
    function = "export async function drop(instance) { await instance.deleteQueue({}); }\n"
    caller = (
        'import { SQSClient, SQS } from "@aws-sdk/client-sqs";\nimport { drop } from "./a";\n'
        "const queues = new SQS({});\ndrop(queues);\n"
    )
    assert lines(calls_of(function, caller, name="a.ts")) == ["1 sqs DeleteQueue"]

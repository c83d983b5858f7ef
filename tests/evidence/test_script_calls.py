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

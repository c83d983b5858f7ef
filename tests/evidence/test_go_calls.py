"""The calls of the SDKs for Go."""

from __future__ import annotations

import pytest

from tests.evidence.reading import CODE, calls_below, calls_of, lines

RESOURCES = ("bucket", "tablename", "queueurl", "topicarn", "dbusername", "functionname", "rolearn")
EXPECTED = [
    "25 dynamodb PutItem $ORDERS_TABLE",
    "26 dynamodb GetItem ?other",
    "27 dynamodb BatchWriteItem 'shop-audit'",
    "37 s3 UploadFile $UPLOADS_BUCKET",
    "38 s3 ListObjectsV2 'shop-assets'",
]

SQS = 'import "github.com/aws/aws-sdk-go-v2/service/sqs"\n'


def test_every_kind_of_call_of_an_application_is_read() -> None:
    assert lines(calls_below(CODE / "go"), *RESOURCES) == EXPECTED


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go/service/lambda"\n'
            'var i = &lambda.InvokeInput{FunctionName: aws.String("f")}',
            ["2 lambda Invoke 'f'"],
        ),
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go-v2/service/s3"\nvar in = s3.PutObjectInput{}\n'
            'func f() { in.Bucket = aws.String("b") }',
            ["2 s3 PutObject 'b'"],
        ),
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go/aws/credentials/stscreds"\n'
            'var c = stscreds.NewCredentials(sess, os.Getenv("ROLE"))',
            ["2 sts AssumeRole $ROLE"],
        ),
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go-v2/credentials/stscreds"\n'
            'var p = stscreds.NewAssumeRoleProvider(client, "arn:aws:iam::111122223333:role/a")',
            ["2 sts AssumeRole 'arn:aws:iam::111122223333:role/a'"],
        ),
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go-v2/feature/rds/auth"\n'
            'var t, e = auth.BuildAuthToken(ctx, endpoint, region, os.Getenv("USER"), nil)',
            ["2 rds GenerateDbAuthToken $USER"],
        ),
        (
            "a.go",
            'import "github.com/aws/aws-sdk-go-v2/service/dynamodb"\n'
            "func New(ctx C, table string) *Store { return &Store{table: table} }\n"
            "func (s *S) Get() { s.c.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.table}) }\n"
            'func main() { t, ok := os.LookupEnv("TABLE")\nNew(ctx, t) }',
            ["3 dynamodb GetItem $TABLE"],
        ),
        ("a.go", 'import "example.com/s3"\nvar i = s3.PutObjectInput{}', []),
        (
            "a.go",
            f'{SQS}func f() {{ var in sqs.SendMessageInput\nin.QueueUrl = aws.String("q")\n'
            "c.SendMessage(ctx, &in) }\nfunc g() { in := new(sqs.PurgeQueueInput)\n"
            'in.QueueUrl = aws.String("p") }',
            ["2 sqs SendMessage 'q'", "5 sqs PurgeQueue 'p'"],
        ),
        (
            "a.go",
            f"{SQS}func f() *sqs.SendMessageInput {{\nin := &sqs.SendMessageInput{{}}\n"
            'in.QueueUrl = aws.String("q")\nreturn in }',
            ["3 sqs SendMessage 'q'"],
        ),
        (
            "a.go",
            f"{SQS}func f() {{ var in *sqs.SendMessageInput = &sqs.SendMessageInput{{}}\n"
            'in.QueueUrl = aws.String("q") }',
            ["2 sqs SendMessage 'q'"],
        ),
        (
            "a.go",
            f"{SQS}func f() {{ in := &sqs.SendMessageInput{{}}\nc.SendMessage(ctx, in) }}\n"
            'func g() { in := &sqs.PurgeQueueInput{}\nin.QueueUrl = aws.String("q") }',
            ["2 sqs SendMessage", "4 sqs PurgeQueue 'q'"],
        ),
    ],
)
def test_calls(name: str, text: str, expected: list[str]) -> None:
    assert lines(calls_of(text, name=name), *RESOURCES) == expected


def test_transfers() -> None:
    text = (
        'import (\n"github.com/aws/aws-sdk-go/service/s3"\n'
        '"github.com/aws/aws-sdk-go/service/s3/s3manager"\n)\nfunc f() {\n'
        'u.Upload(&s3manager.UploadInput{Bucket: aws.String("b")})\n'
        'i := s3manager.NewDeleteListIterator(c, &s3.ListObjectsInput{Bucket: aws.String("b")})\n}'
    )
    assert lines(calls_of(text, name="a.go"), "bucket") == [
        "6 s3 UploadFile 'b'",
        "7 s3 ListObjects 'b'",
        "7 s3 DeleteObjects 'b'",
    ]

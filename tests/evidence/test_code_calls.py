"""What the extractor and the readers find together, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

from influmojo_cfn.evidence.code_calls import CodeCalls, code_calls
from influmojo_cfn.evidence.source_files import source_files
from tests.evidence.reading import lines


def read(folder: Path, **files: str) -> CodeCalls:
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text)
    return code_calls(source_files([folder]))


def test_a_client_that_is_handed_in_is_known_by_the_extractor(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py='import boto3\nfrom b import run\nclients = [boto3.client("sqs")]\n',
        b__py=(
            'import os\ndef run(q):\n    q.send_message(QueueUrl=os.environ["Q"], MessageBody="x")'
        ),
    )
    assert lines(list(found.calls), "queueurl") == ["3 sqs SendMessage $Q"]


def test_what_is_no_client_is_not_taken_for_one(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py=(
            'import boto3, requests\nboto3.client("sqs").list_queues()\n'
            'other = requests.Session()\nother.send_message(QueueUrl="q", MessageBody="x")\n'
        ),
    )
    assert lines(list(found.calls)) == ["2 sqs ListQueues"]


GO = """package shop
import "github.com/aws/aws-sdk-go-v2/service/identitystore"
type directory struct { client *identitystore.Client }
func (d *directory) DeleteUser(ctx context.Context, name string) error {
	_, err := d.client.DeleteUser(ctx, &identitystore.DeleteUserInput{IdentityStoreId: &name})
	return err
}
func (d *directory) UpdateUser(ctx context.Context, name string) error { return nil }
func run(ctx context.Context, d *directory) {
	d.DeleteUser(ctx, "a")
	d.UpdateUser(ctx, "a")
}
"""


def test_a_method_of_the_application_is_no_call_of_aws(tmp_path: Path) -> None:
    assert lines(list(read(tmp_path, a__go=GO).calls)) == ["5 identitystore DeleteUser"]


def test_the_same_command_on_several_buckets_is_found_for_each(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__ts=(
            'import { PutObjectCommand } from "@aws-sdk/client-s3";\n'
            'new PutObjectCommand({ Bucket: "one" });\nnew PutObjectCommand({ Bucket: "two" });\n'
        ),
    )
    assert lines(list(found.calls), "bucket") == ["2 s3 PutObject 'one'", "3 s3 PutObject 'two'"]


def test_what_is_not_read_is_said(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py='import boto3\nclient = boto3.client("s3")\ngetattr(client, name)(Bucket="b")\n',
        b__rb="x",
        c__py="SigV4Auth(credentials, 'es', region)",
    )
    assert [note.replace(f"{tmp_path}/", "") for note in found.notes] == [
        "Not read: 1 file of Ruby.",
        "Not known: a.py:3 calls a method whose name is made when it runs.",
        "Not known: c.py:1 signs requests itself; what it sends is not read.",
    ]


def test_a_service_that_no_table_has_is_said(tmp_path: Path) -> None:
    found = read(tmp_path, a__py='import boto3\nboto3.client("nothing").start()\n')
    (note,) = found.notes
    assert note.endswith("a.py:2 calls of nothing, a service that no table has.")


def test_a_call_of_one_of_several_services_is_said(tmp_path: Path) -> None:
    text = (
        'import boto3\nmade = [boto3.client("apigatewayv2"), boto3.client("greengrass")]\n'
        "def tag(x):\n    x.tag_resource(ResourceArn='a')\n"
    )
    found = read(tmp_path, a__py=text)
    assert found.calls == ()
    assert [each.rpartition("/")[2] for each in found.unclear] == [
        "a.py:4: tag_resource might be of apigatewayv2 or greengrass"
    ]
    found = read(tmp_path, a__py=text.replace("(x)", "(greengrass)").replace("x.", "greengrass."))
    assert lines(list(found.calls)) == ["4 greengrass TagResource"]


def test_a_command_that_is_only_imported_is_no_call(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text(
        "import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';\n"
        "new S3Client({}).send(new GetObjectCommand({ Bucket: 'b' }));\n"
    )
    calls = code_calls(source_files([tmp_path])).calls
    assert [call.operation for call in calls] == ["GetObject"]


def test_a_method_of_the_application_is_no_call_in_java(tmp_path: Path) -> None:
    sdk = "software.amazon.awssdk.services.kinesis"
    found = read(
        tmp_path,
        Scaler__java=(
            f"import {sdk}.KinesisClient;\nimport {sdk}.model.SplitShardRequest;\n"
            "class Scaler {\n"
            "  static void splitShard(KinesisClient c, String name) throws Exception {\n"
            "    c.splitShard(SplitShardRequest.builder().streamName(name).build());\n  }\n"
            '  void all(KinesisClient c) { Scaler.splitShard(c, "shop"); }\n}\n'
        ),
    )
    assert lines(list(found.calls)) == ["5 kinesis SplitShard"]


def test_a_function_of_another_package_is_no_call_in_go(tmp_path: Path) -> None:
    imports = '"github.com/aws/aws-sdk-go/service/kms"\n"github.com/gtank/cryptopasta/v2"\n'
    found = read(
        tmp_path,
        a__go=(
            f"package a\nimport (\n{imports})\n"
            "func f(c *kms.KMS) { c.Decrypt(&kms.DecryptInput{}) }\n"
            "func g() { cryptopasta.Encrypt(text, key) }\n"
        ),
    )
    assert [call.operation for call in found.calls] == ["Decrypt"]


def test_an_attribute_that_is_named_like_a_collection_is_no_call(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py=(
            'import boto3\nt = boto3.resource("dynamodb").Table("orders")\n'
            "class Page:\n    def __init__(self, tables):\n        self.tables = tables\n"
            "def f(page):\n    return page.tables\nt.load()\n"
        ),
    )
    assert [call.operation for call in found.calls] == ["DescribeTable"]


def test_a_request_that_is_signed_by_hand_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, a__js="var s = new AWS.Signers.V4(req, 'es');\n")
    (note,) = [each for each in found.notes if "signs" in each]
    assert "a.js:1" in note


def test_a_function_of_a_module_is_no_call_of_a_resource_object(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py=(
            "import json, boto3\nimport yaml as y\n"
            'def run(file):\n    json.load(file)\n    y.load(file)\n    boto3.client("s3")\n'
        ),
    )
    assert lines(list(found.calls)) == []


def test_a_plain_word_is_no_method_of_a_resource_object(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__py=(
            'import os, boto3\ns3 = boto3.resource("s3")\nprint(os.environ.copy())\n'
            "def f(store, db, row):\n    db.session.delete(row)\n"
            '    store.upload_file("f", "b", "k")\n'
        ),
    )
    assert {(call.line, call.operation) for call in found.calls} == {
        (6, "PutObject"),
        (6, "CreateMultipartUpload"),
        (6, "UploadPart"),
        (6, "CompleteMultipartUpload"),
    }


def test_a_call_whose_request_is_not_known_is_found_among_those_that_are(tmp_path: Path) -> None:
    python = (
        'import boto3\nq = boto3.client("sqs")\nq.list_queues()\n'
        'q.list_queues(QueueNamePrefix="a")\n'
    )
    script = (
        'import { S3Client, PutObjectCommand } from "@aws-sdk/client-s3";\n'
        "const s3 = new S3Client({});\n"
        'export const a = () => s3.send(new PutObjectCommand({ Bucket: "b", Key: "k" }));\n'
        "export const put = (input) => s3.send(new PutObjectCommand(input));\n"
    )
    found = read(tmp_path, a__py=python, b__ts=script)
    assert [(call.line, call.operation) for call in found.calls] == [
        (3, "ListQueues"),
        (4, "ListQueues"),
        (3, "PutObject"),
        (4, "PutObject"),
    ]


def test_the_type_of_an_input_is_no_call(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        a__ts=(
            'import { StartQueryCommandInput } from "@aws-sdk/client-cloudwatch-logs";\n'
            'export interface Props extends Pick<StartQueryCommandInput, "queryString"> {}\n'
            'export const input: StartQueryCommandInput = { queryString: "x" };\n'
        ),
    )
    assert lines(list(found.calls)) == []


def test_classes_that_hold_each_other_come_to_an_end(tmp_path: Path) -> None:
    body = "    def find(self, other):\n        return other.find(self.find(other))\n"
    held = "".join(f"class Part{number}:\n{body}" for number in range(9))
    client = 'import boto3\nboto3.client("s3").list_buckets()\n'
    found = read(tmp_path, a__py=f"{client}{held}Part0().find(1).list_buckets()\n")
    assert "2 s3 ListBuckets" in lines(list(found.calls))
    (note,) = (note for note in found.notes if "steps" in note)
    assert note.endswith("a.py:30 calls list_buckets on, in more than 2,000 steps.")


def test_a_method_of_an_unknown_object_that_looks_like_a_call_is_said(tmp_path: Path) -> None:
    text = (
        'import boto3\ntable = boto3.resource("dynamodb").Table("t")\nclass Kept:\n'
        "    def __init__(self, rows):\n        self.rows = rows\n"
        "    def add(self, row):\n        self.rows.put_item(Item=row)\n        row.get_text()\n"
        "class Other(Kept):\n    def __init__(self, rows):\n        super().__init__(rows)\n"
        "def make(kind):\n    return kind(table)\n"
    )
    found = read(tmp_path, a__py=text)
    assert found.calls == ()
    place = (tmp_path / "a.py").as_posix()
    assert found.unclear == (f"{place}:7: put_item might be of dynamodb",)


def test_an_empty_input_of_go_is_a_call_of_its_own(tmp_path: Path) -> None:
    text = (
        'package a\nimport "github.com/aws/aws-sdk-go-v2/service/sqs"\n'
        "func f(c *sqs.Client) {\n\tc.ListQueues(ctx, &sqs.ListQueuesInput{})\n"
        "\tc.ListQueues(ctx, &sqs.ListQueuesInput{QueueNamePrefix: &name})\n}\n"
    )
    assert lines(list(read(tmp_path, a__go=text).calls)) == ["4 sqs ListQueues", "5 sqs ListQueues"]

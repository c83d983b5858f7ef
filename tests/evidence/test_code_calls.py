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

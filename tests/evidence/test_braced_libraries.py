"""The calls of libraries in TypeScript, JavaScript, Go and Java that the code tells."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_calls import braced_calls
from influmojo_cfn.evidence.braced_source import BracedProject
from tests.evidence.reading import file_of, lines

NAMES = ("bucket", "name", "queueurl", "secretid")
SPRING = "import io.awspring.cloud.sqs.annotation.SqsListener;\nclass A {\n"
CONSUMER = 'import { Consumer } from "sqs-consumer";\n'
QUEUE = ["sqs DeleteMessage", "sqs GetQueueAttributes", "sqs GetQueueUrl", "sqs ReceiveMessage"]
CASES = {
    "a function with an object": (
        *("a.ts", f"{CONSUMER}Consumer.create({{ queueUrl: process.env.Q }});"),
        ["2 sqs DeleteMessage $Q", "2 sqs ReceiveMessage $Q"],
    ),
    "an argument that asks for more": (
        *("a.ts", f'{CONSUMER}Consumer.create({{ queueUrl: "q", heartbeatInterval: 5 }});'),
        [
            "2 sqs ChangeMessageVisibility 'q'",
            "2 sqs DeleteMessage 'q'",
            "2 sqs ReceiveMessage 'q'",
        ],
    ),
    "what a module exports": (
        *("a.js", "const store = require('multer-s3');\nstore({ s3, bucket: 'b' });"),
        ["2 s3 UploadFile 'b'"],
    ),
    "a function with a type": (
        "a.ts",
        'import { getSecret } from "@aws-lambda-powertools/parameters/secrets";\n'
        'await getSecret<string>("s");',
        ["2 secretsmanager GetSecretValue 's'"],
    ),
    "a method of whatever it is called on": (
        "a.go",
        'import "github.com/aws/aws-secretsmanager-caching-go/v2/secretcache"\n'
        'func f() { cache.GetSecretString("s") }',
        ["2 secretsmanager DescribeSecret 's'", "2 secretsmanager GetSecretValue 's'"],
    ),
    "a listener of a property": (
        *("A.java", f'{SPRING}@SqsListener("${{orders.queue}}") void f(String m) {{}} }}'),
        [f"3 {each} $ORDERS_QUEUE=orders" for each in QUEUE],
    ),
    "a listener of several queues": (
        *("A.java", f'{SPRING}@SqsListener(queueNames = {{"a", "b"}}) void f(String m) {{}} }}'),
        [f"3 {each} 'a' 'b'" for each in QUEUE],
    ),
    "a method of a field of a class": (
        "A.java",
        "import io.awspring.cloud.s3.S3Template;\nclass A { private final S3Template files;\n"
        'void f() { files.deleteObject("b", "k"); other.deleteObject("c", "k"); } }',
        ["3 s3 DeleteObject 'b'"],
    ),
    "a function of the same name without the library": ("a.ts", 'getSecret("s");', []),
}


@pytest.mark.parametrize("name", CASES)
def test_calls(name: str) -> None:
    file, text, expected = CASES[name]
    properties = {"orders.queue": "${ORDERS_QUEUE:orders}"}
    found = braced_calls(BracedProject([file_of(text, file)], properties))
    assert sorted(lines(list(found), *NAMES)) == expected

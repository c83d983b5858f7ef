"""What requests of every protocol need."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.recording.requests import HttpRequest, needed_actions, service_of

PLACE = "us-east-1:111122223333"


def request(
    method: str, target: str, body: Any = b"", *, service: str = "s3", **headers: str
) -> HttpRequest:
    scope = f"Credential=AKIA/20261127/us-east-1/{service}/aws4_request"
    own = {"authorization": f"AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpRequest(method=method, target=target, headers={**own, **named}, body=raw)


def target(service: str, operation: str, body: Any) -> HttpRequest:
    return request("POST", "/", body, service=service, x_amz_target=operation)


TABLE = f"arn:aws:dynamodb:{PLACE}:table"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (request("PUT", "/b/a%20b"), [("s3:PutObject", "arn:aws:s3:::b/a b")]),
        (request("GET", "/b?list-type=2"), [("s3:ListBucket", "arn:aws:s3:::b")]),
        (request("HEAD", "/b/k"), [("s3:GetObject", "arn:aws:s3:::b/k")]),
        (
            request("PUT", "/b/k", x_amz_copy_source="/c/j"),
            [("s3:PutObject", "arn:aws:s3:::b/k"), ("s3:GetObject", "arn:aws:s3:::c/j")],
        ),
        (
            target("dynamodb", "DynamoDB_20120810.Query", {"TableName": "t", "IndexName": "i"}),
            [("dynamodb:Query", f"{TABLE}/t/index/i")],
        ),
        (
            target(
                "dynamodb",
                "DynamoDB_20120810.TransactWriteItems",
                {"TransactItems": [{"Put": {"TableName": "t"}}, {"Delete": {"TableName": "u"}}]},
            ),
            [("dynamodb:PutItem", f"{TABLE}/t"), ("dynamodb:DeleteItem", f"{TABLE}/u")],
        ),
        (
            target(
                "sqs",
                "AmazonSQS.SendMessageBatch",
                {"QueueUrl": "http://127.0.0.1:1/111122223333/q"},
            ),
            [("sqs:SendMessage", f"arn:aws:sqs:{PLACE}:q")],
        ),
        (
            target("secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": "shop/db"}),
            [
                (
                    "secretsmanager:GetSecretValue",
                    f"arn:aws:secretsmanager:{PLACE}:secret:shop/db-??????",
                )
            ],
        ),
        (
            request(
                "POST",
                "/",
                b"Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aus-east-1%3A111122223333%3At",
                service="sns",
                content_type="application/x-www-form-urlencoded",
            ),
            [("sns:Publish", f"arn:aws:sns:{PLACE}:t")],
        ),
        (
            target("ssm", "AmazonSSM.GetParametersByPath", {"Path": "/shop"}),
            [("ssm:GetParametersByPath", f"arn:aws:ssm:{PLACE}:parameter/shop")],
        ),
        (
            request(
                "POST",
                "/v2/email/outbound-emails",
                {"FromEmailAddress": "Shop <a@shop.example.com>"},
                service="ses",
            ),
            [("ses:SendEmail", f"arn:aws:ses:{PLACE}:identity/shop.example.com")],
        ),
        (
            request("POST", "/2015-03-31/functions/f/invocations", service="lambda"),
            [("lambda:InvokeFunction", f"arn:aws:lambda:{PLACE}:function:f")],
        ),
    ],
)
def test_actions_and_resources(made: HttpRequest, expected: list[tuple[str, str]]) -> None:
    found = needed_actions(made, "111122223333", "us-east-1")
    assert [(each.action, each.resource) for each in found] == expected


def test_context() -> None:
    found = needed_actions(
        request("GET", "/b?list-type=2&prefix=a%2F"), "111122223333", "us-east-1"
    )
    assert found[0].context["s3:prefix"] == ("a/",)


def test_services() -> None:
    assert service_of(request("GET", "/b")) == "s3"
    assert service_of(target("sqs", "AmazonSQS.ListQueues", {})) == "sqs"

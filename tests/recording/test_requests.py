"""What requests of every protocol need."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.recording.http_request import HttpRequest
from influmojo_cfn.recording.requests import needed_actions, service_of

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


SECRET = f"arn:aws:secretsmanager:{PLACE}:secret"
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
        *(
            (
                target(
                    "secretsmanager",
                    "secretsmanager.GetSecretValue",
                    {"SecretId": f"{SECRET}:{given}"},
                ),
                [("secretsmanager:GetSecretValue", f"{SECRET}:{asked}")],
            )
            for given, asked in {
                "shop/db": "shop/db-??????",
                "shop/db-AbCdE1": "shop/db-AbCdE1",
                "shop/db-??????": "shop/db-??????",
                "shop/db-AbC": "shop/db-AbC-??????",
                "shop/db-abcdefg": "shop/db-abcdefg-??????",
            }.items()
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
            target("ssm", "AmazonSSM.GetParameters", {"Names": ["/shop/a", "b"]}),
            [
                ("ssm:GetParameters", f"arn:aws:ssm:{PLACE}:parameter/shop/a"),
                ("ssm:GetParameters", f"arn:aws:ssm:{PLACE}:parameter/b"),
            ],
        ),
        (
            target("ssm", "AmazonSSM.GetParameter", {"Name": "/shop/a:3"}),
            [("ssm:GetParameter", f"arn:aws:ssm:{PLACE}:parameter/shop/a")],
        ),
        (
            target(
                "ssm", "AmazonSSM.GetParameter", {"Name": f"arn:aws:ssm:{PLACE}:parameter/shop/a"}
            ),
            [("ssm:GetParameter", f"arn:aws:ssm:{PLACE}:parameter/shop/a")],
        ),
        (
            target(
                "secretsmanager",
                "secretsmanager.BatchGetSecretValue",
                {"SecretIdList": ["shop/db", "shop/key"]},
            ),
            [
                ("secretsmanager:BatchGetSecretValue", "*"),
                ("secretsmanager:GetSecretValue", f"{SECRET}:shop/db-??????"),
                ("secretsmanager:GetSecretValue", f"{SECRET}:shop/key-??????"),
            ],
        ),
        (
            target("secretsmanager", "secretsmanager.ListSecrets", {}),
            [("secretsmanager:ListSecrets", "*")],
        ),
        (
            request("PUT", "/b/k", x_amz_tagging="a=b", x_amz_acl="private"),
            [
                ("s3:PutObject", "arn:aws:s3:::b/k"),
                ("s3:PutObjectAcl", "arn:aws:s3:::b/k"),
                ("s3:PutObjectTagging", "arn:aws:s3:::b/k"),
            ],
        ),
        (
            target(
                "dynamodb",
                "DynamoDB_20120810.ExecuteStatement",
                {"Statement": "INSERT INTO \"t\" VALUE {'id': '1'}"},
            ),
            [("dynamodb:PartiQLInsert", f"{TABLE}/t")],
        ),
        (
            target(
                "ecs",
                "AmazonEC2ContainerServiceV20141113.RunTask",
                {"cluster": "main", "taskDefinition": "report:3"},
            ),
            [("ecs:RunTask", f"arn:aws:ecs:{PLACE}:task-definition/report:3")],
        ),
        (
            target("comprehend", "Comprehend_20171127.DetectSentiment", {"Text": "x"}),
            [("comprehend:DetectSentiment", "*")],
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


def namespace(content_type: str, body: bytes) -> HttpRequest:
    path = "/service/GraniteServiceVersion20100801/operation/PutMetricData"
    headers = {"content_type": content_type, "smithy_protocol": "rpc-v2-cbor"}
    if "cbor" in content_type:
        return request("POST", path, body, service="monitoring", **headers)
    return request("POST", "/", body, service="monitoring", content_type=content_type)


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            namespace("application/cbor", b"\xa1\x69Namespace\x66Orders"), id="in CBOR, as botocore"
        ),
        pytest.param(
            namespace("application/cbor", b"\xbf\x69Namespace\x66Orders\xff"),
            id="in CBOR of no stated length",
        ),
        pytest.param(
            namespace(
                "application/x-www-form-urlencoded; charset=utf-8",
                b"Action=PutMetricData&Namespace=Orders",
            ),
            id="in a form, as older SDKs",
        ),
    ],
)
def test_namespace_of_metrics(made: HttpRequest) -> None:
    (found,) = needed_actions(made, "111122223333", "us-east-1")
    assert (found.action, found.context) == (
        "cloudwatch:PutMetricData",
        {"cloudwatch:namespace": ("Orders",)},
    )


def test_services() -> None:
    assert service_of(request("GET", "/b")) == "s3"
    assert service_of(target("sqs", "AmazonSQS.ListQueues", {})) == "sqs"

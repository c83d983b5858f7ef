"""What an app's grants name is created once."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import App, grant, parameter
from influmojo_cfn.recording.app_resources import resources_of


def test_literals_and_defaults_are_named_once() -> None:
    app = App(
        project="shop",
        grants=(
            grant("s3.read_objects", bucket="shop-uploads"),
            grant("s3.upload_objects", bucket="shop-uploads"),
            grant("sqs.send_messages", queue=parameter("Jobs", default="jobs")),
            grant("sqs.send_messages", queue="other", account="444455556666"),
            grant("dynamodb.read_items", table=parameter("Table")),
            grant("secretsmanager.read_secrets", names=["shop/a", "shop/b"], use="code"),
        ),
    )
    assert [(what, name) for what, name, _ in resources_of(app)] == [
        ("bucket", "shop-uploads"),
        ("queue", "jobs"),
        ("secret", "shop/a"),
        ("secret", "shop/b"),
    ]


OWN = "${AWS::Region}:${AWS::AccountId}"


@pytest.mark.parametrize(
    ("arn", "named"),
    [
        ("arn:${AWS::Partition}:s3:::shop-uploads/a/*", ("bucket", "shop-uploads")),
        (f"arn:aws:sqs:{OWN}:jobs.fifo", ("queue", "jobs.fifo")),
        (f"arn:aws:sns:{OWN}:alerts", ("topic", "alerts")),
        (f"arn:aws:dynamodb:{OWN}:table/orders", ("table", "orders")),
        (f"arn:aws:dynamodb:{OWN}:table/orders/index/*", ("table", "orders")),
        (f"arn:aws:ssm:{OWN}:parameter/shop/url", ("parameter", "/shop/url")),
        (f"arn:aws:secretsmanager:{OWN}:secret:shop/db-??????", ("secret", "shop/db")),
        (f"arn:aws:ses:{OWN}:identity/example.com", ("identity", "example.com")),
        (f"arn:aws:kinesis:{OWN}:stream/clicks", ("stream", "clicks")),
        (f"arn:aws:events:{OWN}:event-bus/orders", ("event bus", "orders")),
        (f"arn:aws:logs:{OWN}:log-group:/shop/audit:*", ("log group", "/shop/audit")),
        (f"arn:aws:dynamodb:{OWN}:table/shop-*", None),
        (f"arn:aws:sqs:{OWN}:${{Jobs}}", None),
        ("arn:aws:sqs:eu-west-1:444455556666:jobs", None),
        (f"arn:aws:rds:{OWN}:db:orders", None),
        ("*", None),
    ],
)
def test_a_custom_statement_names_what_its_arns_name(
    arn: str, named: tuple[str, str] | None
) -> None:
    use = grant("custom.statement", actions=["a:B"], resources=[arn], use="code", reason="a run")
    app = App(project="shop", grants=(use,))
    assert [(what, name) for what, name, _ in resources_of(app)] == ([named] if named else [])

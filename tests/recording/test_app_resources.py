"""What an app's grants name is created once."""

from __future__ import annotations

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

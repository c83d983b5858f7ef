"""A small worker, for ``influmojo-cfn derive --code``: it writes reports and tells of them."""

from __future__ import annotations

import os

import boto3

REPORTS = os.environ["REPORTS_BUCKET"]
TABLE = os.environ.get("ORDERS_TABLE", "influmojo-orders")

s3 = boto3.client("s3")
sns = boto3.client("sns")


def orders(day: str) -> list[dict[str, str]]:
    """Return the orders of a day."""
    table = boto3.resource("dynamodb").Table(TABLE)
    found: list[dict[str, str]] = table.query(IndexName="by-day")["Items"]
    return found


def report(day: str, text: bytes, topic: str) -> str:
    """Write a report, tell of it, and return a link to it."""
    s3.put_object(Bucket=REPORTS, Key=f"{day}.csv", Body=text)
    sns.publish(TopicArn=topic, Message=day)
    return str(
        s3.generate_presigned_url("get_object", Params={"Bucket": REPORTS, "Key": f"{day}.csv"})
    )

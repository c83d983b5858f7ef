"""How broad a resource is: a wildcard within a name is not a name."""

from __future__ import annotations

import pytest

from influmojo_cfn.report.explain.breadth import (
    Breadth,
    breadth_in_words,
    breadth_of,
    resources_for,
)
from influmojo_cfn.report.explain.model import StatementShown
from tests.report.explain.shown import GET, action, statement

HERE = "us-east-1:111122223333"
BREADTHS: dict[str, Breadth] = {
    "*": "every",
    "arn:aws:s3:::*": "every",
    "arn:aws:s3:::*/*": "every",
    "arn:aws:s3:::b": "named",
    "arn:aws:s3:::b/*": "named",
    "arn:aws:s3:::b/a/*": "named",
    "arn:aws:s3:::b*/a": "pattern",
    "arn:aws:s3:::*-uploads/*": "pattern",
    "arn:aws:s3:::b/*.png": "pattern",
    "arn:aws:s3:::b?": "pattern",
    f"arn:aws:dynamodb:{HERE}:table/*": "every",
    f"arn:aws:dynamodb:{HERE}:table/*/index/*": "every",
    f"arn:aws:dynamodb:{HERE}:table/orders": "named",
    f"arn:aws:dynamodb:{HERE}:table/orders-*": "pattern",
    f"arn:aws:dynamodb:{HERE}:table/orders/index/*": "named",
    "arn:aws:dynamodb:*:111122223333:table/orders": "pattern",
    "arn:aws:iam::*:role/a": "pattern",
    "arn:aws:iam::111122223333:role/*": "every",
    f"arn:aws:sqs:{HERE}:*": "every",
    f"arn:aws:secretsmanager:{HERE}:secret:a-??????": "named",
    f"arn:aws:secretsmanager:{HERE}:secret:a-*": "pattern",
    f"arn:aws:logs:{HERE}:log-group:/ecs/web:*": "named",
    f"arn:aws:logs:{HERE}:log-group:/ecs/*:*": "pattern",
    f"arn:aws:logs:{HERE}:log-group:*:*": "every",
    f"arn:aws:ecs:{HERE}:task/*": "every",
    f"arn:aws:ecs:{HERE}:task/main/*": "named",
    f"arn:aws:kms:{HERE}:key/*": "every",
    "arn:*:*:*:*:*": "every",
    "text": "named",
    "te*xt": "pattern",
}


@pytest.mark.parametrize("resource", BREADTHS)
def test_how_broad_a_resource_is(resource: str) -> None:
    assert breadth_of(resource) == BREADTHS[resource]


STAR = action("ListAllMyBuckets", level="List", only_takes_star=True)


@pytest.mark.parametrize(
    ("of", "breadth"),
    [
        (statement(GET), "named"),
        (statement(GET, resources=("arn:aws:s3:::a/*", "arn:aws:s3:::b*")), "pattern"),
        (statement(GET, resources=("arn:aws:s3:::a*", "*")), "every"),
        (statement(GET, not_resource=True), "every"),
        (statement(STAR, resources=("*",)), "named"),
        (statement(STAR, GET, resources=("*",)), "every"),
        (statement(patterns=("*",)), "named"),
        (statement(patterns=("*",), resources=("*",)), "every"),
    ],
)
def test_how_broad_a_statement_is(of: StatementShown, breadth: Breadth) -> None:
    assert of.breadth() == breadth


def test_of_one_service_only_its_own_resources_count() -> None:
    send = action("SendMessage", "sqs", "Write")
    both = statement(GET, send, resources=("arn:aws:s3:::a/*", f"arn:aws:sqs:{HERE}:*-jobs"))
    assert (both.breadth("s3"), both.breadth("sqs"), both.breadth()) == (
        *("named", "pattern", "pattern"),
    )


@pytest.mark.parametrize(
    ("service", "own"),
    [
        ("s3", ("arn:aws:s3:::a", "*")),
        ("kafka-cluster", ("arn:aws:kafka:us-east-1:111122223333:topic/a/b/c", "*")),
        ("sqs", ("*",)),
    ],
)
def test_resources_of_a_service_are_told_by_its_arns(service: str, own: tuple[str, ...]) -> None:
    texts = ("arn:aws:s3:::a", "arn:aws:kafka:us-east-1:111122223333:topic/a/b/c", "*")
    assert resources_for(service, texts) == own


def test_where_no_resource_is_the_services_all_are_shown() -> None:
    assert resources_for("sqs", ("arn:aws:s3:::a",)) == ("arn:aws:s3:::a",)


def test_patterns_are_not_counted_as_resources() -> None:
    texts = ("arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::c*")
    assert breadth_in_words(texts, "pattern") == "on 2 named resources, 1 pattern"

"""A link opens the console of the right partition with the form filled in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from influmojo_cfn.account.launch_url import launch_url
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import Error
from tests.conftest import ROOT

TEMPLATE = parse((ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8")).data
OBJECT = "https://example-bucket.s3.ap-south-1.amazonaws.com/a b.yaml"


def url(template_url: str = OBJECT, **more: object) -> str:
    arguments: dict[str, object] = {"stack_name": "roles", "region": "ap-south-1", "parameters": {}}
    return launch_url(TEMPLATE, template_url, **{**arguments, **more})  # type: ignore[arg-type]


def test_the_form_is_filled_in() -> None:
    values = parse_qs(url(parameters={"EnvironmentName": "staging"}).partition("?region")[2])
    assert {key: values[key] for key in values if key.startswith(("stack", "param"))} == {
        "stackName": ["roles"],
        "param_EnvironmentName": ["staging"],
    }


def test_the_template_is_named_whole() -> None:
    assert "review?templateURL=https%3A%2F%2Fexample-bucket.s3.ap-south-1" in url()


@pytest.mark.parametrize(
    ("region", "host"),
    [
        ("ap-south-1", "ap-south-1.console.aws.amazon.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("eusc-de-east-1", "eusc-de-east-1.console.amazonaws-eusc.eu"),
    ],
)
def test_each_partition_has_its_console(region: str, host: str) -> None:
    assert urlsplit(url(region=region)).netloc == host


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"template_url": "http://example.com/a"}, "is not the https URL of an object in S3"),
        (
            {"template_url": "https://example.com/s3.amazonaws.com/a"},
            "is not the https URL of an object in S3",
        ),
        ({"stack_name": "1 stack"}, "is not a stack name: a letter, then letters"),
        ({"region": "us-iso-east-1"}, "the partition of us-iso-east-1 has no public console"),
        ({"region": "mars"}, "--region: 'mars' is not a Region, such as us-east-1"),
        ({"parameters": {"EnvironmentNam": "a"}}, "did you mean 'EnvironmentName'?"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(Error, match=re.escape(message)):
        url(**wrong)  # type: ignore[arg-type]

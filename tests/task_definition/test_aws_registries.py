"""AWS's own registries, by the account that each is of."""

from __future__ import annotations

import pytest

from influmojo_cfn.task_definition.aws_registries import aws_registry


@pytest.mark.parametrize(
    ("account", "holds"),
    [
        ("906394416424.dkr.ecr"[:12], "AWS for Fluent Bit"),
        ("840364872350.dkr.ecr"[:12], "App Mesh's Envoy"),
        ("763104351884.dkr.ecr"[:12], "AWS Deep Learning Containers"),
        ("593207742271.dkr.ecr"[:12], "the agent of Amazon GuardDuty"),
    ],
)
def test_an_account_of_aws_has_its_registry(account: str, holds: str) -> None:
    found = aws_registry(account)
    assert found is not None
    assert found.holds == holds
    assert found.source.startswith("https://docs.aws.amazon.com/")


@pytest.mark.parametrize("account", ["111122223333", "", "90639441642", "906394416424.dkr.ecr"])
def test_another_account_has_none(account: str) -> None:
    assert aws_registry(account) is None

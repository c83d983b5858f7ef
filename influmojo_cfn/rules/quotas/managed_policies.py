"""AWS managed policies: which there are, under which path, and what those of ECS allow."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

EXECUTION_POLICY = "AmazonECSTaskExecutionRolePolicy"

ON_EVERYTHING: dict[str, tuple[str, ...]] = {
    EXECUTION_POLICY: (
        "ecr:getauthorizationtoken",
        "ecr:batchchecklayeravailability",
        "ecr:getdownloadurlforlayer",
        "ecr:batchgetimage",
        "logs:createlogstream",
        "logs:putlogevents",
    ),
}
"""Actions that a managed policy allows on every resource, as its reference page lists them.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonECSTaskExecutionRolePolicy.html
(read 2026-11-23)
"""


@cache
def paths() -> Mapping[str, str]:
    """Give the path of each AWS managed policy by its name."""
    text = files("influmojo_cfn").joinpath("data/aws_managed_policy_paths.json").read_text("utf-8")
    return {name: path for path, names in json.loads(text)["paths"].items() for name in names}


def actions_on_everything(name: str) -> tuple[str, ...]:
    """Give the actions, in lower case, that a managed policy allows on every resource."""
    return ON_EVERYTHING.get(name, ())

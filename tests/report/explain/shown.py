"""Small explanations made by hand, for the tests of what shows them."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.report.explain.model import (
    ActionShown,
    ConditionShown,
    Explanation,
    PolicyShown,
    RoleShown,
    StatementShown,
    TrustShown,
)


def action(name: str, service: str = "s3", level: str = "Read", **more: Any) -> ActionShown:
    return ActionShown(
        **{
            "name": name,
            "service": service,
            "level": level,
            "description": f"{name} it",
            "page": "https://docs.aws.amazon.com/",
            "only_takes_star": False,
            **more,
        }
    )


def statement(*actions: ActionShown, **values: Any) -> StatementShown:
    given: dict[str, Any] = {
        "sid": "Read",
        "effect": "Allow",
        "patterns": tuple(f"{each.service}:{each.name}" for each in actions),
        "actions": actions,
        "unmatched": (),
        "resources": ("arn:aws:s3:::a/*",),
        "conditions": (),
    }
    return StatementShown(**{**given, **values})


def policy(*statements: StatementShown, **values: Any) -> PolicyShown:
    given = {"name": "own", "kind": "inline policy", "statements": statements}
    return PolicyShown(**{**given, **values})


def trust(*principals: str, **values: Any) -> TrustShown:
    given = {
        "effect": "Allow",
        "principals": principals or ("Service ecs-tasks.amazonaws.com",),
        "actions": ("sts:AssumeRole",),
        "conditions": (),
    }
    return TrustShown(**{**given, **values})


def role(*policies: PolicyShown, **values: Any) -> RoleShown:
    given = {
        "logical_id": "Web",
        "name": "web",
        "description": "",
        "where": "roles.yaml:3",
        "trust": (trust(),),
        "policies": policies,
    }
    return RoleShown(**{**given, **values})


def explained(*roles: RoleShown, **values: Any) -> Explanation:
    given: dict[str, Any] = {
        "source": "roles.yaml",
        "description": "",
        "architecture": "",
        "roles": roles,
        "account": "111122223333",
        "region": "eu-west-1",
        "partition": "aws",
        "data_version": "1",
    }
    return Explanation(**{**given, **values})


WHEN = ConditionShown(operator="StringEquals", key="aws:RequestedRegion", values=("a", "b"))
GET, PUT, LIST = action("GetObject"), action("PutObject", level="Write"), action("L", level="List")

"""Tags that change count where a policy of the template compares them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.proof.changed_tags import compared_tags


def template(key: str, tags: Any) -> ResolvedTemplate:
    condition = {"StringEquals": {key: "x"}}
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition}
    policy = {"Users": ["u"], "PolicyName": "p", "PolicyDocument": {"Statement": statement}}
    user = {} if tags is None else {"Tags": tags}
    parameters = {"T": {"Type": "String"}}
    resources = {
        "U": {"Type": "AWS::IAM::User", "Properties": user},
        "P": {"Type": "AWS::IAM::Policy", "Properties": policy},
    }
    data = {"Parameters": parameters, "Resources": resources}
    return ResolvedTemplate(data, missing_is_unknown=True)


def tag(key: Any, value: Any) -> dict[str, Any]:
    return {"Key": key, "Value": value}


@pytest.mark.parametrize(
    ("key", "old", "new", "found"),
    [
        ("aws:PrincipalTag/team", [tag("team", "a")], [tag("team", "x")], ["team"]),
        ("aws:principaltag/Team", None, [tag("team", "x")], ["team"]),
        ("iam:ResourceTag/team", [tag("team", "x")], None, ["team"]),
        ("aws:PrincipalTag/team", [tag("team", "x")], [tag("team", "x"), tag("b", "c")], []),
        ("aws:PrincipalTag/team", [tag("b", "x")], [tag("b", "y")], []),
        ("aws:SourceIp", [tag("team", "a")], [tag("team", "x")], []),
        ("aws:PrincipalTag/team", {"team": "a"}, {"team": "x"}, ["team"]),
        ("aws:PrincipalTag/${T}", [tag("b", "x")], [tag("b", "y")], ["b"]),
        ("aws:PrincipalTag/b", [tag("b", "x")], [tag({"Ref": "T"}, "x")], ["b"]),
        ("s3:BucketTag/team", [tag("team", "a")], [tag("team", "x")], ["team"]),
        ("rds:db-tag/team", [tag("team", "a")], [tag("team", "x")], ["team"]),
        ("aws:RequestTag/team", [tag("team", "a")], [tag("team", "x")], []),
        (
            "ssm:resourceTag/team",
            [{**tag("team", "x"), "PropagateAtLaunch": False}],
            [{**tag("team", "x"), "PropagateAtLaunch": True}],
            ["team"],
        ),
    ],
)
def test_the_keys_of_changed_tags_that_are_compared(
    key: str, old: Any, new: Any, found: list[str]
) -> None:
    names = compared_tags(template(key, old), template(key, new), "U")
    assert names[: len(found)] == found
    assert bool(names) == bool(found)


def test_a_new_resource_changes_no_tags() -> None:
    old, new = ResolvedTemplate({"Resources": {}}), template("aws:PrincipalTag/b", [tag("b", "x")])
    assert compared_tags(old, new, "U") == []


LAUNCHED = "AWS::EC2::LaunchTemplate"


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::EFS::FileSystem", lambda tags: {"FileSystemTags": tags}),
        (LAUNCHED, lambda tags: {"LaunchTemplateData": {"TagSpecifications": [{"Tags": tags}]}}),
    ],
)
def test_a_type_can_have_its_tags_elsewhere(
    kind: str, properties: Callable[[Any], dict[str, Any]]
) -> None:
    def with_resource(value: str) -> ResolvedTemplate:
        data = dict(template("aws:ResourceTag/team", None).template)
        row = {"Type": kind, "Properties": properties([tag("team", value)])}
        resources = {**data["Resources"], "F": row}
        return ResolvedTemplate({**data, "Resources": resources}, missing_is_unknown=True)

    assert compared_tags(with_resource("a"), with_resource("b"), "F") == ["team"]

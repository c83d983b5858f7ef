"""What another tool fills in is unknown: nothing is said of it, whatever its spelling."""

from __future__ import annotations

import pytest

from influmojo_cfn.rules.engine import check_template
from influmojo_cfn.rules.placeholders import FilledResolver

SPELLINGS = [
    "{{ value }}",
    "%%VALUE%%",
    "%VALUE%",
    "<VALUE>",
    "[[VALUE]]",
    "@VALUE@",
    "__VALUE__",
    "#{VALUE}",
    "$(value)",
    "${{ env.VALUE }}",
    "${VALUE}",
    "$VALUE",
]


def errors(resource: str, principal: str, name: str, value: str) -> set[str]:
    statement = {
        "Effect": "Allow",
        "Action": "s3:GetObject",
        "Resource": resource,
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": value}},
    }
    trust = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    role = {
        "RoleName": name,
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [
            {
                "PolicyName": name,
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
            }
        ],
    }
    template = {
        "Parameters": {"Bucket": {"Type": "String"}},
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}},
    }
    return {one.rule_id for one in check_template(template) if one.rule_id[0] == "E"}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_nothing_is_wrong_with_what_is_filled_in(spelling: str) -> None:
    arn = f"arn:aws:s3:::{spelling}/*"
    assert errors(arn, f"arn:aws:iam::{spelling}:root", spelling, spelling) == set()
    assert errors(spelling, spelling, f"web-{spelling}", spelling) == set()


def test_what_fn_sub_should_replace_is_no_placeholder() -> None:
    assert "E9215" in errors("arn:aws:s3:::${Bucket}/*", "111122223333", "web", "o-a1b2c3d4e5")
    assert "E9215" in errors("arn:aws:s3:::${AWS::Region}", "111122223333", "web", "o-a1b2c3d4e5")


def test_the_rest_of_the_string_is_judged() -> None:
    found = errors("arn:aws:s4:::{{ value }}/*", "111122223333", "web", "o-a1b2c3d4e5")
    assert "E9202" in found or "E9201" in found


def test_marks_of_other_languages_are_no_placeholders() -> None:
    resolver = FilledResolver({})
    for text in ("function:web:$LATEST", "{{resolve:ssm:/a}}", "a < b", "echo $HOME\necho $HOME"):
        assert resolver.literal(text) == text


def test_a_placeholder_is_shown_as_it_is_written() -> None:
    resolver = FilledResolver({})
    assert resolver.show(resolver.leaf("web-%%STAGE%%-{{ name }}")) == "web-%%STAGE%%-{{ name }}"


@pytest.mark.parametrize(("path", "wrong"), [("${role_prefix}", False), ("team", True)])
def test_a_path_that_is_filled_in(path: str, wrong: bool) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "sts:AssumeRole"}
    role = {"Path": path, "AssumeRolePolicyDocument": {"Statement": [trust]}}
    template = {"Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}}}
    assert ("E9806" in {one.rule_id for one in check_template(template)}) == wrong


def test_a_name_as_logical_ids_are_is_for_fn_sub() -> None:
    assert "E9215" in errors("arn:aws:s3:::${Uploads}/*", "111122223333", "web", "o-a1b2c3d4e5")

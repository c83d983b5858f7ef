from __future__ import annotations

import pytest

from influmojo_cfn.iam.unlisted_keys import misspelled_key, nearest_keys, unlisted_key


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("aws:SourceIpp", "aws:SourceIp"),
        ("s3:ResourceAcount", "s3:ResourceAccount"),
        ("S3:RESOURCEACOUNT", "s3:ResourceAccount"),
        ("s3:prfix", "s3:prefix"),
        ("ecs:clutser", "ecs:cluster"),
        ("ec2:Vp", "ec2:Vpc"),
        ("s3:ExistingObjectTg/team", "s3:ExistingObjectTag/<key>"),
        ("s3:ExistingObjectTag", "s3:ExistingObjectTag/<key>"),
        ("SourceIp", "aws:SourceIp"),
        ("s3prefix", "s3:prefix"),
        ("kms:EncryptionContxt:aws:logs:arn", "kms:EncryptionContext:${EncryptionContextKey}"),
    ],
)
def test_a_misspelled_key_is_told_with_the_nearest(name: str, nearest: str) -> None:
    assert misspelled_key(name).endswith(f"; did you mean {nearest!r}?")


@pytest.mark.parametrize(
    "name",
    [
        "s3:ResourceAccount",
        "s3:existingobjecttag/team",
        "kms:EncryptionContext:aws:logs:arn",
        "aws:PrincipalTag/Team",
        "aws:PrincipalOrgMasterAccountId",
        "catalog:ChangeType",
        "ec2:osuser",
        "token.actions.githubusercontent.com:sub",
        "gitlab.com:sub",
    ],
)
def test_a_key_that_exists_is_taken(name: str) -> None:
    assert (misspelled_key(name), unlisted_key(name)) == ("", "")


@pytest.mark.parametrize("name", ["env", "", ":name", "s3:", "my key", "my:key*"])
def test_a_key_that_no_policy_can_have_is_an_error(name: str) -> None:
    assert misspelled_key(name).startswith(
        f"{name!r} is not a condition key, which has the form service:name"
    )


@pytest.mark.parametrize("name", ["s3:NewestKey", "my:key", "s4:prefix", "s4:a.b"])
def test_an_unlisted_key_is_no_error_and_is_told(name: str) -> None:
    assert misspelled_key(name) == ""
    assert unlisted_key(name).startswith(
        f"no service lists the condition key {name!r}, which is taken as given"
    )


def test_the_name_of_a_short_key_is_one_letter_off_at_most() -> None:
    assert misspelled_key("ec2:Vpb")
    assert not misspelled_key("ec2:Vbb")


def test_a_key_without_its_colon_is_near_its_services_keys() -> None:
    assert "s3:prefix" in nearest_keys("s3prefix")

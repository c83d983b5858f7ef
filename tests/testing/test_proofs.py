"""The assertions of the testing package."""

from __future__ import annotations

import pytest

from influmojo_cfn.testing import Role, assert_never, assert_no_new_access
from tests.conftest import ROOT
from tests.proof.policies import allow, document

OWN = ROOT / "templates" / "influmojo-ecs-iam.yaml"


def test_no_new_access_of_a_template_against_itself() -> None:
    assert_no_new_access(OWN, OWN)


def test_new_access_is_shown_with_a_request() -> None:
    with pytest.raises(AssertionError, match="for example: s3:PutObject on"):
        assert_no_new_access(document(allow("s3:GetObject")), document(allow("s3:PutObject")))


def test_never() -> None:
    assert_never(Role(OWN, "TaskRole"), ["iam:*", "sts:*"])
    assert_never(Role(OWN, "TaskRole"), "s3:*", not_resources="arn:aws:s3:::influmojo-*")


def test_what_is_allowed_after_all_is_shown() -> None:
    with pytest.raises(AssertionError, match="arn:aws:s3:::influmojo-"):
        assert_never(Role(OWN, "TaskRole"), "s3:Delete*", "arn:aws:s3:::*")


def test_never_under_a_condition() -> None:
    secure = {"Bool": {"aws:SecureTransport": "true"}}
    policy = document(allow("s3:*", "*", secure))
    assert_never(policy, "s3:*", conditions={"Bool": {"aws:SecureTransport": "false"}})
    with pytest.raises(AssertionError):
        assert_never(policy, "s3:*", conditions={"Bool": {"aws:SecureTransport": "true"}})

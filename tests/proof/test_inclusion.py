"""What texts show by themselves is true; where they show nothing it is not said."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.proof.clauses import Clause, clauses_of
from influmojo_cfn.proof.inclusion import is_plainly_within
from influmojo_cfn.proof.letters import Letters
from tests.proof.policies import Statement, allow, deny, document


def layer(*rows: Statement) -> list[Clause]:
    kind: PolicyType = (
        "resource" if any("Principal" in name for row in rows for name in row) else "identity"
    )
    return clauses_of([parse_policy(document(*rows), kind=kind)], Letters())


@pytest.mark.parametrize(
    ("bound", "rows"),
    [
        ([allow("s3:*")], [allow("s3:Get*", "arn:aws:s3:::b/*")]),
        ([allow("s3:*")], []),
        ([allow(["s3:Put*", "S3:get*"])], [allow(["s3:GetObject", "s3:put*acl"])]),
        ([allow("s3:*"), deny("s3:Put*")], [allow("s3:*"), deny("s3:*")]),
        ([allow("", NotAction=["a:*", "b:*"])], [allow("", NotAction=["b:*", "a:*"])]),
        ([allow("s3:*", Principal="*")], [allow("s3:*", Principal="*")]),
    ],
)
def test_what_is_plainly_within(bound: list[Statement], rows: list[Statement]) -> None:
    assert is_plainly_within([layer(*rows)], [layer(*bound)])


@pytest.mark.parametrize(
    ("bound", "rows"),
    [
        ([], [allow("s3:*")]),
        ([allow("s3:Get*")], [allow("s3:G*")]),
        ([allow("s3:*", "arn:aws:s3:::b/*")], [allow("s3:*")]),
        ([allow("s3:*", "*", {"Bool": {"aws:SecureTransport": "true"}})], [allow("s3:*")]),
        ([allow("s3:*"), deny("s3:Put*")], [allow("s3:*"), deny("s3:PutObject")]),
        ([allow("s3:*"), deny("s3:*")], [allow("s3:*"), deny("s3:*", "arn:aws:s3:::b/*")]),
        ([allow("", NotAction=["a:*", "b:*"])], [allow("", NotAction=["a:*"])]),
        ([allow("s3:*", NotAction="s3:*")], [allow("sqs:*")]),
        ([allow("s3:*", Principal={"AWS": "111122223333"})], [allow("s3:*", Principal="*")]),
        ([allow("s3:*", NotPrincipal="*")], [allow("s3:*", Principal="*")]),
    ],
)
def test_what_is_not_plainly_within(bound: list[Statement], rows: list[Statement]) -> None:
    assert not is_plainly_within([layer(*rows)], [layer(*bound)])


def test_every_layer_of_the_bound_must_allow_and_one_of_the_layers_is_enough() -> None:
    wide, narrow = layer(allow("s3:*")), layer(allow("s3:GetObject"))
    assert is_plainly_within([wide, narrow], [narrow])
    assert not is_plainly_within([wide], [wide, narrow])

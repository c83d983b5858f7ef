"""Statements: what each element matches, and what is said of one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.statements import CompiledStatement, stays_within_segments
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.verdict import NO, READING, UNKNOWN, YES, Verdict

OBJECT = "arn:aws:s3:::logs/2026"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
BUCKET = Unknown("Bucket has no default", "arn:aws:s3:::*")
REQUEST = Request("s3:GetObject", OBJECT)
USER = Caller("AWS", "arn:aws:iam::111122223333:user/Bob", ("arn:aws:iam::111122223333:root",))


def statement(**elements: Any) -> CompiledStatement:
    made = Statement(**{"effect": "Allow", "actions": ("*",), "resources": ("*",), **elements})
    return CompiledStatement(Policy((made,)), made)


@pytest.mark.parametrize(
    ("actions", "expected"),
    [
        pytest.param(("s3:Get*",), YES, id="named"),
        pytest.param(("s3:Put*",), NO, id="another"),
        pytest.param((Unknown("why", "s3:*"),), UNKNOWN, id="it may be named"),
        pytest.param((Unknown("why", "sqs:*"),), NO, id="an unknown one of another service"),
        pytest.param((Unknown("why"), "s3:GetObject"), YES, id="named besides an unknown one"),
    ],
)
def test_actions(actions: tuple[str | Unknown, ...], expected: Verdict) -> None:
    assert statement(actions=actions).match_action("s3:getobject") == expected


@pytest.mark.parametrize(
    ("resources", "not_resource", "resource", "expected"),
    [
        pytest.param((OBJECT,), False, OBJECT, YES, id="named"),
        pytest.param((OBJECT,), True, OBJECT, NO, id="left out"),
        pytest.param((QUEUE,), True, OBJECT, YES, id="another is left out"),
        pytest.param((BUCKET,), False, OBJECT, UNKNOWN, id="it may be named"),
        pytest.param((BUCKET,), True, OBJECT, UNKNOWN, id="it may be left out"),
        pytest.param((BUCKET,), False, QUEUE, NO, id="an unknown bucket is no queue"),
        pytest.param(("arn:aws:*:111122223333:*",), False, QUEUE, READING, id="wide reading"),
        pytest.param(("arn:aws:s3:::${aws:username}/*",), False, QUEUE, NO, id="variable"),
        pytest.param((), False, OBJECT, NO, id="an identity policy without a resource"),
    ],
)
def test_resources(
    resources: tuple[str | Unknown, ...], not_resource: bool, resource: str, expected: Verdict
) -> None:
    made = statement(resources=resources, not_resource=not_resource)
    assert made.match_resource(Request("s3:GetObject", resource)) == expected


@pytest.mark.parametrize(
    ("principals", "not_principal", "expected"),
    [
        pytest.param({"AWS": ("111122223333",)}, False, YES, id="the account by its number"),
        pytest.param({"AWS": ("444455556666",)}, False, NO, id="another account"),
        pytest.param({"AWS": ("*",)}, False, YES, id="everyone"),
        pytest.param({"Service": (USER.identifier,)}, False, NO, id="another kind"),
        pytest.param({"AWS": (Unknown("why"),)}, False, UNKNOWN, id="it may be named"),
        pytest.param({"AWS": (USER.identifier,)}, True, YES, id="its account is not left out"),
        pytest.param({"AWS": (USER.identifier, "111122223333")}, True, NO, id="all left out"),
    ],
)
def test_principals(
    principals: dict[str, tuple[str | Unknown, ...]], not_principal: bool, expected: Verdict
) -> None:
    made = statement(principals=principals, not_principal=not_principal)
    assert made.match_principal(USER) == expected


def test_a_statement_with_principals_does_not_match_without_a_caller() -> None:
    assert statement(principals={"*": ("*",)}).match_principal(None) == NO


def test_what_is_not_known_of_a_statement_stays_unknown() -> None:
    assert statement(unknown=("why",)).match(REQUEST) == UNKNOWN


def test_what_surely_does_not_match_is_not_unknown() -> None:
    assert statement(unknown=("why",), resources=(QUEUE,)).match(REQUEST) == NO


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        pytest.param({}, [], id="all matches"),
        pytest.param({"actions": ("sqs:*",)}, ["Action"], id="action"),
        pytest.param({"not_action": True}, ["NotAction"], id="an action left out"),
        pytest.param({"resources": (QUEUE,)}, ["Resource"], id="resource"),
        pytest.param({"not_resource": True}, ["NotResource"], id="a resource left out"),
        pytest.param({"principals": {"AWS": ("*",)}}, ["Principal"], id="no caller"),
        pytest.param({"unknown": ("why",)}, ["Statement"], id="not known"),
        pytest.param(
            {"actions": ("sqs:*",), "resources": (QUEUE,)}, ["Action", "Resource"], id="two"
        ),
    ],
)
def test_mismatches(elements: dict[str, Any], expected: list[str]) -> None:
    assert [found.element for found in statement(**elements).mismatches(REQUEST)] == expected


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        pytest.param({}, (), id="all is known"),
        pytest.param({"unknown": ("why",)}, ("why",), id="the statement"),
        pytest.param({"actions": (Unknown("action"),)}, ("action",), id="an action"),
        pytest.param({"resources": (BUCKET,)}, (BUCKET.reason,), id="a resource"),
        pytest.param({"resources": (BUCKET, "*")}, (), id="what makes no difference"),
    ],
)
def test_reasons(elements: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert statement(**elements).unknown_reasons(REQUEST) == expected


SECRET = Reach.ANYTHING.character(0)


@pytest.mark.parametrize(
    ("elements", "action", "resource", "expected"),
    [
        pytest.param({"actions": ("S3:Get*",)}, "s3:GetObject", OBJECT, YES, id="known"),
        pytest.param({"actions": (f"s3:{SECRET}",)}, "s3:GetObject", OBJECT, UNKNOWN, id="action"),
        pytest.param({"actions": (f"sqs:{SECRET}",)}, "s3:GetObject", OBJECT, NO, id="of SQS"),
        pytest.param({"resources": (SECRET,)}, "s3:GetObject", SECRET, YES, id="the same"),
        pytest.param({"resources": (SECRET,)}, "s3:GetObject", OBJECT, UNKNOWN, id="maybe"),
        pytest.param({"resources": (OBJECT,)}, "s3:GetObject", SECRET, UNKNOWN, id="maybe it"),
        pytest.param(
            {"resources": (Unknown("of a branch", SECRET),)},
            "s3:GetObject",
            SECRET,
            UNKNOWN,
            id="the same in one branch",
        ),
        pytest.param(
            {"actions": (Unknown("of a branch", "s3:*"),), "not_action": True},
            "s3:GetObject",
            OBJECT,
            UNKNOWN,
            id="omitted in one branch",
        ),
        pytest.param(
            {"resources": (SECRET,), "not_resource": True}, "s3:GetObject", SECRET, NO, id="not it"
        ),
    ],
)
def test_statements_of_which_parts_are_unknown(
    elements: dict[str, Any], action: str, resource: str, expected: Verdict
) -> None:
    made = Statement(**{"effect": "Allow", "actions": ("*",), "resources": ("*",), **elements})
    compiled = CompiledStatement(Policy((made,)), made, partly_known=True)
    found = min(compiled.match_action(action.lower()), compiled.match(Request(action, resource)))
    assert found == expected


JOBS = "arn:aws:sqs:*:*:jobs"


@pytest.mark.parametrize(
    ("within", "not_resource", "resource", "expected"),
    [
        pytest.param(True, False, JOBS, True, id="a whole ARN"),
        pytest.param(False, False, JOBS, False, id="a policy of both readings"),
        pytest.param(True, True, JOBS, False, id="NotResource keeps both"),
        pytest.param(True, False, BUCKET, False, id="a text that is not known"),
        pytest.param(True, False, "arn:aws:*", False, id="no whole ARN"),
        pytest.param(True, False, "arn:aws:sqs:${aws:a}:1:jobs", False, id="a variable before"),
        pytest.param(True, False, "arn:aws:sqs:us-east-1:1:${k}", True, id="a variable at the end"),
        pytest.param(True, False, "arn:aws:sqs:\N{BULLET}:1:jobs", False, id="not ASCII before"),
        pytest.param(True, False, "arn:aws:sqs:r:1:\N{BULLET}", True, id="not ASCII at the end"),
    ],
)
def test_where_a_wildcard_stays_within_its_segment(
    within: bool, not_resource: bool, resource: str | Unknown, expected: bool
) -> None:
    made = Statement("Allow", ("*",), (resource,), not_resource=not_resource)
    found = stays_within_segments(Policy((made,), within_segments=within), made, resource)
    assert found is expected


@pytest.mark.parametrize(
    ("within", "resource", "expected"),
    [
        pytest.param(False, "arn:aws:sqs:us-east-1:111122223333:a:jobs", READING, id="both"),
        pytest.param(True, "arn:aws:sqs:us-east-1:111122223333:a:jobs", NO, id="narrow alone"),
        pytest.param(True, QUEUE, YES, id="its own segments"),
    ],
)
@pytest.mark.parametrize("pattern", [JOBS, "arn:aws:sqs:*:*:${aws:queue, 'jobs'}"])
def test_a_policy_of_the_narrow_reading(
    within: bool, resource: str, expected: Verdict, pattern: str
) -> None:
    made = Statement("Allow", ("*",), (pattern,))
    compiled = CompiledStatement(Policy((made,), "p", "2012-10-17", within_segments=within), made)
    assert compiled.match_resource(Request("sqs:SendMessage", resource)) == expected

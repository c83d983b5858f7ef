"""What a boundary leaves of a role's calls is judged where its document is known."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.identities import RoleState
from influmojo_cfn.rehearsal.boundaries import limited_calls
from influmojo_cfn.rehearsal.plan import Attempt, NotTried
from influmojo_cfn.rehearsal.results import Result

OWN = "arn:aws:iam::111122223333:policy/acme-ecs-boundary"
AWS = "arn:aws:iam::aws:policy/"
BUCKET = "arn:aws:s3:::acme"


def role(boundary: str | None) -> RoleState:
    return RoleState(name="api", logical_id="Api", boundary=boundary)


def attempt(action: str, *, expected: bool = True, name: str = "api") -> Attempt:
    return Attempt(
        role="Api",
        role_name=name,
        action=action,
        resource=f"{BUCKET}/a",
        expected=expected,
        reason="by the test",
        neighbor=not expected,
    )


CALLS = [
    *(attempt("s3:GetObject"), attempt("s3:PutObject")),
    *(attempt("s3:DeleteObject", expected=False), attempt("sqs:SendMessage", name="other")),
]


def allowing(*actions: str) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": f"{BUCKET}/*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def found(boundary: str | None, **documents: Any) -> list[Result | NotTried]:
    return list(limited_calls(role(boundary), CALLS, documents))


def test_a_role_without_boundary_has_no_row() -> None:
    assert found(None) == []


@pytest.mark.parametrize(
    ("boundary", "documents", "seen"),
    [
        (OWN, {"acme-ecs-boundary": allowing("s3:*")}, "allowed"),
        (OWN, {OWN: allowing("s3:GetObject")}, f"denied: s3:PutObject {BUCKET}/a"),
        (f"{AWS}PowerUserAccess", {}, "allowed"),
        (f"{AWS}AmazonS3ReadOnlyAccess", {}, f"denied: s3:PutObject {BUCKET}/a"),
    ],
)
def test_the_calls_of_the_role_are_judged(
    boundary: str, documents: dict[str, Any], seen: str
) -> None:
    ignored, limited = found(boundary, **documents)
    assert isinstance(ignored, Result)
    assert isinstance(limited, Result)
    assert not ignored.counts
    assert limited.judge == "evaluator of influmojo-cfn"
    assert limited.tried.startswith("the 2 calls above that are allowed, within the boundary")
    assert (limited.seen, limited.differs) == (seen, seen != "allowed")


def test_a_document_that_is_not_at_hand_is_named() -> None:
    _, unknown = found(OWN)
    assert isinstance(unknown, NotTried)
    assert unknown.reason == f"the document of {OWN} is not at hand"
    assert isinstance(found(f"{AWS}NoSuchPolicy")[1], NotTried)


def test_many_calls_that_a_boundary_denies_are_counted() -> None:
    calls = [
        attempt(f"s3:{name}Object") for name in ("Get", "Put", "Delete", "Restore", "Replicate")
    ]
    _, limited = limited_calls(role(OWN), calls, {OWN: allowing("sqs:*")})
    assert isinstance(limited, Result)
    assert limited.seen.endswith(", 2 more")

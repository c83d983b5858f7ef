"""The order in which layers and effects decide, and what becomes of an unknown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator, _unknown_statements
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown

GET = Request("s3:GetObject", "arn:aws:s3:::bucket/key")
OPEN = Unknown("the parameter Bucket has no value")


def policy(*statements: dict[str, Any]) -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)}, name="policy")


def statement(effect: str, resource: Any = "*", action: Any = "s3:GetObject") -> dict[str, Any]:
    return {"Effect": effect, "Action": action, "Resource": resource}


ALLOW, DENY = statement("Allow"), statement("Deny")
MAYBE_ALLOW, MAYBE_DENY = statement("Allow", OPEN), statement("Deny", OPEN)
OTHER = statement("Allow", "arn:aws:s3:::other/*")


def decided(*statements: dict[str, Any], **layers: Any) -> Decision:
    return Evaluator([policy(*statements)], **layers).decide(GET)


@pytest.mark.parametrize(
    ("statements", "outcome"),
    [
        pytest.param([], "implicitDeny", id="nothing allows"),
        pytest.param([OTHER], "implicitDeny", id="another resource is allowed"),
        pytest.param([ALLOW], "allowed", id="an Allow"),
        pytest.param([ALLOW, DENY], "explicitDeny", id="a Deny beats an Allow"),
        pytest.param([DENY, ALLOW], "explicitDeny", id="whichever comes first"),
        pytest.param([MAYBE_ALLOW], "unknown", id="an Allow that is not known"),
        pytest.param([MAYBE_ALLOW, ALLOW], "allowed", id="an unknown beside a sure Allow"),
        pytest.param([ALLOW, MAYBE_DENY], "unknown", id="an Allow beside an unknown Deny"),
        pytest.param([MAYBE_DENY], "implicitDeny", id="an unknown Deny of what nothing allows"),
        pytest.param([MAYBE_ALLOW, DENY], "explicitDeny", id="a sure Deny beside an unknown"),
        pytest.param([MAYBE_ALLOW, MAYBE_DENY], "unknown", id="both unknown"),
    ],
)
def test_one_layer(statements: Sequence[dict[str, Any]], outcome: str) -> None:
    assert decided(*statements).outcome == outcome


LAYERS = ("boundary", "session", "service_control")


def layer(name: str, *statements: dict[str, Any]) -> dict[str, Any]:
    policies = [policy(*statements)]
    return {name: [policies] if name == "service_control" else policies}


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(
    ("limit", "outcome"),
    [
        pytest.param([ALLOW], "allowed", id="allows"),
        pytest.param([OTHER], "implicitDeny", id="does not allow"),
        pytest.param([ALLOW, DENY], "explicitDeny", id="denies"),
        pytest.param([MAYBE_ALLOW], "unknown", id="allows perhaps"),
        pytest.param([ALLOW, MAYBE_DENY], "unknown", id="denies perhaps"),
    ],
)
def test_a_layer_limits_what_the_role_is_allowed(
    name: str, limit: Sequence[dict[str, Any]], outcome: str
) -> None:
    assert decided(ALLOW, **layer(name, *limit)).outcome == outcome


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_allows_nothing_by_itself(name: str) -> None:
    assert decided(OTHER, **layer(name, ALLOW)).outcome == "implicitDeny"


@pytest.mark.parametrize("name", LAYERS)
def test_an_unknown_of_the_role_stays_unknown_within_a_limit(name: str) -> None:
    assert decided(MAYBE_ALLOW, **layer(name, ALLOW)).outcome == "unknown"


def test_each_level_of_service_control_policies_must_allow() -> None:
    levels = [[policy(ALLOW)], [policy(OTHER)]]
    assert decided(ALLOW, service_control=levels).limited_by == "service control policies"


def test_an_unknown_says_what_is_not_known() -> None:
    assert decided(MAYBE_ALLOW).unknown == ("policy: the parameter Bucket has no value",)


def test_what_is_known_has_no_reasons() -> None:
    assert decided(ALLOW, MAYBE_ALLOW).unknown == ()


def test_statements_that_are_not_known_can_allow_and_deny() -> None:
    dark = Policy((), "dark", unknown=("it is not in the template",))
    assert Evaluator([policy(ALLOW), dark]).decide(GET).outcome == "unknown"


def test_the_nearest_statement_comes_first() -> None:
    near, far = OTHER, statement("Allow", "*", "s3:PutObject")
    found = decided(far, near).nearest
    assert [each.statement.actions for each in found] == [("s3:GetObject",), ("s3:PutObject",)]


def test_a_statement_of_another_service_is_not_near() -> None:
    assert decided(statement("Allow", "*", "sqs:SendMessage")).nearest == ()


def test_the_deciding_statement_is_of_the_layer_that_denied() -> None:
    found = decided(ALLOW, **layer("boundary", ALLOW, DENY)).deciding
    assert found is not None
    assert (found.layer, found.statement.effect) == ("permissions boundary", "Deny")


QUEUE = "arn:aws:sqs:us-east-1:111122223333:a:jobs"
SPANNING = statement("Allow", "arn:aws:sqs:*:*:jobs", "sqs:SendMessage")


@pytest.mark.parametrize(
    ("statements", "request_", "allowed", "denied"),
    [
        pytest.param([ALLOW], GET, True, False, id="an Allow"),
        pytest.param([DENY], GET, False, True, id="a Deny"),
        pytest.param([], GET, False, True, id="nothing allows"),
        pytest.param([MAYBE_ALLOW], GET, False, False, id="not known"),
        pytest.param(
            [SPANNING], Request("sqs:SendMessage", QUEUE), False, False, id="in one reading alone"
        ),
    ],
)
def test_what_is_surely_allowed_or_denied(
    statements: Sequence[dict[str, Any]], request_: Request, allowed: bool, denied: bool
) -> None:
    decision = Evaluator([policy(*statements)]).decide(request_)
    assert (decision.allowed, decision.denied) == (allowed, denied)


def test_statements_that_are_not_known_are_of_their_policy() -> None:
    unknown = Policy((), "attached", unknown=("it is not known",), path=("Resources", "Role"))
    both = _unknown_statements(unknown)
    assert [each.statement.effect for each in both] == ["Allow", "Deny"]
    assert {each.statement.path for each in both} == {("Resources", "Role")}

"""The order in which layers and effects decide, and what becomes of an unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.data.actions_without_permission import ACTIONS as NEED_NO_PERMISSION
from influmojo_cfn.data.actions_without_permission import OF_USERS
from influmojo_cfn.evaluation.request import Caller, Request
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


@pytest.mark.parametrize(
    ("own", "outcome"),
    [(DENY, "explicitDeny"), (OTHER, "implicitDeny")],
    ids=["a Deny", "nothing"],
)
def test_what_comes_after_a_layer_that_is_granted_counts(own: Any, outcome: str) -> None:
    evaluator = Evaluator([policy(own)], boundary=[policy(OTHER)])
    assert evaluator.decide(GET, {"permissions boundary"}).outcome == outcome


def test_a_layer_that_is_granted_denies_all_the_same() -> None:
    evaluator = Evaluator([policy(ALLOW)], boundary=[policy(DENY)])
    assert evaluator.decide(GET, {"permissions boundary"}).outcome == "explicitDeny"


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


WORLDS: dict[str, tuple[list[dict[str, Any]], set[tuple[bool, bool]]]] = {
    "nothing": ([], {(False, False)}),
    "an Allow": ([ALLOW], {(True, False)}),
    "a Deny": ([ALLOW, DENY], {(True, True)}),
    "perhaps an Allow": ([MAYBE_ALLOW], {(True, False), (False, False)}),
    "perhaps a Deny": ([ALLOW, MAYBE_DENY], {(True, False), (True, True)}),
    "perhaps both": (
        [MAYBE_DENY, MAYBE_ALLOW],
        {(True, False), (False, False), (True, True), (False, True)},
    ),
}
"""What a layer says, and in the worlds that there may be whether it allows and whether it denies.

Source: the table of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
(read 2026-11-23).
"""


def in_a_world(layers: Sequence[tuple[bool, bool]]) -> str:
    """Read AWS's table once more: a Deny decides, then every layer has to allow."""
    if any(denies for _, denies in layers):
        return "explicitDeny"
    return "allowed" if all(allows for allows, _ in layers) else "implicitDeny"


def in_all_worlds(names: Sequence[str]) -> str:
    found = {in_a_world(layers) for layers in product(*(WORLDS[name][1] for name in names))}
    if "allowed" not in found:
        return "explicitDeny" if found == {"explicitDeny"} else "implicitDeny"
    return "allowed" if found == {"allowed"} else "unknown"


@pytest.mark.parametrize("first", WORLDS)
def test_every_table_of_layers_is_what_each_world_says(first: str) -> None:
    for second, third in product(WORLDS, WORLDS):
        said = [[policy(*WORLDS[name][0])] for name in (first, second, third)]
        expected = in_all_worlds((first, second, third))
        asked = [
            Evaluator(said[0], boundary=said[1], session=said[2]).decide(GET),
            Evaluator(said[0], service_control=said[1:]).decide(GET),
            Evaluator(said[0], session=said[1], service_control=[said[2]]).decide(GET),
        ]
        assert [each.outcome for each in asked] == [expected] * 3, (second, third)
        assert [(each.least, each.most) for each in asked] == [(expected, expected)] * 3


@pytest.mark.parametrize(
    ("layers", "limited_by"),
    [
        pytest.param({}, "identity policies", id="the role's own"),
        pytest.param({"boundary": [policy(OTHER)]}, "permissions boundary", id="the first of two"),
        pytest.param({"boundary": [policy(MAYBE_ALLOW)]}, "identity policies", id="the surest"),
        pytest.param({"session": [policy(OTHER)]}, "session policies", id="a session"),
    ],
)
def test_the_layer_that_limits(layers: dict[str, Any], limited_by: str) -> None:
    found = decided(OTHER, **layers)
    assert (found.outcome, found.limited_by) == ("implicitDeny", limited_by)


def test_what_is_decided_names_its_statement() -> None:
    source = parse("Statement:\n- Effect: Allow\n  Action: 's3:*'\n  Resource: '*'\n", "p.yaml")
    own = parse_policy(source.data, name="own", source=source)
    found = Evaluator([own]).decide(GET)
    assert found.deciding is not None
    assert found.deciding.policy is own
    assert found.deciding.statement is own.statements[0]
    assert found.deciding.where == "p.yaml:2"
    assert found.limited_by is None
    denied = Evaluator([own], boundary=[policy(DENY)]).decide(GET)
    assert denied.deciding is not None
    assert denied.deciding.policy.name == "policy"
    far = parse_policy({"Statement": OTHER}, name="far")
    (nearest,) = Evaluator([far]).decide(GET).nearest
    assert (nearest.policy, nearest.where) == (far, "")
    assert [each.element for each in nearest.mismatches] == ["Resource"]


def test_the_first_of_equals_decides() -> None:
    first, second = policy(ALLOW), policy(ALLOW)
    found = Evaluator([policy(MAYBE_ALLOW), first, second]).decide(GET).deciding
    assert found is not None
    assert found.policy is first


@pytest.mark.parametrize("action", sorted(NEED_NO_PERMISSION - OF_USERS))
def test_an_action_that_needs_no_permission_is_allowed(action: str) -> None:
    found = Evaluator([policy(statement("Deny", action="*"))]).decide(Request(action.upper()))
    seen = (found.outcome, found.least, found.most, found.narrow, found.wide)
    assert seen == ("allowed",) * 5
    assert (found.deciding, found.limited_by, found.nearest, found.unknown) == (None, None, (), ())
    assert found.request.action == action.upper()


SEND = Request("sqs:SendMessage", QUEUE)
DENY_SPANNING = {**SPANNING, "Effect": "Deny"}
ALL = statement("Allow", "*", "*")
ALL_BUT_SPANNING = {"Effect": "Allow", "Action": "*", "NotResource": SPANNING["Resource"]}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param(
            [SPANNING],
            ("implicitDeny", "implicitDeny", "allowed", "implicitDeny", "allowed"),
            id="an Allow",
        ),
        pytest.param(
            [ALL, DENY_SPANNING],
            ("explicitDeny", "explicitDeny", "allowed", "allowed", "explicitDeny"),
            id="a Deny",
        ),
        pytest.param(
            [SPANNING, DENY_SPANNING],
            ("explicitDeny", "explicitDeny", "allowed", "implicitDeny", "explicitDeny"),
            id="both, each for itself",
        ),
        pytest.param(
            [ALL_BUT_SPANNING],
            ("implicitDeny", "implicitDeny", "allowed", "allowed", "implicitDeny"),
            id="what is left out",
        ),
        pytest.param(
            [statement("Allow", OPEN, "sqs:*"), DENY_SPANNING],
            ("unknown", "explicitDeny", "unknown", "unknown", "explicitDeny"),
            id="an unknown Allow beside it",
        ),
        pytest.param([ALL], ("allowed",) * 5, id="no doubt"),
    ],
)
def test_the_readings_of_a_wildcard(
    statements: list[dict[str, Any]], expected: tuple[str, ...]
) -> None:
    found = Evaluator([policy(*statements)]).decide(SEND)
    seen = (found.outcome, found.least, found.most, found.narrow, found.wide)
    assert seen == expected
    assert found.readings_differ is (expected[1] != expected[2])
    assert found.denied is ("Deny" in expected[0] and "Deny" in expected[2])


def test_a_decision_without_an_evaluator_says_what_it_holds() -> None:
    bare = Decision("implicitDeny", SEND, least="implicitDeny", most="allowed")
    assert (bare.narrow, bare.wide, bare.nearest) == ("implicitDeny", "implicitDeny", ())
    assert replace(bare, outcome="unknown").unknown == ()
    assert bare.if_granted({"identity policies"}) is bare


def test_what_denies_in_one_reading_is_told() -> None:
    found = Evaluator([policy(ALL, DENY_SPANNING)]).decide(SEND)
    assert found.deciding is not None
    assert found.deciding.statement.effect == "Deny"


def test_a_limit_in_both_readings_is_told() -> None:
    found = Evaluator([policy(SPANNING)], boundary=[policy(OTHER)]).decide(SEND)
    assert (found.outcome, found.limited_by) == ("implicitDeny", "permissions boundary")
    found = Evaluator([policy(ALL)], boundary=[policy(SPANNING)]).decide(SEND)
    assert (found.outcome, found.limited_by) == ("implicitDeny", "permissions boundary")
    (nearest,) = found.nearest
    assert nearest.layer == "permissions boundary"


def names_of(decision: Decision) -> list[str | None]:
    return [each.statement.sid for each in decision.nearest]


def named(sid: str, action: Any, resource: Any = "arn:aws:s3:::other/*", **more: Any) -> Any:
    return {"Sid": sid, "Effect": "Allow", "Action": action, "Resource": resource, **more}


KEY_ABSENT = {"Condition": {"StringEquals": {"aws:username": "a"}}}


def test_the_nearest_are_ranked_by_action_resource_and_the_rest() -> None:
    written = [
        named("service", "s3:PutObject", "*"),
        named("action", "S3:Get*"),
        named("other", "sqs:*", "*"),
        named("condition", "s3:GetObject", "*", **KEY_ABSENT),
        named("both", "s3:GetObject", **KEY_ABSENT),
    ]
    assert names_of(decided(*written)) == ["condition", "action", "both"]
    assert names_of(decided(*written[:3])) == ["action", "service"]
    omitted = {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*", "Sid": "omitted"}
    assert names_of(decided(omitted)) == []
    assert names_of(decided({**omitted, "NotAction": "sqs:*", "Resource": OTHER["Resource"]})) == [
        "omitted"
    ]
    assert names_of(decided({**named("deny", "s3:*", "*"), "Effect": "Deny"})) == []
    assert names_of(decided(ALLOW)) == []


def test_the_nearest_are_of_the_layer_that_limits() -> None:
    limits: dict[str, Any] = {"boundary": [policy(named("limit", "s3:GetObject"))]}
    levels = [[policy(named("level", "s3:*"))]]
    assert names_of(decided(named("own", "s3:GetObject", "*"), **limits)) == ["limit"]
    assert names_of(decided(ALLOW, service_control=levels)) == ["level"]
    session = {**limits, "session": [policy(named("session", "s3:GetObject"))]}
    late = Evaluator([policy(ALLOW)], **session)
    assert [each.layer for each in late.nearest(GET, "session policies")] == ["session policies"]
    every = Evaluator([policy(named("own", "s3:GetObject"))], **limits).nearest(GET)
    assert [each.statement.sid for each in every] == ["limit", "own"]


def test_the_caller_counts_among_the_nearest() -> None:
    rows = [
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": name}, "Sid": name}
        for name in ("a.amazonaws.com", "b.amazonaws.com")
    ]
    trust = parse_policy({"Statement": rows}, kind="trust")
    request = Request("sts:AssumeRole", principal=Caller("Service", "b.amazonaws.com"))
    near = Evaluator([trust], asked="trust policy").nearest(request)
    assert [(each.statement.sid, each.layer) for each in near] == [
        ("b.amazonaws.com", "trust policy"),
        ("a.amazonaws.com", "trust policy"),
    ]


def test_unknown_reasons_name_their_statement_or_policy() -> None:
    rows = [{**MAYBE_ALLOW, "Sid": "Maybe"}, MAYBE_ALLOW, {**MAYBE_ALLOW, "Action": "sqs:*"}]
    bare = parse_policy({"Statement": [MAYBE_ALLOW]})
    found = Evaluator([policy(*rows, MAYBE_DENY), bare]).decide(GET)
    assert found.unknown == (
        f"policy: {OPEN.reason}",
        f"Maybe: {OPEN.reason}",
        OPEN.reason,
    )


def test_what_is_not_known_of_a_policy_stands_in_both_effects() -> None:
    dark = Policy((), "dark", unknown=("why",))
    both = _unknown_statements(dark)
    assert [(each.statement.effect, each.statement.actions) for each in both] == [
        ("Allow", ("*",)),
        ("Deny", ("*",)),
    ]
    assert all(each.match(GET) == each.match(SEND) for each in both)
    assert Evaluator([dark]).decide(GET).unknown == ("dark: why",)
    assert Evaluator([policy(ALLOW)], boundary=[policy(ALLOW), dark]).decide(GET).outcome == (
        "unknown"
    )


def test_a_layer_remembers_what_is_about_an_action(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("influmojo_cfn.evaluation.simulate._CACHED_ACTIONS", 2)
    (layer,) = Evaluator([policy(ALLOW, DENY)]).layers
    found = layer.about("s3:GetObject")
    effects = [[each.deciding.statement.effect for each in side] for side in found]
    assert effects == [["Deny"], ["Allow"]]
    assert layer.about("s3:GetObject") is found
    assert layer.about("S3:GETOBJECT") == found
    assert layer.about("s3:GetObject") is found, "two are kept"
    assert layer.about("s3:PutObject") == ([], [])
    assert layer.about("s3:GetObject") is not found, "and no third"


def test_the_layers_stand_in_order() -> None:
    made = Evaluator([], boundary=[], session=[], service_control=[[], []])
    assert [each.name for each in made.layers] == [
        "service control policies",
        "service control policies",
        "permissions boundary",
        "session policies",
        "identity policies",
    ]
    assert [each.name for each in Evaluator([], asked="trust policy").layers] == ["trust policy"]


FROM_VPC = {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}
FROM_ACCOUNT = {"StringEquals": {"aws:PrincipalAccount": "444455556666"}}
CARRIED = {"aws:principalaccount": ("111122223333",)}


@pytest.mark.parametrize(
    ("deny", "noted"),
    [
        pytest.param({**DENY, "Condition": FROM_VPC}, "aws:SourceVpc", id="a key it lacks"),
        pytest.param(
            {**DENY, "Condition": {"StringNotEquals": FROM_VPC["StringEquals"]}},
            "aws:SourceVpc",
            id="denied for want of it",
        ),
        pytest.param({**DENY, "Condition": FROM_ACCOUNT}, "", id="a key it carries"),
        pytest.param(
            {
                **DENY,
                "Condition": {
                    "StringEquals": {**FROM_VPC["StringEquals"], **FROM_ACCOUNT["StringEquals"]}
                },
            },
            "",
            id="another condition fails",
        ),
        pytest.param(
            {**DENY, "Resource": "arn:aws:s3:::other/*", "Condition": FROM_VPC},
            "",
            id="another resource",
        ),
        pytest.param(
            {**DENY, "Action": "s3:PutObject", "Condition": FROM_VPC}, "", id="another action"
        ),
    ],
)
def test_a_deny_that_asks_for_what_the_request_lacks_is_noted(
    deny: dict[str, Any], noted: str
) -> None:
    found = Evaluator([policy(ALLOW, {**deny, "Sid": "D"})]).decide(GET._replace(context=CARRIED))
    said = f"D asks for {noted}, which the request does not carry: --context gives it"
    assert found.notes == ((said,) if noted else ())


def test_a_deny_is_noted_only_where_it_could_change_the_answer() -> None:
    denied = policy({**ALLOW, "Action": "s3:PutObject"}, {**DENY, "Condition": FROM_VPC})
    found = Evaluator([denied]).decide(GET._replace(context=CARRIED))
    assert (found.outcome, found.notes) == ("implicitDeny", ())


def test_a_deny_that_asks_for_two_keys_names_both() -> None:
    keys = {"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d", "aws:SourceVpce": "vpce-0a1b2c3d"}}
    found = Evaluator([policy(ALLOW, {**DENY, "Condition": keys})]).decide(GET)
    assert "asks for aws:SourceVpc and aws:SourceVpce, which" in found.notes[0]

"""Statements: what each element matches, and what is said of one that does not."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller, Request
from influmojo_cfn.evaluation.statements import CompiledStatement, stays_within_segments
from influmojo_cfn.iam.document import Condition, Policy, Statement
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


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_an_account_is_named_by_its_number_in_every_partition(partition: str) -> None:
    root = f"arn:{partition}:iam::111122223333:root"
    caller = Caller("AWS", f"arn:{partition}:iam::111122223333:role/app", (root,))
    assert statement(principals={"AWS": ("111122223333",)}).match_principal(caller) == YES
    assert statement(principals={"AWS": ("444455556666",)}).match_principal(caller) == NO


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


def test_variables_are_resolved_with_what_the_request_carries() -> None:
    own = "arn:aws:s3:::logs/${aws:username}"
    made = Statement("Allow", ("*",), (own,))
    compiled = CompiledStatement(Policy((made,), version="2012-10-17"), made)
    older = CompiledStatement(Policy((made,)), made)

    def match(asked: CompiledStatement, name: str, **context: Any) -> Verdict:
        carried = {f"aws:{key}": value for key, value in context.items()}
        return asked.match_resource(Request("s3:GetObject", f"arn:aws:s3:::logs/{name}", carried))

    assert match(compiled, "bob", username=("bob",)) == YES
    assert match(compiled, "bob", username=("eve",)) == NO
    assert match(compiled, "bob") == NO
    assert match(compiled, "bob", username=Unknown("why")) == UNKNOWN
    assert match(older, "${aws:username}") == YES
    far = Request("s3:GetObject", "arn:aws:s3:::other/bob", {"aws:username": Unknown("why")})
    assert compiled.match_resource(far) == NO


@pytest.mark.parametrize(
    ("pattern", "arn", "expected"),
    [
        pytest.param("arn:${aws:a}:s3:::b", "arn:${aws:a}:s3:::b", YES, id="it is text there"),
        pytest.param("arn:${aws:a}:s3:::b", "arn:x:s3:::b", NO, id="and stands for nothing"),
        pytest.param("arn:aws:s3:::${aws:a}", "arn:aws:s3:::x", YES, id="after the fifth colon"),
        pytest.param("arn:aws:s3::${aws:a}:b", "arn:aws:s3::x:b", NO, id="before it"),
        pytest.param("${aws:a}", "x", NO, id="in no ARN"),
    ],
)
def test_variables_stand_in_the_resource_part_alone(
    pattern: str, arn: str, expected: Verdict
) -> None:
    made = Statement("Allow", ("*",), (pattern,))
    compiled = CompiledStatement(Policy((made,), version="2012-10-17"), made)
    request = Request("s3:GetObject", arn, {"aws:a": ("x",)})
    assert compiled.match_resource(request) == expected


SESSION = Caller(
    "AWS",
    "arn:aws:sts::111122223333:assumed-role/app/s",
    ("arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:root"),
    any_path=True,
)
MAYBE = Unknown("an ARN", "arn:aws:iam::111122223333:role/*")


@pytest.mark.parametrize(
    ("principals", "not_principal", "caller", "expected"),
    [
        pytest.param({"*": ("*",)}, False, USER, YES, id="everyone"),
        pytest.param({"AWS": ("*",)}, False, Caller("Service", "x"), YES, id="every kind"),
        pytest.param({"Service": ("*",)}, False, USER, NO, id="every service"),
        pytest.param({"AWS": (MAYBE,)}, False, USER, NO, id="a role is no user"),
        pytest.param({"AWS": (MAYBE,)}, False, SESSION, UNKNOWN, id="perhaps the role"),
        pytest.param({"AWS": (MAYBE, "*")}, False, SESSION, YES, id="perhaps, and surely"),
        pytest.param({"AWS": (MAYBE, SESSION.also[0])}, False, SESSION, YES, id="surely after"),
        pytest.param(
            {"AWS": ("arn:aws:iam::111122223333:role/a/b/app",)}, False, SESSION, YES, id="its path"
        ),
        pytest.param(
            {"AWS": ("arn:aws:iam::111122223333:role/a/b",)}, False, SESSION, NO, id="another role"
        ),
        pytest.param(
            {"AWS": ("arn:aws:iam::111122223333:user/x/Bob",)}, False, USER, NO, id="another path"
        ),
        pytest.param({"AWS": ("1111",)}, False, USER, NO, id="a part of the account"),
        pytest.param({"AWS": ("root",)}, False, USER, NO, id="no number"),
        pytest.param(
            {"AWS": ("x",)}, False, Caller("AWS", "arn:aws:iam::x:root"), NO, id="no account"
        ),
        pytest.param(
            {"CanonicalUser": ("0" * 64,)}, False, SESSION, UNKNOWN, id="perhaps its account's ID"
        ),
        pytest.param({"AWS": SESSION.also}, True, SESSION, YES, id="the session is not left out"),
        pytest.param({"AWS": SESSION.identities}, True, SESSION, NO, id="all three left out"),
        pytest.param({"AWS": (MAYBE,)}, True, SESSION, YES, id="not all perhaps"),
        pytest.param(
            {"AWS": (Unknown("why"), "111122223333")}, True, USER, UNKNOWN, id="perhaps all"
        ),
    ],
)
def test_how_a_caller_is_named(
    principals: dict[str, Any], not_principal: bool, caller: Caller, expected: Verdict
) -> None:
    made = statement(principals=principals, not_principal=not_principal)
    assert made.match_principal(caller) == expected
    request = Request("s3:GetObject", OBJECT, principal=caller)
    assert made.match(request) == expected
    element = "NotPrincipal" if not_principal else "Principal"
    assert [(found.element, found.verdict) for found in made.mismatches(request)] == (
        [] if expected == YES else [(element, expected)]
    )


ROOT = SESSION.also[-1]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        pytest.param(SESSION.identities, NO, id="all three"),
        pytest.param(SESSION.also, UNKNOWN, id="its role and account"),
        pytest.param((SESSION.identifier,), UNKNOWN, id="itself alone"),
        pytest.param((ROOT,), YES, id="its account alone"),
        pytest.param(("arn:aws:iam::111122223333:role/other", ROOT), YES, id="another role"),
    ],
)
def test_whom_notprincipal_names_in_part_it_may_spare(
    named: tuple[str, ...], expected: Verdict
) -> None:
    made = statement(effect="Deny", principals={"AWS": named}, not_principal=True)
    request = Request("s3:GetObject", OBJECT, principal=SESSION)
    assert made.match(request) == expected
    assert bool(made.unknown_reasons(request)) is (expected == UNKNOWN)


def test_a_statement_of_a_resource_policy_without_a_resource_is_about_all() -> None:
    made = statement(principals={"*": ("*",)}, resources=())
    assert made.match_resource(REQUEST) == YES


WIDE = "arn:aws:*:111122223333:*"


@pytest.mark.parametrize(
    ("elements", "readings"),
    [
        pytest.param({"resources": (WIDE,)}, (READING, NO, YES), id="named widely"),
        pytest.param(
            {"resources": (WIDE,), "not_resource": True}, (READING, YES, NO), id="left out widely"
        ),
        pytest.param({"resources": (QUEUE,)}, (YES, YES, YES), id="named"),
        pytest.param(
            {"resources": (WIDE,), "unknown": ("why",)}, (UNKNOWN, NO, UNKNOWN), id="and unknown"
        ),
        pytest.param(
            {"resources": (WIDE,), "principals": {"AWS": ("*",)}}, (NO, NO, NO), id="of no caller"
        ),
        pytest.param(
            {"resources": (WIDE, BUCKET, QUEUE)}, (YES, YES, YES), id="the surest of three"
        ),
    ],
)
def test_a_match_in_each_reading(
    elements: dict[str, Any], readings: tuple[Verdict, Verdict, Verdict]
) -> None:
    made, asked = statement(**elements), Request("sqs:SendMessage", QUEUE)
    found = made.match(asked), made.match(asked, wide=False), made.match(asked, wide=True)
    assert found == readings


ABSENT, GIVEN, OPEN = "StringLike", "StringNotLike", "StringIs"


@pytest.mark.parametrize(
    ("operators", "unknown", "expected"),
    [
        pytest.param((), (), YES, id="none"),
        pytest.param((GIVEN, GIVEN), (), YES, id="all hold"),
        pytest.param((GIVEN, ABSENT, OPEN), (), NO, id="one does not"),
        pytest.param((GIVEN, OPEN), (), UNKNOWN, id="one is not known"),
        pytest.param((OPEN, ABSENT), (), NO, id="one is not known, another does not hold"),
        pytest.param((GIVEN,), ("why",), UNKNOWN, id="a statement that is not known"),
    ],
)
def test_all_conditions_count(
    operators: tuple[str, ...], unknown: tuple[str, ...], expected: Verdict
) -> None:
    conditions = tuple(Condition(name, "aws:username", ("a",)) for name in operators)
    made = statement(conditions=conditions, unknown=unknown)
    assert made.match_conditions({}) == expected
    assert made.match(REQUEST) == expected
    found = [
        (each.element, each.condition.condition.operator if each.condition else "")
        for each in made.mismatches(REQUEST)
    ]
    doubted = [("Condition", name) for name in operators if name != GIVEN]
    assert found == doubted + ([("Statement", "")] if unknown else [])


@pytest.mark.parametrize(
    ("resource", "verdict", "by_service"),
    [
        pytest.param("arn:aws:*:us-east-1:111122223333:jobs", READING, True, id="the service"),
        pytest.param("arn:aws:s?s:us-east-1:111122223333:jobs", READING, True, id="a letter of it"),
        pytest.param("arn:aws:*:111122223333:*", READING, False, id="a whole part is missing"),
        pytest.param("arn:aws:sqs:*:jobs", READING, False, id="not the service"),
        pytest.param("arn:aws:*:us-east-1:111122223333:other", NO, False, id="another queue"),
    ],
)
def test_a_wildcard_for_the_service_is_told(
    resource: str, verdict: Verdict, by_service: bool
) -> None:
    (found,) = statement(resources=(resource, BUCKET)).mismatches(Request("sqs:SendMessage", QUEUE))
    assert (found.element, found.verdict, found.by_service) == ("Resource", verdict, by_service)


def test_a_mismatch_says_of_what_it_is() -> None:
    made = statement(not_resource=True, resources=(OBJECT,))
    (found,) = made.mismatches(REQUEST)
    assert (found.element, found.statement, found.request) == (
        "NotResource",
        made.statement,
        REQUEST,
    )


@pytest.mark.parametrize(
    ("elements", "expected"),
    [
        pytest.param({"principals": {"AWS": (MAYBE, "x"), "Service": ()}}, ("an ARN",), id="role"),
        pytest.param({"principals": {"AWS": (MAYBE, "*")}}, (), id="everyone anyway"),
        pytest.param(
            {"resources": ("arn:aws:s3:::${aws:userid}/*",)},
            ("${aws:userid}: given by AWS",),
            id="a variable",
        ),
        pytest.param(
            {"conditions": (Condition("StringEquals", "aws:userid", ("AROA1",)),)},
            ("aws:userid: given by AWS",),
            id="a key",
        ),
        pytest.param(
            {"conditions": (Condition("StringEquals", "aws:userid", ("a",)),)},
            (),
            id="a key that cannot have the value",
        ),
        pytest.param(
            {"conditions": (Condition("StringEquals", "aws:username", (Unknown("b"),)),)},
            (),
            id="a condition that fails anyway",
        ),
        pytest.param(
            {
                "unknown": ("why",),
                "actions": (Unknown("why"),),
                "resources": (Unknown("which", "arn:aws:s3:::*"),),
            },
            ("why", "which"),
            id="each once",
        ),
        pytest.param({"actions": ("sqs:*", Unknown("why", "sqs:*"))}, (), id="another action"),
    ],
)
def test_what_is_not_known_of_each_part(
    elements: dict[str, Any], expected: tuple[str, ...]
) -> None:
    made = Statement(**{"effect": "Allow", "actions": ("*",), "resources": ("*",), **elements})
    compiled = CompiledStatement(Policy((made,), version="2012-10-17"), made)
    context = {"aws:userid": Unknown("given by AWS", "AROA*")}
    request = Request("s3:GetObject", "arn:aws:s3:::x/y", context, SESSION)
    assert compiled.unknown_reasons(request) == expected


@pytest.mark.parametrize("denies", [False, True])
def test_a_deny_does_not_vanish_with_a_value_that_cannot_be_read(denies: bool) -> None:
    conditions = (Condition("NumericEquals", "s3:max-keys", ("x",)),)
    made = statement(effect="Deny" if denies else "Allow", conditions=conditions)
    assert made.match_conditions({"s3:max-keys": ("5",)}) == (UNKNOWN if denies else NO)


def test_a_policy_of_the_narrow_reading_takes_every_service() -> None:
    made = Statement("Allow", ("*",), ("arn:aws:*:us-east-1:111122223333:jobs",))
    short = Statement("Allow", ("*",), ("arn:aws:*",))
    for within, expected in ((True, YES), (False, READING)):
        for each in (made, short):
            compiled = CompiledStatement(Policy((each,), within_segments=within), each)
            assert compiled.match_resource(Request("sqs:SendMessage", QUEUE)) == expected


@pytest.mark.parametrize(
    ("resource", "arn", "expected"),
    [
        pytest.param("arn:aws:sqs:*:*:jobs", QUEUE, YES, id="each segment by itself"),
        pytest.param("arn:aws:sqs:*:jobs", QUEUE, READING, id="two at once"),
        pytest.param("arn:aws:sqs:*:other", QUEUE, NO, id="in neither reading"),
    ],
)
def test_a_wildcard_within_or_past_a_segment(resource: str, arn: str, expected: Verdict) -> None:
    made = statement(resources=(resource,))
    assert made.match_resource(Request("sqs:SendMessage", arn)) == expected


def test_a_condition_has_variables_where_its_policy_has() -> None:
    conditions = (Condition("StringEquals", "aws:username", ("${aws:a}",)),)
    made = Statement("Allow", ("*",), ("*",), conditions)
    context = {"aws:username": ("bob",), "aws:a": ("bob",)}
    for version, expected in (("2012-10-17", YES), ("2008-10-17", NO)):
        compiled = CompiledStatement(Policy((made,), version=version), made)
        assert compiled.match_conditions(context) == expected

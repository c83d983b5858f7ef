"""What AWS's pages do not tell is unknown, for an Allow and for a Deny, and is said."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Caller, Request, context_of, parse_principal
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.report.decision import explanation, summary

ALLOW_ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
KEY = "aws:PrincipalTag/t"


def asked(*statements: dict[str, Any], action: str = "s3:GetObject", carried: str = "") -> Decision:
    policy = parse_policy({"Version": "2012-10-17", "Statement": list(statements)})
    context = context_of({KEY: carried} if carried else {})
    return Evaluator([policy]).decide(Request(action, "arn:aws:s3:::b/k", context))


@pytest.mark.parametrize(
    ("operator", "value", "carried", "reason"),
    [
        ("StringNotEqual", "a", "b", "'StringNotEqual' is not an operator of IAM"),
        ("StringEqual", "a", "a", "'StringEqual' is not an operator of IAM"),
        ("NumericNotEquals", "ten", "5", "cannot read 'ten': it is not a number"),
        ("NumericNotEquals", ["ten", "7"], "5", "cannot read 'ten': it is not a number"),
        ("DateNotEqualsIfExists", "soon", "5", "cannot read 'soon': it is not a date"),
        ("NotIpAddress", "203.0.113.0/33", "8.8.8.8", "it is not an address or a CIDR block"),
        ("ArnNotLike", "queue", "arn:aws:sqs:r:1:q:x", "cannot read 'queue': it is not an ARN"),
        ("ArnNotLike", "arn:aws:sqs", "arn:aws:sqs:r:1:q:x", "whether 'arn:aws:sqs' is an ARN"),
        ("ArnLike", "arn:aws:sqs", "arn:aws:sqs:r:1:q:x", "whether 'arn:aws:sqs' is an ARN"),
        ("ArnEquals", "*", "arn:aws:sqs:r:1:q:x", "AWS does not document whether '*' is an ARN"),
        ("NumericEquals", "1e3", "1000", "AWS does not document whether '1e3' is a number"),
        ("NumericEquals", "1000", "1e3", f"{KEY}: AWS does not document whether '1e3' is a number"),
        ("DateLessThan", "2026-1-1", "2025-01-01", "document whether '2026-1-1' is a date"),
        ("DateLessThan", "2026-06-01T00:00:00", "2026-01-01", "whether '2026-06-01T00:00:00' is"),
        ("DateLessThan", "2026-06-01T00:00Z", "2026-05-01T00:00+0200", "'2026-05-01T00:00+0200'"),
        ("IpAddress", "010.0.0.0/8", "10.1.2.3", "is an address or a CIDR block"),
        ("IpAddress", "10.0.0.0/8", "010.1.2.3", "is an address or a CIDR block"),
        ("BinaryEquals", "QR==", "QQ==", "AWS does not document whether 'QR==' is base64"),
        ("BinaryEquals", "QQ", "QQ==", "AWS does not document whether 'QQ' is base64"),
        ("BinaryEquals", "+/8=", "-_8=", f"{KEY}: AWS does not document whether '-_8=' is base64"),
        ("DateGreaterThan", "2026", "1800-01-01", "AWS does not document whether '2026' is a date"),
        ("DateLessThan", "17.5", "1970-01-01", "AWS does not document whether '17.5' is a date"),
        ("NumericLessThan", float("inf"), "5", "whether '1e309' is a number"),
        ("ForAnyValue:Null", "false", "x", "AWS does not document what ForAnyValue does in front"),
        ("ForAllValues:Null", "true", "", "AWS does not document what ForAllValues does in front"),
    ],
)
def test_a_condition_that_cannot_be_read(
    operator: str, value: Any, carried: str, reason: str
) -> None:
    condition = {"Condition": {operator: {KEY: value}}}
    allow = asked({**ALLOW_ALL, **condition}, carried=carried)
    deny = asked(ALLOW_ALL, {**ALLOW_ALL, **condition, "Effect": "Deny"}, carried=carried)
    assert (allow.outcome, deny.outcome) == ("unknown", "unknown")
    assert not allow.denied
    assert reason in allow.unknown[0]
    assert reason in deny.unknown[0]


@pytest.mark.parametrize(
    ("operator", "value", "carried"),
    [
        ("NumericNotEquals", ["ten", "5"], "5"),
        ("NumericEquals", ["1e3", "5"], "many"),
        ("NumericNotEquals", ["1e3", "5"], "5"),
        ("NumericEquals", "ten", "10"),
        ("NumericEquals", "3", "\N{ARABIC-INDIC DIGIT THREE}"),
        ("IpAddress", "203.0.113.0/255.255.255.0", "203.0.113.9"),
    ],
)
def test_what_surely_fails_whatever_the_rest_means(operator: str, value: Any, carried: str) -> None:
    statement = {**ALLOW_ALL, "Condition": {operator: {KEY: value}}}
    assert asked(statement, carried=carried).outcome == "implicitDeny"


@pytest.mark.parametrize(
    ("operator", "value", "carried", "reason"),
    [
        ("NumericEquals", "ten", "10", "NumericEquals cannot read 'ten': it is not a number"),
        ("NumericLessThanIfExists", ["ten"], "10", "cannot read 'ten': it is not a number"),
        ("DateLessThan", "soon", "2026-01-01", "DateLessThan cannot read 'soon': it is not a date"),
        ("Bool", "no", "true", "Bool cannot read 'no': it is not a Boolean"),
        ("Null", "maybe", "x", "Null cannot read 'maybe': it is not a Boolean"),
        ("IpAddress", "203.0.113.0/255.255.255.0", "203.0.113.9", "not an address or a CIDR block"),
        ("IpAddress", "10.0.0.1/99", "10.0.0.1", "it is not an address or a CIDR block"),
        ("BinaryEquals", "Q", "QQ==", "BinaryEquals cannot read 'Q': it is not base64"),
        ("ArnLike", "queue", "arn:aws:sqs:r:1:q:x", "ArnLike cannot read 'queue'"),
        ("ForAnyValue:NumericEquals", "ten", "10", "cannot read 'ten'"),
    ],
)
def test_a_deny_does_not_vanish_with_a_value_that_cannot_be_read(
    operator: str, value: Any, carried: str, reason: str
) -> None:
    condition = {"Condition": {operator: {KEY: value}}}
    deny = asked(ALLOW_ALL, {**ALLOW_ALL, **condition, "Effect": "Deny"}, carried=carried)
    assert deny.outcome == "unknown"
    assert reason in deny.unknown[0]
    assert asked({**ALLOW_ALL, **condition}, carried=carried).outcome == "implicitDeny"


@pytest.mark.parametrize(
    ("operator", "carried"), [("NumericEquals", "many"), ("NumericEquals", ""), ("Bool", "maybe")]
)
def test_a_deny_that_no_reading_of_its_value_has_hold(operator: str, carried: str) -> None:
    deny = {**ALLOW_ALL, "Effect": "Deny", "Condition": {operator: {KEY: "ten"}}}
    assert asked(ALLOW_ALL, deny, carried=carried).allowed


@pytest.mark.parametrize(
    "operator", ["NumericEquals", "Bool", "DateEquals", "ArnLike", "IpAddress"]
)
def test_a_deny_of_the_text_that_the_request_carries_does_not_vanish(operator: str) -> None:
    deny = {**ALLOW_ALL, "Effect": "Deny", "Condition": {operator: {KEY: "ten"}}}
    assert asked(ALLOW_ALL, deny, carried="Ten").outcome == "unknown"


def test_a_deny_whose_variable_stands_for_no_value() -> None:
    condition = {"Condition": {"ArnLike": {KEY: "${aws:username}"}}}
    deny = {**ALLOW_ALL, **condition, "Effect": "Deny"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [ALLOW_ALL, deny]})
    context = context_of({KEY: "arn:aws:sqs:r:1:q:x", "aws:username": "ann"})
    found = Evaluator([policy]).decide(Request("s3:GetObject", "arn:aws:s3:::b/k", context))
    assert found.outcome == "unknown"


@pytest.mark.parametrize("operator", ["StringEquals", "StringNotEquals", "Null", "ArnLike"])
def test_a_key_that_lists_no_value(operator: str) -> None:
    statement = {**ALLOW_ALL, "Condition": {operator: {KEY: []}}}
    deny = asked(ALLOW_ALL, {**statement, "Effect": "Deny"}, carried="x")
    assert deny.outcome == "unknown"
    assert deny.unknown == (f"{operator} of {KEY} lists no value",)
    allow = asked(statement, carried="x").outcome
    assert allow == ("unknown" if operator == "StringNotEquals" else "implicitDeny")


@pytest.mark.parametrize(
    ("element", "text", "reason"),
    [
        ("Action", "GetObject", "Action 'GetObject' has no service prefix"),
        ("Action", ["s3:PutObject", "everything"], "Action 'everything' has no service prefix"),
        ("NotAction", "Get*", "Action 'Get*' has no service prefix"),
        ("Action", "s3:", "Action 's3:' is not a service prefix and an action's name"),
        ("Action", "s3: GetObject", "Action 's3: GetObject' is not a service prefix and an"),
        ("Action", "s3:Get:Object", "Action 's3:Get:Object' is not a service prefix and an"),
        (
            "Action",
            "*:GetObject",
            "Action '*:GetObject' is not a service prefix and an action's name",
        ),
        (
            "NotAction",
            "${aws:username}:x",
            "Action '${aws:username}:x' is not a service prefix and",
        ),
        ("Resource", "bucket", "Resource 'bucket' is not an ARN"),
        ("Resource", ["*bucket*", "arn:aws:sqs:*:*:q"], "Resource '*bucket*' is not an ARN"),
        ("NotResource", "s3:::bucket", "Resource 's3:::bucket' is not an ARN"),
    ],
)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_text_that_iam_refuses(element: str, text: Any, reason: str, effect: str) -> None:
    statement = {name: value for name, value in ALLOW_ALL.items() if name not in element}
    statement = {**statement, "Effect": effect, element: text}
    found = asked(*([ALLOW_ALL] if effect == "Deny" else []), statement)
    assert found.outcome == "unknown"
    assert found.unknown[0].startswith(reason)
    assert found.unknown[0].endswith(", and AWS takes no such statement")


RESOURCES_NEARLY_ARNS = [
    ("ARN:aws:s3:::b/k", "is not an ARN: 'arn' is in lowercase"),
    ("arn:aws:S3:::b/*", "has a service that is not in lowercase"),
    ("arn:amazon:s3:::b/*", "is of a partition that doesn't exist"),
    ("arn:amazon:s3", "is of a partition that doesn't exist"),
    ("arn:aws:s3:::b/${aws:username", "has a ${ that begins no policy variable"),
    ("arn:aws:s3:::b/${}", "has a ${ that begins no policy variable"),
    ("arn:aws:s3:::${aws:username,'b'}/k", "has a ${ that begins no policy variable"),
    ("arn:aws:s3:${aws:RequestedRegion}::b/*", "replaces no policy variable before the fifth"),
    ("arn:aws:s3:::${aws: username}/k", "has a ${ that begins no policy variable"),
]


@pytest.mark.parametrize(("resource", "reason"), RESOURCES_NEARLY_ARNS)
def test_a_resource_that_is_nearly_an_arn(resource: str, reason: str) -> None:
    narrow = {"Effect": "Deny", "Action": "*", "Resource": resource}
    wide = {"Effect": "Allow", "Action": "*", "NotResource": resource}
    for found in (asked(ALLOW_ALL, narrow), asked(wide)):
        assert found.outcome == "unknown"
        assert reason in found.unknown[0]
    assert asked({"Effect": "Allow", "Action": "*", "Resource": resource}).denied
    other = parse_policy({"Version": "2012-10-17", "Statement": [ALLOW_ALL, narrow]})
    queue = Request("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", {})
    assert Evaluator([other]).decide(queue).allowed


@pytest.mark.parametrize(
    "text", ["${aws:username", "${}", "a${aws:username,'b'}", "${a b}", "${'x'}"]
)
@pytest.mark.parametrize("operator", ["StringEquals", "StringLike", "StringNotEquals"])
def test_a_condition_with_what_begins_no_variable(operator: str, text: str) -> None:
    statement = {**ALLOW_ALL, "Condition": {operator: {KEY: text}}}
    deny = asked(ALLOW_ALL, {**statement, "Effect": "Deny"}, carried="a")
    assert deny.outcome == "unknown"
    assert "${ that begins no policy variable as AWS writes one" in deny.unknown[0]
    allow = asked(statement, carried="a").outcome
    assert allow == ("unknown" if operator == "StringNotEquals" else "implicitDeny")


@pytest.mark.parametrize("text", ["${", "$ {a}", "${aws:username"])
def test_a_policy_without_variables_has_such_texts(text: str) -> None:
    statement = {**ALLOW_ALL, "Effect": "Deny", "Condition": {"StringEquals": {KEY: text}}}
    policy = parse_policy({"Version": "2008-10-17", "Statement": [ALLOW_ALL, statement]})
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", context_of({KEY: text}))
    assert Evaluator([policy]).decide(request).outcome == "explicitDeny"


@pytest.mark.parametrize(
    "key",
    ["SourceIp", ":x", "aws:", "aws:RequestTag/*", "aws:SourceIp ", "aws:RequestTag/${aws:userid}"],
)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_key_that_is_none(key: str, effect: str) -> None:
    statement = {**ALLOW_ALL, "Effect": effect, "Condition": {"StringEquals": {key: "a"}}}
    found = asked(*([ALLOW_ALL] if effect == "Deny" else []), statement)
    assert found.outcome == "unknown"
    assert found.unknown == (f"{key!r} is not a condition key, and AWS takes no such statement",)


def test_a_key_in_two_spellings() -> None:
    condition = {"StringEquals": {KEY: "a", KEY.upper(): "b"}}
    for statements in (
        [{**ALLOW_ALL, "Condition": condition}],
        [ALLOW_ALL, {**ALLOW_ALL, "Effect": "Deny", "Condition": condition}],
    ):
        found = asked(*statements, carried="a")
        assert found.outcome == "unknown"
        assert "a condition key stands twice under one operator" in found.unknown[0]


ROLE = "arn:aws:iam::111122223333:role/app"
EVERYONE = {**ALLOW_ALL, "Principal": "*"}


@pytest.mark.parametrize(
    ("principal", "reason"),
    [
        ({"AWS": "arn:aws:iam::111122223333:role/*"}, "no wildcard within a principal"),
        ({"AWS": ["arn:aws:iam::111122223333:role/ap?"]}, "no wildcard within a principal"),
        ({"AWS": "arn:aws:iam::111122223333:group/g"}, "is a user group"),
        ({"AWS": "11112222"}, "is not an account of 12 digits"),
        ({"AWS": "arn:aws:iam::111122223333:role/${aws:PrincipalTag/r}"}, "has a policy variable"),
        ({"AWS": []}, "a principal lists nothing"),
        ({}, "a principal lists nothing"),
    ],
)
def test_a_principal_that_aws_refuses(principal: Any, reason: str) -> None:
    deny = {**ALLOW_ALL, "Effect": "Deny", "Principal": principal}
    statements = {"Version": "2012-10-17", "Statement": [EVERYONE, deny]}
    caller = parse_principal(f"AWS:{ROLE}")
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", {}, caller)
    found = Evaluator([parse_policy(statements, kind="resource")]).decide(request)
    assert found.outcome == "unknown"
    assert reason in found.unknown[0]


@pytest.mark.parametrize("principal", ["arn:aws:iam::444455556666:role/*", "444455556666"])
def test_a_principal_of_another_account(principal: str) -> None:
    deny = {**ALLOW_ALL, "Effect": "Deny", "Principal": {"AWS": principal}}
    statements = {"Version": "2012-10-17", "Statement": [EVERYONE, deny]}
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", {}, parse_principal(f"AWS:{ROLE}"))
    assert Evaluator([parse_policy(statements, kind="resource")]).decide(request).allowed


def test_everybody_but_one_may() -> None:
    allow = {**ALLOW_ALL, "NotPrincipal": {"AWS": "444455556666"}}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [allow]}, kind="resource")
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", {}, parse_principal(f"AWS:{ROLE}"))
    found = Evaluator([policy]).decide(request)
    assert (found.outcome, found.denied) == ("unknown", False)
    assert found.unknown == ("AWS supports NotPrincipal with Deny alone",)


def test_a_resource_policy_may_name_its_own_resources_by_less_than_an_arn() -> None:
    statement = {**ALLOW_ALL, "Principal": "*", "Resource": "execute-api:/stage/GET/x"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]}, kind="resource")
    assert policy.statements[0].resources == ("execute-api:/stage/GET/x",)


def test_a_variable_that_stands_for_no_value() -> None:
    condition = {"Condition": {"ArnNotLike": {KEY: "${aws:username}"}}}
    policy = parse_policy({"Version": "2012-10-17", "Statement": {**ALLOW_ALL, **condition}})
    context = context_of({KEY: "arn:aws:sqs:r:1:q:x", "aws:username": "ann"})
    found = Evaluator([policy]).decide(Request("s3:GetObject", "arn:aws:s3:::b/k", context))
    assert found.outcome == "unknown"
    assert "cannot read 'ann'" in found.unknown[0]


def test_a_known_deny_beside_one_that_cannot_be_read() -> None:
    unread = {**ALLOW_ALL, "Effect": "Deny", "Condition": {"NumericNotEquals": {KEY: "ten"}}}
    sure = {**ALLOW_ALL, "Effect": "Deny"}
    assert asked(ALLOW_ALL, unread, sure, carried="5").outcome == "explicitDeny"


@pytest.mark.parametrize("element", ["Resource", "NotResource", "Action", "NotAction"])
def test_a_list_of_nothing(element: str) -> None:
    statement = {name: value for name, value in ALLOW_ALL.items() if name not in element}
    deny = {**statement, "Effect": "Deny", element: []}
    found = asked(ALLOW_ALL, deny)
    assert found.outcome == "unknown"
    assert f"{element} lists nothing" in found.unknown[0]


@pytest.mark.parametrize("action", ["sts:GetCallerIdentity", "STS:getcalleridentity"])
def test_a_call_that_needs_no_permission(action: str) -> None:
    for found in (asked(action=action), asked({**ALLOW_ALL, "Effect": "Deny"}, action=action)):
        assert found.allowed
        assert not found.denied
        assert summary(found) == f"allowed: {action} needs no permission, and no Deny stops it"
        assert "needs no permission" in explanation(found)


@pytest.mark.parametrize("statements", [(), (ALLOW_ALL,), ({**ALLOW_ALL, "Effect": "Deny"},)])
def test_a_call_that_needs_no_permission_of_a_user(statements: tuple[dict[str, Any], ...]) -> None:
    found = asked(*statements, action="sts:GetSessionToken")
    assert found.outcome == "unknown"
    reason = "whether a user calls sts:GetSessionToken, which no policy decides"
    assert found.unknown == (f"the credentials: {reason}",)


@pytest.mark.parametrize(
    ("kind", "caller", "outcome"),
    [
        ("Service", Caller("Service", "s3.amazonaws.com"), "unknown"),
        ("Service", Caller("AWS", "arn:aws:iam::111122223333:role/r"), "implicitDeny"),
        ("CanonicalUser", Caller("CanonicalUser", "0" * 64), "unknown"),
    ],
)
@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_wildcard_that_a_type_of_principal_does_not_take(
    kind: str, caller: Caller, outcome: str, effect: str
) -> None:
    named = {"Effect": effect, "Principal": {kind: "*"}, "Action": "sqs:*", "Resource": "*"}
    everyone = {**named, "Effect": "Allow", "Principal": "*"}
    rows = [named] if effect == "Allow" else [named, everyone]
    policy = parse_policy({"Version": "2012-10-17", "Statement": rows}, kind="resource")
    request = Request("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", {}, caller)
    found = Evaluator([policy]).decide(request)
    if effect == "Deny" and outcome == "implicitDeny":
        outcome = "allowed"
    assert found.outcome == outcome


@pytest.mark.parametrize(("effect", "outcome"), [("Allow", "allowed"), ("Deny", "explicitDeny")])
def test_a_federated_wildcard_is_every_provider(effect: str, outcome: str) -> None:
    named = {"Effect": effect, "Principal": {"Federated": "*"}, "Action": "sts:*", "Resource": "*"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": named}, kind="resource")
    caller = Caller("Federated", "cognito-identity.amazonaws.com")
    request = Request("sts:AssumeRoleWithWebIdentity", "*", {}, caller)
    assert Evaluator([policy]).decide(request).outcome == outcome


@pytest.mark.parametrize(
    ("variable", "tags", "outcome"),
    [
        ("${aws:TagKeys}", ["k"], "unknown"),
        ("${aws:TagKeys, 'k'}", [], "unknown"),
        ("${aws:TagKeys}", ["k", "l"], "implicitDeny"),
        ("${aws:TagKeys}", [], "implicitDeny"),
        ("${aws:PrincipalTag/t}", ["k"], "implicitDeny"),
    ],
)
def test_a_multivalued_key_is_no_variable(variable: str, tags: list[str], outcome: str) -> None:
    statement = {**ALLOW_ALL, "Resource": f"arn:aws:s3:::b/{variable}"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]})
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", context_of({"aws:TagKeys": tags}))
    found = Evaluator([policy]).decide(request)
    assert found.outcome == outcome
    if outcome == "unknown":
        assert found.unknown == (f"{variable}: AWS takes no multivalued key for a policy variable",)


@pytest.mark.parametrize(("effect", "outcome"), [("Allow", "implicitDeny"), ("Deny", "unknown")])
def test_a_variable_without_a_value_beside_what_is_no_arn(effect: str, outcome: str) -> None:
    condition = {"Condition": {"ArnNotLike": {KEY: "${aws:username}"}}}
    rows: list[dict[str, Any]] = [{**ALLOW_ALL, **condition, "Effect": effect}]
    rows += [ALLOW_ALL] if effect == "Deny" else []
    assert asked(*rows, carried="queue").outcome == outcome
    queue = "arn:aws:sqs:us-east-1:111122223333:q"
    assert asked(*rows, carried=queue).outcome == (
        "allowed" if effect == "Allow" else "explicitDeny"
    )


@pytest.mark.parametrize("effect", ["Allow", "Deny"])
def test_a_variable_of_an_empty_value(effect: str) -> None:
    row = {**ALLOW_ALL, "Effect": effect, "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/e}k"}
    rows = [row, ALLOW_ALL] if effect == "Deny" else [row]
    policy = parse_policy({"Version": "2012-10-17", "Statement": rows})
    request = Request("s3:GetObject", "arn:aws:s3:::b/k", context_of({"aws:PrincipalTag/e": ""}))
    found = Evaluator([policy]).decide(request)
    why = "${aws:PrincipalTag/e}: AWS does not document whether an empty value is one"
    assert (found.outcome, found.unknown) == ("unknown", (why,))

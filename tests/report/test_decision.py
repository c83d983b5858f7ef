"""A decision in one line, in all its lines, and for programs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.report.decision import as_json, explanation, summary, why_not

READ = {"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}
DENY = {"Sid": "Keep", "Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::a/secret"}
PLAIN = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
OBJECT = "arn:aws:s3:::a/b"


def policy(*statements: dict[str, Any], name: str = "own") -> Policy:
    return parse_policy({"Version": "2012-10-17", "Statement": list(statements)}, name=name)


def decided(
    action: str = "s3:GetObject",
    resource: str = OBJECT,
    *statements: dict[str, Any],
    boundary: Policy | None = None,
    **context: str,
) -> Decision:
    own = policy(*(statements or (READ, DENY)))
    evaluator = Evaluator([own], boundary=None if boundary is None else (boundary,))
    return evaluator.decide(Request(action, resource, context_of(context)))


SUMMARIES: dict[str, tuple[Decision, str]] = {
    "allowed": (decided(), "allowed by Read of own"),
    "denied": (decided(resource="arn:aws:s3:::a/secret"), "explicitDeny by Keep of own"),
    "a statement without Sid": (
        decided("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:a", PLAIN),
        "allowed by a statement without Sid of own",
    ),
    "the nearest": (
        decided(resource="arn:aws:s3:::b/c"),
        "implicitDeny; nearest is Read of own: Resource: arn:aws:s3:::b/c is not arn:aws:s3:::a/*",
    ),
    "nothing near": (
        decided("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:a"),
        "implicitDeny; no statement of the identity policies is about the action",
    ),
    "what needs no permission": (
        decided("sts:GetCallerIdentity", "*"),
        "allowed: sts:GetCallerIdentity needs no permission, and no Deny stops it",
    ),
}


@pytest.mark.parametrize(("of", "line"), SUMMARIES.values(), ids=SUMMARIES)
def test_a_decision_in_one_line(of: Decision, line: str) -> None:
    assert summary(of) == line


def unknown() -> Decision:
    statement = {**READ, "Resource": Unknown("a bucket of another stack", "arn:aws:s3:::*/*")}
    return decided("s3:GetObject", OBJECT, statement)


def test_what_is_not_known_is_told_in_one_line() -> None:
    assert summary(unknown()).startswith("unknown: ")
    assert "a bucket of another stack" in summary(unknown())


EXPLAINED: dict[str, tuple[Decision, list[str]]] = {
    "allowed": (decided(), ["allowed", "  allowed by Read of own"]),
    "denied": (
        decided(resource="arn:aws:s3:::a/secret"),
        ["explicitDeny", "  denied by Keep of own"],
    ),
    "the nearest": (
        decided(resource="arn:aws:s3:::b/c"),
        [
            "implicitDeny",
            "  no statement of the identity policies allows it",
            "  nearest: Read of own",
            "    Resource: arn:aws:s3:::b/c is not arn:aws:s3:::a/*",
        ],
    ),
    "nothing near": (
        decided("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:a"),
        ["implicitDeny", "  no statement of the identity policies is about the action"],
    ),
    "what needs no permission": (
        decided("sts:GetCallerIdentity", "*"),
        ["allowed", "  sts:GetCallerIdentity needs no permission, and no Deny stops it"],
    ),
}


@pytest.mark.parametrize(("of", "lines"), EXPLAINED.values(), ids=EXPLAINED)
def test_a_decision_in_all_its_lines(of: Decision, lines: list[str]) -> None:
    assert explanation(of).splitlines() == lines


def test_what_is_not_known_has_its_reasons() -> None:
    lines = explanation(unknown()).splitlines()
    assert lines[:2] == ["unknown", "  not known before deployment:"]
    assert "a bucket of another stack" in lines[2]


def test_readings_that_differ_are_both_named() -> None:
    found = decided(
        "sns:Publish",
        "arn:aws:sns:eu-west-1:111122223333:a:b",
        {"Effect": "Allow", "Action": "sns:Publish", "Resource": "arn:aws:sns:*:a:b"},
    )
    said = "it depends on how AWS reads a wildcard in an ARN"
    assert (said in explanation(found)) == found.readings_differ


LIMIT = policy(PLAIN, name="limit")
REASONS: dict[str, tuple[Decision, list[str]]] = {
    "denied": (decided(resource="arn:aws:s3:::a/secret"), ["denied by Keep of own "]),
    "the nearest": (
        decided(resource="arn:aws:s3:::b/c"),
        ["nearest is Read of own: Resource: arn:aws:s3:::b/c is not arn:aws:s3:::a/*"],
    ),
    "nothing near": (
        decided("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:a"),
        ["no statement of the role is about it"],
    ),
    "a limit": (decided(boundary=LIMIT), ["the permissions boundary does not allow it"]),
}


@pytest.mark.parametrize(("of", "reasons"), REASONS.values(), ids=REASONS)
def test_why_a_request_is_denied(of: Decision, reasons: list[str]) -> None:
    assert why_not(of) == reasons


def test_json_names_the_statement_that_decides() -> None:
    data = json.loads(as_json(decided(), "Web"))
    assert (data["outcome"], data["role"], data["action"], data["resource"]) == (
        "allowed",
        "Web",
        "s3:GetObject",
        OBJECT,
    )
    assert data["decidingStatement"] == {
        "policy": "own",
        "layer": "identity policies",
        "sid": "Read",
        "effect": "Allow",
        "file": None,
        "line": None,
    }


def test_json_names_the_nearest_and_what_is_missing() -> None:
    data = json.loads(as_json(decided(resource="arn:aws:s3:::b/c")))
    assert data["decidingStatement"] is None
    assert data["limitedBy"] == "identity policies"
    (nearest,) = data["nearest"]
    assert nearest["sid"] == "Read"
    assert nearest["mismatches"] == [
        {
            "element": "Resource",
            "expected": "arn:aws:s3:::a/*",
            "found": "arn:aws:s3:::b/c",
            "says": "Resource: arn:aws:s3:::b/c is not arn:aws:s3:::a/*",
        }
    ]


def test_json_says_what_is_not_known_and_both_readings() -> None:
    data = json.loads(as_json(unknown()))
    assert data["unknown"]
    assert set(data["readings"]) == {"least", "most"}


def test_a_statement_of_a_file_is_named_by_its_line() -> None:
    text = "Statement:\n  - {Sid: Read, Effect: Allow, Action: 's3:GetObject', Resource: '*'}\n"
    document = parse(text, "policy.yaml")
    own = parse_policy(document.data, name="own", source=document)
    found = Evaluator([own]).decide(Request("s3:GetObject", OBJECT, context_of({})))
    assert summary(found) == "allowed by Read of own (policy.yaml:2)"
    deciding = json.loads(as_json(found))["decidingStatement"]
    assert (deciding["file"], deciding["line"]) == ("policy.yaml", 2)

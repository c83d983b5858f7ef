"""What was found out of claims: a line each, with what speaks against it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.report.claims import as_json, pretty

TEMPLATE = """\
Resources:
  Web:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
      Policies:
        - PolicyName: own
          PolicyDocument:
            Statement:
              - {Sid: Write, Effect: Allow, Action: s3:PutObject, Resource: "arn:aws:s3:::a/*"}
"""
READS = {"claim": "Web reads nothing", "never": {"actions": "s3:GetObject"}}
WRITES = {"claim": "Web writes nothing", "never": {"actions": "s3:PutObject"}}


def report(*claims: dict[str, Any]) -> ProofReport:
    document = parse(TEMPLATE, "roles.yaml")
    return Prover(document, parse_claims(Document({"claims": list(claims)}))).prove()


def lines(of: ProofReport) -> list[str]:
    return pretty(of).splitlines()


def test_each_claim_is_a_line_with_its_verdict() -> None:
    found = [line for line in lines(report(READS, WRITES)) if line[0] not in " ("]
    assert found == ["REFUTED  Web: Web writes nothing", "proven   Web: Web reads nothing"]


def test_what_speaks_against_a_claim_is_named_with_its_place_and_an_example() -> None:
    against = [line.strip() for line in lines(report(WRITES)) if line.startswith("      ")]
    assert against[0] == "s3:PutObject on arn:aws:s3:::a/*  [roles.yaml:12]"
    assert against[1].startswith("for example: s3:PutObject on arn:aws:s3:::a/")


def test_the_values_that_a_claim_is_about_are_named() -> None:
    (result,) = report(READS).findings
    about = replace(result, claim=replace(result.claim, parameters={"Queue": ""}))
    found = ProofReport((about,))
    assert lines(found) == ["proven   Web: Web reads nothing (with Queue=(empty))"]
    assert json.loads(as_json(found))["claims"][0]["given"] == {"Queue": ""}


def test_nothing_speaks_against_what_is_proven() -> None:
    assert not [line for line in lines(report(READS)) if line.startswith("      ")]


def test_the_values_that_a_claim_fails_at_are_named() -> None:
    found = report(WRITES)
    (result,) = found.findings
    named = replace(result, values=(("Environment", "qa"), ("Bucket", "")))
    assert "           with Environment=qa, Bucket=(empty)" in lines(
        replace(found, findings=(named,))
    )


def test_what_is_not_known_is_told_with_the_reason() -> None:
    found = report(READS)
    (result,) = found.findings
    open_ = replace(result, answer=replace(result.answer, unknown=("no such value",)))
    told = lines(replace(found, findings=(open_,)))
    assert told[0].startswith("unknown  Web: ")
    assert told[1] == "           not known: no such value"


def test_what_is_assumed_and_what_is_not_read_stand_at_the_end() -> None:
    found = replace(
        report(READS), assumptions=("an assumption",), unread=("A: a type",), place="here"
    )
    assert lines(found)[-3:] == ["unknown: A: a type", "(an assumption)", "(here)"]


def test_an_excess_has_its_note() -> None:
    found = report(WRITES)
    (result,) = found.findings
    noted = replace(result, answer=result.answer.noted("a note"))
    assert lines(replace(found, findings=(noted,)))[1].strip().startswith("a note: s3:PutObject")


def test_json_has_everything_of_a_claim() -> None:
    data = json.loads(as_json(report(READS, WRITES)))
    assert data["proven"] is False
    first, second = data["claims"]
    assert (first["claim"], first["role"], first["verdict"]) == (
        "Web reads nothing",
        "Web",
        "proven",
    )
    assert second["verdict"] == "refuted"
    assert second["parameters"] == {}


def test_json_of_what_is_proven_says_so() -> None:
    assert json.loads(as_json(report(READS)))["proven"] is True


def test_counterexamples_come_first_and_what_is_proven_last() -> None:
    found = report(READS, WRITES)
    reads, writes = found.findings
    open_ = replace(reads, answer=replace(reads.answer, unknown=("a reason",)))
    told = lines(replace(found, findings=(reads, open_, writes)))
    assert [line[:8].strip() for line in told if line[0] not in " ("] == [
        "REFUTED",
        "unknown",
        "proven",
    ]


def test_what_is_the_same_for_several_roles_is_told_once() -> None:
    found = report(READS, WRITES)
    reads, writes = found.findings
    others = tuple(replace(each, role="Worker") for each in found.findings)
    told = lines(replace(found, findings=(reads, writes, *others)))
    assert [line for line in told if line[0] not in " ("] == [
        "REFUTED  Web, Worker: Web writes nothing",
        "proven   Web, Worker: Web reads nothing",
    ]
    assert sum("for example" in line for line in told) == 1
    many = tuple(replace(reads, role=f"Role{number}") for number in range(9))
    assert lines(replace(found, findings=many))[:-1] == [
        "proven   Role0, Role1, Role2, Role3, Role4, Role5 and 3 more: Web reads nothing"
    ]


def test_roles_whose_counterexamples_differ_are_told_apart() -> None:
    found = report(WRITES)
    (result,) = found.findings
    other = replace(result, role="Worker", values=(("P", "x"),))
    assert (
        len([x for x in lines(replace(found, findings=(result, other))) if x[0] not in " ("]) == 2
    )


def test_the_same_excess_in_several_cases_is_told_once_with_each_case() -> None:
    found = report(WRITES)
    (result,) = found.findings
    (excess,) = result.answer.excesses
    cases = tuple(replace(excess, note=f"where P is {value}") for value in "ab")
    several = replace(result, answer=replace(result.answer, excesses=cases))
    told = lines(replace(found, findings=(several,)))
    assert told[1].strip().startswith("where P is a; where P is b: s3:PutObject on")
    assert sum("for example" in line for line in told) == 1


def test_a_reason_of_several_environments_is_told_once() -> None:
    found = report(READS)
    (result,) = found.findings
    answers = (
        ("", replace(result.answer, unknown=("in any: it is not",))),
        ("a", replace(result.answer, unknown=("no value",))),
        ("b", replace(result.answer, unknown=("no value", "other"))),
    )
    told = lines(replace(found, findings=(replace(result, answer=answers[2][1], answers=answers),)))
    assert [line.strip() for line in told[1:4]] == [
        "not known: in any: it is not",
        "not known: in a, b: no value",
        "not known: in b: other",
    ]

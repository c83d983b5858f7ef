"""What was found out of claims: a line each, with what speaks against it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import ProofReport, Prover
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
    assert found == ["proven   Web: Web reads nothing", "REFUTED  Web: Web writes nothing"]


def test_what_speaks_against_a_claim_is_named_with_its_place_and_an_example() -> None:
    against = [line.strip() for line in lines(report(WRITES)) if line.startswith("      ")]
    assert against[0] == "s3:PutObject on arn:aws:s3:::a/*  [roles.yaml:12]"
    assert against[1].startswith("for example: s3:PutObject on arn:aws:s3:::a/")


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

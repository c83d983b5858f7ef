"""Our rules on bare policies and on updates, without cfn-lint."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.checks.documents import (
    check_policy_document,
    check_update,
    policy_document_at,
)
from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.rules.engine import rules

BAD = """\
Version: "2012-10-17"
Statement:
  - Effect: Allow
    Action: s3:ListObjectsV2
    Resource: "*"
"""


def found(text: str, name: str = "policy.yaml") -> list[Finding]:
    document = parse(text)
    place = policy_document_at(document.data)
    assert place is not None
    return list(check_policy_document(Path(name), text, document, place))


def test_a_finding_says_where_and_by_which_rule() -> None:
    (finding,) = [each for each in found(BAD) if each.id == "E9102"]
    assert (finding.file, finding.line, finding.column) == ("policy.yaml", 4, 5)
    assert (finding.severity, finding.tool) == ("error", "influmojo-cfn")
    (rule,) = [each for each in rules() if each.id == "E9102"]
    assert (finding.title, finding.url) == (rule.shortdesc, rule.help_url)


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        (BAD, {"error"}),
        (BAD.replace("s3:ListObjectsV2", "iam:PassRole"), {"warning"}),
    ],
)
def test_a_severity_is_that_of_the_rule(text: str, severities: set[str]) -> None:
    assert {each.severity for each in found(text)} == severities


def test_a_file_that_says_it_is_json_must_be() -> None:
    (finding,) = [each for each in found(BAD, "policy.json") if each.id == "E0000"]
    assert finding.message.startswith("is not JSON, the only format that IAM accepts: ")
    assert (finding.severity, finding.line, finding.column) == ("error", 1, 1)
    assert (finding.tool, finding.file) == ("influmojo-cfn", "policy.json")


STATEMENT = '{"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": ["*"%s\n]%s}]}'


@pytest.mark.parametrize(
    ("in_list", "in_object", "expected"),
    [
        (",", "", (2, 1, "comma before the closing ]")),
        ("", " , ", (2, 5, "comma before the closing }")),
        ("", ",\n\t", (3, 2, "comma before the closing }")),
        (' "b"', "", (1, 74, "Expecting ',' delimiter")),
    ],
)
def test_what_is_no_json_is_told_alike_by_every_python(
    in_list: str, in_object: str, expected: tuple[int, int, str]
) -> None:
    text = STATEMENT % (in_list, in_object)
    valid = parse(STATEMENT % ("", ""))
    place = policy_document_at(valid.data)
    assert place is not None
    findings = check_policy_document(Path("policy.json"), text, valid, place)
    (finding,) = [each for each in findings if each.id == "E0000"]
    message = f"is not JSON, the only format that IAM accepts: {expected[2]}"
    assert (finding.line, finding.column, finding.message) == (*expected[:2], message)


@pytest.mark.parametrize(
    ("text", "name"), [(BAD, "policy.yaml"), ('{"Statement": []}', "policy.json")]
)
def test_what_is_what_its_name_says_is_no_finding(text: str, name: str) -> None:
    assert "E0000" not in {each.id for each in found(text, name)}


def test_json_that_is_too_deep_is_left_to_who_parsed_it() -> None:
    document = Document({"Statement": []}, "policy.json")
    text = "[" * 100_000
    found_ids = {each.id for each in check_policy_document(Path("p.json"), text, document, ())}
    assert "E0000" not in found_ids


def template(path: str) -> Document:
    role = f"{{RoleName: a, Path: {path}, AssumeRolePolicyDocument: {{Statement: []}}}}"
    return parse(f"Resources:\n  Role: {{Type: AWS::IAM::Role, Properties: {role}}}\n")


def broken(new: Document, old: Document) -> list[tuple[Finding, str | None]]:
    return list(check_update(Path("new.yaml"), "", new, old))


def test_what_an_update_breaks_is_told_of_its_resource() -> None:
    ((finding, logical_id),) = broken(template("/a/"), template("/b/"))
    assert (finding.id, finding.line, logical_id) == ("E9851", 2, "Role")


def test_an_update_that_changes_nothing_breaks_nothing() -> None:
    assert broken(template("/a/"), template("/a/")) == []


@pytest.mark.parametrize(("new", "old"), [("[]", "Resources: {}"), ("Resources: {}", "[]")])
def test_what_is_no_mapping_cannot_be_compared(new: str, old: str) -> None:
    assert broken(parse(new), parse(old)) == []

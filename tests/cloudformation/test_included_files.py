"""Files at hand are a part of the template that names them; others stay as they are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.included_files import with_included_files
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.source import read_source
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.difference import compare_documents
from tests.repository import commit_all

SNIPPET = "ManagedPolicyArns: [!Sub 'arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess']\n"
ARNS = [{"Fn::Sub": "arn:${AWS::Partition}:iam::aws:policy/ReadOnlyAccess"}]


def include(location: Any, name: str = "AWS::Include") -> dict[str, Any]:
    return {"Fn::Transform": {"Name": name, "Parameters": {"Location": location}}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "role.yaml").write_text(SNIPPET)
    (tmp_path / "parts" / "api.yaml").write_text("openapi: 3.0.1\n")
    (tmp_path / "parts" / "list.yaml").write_text("[a]\n")
    return tmp_path


def read(folder: Path, data: Any) -> Any:
    return with_included_files(Document(data, str(folder / "template.yaml"))).data


def test_a_file_that_changed_is_read_again(folder: Path) -> None:
    document = Document({"Role": include("parts/role.yaml")}, str(folder / "template.yaml"))
    with_included_files(document)
    (folder / "parts" / "role.yaml").write_text("RoleName: b\n")
    assert with_included_files(document).data == {"Role": {"RoleName": "b"}}


@pytest.mark.parametrize("location", ["parts/role.yaml", "./parts/role.yaml"])
def test_a_snippet_is_put_where_it_is_included(folder: Path, location: str) -> None:
    row = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "a", **include(location)}}
    found = read(folder, {"Resources": {"Role": row}})
    assert found["Resources"]["Role"]["Properties"] == {"RoleName": "a", "ManagedPolicyArns": ARNS}


def test_a_snippet_is_put_at_every_level(folder: Path) -> None:
    call = include("parts/role.yaml")
    found = read(folder, {"Resources": {}, **call, "Mappings": {"M": call}, "Outputs": [call]})
    both = {"ManagedPolicyArns": ARNS}
    assert found == {"Resources": {}, **both, "Mappings": {"M": both}, "Outputs": [both]}


@pytest.mark.parametrize("is_called", [True, False])
def test_sections_are_included_with_what_they_have(folder: Path, is_called: bool) -> None:
    (folder / "more.yaml").write_text("Resources: {Q: {Type: A}, R: {Type: B}}\nOutputs: {}\n")
    call = include("more.yaml")
    top = call if is_called else {"Transform": [call["Fn::Transform"], "Other"]}
    found = read(folder, {**top, "Resources": {"R": {"Type": "own"}}})
    assert found.pop("Transform", None) == (None if is_called else ["Other"])
    assert found == {"Resources": {"Q": {"Type": "A"}, "R": {"Type": "own"}}, "Outputs": {}}


def test_what_is_written_beside_a_snippet_counts(folder: Path) -> None:
    found = read(folder, {"A": {**include("parts/role.yaml"), "ManagedPolicyArns": []}})
    assert found == {"A": {"ManagedPolicyArns": []}}


@pytest.mark.parametrize(
    "call",
    [
        include("s3://bucket/role.yaml"),
        include("parts/other.yaml"),
        include("parts/list.yaml"),
        include({"Ref": "Location"}),
        include("parts/role.yaml", "Mine"),
        {"Fn::Transform": ["AWS::Include"]},
        {"Fn::Transform": {"Name": "AWS::Include", "Parameters": []}},
    ],
)
def test_what_is_not_at_hand_stays(folder: Path, call: dict[str, Any]) -> None:
    data = {"Resources": {"Role": call}}
    document = Document(data, str(folder / "template.yaml"))
    assert with_included_files(document) is document


@pytest.mark.parametrize(
    ("kind", "key", "body"),
    [
        ("AWS::ApiGateway::RestApi", "BodyS3Location", "Body"),
        ("AWS::ApiGatewayV2::Api", "BodyS3Location", "Body"),
        ("AWS::Serverless::Api", "DefinitionUri", "DefinitionBody"),
        ("AWS::Serverless::HttpApi", "DefinitionUri", "DefinitionBody"),
    ],
)
def test_an_api_has_the_document_that_it_names(
    folder: Path, kind: str, key: str, body: str
) -> None:
    row = {"Type": kind, "Properties": {key: "parts/api.yaml", "Name": "a"}}
    found = read(folder, {"Resources": {"A": row}})["Resources"]["A"]["Properties"]
    assert found == {"Name": "a", body: {"openapi": "3.0.1"}}


@pytest.mark.parametrize(
    "row",
    [
        {"Type": "AWS::Serverless::Api", "Properties": {"DefinitionUri": "s3://bucket/api.yaml"}},
        {"Type": "AWS::Serverless::Api", "Properties": {"DefinitionUri": {"Bucket": "b"}}},
        {"Type": "AWS::Serverless::Api", "Properties": {"DefinitionUri": "parts/list.yaml"}},
        {"Type": "AWS::Serverless::Api", "Properties": "DefinitionUri"},
        {
            "Type": "AWS::Serverless::Api",
            "Properties": {"DefinitionUri": "parts/api.yaml", "DefinitionBody": {}},
        },
        {"Type": "AWS::SQS::Queue", "Properties": {"DefinitionUri": "parts/api.yaml"}},
        "DefinitionUri",
    ],
)
def test_other_documents_stay(folder: Path, row: Any) -> None:
    data = {"Resources": {"A": row}}
    assert read(folder, data) == data


def test_a_file_that_is_no_document_is_an_error(folder: Path) -> None:
    (folder / "parts" / "api.yaml").write_text("a: [\n")
    row = {"Type": "AWS::Serverless::Api", "Properties": {"DefinitionUri": "parts/api.yaml"}}
    with pytest.raises(TemplateError, match="is not YAML or JSON"):
        read(folder, {"Resources": {"A": row}})


def test_a_template_that_is_a_file_of_itself_stays(folder: Path) -> None:
    data = {"Resources": {"A": include("template.yaml")}}
    (folder / "template.yaml").write_text("Resources: {}\n")
    assert read(folder, data) == data


def test_a_deployed_template_has_no_files_at_hand(folder: Path) -> None:
    document = Document({"Resources": {}, **include("parts/role.yaml")}, str(folder / "a.yaml"))
    assert processed(document, nested=False) is document
    assert processed(document).data["ManagedPolicyArns"] == ARNS


TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: a.amazonaws.com}, Action: "sts:AssumeRole"}
      Fn::Transform: {Name: AWS::Include, Parameters: {Location: parts/role.yaml}}
"""


def test_a_snippet_that_changes_is_a_change(tmp_path: Path) -> None:
    for side, policy in (("old", "ReadOnlyAccess"), ("new", "AdministratorAccess")):
        (tmp_path / side / "parts").mkdir(parents=True)
        (tmp_path / side / "template.yaml").write_text(TEMPLATE)
        text = SNIPPET.replace("ReadOnlyAccess", policy)
        (tmp_path / side / "parts" / "role.yaml").write_text(text)
    old, new = (read_source(tmp_path / side / "template.yaml") for side in ("old", "new"))
    assert [change.outcome for change in compare_documents(old, new).changes] == [
        "widened",
        "unchanged",
    ]


def test_a_file_of_a_revision_is_of_that_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "app" / "parts").mkdir(parents=True)
    (tmp_path / "app" / "template.yaml").write_text(TEMPLATE)
    (tmp_path / "app" / "parts" / "role.yaml").write_text(SNIPPET)
    commit_all(tmp_path)
    (tmp_path / "app" / "parts" / "role.yaml").write_text("Path: /a/\n")
    monkeypatch.chdir(tmp_path)
    for source, key in (
        ("main:app/template.yaml", "ManagedPolicyArns"),
        ("app/template.yaml", "Path"),
    ):
        found = with_included_files(read_source(source)).data
        assert key in found["Resources"]["Role"]["Properties"]

"""Every command that writes refuses to write over what it reads, before it writes anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli import group
from tests.conftest import ROOT

APP = (
    "project: shop\ngrants: [{grant: xray.write_traces}]\n"
    "services: [{name: web, repository: shop-web, port: 80}]\n"
)
URL = "https://example-bucket.s3.amazonaws.com/shop-ecs-iam.yaml"
TASK = (ROOT / "examples/backend-task-definition.json").read_text("utf-8")
PLACE = ("--account", "111122223333", "--region", "eu-west-1")
_TO_NESTED = ("--output", "./nested.yaml")
WRITERS: dict[str, tuple[str, ...]] = {
    "build": ("build", "--app", "IN", "--output", "IN"),
    "build by a link": ("build", "--app", "IN", "--output", "link"),
    "build by its default": ("build", "--app", "templates/shop-ecs-iam.yaml"),
    "build --check": ("build", "--app", "IN", "--output", "IN", "--check"),
    "nest": ("nest", "--app", "IN", "--template-url", URL, "--output", "IN"),
    "service": ("service", "--app", "IN", "--output", "IN", "--root-output", "new"),
    "service's root": ("service", "--app", "IN", "--output", "new", "--root-output", "IN"),
    "service twice": ("service", "--app", "IN", "--output", "new", "--root-output", "new"),
    "stack-set": ("stack-set", "--app", "IN", "--template-url", URL, "--output", "IN"),
    "boundary-policy": ("boundary-policy", "--app", "IN", "--output", "IN"),
    "policies": ("policies", "--app", "out/ecs-task-role.json", "--output-dir", "out", *PLACE),
    "derive": ("derive", "task.json", "--output", "task.json"),
    "explain": ("explain", "template.yaml", "--output", "template.yaml", "--format", "json"),
    "explain of a nested stack": ("explain", "root.yaml", "--output", "nested.yaml"),
    "explain of what is included": ("explain", "root.yaml", "--output", "out/../included.yaml"),
    "derive of a nested stack": ("derive", "root.yaml", "--output", "nested.yaml"),
    "derive of code": ("derive", "--code", "code", "--output", "code/calls.py"),
    "derive of a dependency": ("derive", "--code", "code", "--output", "code/package.json"),
    "usage of a nested stack": (
        *("usage", "root.yaml", "--cloudtrail", "trail", "--role", "Role"),
        *("--output", "nested.yaml"),
    ),
    "usage of a record": (
        "usage",
        "root.yaml",
        "--cloudtrail",
        "trail",
        "--output",
        "trail/a.json",
    ),
    "nest of a file": ("nest", "--app", "IN", "--template-url", "nested.yaml", *_TO_NESTED),
    "record of a program": (
        *("record", "--output", "code/calls.py"),
        *("--", "python", "code/calls.py"),
    ),
}


ROLE = (
    "{Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, "
    "Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}]}}}"
)
ROOT_TEMPLATE = f"""\
Resources:
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: nested.yaml}}}}
  Role: {ROLE}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Fn::Transform: {{Name: AWS::Include, Parameters: {{Location: included.yaml}}}}
      ContainerDefinitions: [{{Name: web, Image: nginx}}]
"""
CALLS = 'import boto3\n\nboto3.client("s3").get_object(Bucket="files", Key="a")\n'
RECORD = '{"Records": [{"eventTime": "2026-01-01T00:00:00Z", "userIdentity": {}}]}'


@pytest.mark.parametrize("arguments", WRITERS.values(), ids=WRITERS)
def test_what_is_read_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "IN": APP,
        "out/ecs-task-role.json": APP,
        "templates/shop-ecs-iam.yaml": APP,
        "task.json": TASK,
        "root.yaml": ROOT_TEMPLATE,
        "nested.yaml": f"Resources: {{Other: {ROLE}}}",
        "included.yaml": "Family: web",
        "code/calls.py": CALLS,
        "code/package.json": "{}",
        "trail/a.json": RECORD,
        "template.yaml": (ROOT / "templates/influmojo-ecs-iam.yaml").read_text("utf-8"),
    }.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, "utf-8")
    Path("link").symlink_to("IN")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    result = CliRunner().invoke(group, arguments)
    assert "; name another file for the output" in str(result.exception)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before
    assert Path("link").is_symlink()

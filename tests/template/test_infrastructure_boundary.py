"""The boundary of infrastructure roles allows what AWS's own policies allow them, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Service
from influmojo_cfn.app.infrastructure import INFRASTRUCTURE
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.config import load
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.iam.managed_policies import aws_managed_document
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.question import excess
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import INFRASTRUCTURE_ID, LOGICAL_ID, build_boundary
from influmojo_cfn.template.infrastructure_boundary import infrastructure_actions
from tests.conftest import ROOT

ALL = load(ROOT / "examples/infrastructure.yaml")
PIPELINE = load(ROOT / "examples/deployment.yaml")
LARGE = App(
    project="acme-platform",
    infrastructure=tuple(INFRASTRUCTURE),
    services=ALL.services,
    deployment=PIPELINE.deployment,
)
"""Nine infrastructure roles and a pipeline: more than one managed policy holds."""

HERE = Environment(account="444455556666", region="eu-west-1")


def policies(app: App) -> dict[str, Policy]:
    found = ResolvedTemplate(build_boundary(app), HERE)
    return {
        name: parse_policy(found.property(name, "PolicyDocument"), name=name)
        for name in found.of_type("AWS::IAM::ManagedPolicy")
    }


def test_a_boundary_that_would_be_too_long_is_two() -> None:
    template = build_boundary(LARGE)
    assert list(template["Resources"]) == [LOGICAL_ID, INFRASTRUCTURE_ID]
    assert list(template["Outputs"]) == ["PermissionsBoundaryArn", "InfrastructureBoundaryArn"]
    (_, must) = template["Metadata"]["com.aws.cloudformation.Context"]["must"]
    assert "InfrastructureBoundaryArn" in must
    assert "InfrastructureBoundaryArn" in build(LARGE)["Parameters"]


@pytest.mark.parametrize("word", INFRASTRUCTURE)
@pytest.mark.parametrize("app", [ALL, LARGE], ids=["one", "two"])
def test_each_policy_of_aws_is_within_the_boundary_of_its_role(app: App, word: str) -> None:
    found = policies(app)
    limit = found.get(INFRASTRUCTURE_ID, found[LOGICAL_ID])
    for row in INFRASTRUCTURE[word]:
        for path in row.managed:
            granted = parse_policy(aws_managed_document(path), name=path)
            answer = excess(Access((limit,)), [Access((granted,))])
            assert answer.verdict == "proven", f"{path}: {answer}"


@pytest.mark.parametrize("role", ["TaskRole", "TaskExecutionRole", "DeploymentRole"])
def test_the_other_roles_are_within_theirs(role: str) -> None:
    limit = policies(LARGE)[LOGICAL_ID]
    found = ResolvedTemplate(build(LARGE), HERE)
    attached = found.property(role, "ManagedPolicyArns") or []
    granted = [
        parse_policy(found.property(name, "PolicyDocument"), name=name)
        for name in found.of_type("AWS::IAM::ManagedPolicy")
        if str(found.identifier(name, "Ref")) in attached
    ]
    assert granted or role == "TaskRole"
    for policy in granted:
        assert excess(Access((limit,)), [Access((policy,))]).verdict == "proven"


def test_the_other_roles_get_nothing_that_only_infrastructure_needs() -> None:
    named = {str(name) for each in policies(LARGE)[LOGICAL_ID].statements for name in each.actions}
    assert "ec2:RunInstances" not in named
    assert "ec2:RunInstances" in infrastructure_actions(LARGE)


def test_an_action_that_a_pattern_covers_is_not_named_again() -> None:
    actions = infrastructure_actions(LARGE)
    assert "ecs:Submit*" in actions
    assert not any(each.startswith("ecs:SubmitTask") for each in actions)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"PermissionsBoundaryArn": "a"}, {"TaskRole": "a", "VolumesRole": "a"}),
        ({"InfrastructureBoundaryArn": "b"}, {"VolumesRole": "b"}),
        (
            {"PermissionsBoundaryArn": "a", "InfrastructureBoundaryArn": "b"},
            {"TaskRole": "a", "VolumesRole": "b"},
        ),
    ],
)
def test_an_infrastructure_role_has_the_boundary_of_its_kind_or_that_of_all(
    given: dict[str, str], expected: dict[str, str]
) -> None:
    arn = "arn:aws:iam::444455556666:policy/"
    parameters = {name: f"{arn}{value}" for name, value in given.items()}
    here = Environment(parameters=parameters, account="444455556666", region="eu-west-1")
    found = ResolvedTemplate(build(LARGE), here)
    seen = {
        role: str(boundary).removeprefix(arn)
        for role in ("TaskRole", "VolumesRole")
        if (boundary := found.property(role, "PermissionsBoundary"))
    }
    assert seen == expected


def templates() -> list[Any]:
    jobs = load(ROOT / "examples/nightly-job.yaml").jobs
    job = App(project="solo", jobs=jobs, deployment=PIPELINE.deployment)
    clinic = App(
        project="clinic",
        services=[Service(name="web", image="busybox:1")],
        infrastructure=["anywhere", "container_instances"],
    )
    return [build_boundary(app) for app in (LARGE, ALL, job, clinic)]


@pytest.mark.parametrize("template", templates(), ids=["two", "one", "job", "twice"])
def test_check_finds_nothing(tmp_path: Path, template: Any) -> None:
    """A statement that others cover would be found: of a job's schedule, or of two roles."""
    path = tmp_path / "boundary.yaml"
    path.write_text(dump(template))
    assert check([path]) == []

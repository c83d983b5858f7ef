"""The roles that AWS uses: who assumes each, what it has, and what is claimed and proven of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.app import App, Job
from influmojo_cfn.app.infrastructure import INFRASTRUCTURE
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.config import load
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.ecs import build_services
from scripts.app_diagram import mermaid
from tests.conftest import ROOT

EXAMPLE = load(ROOT / "examples/infrastructure.yaml")
PATTERN = {"source": ["aws.s3"], "detail-type": ["Object Created"]}
UPLOADS = App(
    project="acme-orders",
    jobs=[Job(name="on-upload", event_pattern=PATTERN, repository="acme-importer")],
)
DEPLOYMENT = load(ROOT / "examples/deployment.yaml")
RESOLVED = ResolvedTemplate(build(EXAMPLE), Environment(region="eu-west-1"))


def test_the_example_has_each_role_that_there_is() -> None:
    expected = {f"{row.prefix}Role" for rows in INFRASTRUCTURE.values() for row in rows}
    assert expected <= set(build(EXAMPLE)["Resources"])


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("VolumesRole", "ecs.amazonaws.com"),
        ("ManagedInstanceRole", "ec2.amazonaws.com"),
        ("AnywhereRole", "ssm.amazonaws.com"),
        ("CodeDeployRole", "codedeploy.amazonaws.com"),
    ],
)
def test_the_service_that_uses_a_role_assumes_it(name: str, service: str) -> None:
    (statement,) = RESOLVED.property(name, "AssumeRolePolicyDocument")["Statement"]
    assert statement["Principal"] == {"Service": service}


def test_only_managed_instances_have_the_name_that_their_infrastructure_role_may_pass() -> None:
    roles = RESOLVED.of_type("AWS::IAM::Role")
    names = [RESOLVED.property(name, "RoleName") for name in roles]
    begins = [name for name in names if name.startswith("ecsInstanceRole")]
    assert begins == ["ecsInstanceRole-acme-platform-managed"]


def test_instances_have_their_role_through_a_profile_of_the_same_name() -> None:
    profiles = RESOLVED.of_type("AWS::IAM::InstanceProfile")
    held = {
        RESOLVED.property(name, "InstanceProfileName"): RESOLVED.property(name, "Roles")
        for name in profiles
    }
    names = ("ecsInstanceRole-acme-platform-managed", "acme-platform-ecs-instance-role")
    assert held == {name: [name] for name in names}


@pytest.mark.parametrize("app", [EXAMPLE, UPLOADS, DEPLOYMENT], ids=lambda app: app.project)
def test_every_claim_is_proven(app: App) -> None:
    claims = parse_claims(Document(claims_of(app)))
    report = Prover(Document(build(app)), claims).prove()
    assert {found.verdict for found in report.findings} == {"proven"}


@pytest.mark.parametrize(
    "template",
    [
        *(build(EXAMPLE), build(UPLOADS), build(DEPLOYMENT), build_services(UPLOADS)),
        build(App(project="acme", infrastructure=["volumes"])),
        build_boundary(App(project="acme", infrastructure=["volumes", "load_balancers"])),
        build_boundary(UPLOADS),
    ],
    ids=["all", "rule", "provider", "rule-services", "one", "boundary", "rule-boundary"],
)
def test_no_validator_finds_anything(tmp_path: Path, template: Any) -> None:
    path = tmp_path / "t.yaml"
    path.write_text(dump(template))
    assert check([path]) == []


def test_a_rule_starts_the_job_with_a_role_for_it_alone() -> None:
    rule = build_services(UPLOADS)["Resources"]["OnUploadRule"]["Properties"]
    assert rule["EventPattern"] == PATTERN
    assert rule["Targets"][0]["RoleArn"] == {"Ref": "OnUploadRuleRoleArn"}
    found = ResolvedTemplate(build(UPLOADS), Environment(region="eu-west-1"))
    (statement,) = found.property("OnUploadRuleRole", "AssumeRolePolicyDocument")["Statement"]
    assert statement["Condition"]["ArnEquals"] == {
        "aws:SourceArn": "arn:aws:events:eu-west-1:111122223333:rule/acme-orders-on-upload"
    }


def test_an_app_of_infrastructure_alone_has_no_role_of_tasks() -> None:
    template = build(App(project="acme", infrastructure=["volumes"]))
    assert list(template["Resources"]) == ["VolumesRole"]
    names = {"EnvironmentName", "PermissionsBoundaryArn", "InfrastructureBoundaryArn"}
    assert set(template["Parameters"]) == names


def test_the_documents_to_paste_have_a_trust_policy_for_each_role() -> None:
    place = Environment(region="eu-west-1")
    documents, _ = documents_of(EXAMPLE, place)
    names = {row.name for rows in INFRASTRUCTURE.values() for row in rows}
    assert {f"{name}-trust-policy.json" for name in names} <= set(documents)
    rule = documents_of(UPLOADS, place)[0]["on-upload-rule-role-trust-policy.json"]
    assert rule["Statement"][0]["Principal"] == {"Service": "events.amazonaws.com"}


def test_the_diagram_shows_who_uses_each_role() -> None:
    drawn = mermaid(EXAMPLE)
    assert "ssm.amazonaws.com" in drawn
    assert "AWSCodeDeployRoleForECSLimited" in drawn
    assert "acme-orders-on-upload-rule-role" in mermaid(UPLOADS)


def test_the_provider_is_created_once_in_an_account() -> None:
    template = build(DEPLOYMENT)
    provider = template["Resources"]["OidcProvider"]
    assert provider["Condition"] == "CreatesOidcProvider"
    assert provider["Properties"]["Url"] == "https://token.actions.githubusercontent.com"
    assert template["Parameters"]["CreateOidcProvider"]["Default"] == "true"

"""Each example in all that is made of an app: no finding, every role known to every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.simulated_calls import simulated_calls
from influmojo_cfn.app import App
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import load
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.environments import prove_everywhere
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.budget import budget_of
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.documents import documents_of
from influmojo_cfn.template.nesting import build_nest
from influmojo_cfn.template.role_rows import roles_of
from influmojo_cfn.template.stack_set import build_stack_set
from scripts.app_diagram import mermaid
from tests.conftest import ROOT
from tests.nonempty import nonempty

URL = "https://example-bucket.s3.amazonaws.com/roles.yaml"
APPS = {path.stem: load(path) for path in sorted((ROOT / "examples").glob("*.yaml"))}
EACH = pytest.mark.parametrize("app", APPS.values(), ids=APPS)
TOO_MUCH_FOR_A_BOUNDARY = {"infrastructure"}
"""All infrastructure roles at once: the page says to give them a file of their own."""


def test_nothing_is_found_in_what_is_made_of_an_example(tmp_path: Path) -> None:
    paths = []
    for name, app in APPS.items():
        environments = [] if app.environments else ["staging", "production"]
        made = {
            "nest": build_nest(app, URL, environments),
            "stack-set": build_stack_set(app, URL),
        }
        if name not in TOO_MUCH_FOR_A_BOUNDARY:
            made["boundary"] = build_boundary(app)
        for kind, template in made.items():
            paths.append(tmp_path / f"{name}-{kind}.yaml")
            paths[-1].write_text(dump(template), "utf-8")
    assert check(paths) == []


@EACH
def test_the_nest_brings_up_every_role_of_every_environment(app: App) -> None:
    names = list(app.environments) or ["staging", "production"]
    outputs = build_nest(app, URL, [] if app.environments else names)["Outputs"]
    for name in names:
        for row in nonempty(roles_of(app)):
            assert f"{name.title()}{row.logical_id}Arn" in outputs


@EACH
def test_every_role_is_drawn_and_has_its_budget(app: App) -> None:
    drawn, budget = mermaid(app), budget_of(app)
    named = {use.what for use in budget}
    for row in roles_of(app):
        assert f"{row.logical_id}[" in drawn
        assert f"{row.logical_id} name" in named
    assert all(use.used <= use.allowed for use in budget)


@EACH
def test_every_policy_is_a_document_to_paste_and_every_role_can_be_trusted(app: App) -> None:
    documents, _ = documents_of(app, Environment(region="eu-west-1"))
    assert any(name.endswith("trust-policy.json") for name in documents)
    assert all(document["Statement"] for document in documents.values())


@EACH
def test_whoever_deploys_may_make_every_call_and_no_neighboring_one(app: App) -> None:
    deployed = deployment_of(build(app), Environment(region="eu-west-1"), stack_name="roles")
    assert len(deployed.roles) == len(roles_of(app))
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert [trial for trial in tried if trial.allowed != trial.expected] == []


@EACH
def test_every_claim_of_an_example_is_proven_in_each_of_its_environments(app: App) -> None:
    claims = parse_claims(Document(claims_of(app), "claims.yaml"))
    report = prove_everywhere(Document(build(app), "roles.yaml"), claims)
    assert [each.claim.title for each in report.findings if each.verdict != "proven"] == []
    assert report.proven

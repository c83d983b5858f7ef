"""The pipeline's role deploys what its app has, and a role without a permission says so."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.config import loads
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.pipeline import GROUP
from influmojo_cfn.rehearsal.rehearsal import Rehearsal, rehearse_on
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services

pytestmark = pytest.mark.engine

GITLAB = """
project: acme-mail
roles: per_service
services:
  - {name: send, repository: acme-mail-send}
jobs:
  - {name: purge, event_pattern: {source: [aws.s3]}, repository: acme-mail-purge}
deployment: {provider: existing, gitlab: {project: acme/mail, tags: v*}}
"""
ROLE, RULE = "acme-mail-deployment-role", "acme-mail-purge-rule-role"
PASSED_TO_SEND = {
    f"iam:PassRole role/acme-mail-send-{role} with acme-mail-send by {ROLE}"
    for role in ("task-role", "task-execution-role")
}
PASSED_TO_PURGE = {
    f"iam:PassRole role/acme-mail-purge-{role} with acme-mail-purge:1 by {RULE}"
    for role in ("task-role", "task-execution-role")
}


def rehearsed(emulator: LocalEmulator, roles: dict[str, Any] | None = None) -> Rehearsal:
    app = loads(GITLAB)
    template = roles or build(app)
    services = RehearsedTemplate(template=build_services(app), parameters={})
    return rehearse_on(emulator, RehearsedTemplate(template=template), services=services)


def at_work(found: Rehearsal) -> dict[str, str]:
    return {each.tried: each.seen for each in found.results if each.group == GROUP}


def test_a_pipeline_deploys_its_service_and_a_rule_starts_its_job(emulator: LocalEmulator) -> None:
    found = rehearsed(emulator)
    assert not found.differs
    assert at_work(found) == {
        **dict.fromkeys(PASSED_TO_SEND | PASSED_TO_PURGE, "allowed"),
        f"ecs:RunTask acme-mail-purge:1 by {RULE}": "allowed",
        f"ecs:RegisterTaskDefinition acme-mail-send by {ROLE}": "allowed",
        f"ecs:UpdateService acme-mail-send by {ROLE}": "allowed",
        f"ecs:DescribeServices acme-mail-send by {ROLE}: revision that it is at": "2",
    }


def test_our_own_evaluator_judges_each_role_that_is_passed(emulator: LocalEmulator) -> None:
    ours = {e for e in rehearsed(emulator).results if e.judge == "evaluator of influmojo-cfn"}
    assert {each.tried for each in ours} == PASSED_TO_SEND | PASSED_TO_PURGE


@pytest.mark.parametrize(
    ("policy", "sid", "denied"),
    [
        ("DeploymentPolicy", "PassRoles", PASSED_TO_SEND),
        ("PurgeRulePolicy", "PassRolesPurge", PASSED_TO_PURGE),
        (
            "DeploymentPolicy",
            "RegisterTaskDefinitions",
            {f"ecs:RegisterTaskDefinition acme-mail-send by {ROLE}"},
        ),
        (
            "DeploymentPolicy",
            "UpdateServices",
            {
                f"ecs:UpdateService acme-mail-send by {ROLE}",
                f"ecs:DescribeServices acme-mail-send by {ROLE}: revision that it is at",
            },
        ),
    ],
)
def test_a_role_without_a_permission_does_not_deploy(
    emulator: LocalEmulator, policy: str, sid: str, denied: set[str]
) -> None:
    roles = build(loads(GITLAB))
    document = roles["Resources"][policy]["Properties"]["PolicyDocument"]
    kept = [each for each in document["Statement"] if each["Sid"] != sid]
    assert len(kept) < len(document["Statement"])
    document["Statement"] = kept
    found = rehearsed(emulator, roles)
    assert found.differs
    assert {tried for tried, seen in at_work(found).items() if seen == "denied"} == denied

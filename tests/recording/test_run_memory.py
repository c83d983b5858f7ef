"""What earlier requests of a run tell of later ones."""

from __future__ import annotations

import json
from typing import Any

from influmojo_cfn.recording.http_request import HttpResponse
from influmojo_cfn.recording.run_memory import RunMemory
from tests.recording.test_requests import request, target

PLACE = "us-east-1:111122223333"
ROLE = "arn:aws:iam::111122223333:role"
ECS = "AmazonEC2ContainerServiceV20141113"
EMAIL = request(
    "POST", "/v2/email/outbound-emails", {"FromEmailAddress": "a@example.com"}, service="ses"
)


def memory(*identities: str) -> RunMemory:
    return RunMemory("111122223333", "us-east-1", set(identities))


def answer(body: Any) -> HttpResponse:
    return HttpResponse(200, {}, json.dumps(body).encode())


def test_an_address_that_is_an_identity_is_asked_before_its_domain() -> None:
    of = f"arn:aws:ses:{PLACE}:identity"
    assert [each.resource for each in memory().needed(EMAIL)] == [f"{of}/example.com"]
    known = memory("a@example.com")
    assert [each.resource for each in known.needed(EMAIL)] == [f"{of}/a@example.com"]


def test_an_identity_that_the_run_creates_is_known() -> None:
    known = memory()
    made = request(
        "POST", "/v2/email/identities", {"EmailIdentity": "a@example.com"}, service="ses"
    )
    known.learn(made, answer({}), known.needed(made))
    assert known.needed(EMAIL)[0].resource.endswith("/a@example.com")


def test_the_secrets_that_a_filter_finds_are_those_of_the_answer() -> None:
    known = memory()
    asked = target("secretsmanager", "secretsmanager.BatchGetSecretValue", {"Filters": [{}]})
    needed = known.needed(asked)
    assert [each.action.partition(":")[2] for each in needed] == [
        "BatchGetSecretValue",
        "ListSecrets",
    ]
    arn = f"arn:aws:secretsmanager:{PLACE}:secret:shop/db-AbCdEf"
    (more,) = known.learn(asked, answer({"SecretValues": [{"ARN": arn}]}), needed)
    assert (more.action, more.resource) == ("secretsmanager:GetSecretValue", arn)


def test_a_task_passes_the_roles_of_its_definition_but_for_those_it_overrides() -> None:
    known = memory()
    roles = {"taskRoleArn": f"{ROLE}/task", "executionRoleArn": f"{ROLE}/start"}
    made = target("ecs", f"{ECS}.RegisterTaskDefinition", {"family": "report", **roles})
    known.learn(made, answer({}), known.needed(made))
    own = {"taskRoleArn": f"{ROLE}/other", "executionRoleArn": ""}
    run = target("ecs", f"{ECS}.RunTask", {"taskDefinition": "report:3", "overrides": own})
    needed = known.needed(run)
    passed = [each.resource for each in needed if each.action == "iam:PassRole"]
    assert passed == [f"{ROLE}/other", f"{ROLE}/start"]
    assert list(known.unknown(run, needed)) == []


def test_the_roles_of_a_task_definition_from_elsewhere_are_not_known() -> None:
    run = target("ecs", f"{ECS}.RunTask", {"taskDefinition": "report"})
    known = memory()
    other = target("ecs", f"{ECS}.RegisterTaskDefinition", {"family": "other"})
    known.learn(other, answer({}), known.needed(other))
    (note,) = known.unknown(run, known.needed(run))
    assert note.startswith("iam:PassRole: the roles of task definition report are not known")

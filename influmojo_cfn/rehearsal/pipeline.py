"""The roles of a pipeline and of schedules at work on what runs: new revisions, and jobs started.

The pipeline's role registers a revision of each service's task definition, updates the service to
it and looks at it, as a workflow does. A schedule's role runs its job. Both pass the roles of the
task, each of which our own evaluator judges: the emulator does not ask for iam:PassRole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rehearsal.plan import Expectation
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.rehearsal.session import RehearsalSession

GROUP = "The roles that deploy and start tasks, at work"
_DEPLOYMENT = "-deployment-role"
_STARTS = ("-schedule-role", "-rule-role")
"""How the names of these roles end; what is before is the family that a schedule or rule starts."""
_PASSED = ("executionRoleArn", "taskRoleArn")
_NOT_CHECKED = "it does not check it when a task definition is registered or run"
_KEPT = ("name", "image", "essential", "cpu", "memory")
"""The emulator loses what is inside other properties of a container that CloudFormation made."""


def deploy_revisions(
    session: RehearsalSession, services: list[str], expect: Expectation
) -> Iterator[Result]:
    """Deploy a revision of each service, by its ARN, as the pipeline's role, if there is one.

    ``expect`` is our own evaluator, which judges what the emulator does not.
    """
    for role in [each for each in session.credentials if each.endswith(_DEPLOYMENT)]:
        for arn in services:
            yield from _deploy(session, role, expect, *arn.split("/")[-2:])


def _deploy(
    session: RehearsalSession, role: str, expect: Expectation, cluster: str, name: str
) -> Iterator[Result]:
    root, ecs = session.client("ecs"), session.client("ecs", role)
    (service,) = root.describe_services(cluster=cluster, services=[name])["services"]
    now = root.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    made: dict[str, Any] = {}
    known = ecs.meta.service_model.operation_model("RegisterTaskDefinition").input_shape.members

    def register() -> None:
        given = {key: value for key, value in now.items() if key in known and value}
        given["containerDefinitions"] = [
            {key: each[key] for key in _KEPT if key in each} for each in now["containerDefinitions"]
        ]
        made.update(ecs.register_task_definition(**given)["taskDefinition"])

    def update() -> None:
        new = made["taskDefinitionArn"]
        ecs.update_service(cluster=cluster, service=name, taskDefinition=new)

    yield from _passing(f"{now['family']} by {role}", role, now, expect)
    seen = session.outcome(register).seen
    yield _result(f"ecs:RegisterTaskDefinition {now['family']} by {role}", "allowed", seen)
    if not made:
        return
    seen = session.outcome(update).seen
    yield _result(f"ecs:UpdateService {name} by {role}", "allowed", seen)
    yield _result(
        f"ecs:DescribeServices {name} by {role}: revision that it is at",
        str(made["revision"]),
        _revision(session, ecs, cluster, name),
    )


def _revision(session: RehearsalSession, ecs: Any, cluster: str, name: str) -> str:
    found: list[Mapping[str, Any]] = []
    outcome = session.outcome(
        lambda: found.extend(ecs.describe_services(cluster=cluster, services=[name])["services"])
    )
    return found[0]["taskDefinition"].rpartition(":")[2] if found else outcome.seen


def run_job(
    session: RehearsalSession,
    task: Mapping[str, Any],
    request: Mapping[str, Any],
    expect: Expectation,
) -> Iterator[Result]:
    """Run the task of a job as the role of its schedule, if there is one.

    ``task`` is its task definition as Amazon ECS describes it.
    """
    name, family = task["family"], f"{task['family']}:{task['revision']}"
    for role in {name + ending for ending in _STARTS} & session.credentials.keys():
        yield from _passing(f"{family} by {role}", role, task, expect)
        ecs = session.client("ecs", role)
        seen = session.outcome(lambda ecs=ecs: ecs.run_task(**request)).seen  # type: ignore[misc]
        yield _result(f"ecs:RunTask {family} by {role}", "allowed", seen)


def _passing(
    words: str, role: str, task: Mapping[str, Any], expect: Expectation
) -> Iterator[Result]:
    """Judge that a role passes each of the roles of a task definition to the tasks of ECS."""
    for arn in sorted({task[key] for key in _PASSED if task.get(key)}):
        allowed, reason = expect(role, "iam:PassRole", arn, {"iam:PassedToService": ECS_TASKS})
        yield Result(
            group=GROUP,
            tried=f"iam:PassRole {arn.rpartition(':')[2]} with {words}",
            expected="allowed",
            seen="allowed" if allowed else "denied",
            judge="evaluator of influmojo-cfn",
            note=reason,
            why_not_emulator=_NOT_CHECKED,
        )


def _result(tried: str, expected: str, seen: str) -> Result:
    return Result(group=GROUP, tried=tried, expected=expected, seen=seen)

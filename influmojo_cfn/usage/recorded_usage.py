"""The calls of recorded runs, besides those of CloudTrail: they show use, never disuse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.recorded_calls import RecordedRun
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.usage.events import Event
from influmojo_cfn.usage.statement_usage import Gathered

TASK_ROLE = "TaskRole"


def add_runs(
    gathered: Gathered, runs: Iterable[RecordedRun], roles: Mapping[str, TemplateRole]
) -> None:
    """Add the calls of runs as those of the task role.

    Raises:
        Error: it is not known which role of a template is the task role.
    """
    runs = tuple(runs)
    if not runs:
        return
    others = [name for name in roles if "execution" not in name.lower()]
    role = TASK_ROLE if TASK_ROLE in roles else others[0] if len(others) == 1 else ""
    if not role:
        names = ", ".join(roles)
        raise Error(f"--role: is missing; name the role of the recorded run: {names}")
    here = roles[role].environment
    for run in runs:
        for call in run.calls:
            resource = _moved(call.resource, run, here.account, here.region)
            gathered.add(Event(role, call.action, resource, "", ""))


def _moved(resource: str, run: RecordedRun, account: str, region: str) -> str:
    """Return a resource of the emulator's account and Region as one of the deployment's."""
    arn = parse_arn(resource)
    if arn is None:
        return ""
    return str(
        arn._replace(
            account=account if arn.account == run.account else arn.account,
            region=region if arn.region == run.region else arn.region,
        )
    )

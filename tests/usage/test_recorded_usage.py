"""Recorded calls count as use of the task role."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun
from influmojo_cfn.usage.recorded_usage import add_runs
from influmojo_cfn.usage.statement_usage import gather, usage_of
from tests.conftest import ROOT
from tests.usage.test_narrowed import statement_role

TOPIC = "arn:aws:sns:us-east-1:111122223333:influmojo-notifications"
RUN = RecordedRun(
    account="111122223333",
    region="us-east-1",
    calls=(RecordedCall(action="sns:Publish", resource=TOPIC),),
)


def test_calls_are_use_in_the_place_of_the_deployment() -> None:
    place = Environment(account="444455556666", region="eu-west-1")
    roles = roles_of(read_document(ROOT / "templates/influmojo-ecs-iam.yaml"), place)
    gathered = gather([], roles)
    add_runs(gathered, [RUN], roles)
    used = [
        (each.action, each.resources)
        for usage in usage_of(roles, gathered)
        for each in usage.permissions
        if each.status == "used"
    ]
    moved = "arn:aws:sns:eu-west-1:444455556666:influmojo-notifications"
    assert used == [("sns:Publish", (moved,))]


def test_which_of_two_task_roles_is_asked() -> None:
    rows = {n: statement_role(n, Effect="Allow", Action="sns:*", Resource="*") for n in "AB"}
    roles = roles_of(Document({"Resources": rows}, "t.yaml"))
    with pytest.raises(Error, match="--role: is missing; name the role of the recorded run: A, B"):
        add_runs(gather([], roles), [RUN], roles)
    add_runs(gather([], roles), [], roles)

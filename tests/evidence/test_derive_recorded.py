"""Recorded runs become an app, alone or with what was derived otherwise."""

from __future__ import annotations

from influmojo_cfn.app import App, grant
from influmojo_cfn.evidence.derive import Derived
from influmojo_cfn.evidence.derive_recorded import derive_recorded
from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun

CALL = RecordedCall(action="sqs:SendMessage", resource="arn:aws:sqs:us-east-1:111122223333:jobs")
RUN = RecordedRun(
    account="111122223333",
    region="us-east-1",
    calls=(CALL,),
    not_served=("x:Y: the emulator answered 501",),
    command=("pytest", "-q"),
    status=1,
)


def test_a_run_alone() -> None:
    found = derive_recorded([RUN], "shop")
    assert [use.grant for use in found.app.grants] == ["sqs.send_messages"]
    assert found.notes == (
        "The task role, from a recorded run: pytest -q made 1 calls.",
        "It exited with code 1: calls that it did not come to are not here.",
        "Not served by the local emulator: x:Y: the emulator answered 501.",
    )


def test_a_run_beside_task_definitions() -> None:
    own = App(project="shop", grants=(grant("textract.read_documents"),))
    found = derive_recorded([RUN], "other", Derived(app=own, notes=("before",)))
    assert found.app.project == "shop"
    names = [use.grant for use in found.app.grants]
    assert names == ["textract.read_documents", "sqs.send_messages"]
    assert found.notes[:2] == ("before", "")

"""Events of AWS SAM under another name, and those that are others."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.renamed_events import with_events_named_as_in

FUNCTION = "AWS::Serverless::Function"
DAILY = {"Type": "Schedule", "Properties": {"Schedule": "rate(1 day)"}}
HOURLY = {"Type": "Schedule", "Properties": {"Schedule": "rate(1 hour)"}}


def template(events: Any, kind: str = FUNCTION, **more: Any) -> Document:
    return Document({"Resources": {"F": {"Type": kind, "Properties": {"Events": events}}, **more}})


def names(old: Document, new: Document) -> list[str]:
    found = with_events_named_as_in(new, old).data["Resources"]["F"]["Properties"]["Events"]
    return [*found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"A": DAILY}, {"B": DAILY}, ["B"], id="renamed"),
        pytest.param({"A": DAILY}, {"B": HOURLY}, ["A"], id="another"),
        pytest.param({"A": DAILY}, {"A": HOURLY, "B": DAILY}, ["A"], id="a name in use"),
        pytest.param({"A": DAILY, "C": DAILY}, {"B": DAILY}, ["B", "C"], id="one of two"),
        pytest.param({"A": DAILY, "C": DAILY}, {"B": DAILY, "D": DAILY}, ["B", "D"], id="two"),
        pytest.param({"Fn::If": []}, {"B": []}, ["Fn::If"], id="by a condition"),
    ],
)
def test_an_event_has_the_name_of_the_same_event(
    before: Any, after: Any, expected: list[str]
) -> None:
    assert names(template(before), template(after)) == expected


@pytest.mark.parametrize("name", ["FA", "FB"])
def test_an_event_that_is_referred_to_keeps_its_name(name: str) -> None:
    reader = {"Type": "AWS::SSM::Parameter", "Properties": {"Value": {"Ref": name}}}
    assert names(template({"A": DAILY}), template({"B": DAILY}, P=reader)) == ["A"]


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(template({"B": DAILY}, "AWS::Serverless::StateMachine"), id="another type"),
        pytest.param(Document({"Resources": {}}), id="removed"),
        pytest.param(Document({"Statement": []}), id="no template"),
    ],
)
def test_another_resource_renames_nothing(new: Document) -> None:
    old = template({"A": DAILY})
    assert with_events_named_as_in(new, old) is old


def test_what_has_no_events_stays() -> None:
    old = template({"A": DAILY}, "AWS::Lambda::Function")
    assert with_events_named_as_in(template({"B": DAILY}, "AWS::Lambda::Function"), old) is old

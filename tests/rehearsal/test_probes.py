"""Every probe is a call that boto3 makes, with texts that can be filled in."""

from __future__ import annotations

import string
from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest

from influmojo_cfn.iam import service_authorization
from influmojo_cfn.rehearsal.probes import PROBES, Probe, ProbeCall

PLACE = {"account", "region", "partition", "endpoint"}
CALLS = [(probe, call) for probe in PROBES for call in (*probe.prepare, *probe.actions.values())]
NAMES = [f"{call.service}.{call.operation}" for _, call in CALLS]
ACTIONS = [(action, probe) for probe in PROBES for action in probe.actions]


def fields(value: Any) -> Iterator[str]:
    """Yield the names that a probe's texts are filled with."""
    if isinstance(value, str):
        yield from (name for _, name, _, _ in string.Formatter().parse(value) if name)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from (*fields(key), *fields(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner)


@pytest.mark.parametrize(("probe", "call"), CALLS, ids=NAMES)
def test_a_call_is_one_of_boto3(probe: Probe, call: ProbeCall) -> None:
    model = botocore.session.get_session().get_service_model(call.service)
    operations = {botocore.xform_name(name): name for name in model.operation_names}
    shape = model.operation_model(operations[call.operation]).input_shape
    assert set(call.arguments) <= set(shape.members if shape else ())


@pytest.mark.parametrize(("probe", "call"), CALLS, ids=NAMES)
def test_what_a_call_is_filled_with_is_known(probe: Probe, call: ProbeCall) -> None:
    keys = {key.replace(":", "_") for key in probe.context}
    assert set(fields(call.arguments)) <= {*PLACE, *fields(probe.arn), *keys}


@pytest.mark.parametrize(("action", "probe"), ACTIONS, ids=[action for action, _ in ACTIONS])
def test_an_action_is_one_of_aws_and_has_one_probe(action: str, probe: Probe) -> None:
    assert service_authorization.action(action)
    assert [each for each in PROBES if action in each.actions] == [probe]


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.arn)
def test_a_neighbor_has_names_that_the_resource_has(probe: Probe) -> None:
    named = set(fields(probe.arn))
    assert set(probe.elsewhere) | set(probe.parts) | set(probe.unknown) <= named


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.arn)
def test_a_neighbor_is_another_resource(probe: Probe) -> None:
    if probe.elsewhere:
        values = dict.fromkeys(fields(probe.arn), "rehearsal")
        near = probe.arn.format_map({**values, **probe.elsewhere})
        assert near != probe.arn.format_map(values)

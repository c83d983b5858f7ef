"""State machines cause calls by their definition, in each form that it may have."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from influmojo_cfn.service_roles.state_machine_calls import definition_of, state_machine_calls
from influmojo_cfn.service_roles.template_fields import properties_of
from tests.service_roles.templates import calls, resolver_of

STATE = {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Parameters": {}}
MAP = {"Type": "Map", "ItemProcessor": {"StartAt": "A", "States": {"A": STATE}}}
RULE = "arn::events:::rule/StepFunctionsGetEventsForECSTaskRule"
WAITING = {
    "ecs:RunTask ${...}",
    "ecs:StopTask ${...}",
    "ecs:DescribeTasks ${...}",
    f"events:PutTargets {RULE}",
    f"events:PutRule {RULE}",
    f"events:DescribeRule {RULE}",
}


def machine(properties: Mapping[str, object]) -> str:
    kind = "AWS::StepFunctions::StateMachine"
    own = {"RoleArn": "machine", **properties}
    return json.dumps({"Resources": {"Machine": {"Type": kind, "Properties": own}}})


@pytest.mark.parametrize("state", [STATE, MAP])
def test_waiting_for_a_task_takes_its_rule(state: object) -> None:
    definition = {"StartAt": "Run", "States": {"Run": state}}
    assert calls(state_machine_calls, machine({"Definition": definition})) == WAITING
    text = {"DefinitionString": {"Fn::Sub": json.dumps(definition)}}
    assert calls(state_machine_calls, machine(text)) == WAITING


def test_substitutions_are_filled_in() -> None:
    state = {"Type": "Task", "Resource": "${Check}"}
    properties = {
        "Definition": {"States": {"A": state}},
        "DefinitionSubstitutions": {"Check": "arn:aws:lambda:us-east-1:111122223333:function:a"},
    }
    assert calls(state_machine_calls, machine(properties)) == {
        "lambda:InvokeFunction arn:aws:lambda:us-east-1:111122223333:function:a"
    }


def test_what_is_not_substituted_is_not_known() -> None:
    function = "arn:aws:lambda:us-east-1:111122223333:function"
    properties = {
        "Definition": {"States": {"A": {"Type": "Task", "Resource": f"{function}:${{Name}}"}}},
        "DefinitionSubstitutions": {"Other": "b"},
    }
    assert calls(state_machine_calls, machine(properties)) == {
        f"lambda:InvokeFunction {function}:${{...}}"
    }


ROLE = "arn:aws:iam::111122223333:role/shop"


@pytest.mark.parametrize(
    ("given", "resource"),
    [
        pytest.param({"RoleArn": ROLE}, ROLE, id="an ARN"),
        pytest.param({"RoleArn": "{% $role %}"}, "${...}", id="computed by JSONata"),
        pytest.param({"RoleArn.$": "$.role"}, "${...}", id="computed by JSONPath"),
    ],
)
def test_a_state_takes_the_role_of_its_credentials(given: Mapping[str, str], resource: str) -> None:
    state = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "Credentials": given}
    template = machine({"Definition": {"States": {"A": state}}})
    assert calls(state_machine_calls, template) == {f"sts:AssumeRole {resource}"}


@pytest.mark.parametrize(
    ("given", "action"),
    [
        ({"Path": "/orders"}, "Invoke"),
        ({"Path": "/@connections/abc"}, "ManageConnections"),
        ({"Path.$": "States.Format('/@connections/{}', $.id)"}, "ManageConnections"),
        ({}, "Invoke"),
    ],
)
def test_a_web_socket_is_written_to_by_its_connections(
    given: Mapping[str, str], action: str
) -> None:
    resource = "arn:aws:states:::apigateway:invoke"
    state = {"Type": "Task", "Resource": resource, "Parameters": given}
    text = machine({"Definition": {"States": {"A": state}}})
    assert calls(state_machine_calls, text) == {f"execute-api:{action} ${{...}}"}


@pytest.mark.parametrize("text", ["", "{", "{{", "[1]", "{" * 4000])
def test_what_is_no_definition_causes_no_call(text: str) -> None:
    resolver = resolver_of(machine({"DefinitionString": text}))
    assert definition_of(properties_of(resolver, "Machine"))[0] is None
    assert calls(state_machine_calls, machine({"DefinitionString": text})) == set()

"""The CloudWatch agent's calls, by its configuration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.cloudwatch_agent import agent_calls
from influmojo_cfn.service_roles.field_values import Home, Mistake, ReadingContext
from influmojo_cfn.task_definition.model import Container, Field

ASKED = ReadingContext(home=Home(partition="aws", account="111122223333", region="eu-west-1"))
FILES = {"files": {"collect_list": [{"log_group_name": "/ecs/web"}, {"log_group_name": "{host}"}]}}


def rows(text: str | None) -> list[tuple[str, str, bool]]:
    environment = {} if text is None else {"CW_CONFIG_CONTENT": Field(value=text)}
    container = Container(name="a", path=(), environment=environment)
    found = list(agent_calls(Field(value="cloudwatch-agent"), container, ASKED))
    return [
        (row, covered(next(iter(reading.names.values()), "")), bool(reading.only_if))
        for row, _, reading in (each for each in found if not isinstance(each, Mistake))
    ]


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        ({}, []),
        ({"metrics": {}}, [("agent metrics", "CWAgent", False)]),
        ({"metrics": {"namespace": "Shop"}}, [("agent metrics", "Shop", False)]),
        ({"metrics": {"namespace": "Shop/${stage}"}}, [("agent metrics", "*", False)]),
        ({"metrics": {"namespace": 7}}, [("agent metrics", "*", False)]),
        ({"metrics": {"namespace": "CHANGE_ME"}}, [("agent metrics", "*", False)]),
        (
            {"logs": {"logs_collected": FILES}},
            [("agent logs", "/ecs/web", False), ("agent logs", "*", False)],
        ),
        ({"logs": {"metrics_collected": {"emf": {}}}}, [("agent logs", "*", False)]),
        ({"logs": [], "traces": {"traces_collected": {"xray": {}}}}, [("traces", "", False)]),
    ],
)
def test_the_configuration_tells_the_calls(
    configuration: dict[str, Any], expected: list[tuple[str, str, bool]]
) -> None:
    assert rows(json.dumps(configuration)) == expected


@pytest.mark.parametrize("text", [None, "", "{", "[]", "$CONFIG"])
def test_a_configuration_that_is_not_here_may_ask_for_all(text: str | None) -> None:
    expected = [("agent metrics", "*", True), ("agent logs", "*", True), ("traces", "", True)]
    assert rows(text) == expected


NAMELESS = {"logs": {"logs_collected": {"files": {"collect_list": [{"file_path": "/a"}, 5]}}}}


def read(text: str | None) -> list[tuple[str, Any, dict[str, Text], str | None]]:
    """Return each call whole: its row, the value of its field, its names and its condition."""
    environment = {} if text is None else {"CW_CONFIG_CONTENT": Field(value=text)}
    container = Container(name="a", path=(), environment=environment)
    found = agent_calls(Field(value="image"), container, ASKED)
    return [
        (each[0], each[1].value, dict(each[2].names), each[2].only_if)
        for each in found
        if not isinstance(each, Mistake)
    ]


def test_calls_that_may_be_needed_say_of_what() -> None:
    namespace = Unknown("its configuration names the namespace")
    group = Unknown("its configuration names the log group")
    assert read(None) == [
        ("agent metrics", "image", {"namespace": namespace}, "its configuration collects metrics"),
        ("agent logs", "image", {"group": group}, "its configuration collects metrics or logs"),
        ("traces", "image", {}, "its configuration collects traces"),
    ]


def test_calls_that_are_asked_for_are_of_the_configuration() -> None:
    text = json.dumps({"metrics": {"namespace": "{x}"}, **NAMELESS, "traces": {"a": 1}})
    assert read(text) == [
        ("agent metrics", text, {"namespace": Unknown("the agent fills in namespace")}, None),
        ("agent logs", text, {"group": Unknown("the agent names the group")}, None),
        ("traces", text, {}, None),
    ]
    emf = json.dumps({"logs": {"metrics_collected": {"emf": {}}}})
    reason = "the log group is named after the metrics or the cluster"
    assert read(emf) == [("agent logs", emf, {"group": Unknown(reason)}, None)]


@pytest.mark.parametrize(
    ("argument", "name"),
    [("ssm:AmazonCloudWatch-web", "AmazonCloudWatch-web"), ("ssm:/web/agent", "web/agent")],
)
def test_a_parameter_that_the_agent_fetches_is_read_with_the_task_role(
    argument: str, name: str
) -> None:
    arguments = (Field(value="-c"), Field(value=argument), Field(value="ssm:"))
    found = agent_calls(
        Field(value="image"), Container(name="a", path=(), arguments=arguments), ASKED
    )
    assert [each[2].names for each in found if each[0] == "agent parameter"] == [{"name": name}]


def test_a_part_of_the_parameter_may_be_to_come() -> None:
    arguments = (Field(value=Unknown("${ENV} is to come", "ssm:agent-*")),)
    found = agent_calls(
        Field(value="image"), Container(name="a", path=(), arguments=arguments), ASKED
    )
    (names,) = [each[2].names for each in found if each[0] == "agent parameter"]
    assert names == {"name": Unknown("${ENV} is to come", "agent-*")}


def test_an_agent_of_prometheus_metrics_may_look_for_tasks() -> None:
    container = Container(name="a", path=(), other_variables=("PROMETHEUS_CONFIG_CONTENT",))
    found = agent_calls(Field(value="image"), container, ASKED)
    rows = [each for each in found if not isinstance(each, Mistake) and "discover" in each[0]]
    assert [covered(reading.names["cluster"]) for _, _, reading in rows] == ["*"] * 4
    assert {reading.only_if for *_, reading in rows} == {
        "its configuration collects metrics of tasks"
    }


@pytest.mark.parametrize(
    ("discovery", "names"),
    [
        ({"sd_target_cluster": "web"}, {"cluster": "web"}),
        (
            {"sd_target_cluster": "web", "sd_cluster_region": "eu-west-2"},
            {"cluster": "web", "region": "eu-west-2"},
        ),
        ({"sd_target_cluster": "${CLUSTER}"}, {"cluster": "*"}),
        ({}, {"cluster": "*"}),
    ],
    ids=["a cluster", "another Region", "a placeholder", "no cluster"],
)
def test_service_discovery_looks_at_its_cluster(
    discovery: dict[str, str], names: dict[str, str]
) -> None:
    prometheus = {"prometheus": {"ecs_service_discovery": discovery}}
    (_, *found) = read(json.dumps({"logs": {"metrics_collected": prometheus}}))
    assert [row.partition(" ")[0] for row, *_ in found] == ["agent", *["discovered"] * 3]
    for _, _, given, _ in found:
        assert {key: covered(value) for key, value in given.items() if key != "id"} == names

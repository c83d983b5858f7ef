"""The calls of log drivers: awslogs, and what a log router is told to write to."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.log_calls import (
    TASK_ID,
    driver_mistakes,
    log_calls,
    unread_output,
)
from influmojo_cfn.service_roles.field_values import Mistake, Reading
from influmojo_cfn.task_definition.model import Field, LogConfiguration

REGION = "eu-west-1"


def found(driver: str, **options: Text) -> list[tuple[str, Field, Reading] | Mistake]:
    named = {key.replace("_", "-"): Field(value=value) for key, value in options.items()}
    return list(log_calls(LogConfiguration(driver=Field(value=driver), options=named), "app"))


def routed(options: dict[str, Text]) -> dict[str, dict[str, str]]:
    """Return what a log router's options call, by row, with the names of each."""
    fields = {key: Field(value=value) for key, value in options.items()}
    log = LogConfiguration(driver=Field(value="awsfirelens"), options=fields)
    rows = [each for each in log_calls(log, "app") if not isinstance(each, Mistake)]
    return {row: {k: covered(v) for k, v in read.names.items()} for row, _, read in rows}


@pytest.mark.parametrize("driver", ["json-file", "splunk", "awslogs2"])
def test_other_drivers_call_nothing(driver: str) -> None:
    assert found(driver, awslogs_group="g") == []


def test_awslogs_without_a_group_is_a_mistake() -> None:
    (mistake,) = found("awslogs")
    assert isinstance(mistake, Mistake)
    assert mistake.message == "the option 'awslogs-group' is missing"


@pytest.mark.parametrize("group", ["arn:aws:logs:us-east-1:111122223333:log-group:g", "a b", ""])
def test_what_no_group_can_be_called_is_a_mistake(group: str) -> None:
    (mistake,) = found("awslogs", awslogs_group=group)
    assert isinstance(mistake, Mistake)
    assert mistake.message.startswith(f"{group!r} is not a log group's name")


def names(*rows: tuple[str, Field, Reading] | Mistake) -> list[tuple[str, dict[str, str]]]:
    return [
        (row[0], {key: covered(value) for key, value in row[2].names.items()})
        for row in rows
        if not isinstance(row, Mistake)
    ]


def test_awslogs_writes_to_a_stream_of_its_group() -> None:
    assert names(*found("awslogs", awslogs_group="g")) == [
        ("log stream", {"group": "g", "stream": TASK_ID})
    ]


def test_a_stream_begins_with_prefix_and_container() -> None:
    ((_, subject),) = names(*found("awslogs", awslogs_group="g", awslogs_stream_prefix="p"))
    assert subject["stream"] == f"p/app/{TASK_ID}"


def test_a_group_is_of_the_region_that_is_named() -> None:
    ((_, subject),) = names(*found("awslogs", awslogs_group="g", awslogs_region="eu-west-1"))
    assert subject["region"] == "eu-west-1"


@pytest.mark.parametrize(
    ("create", "only_if"),
    [
        ("true", ""),
        ("True", ""),
        ("false", None),
        (Unknown("why"), "awslogs-create-group is true"),
        (Unknown("why", "f*"), None),
    ],
)
def test_a_group_is_created_where_it_says_so(create: Text, only_if: str | None) -> None:
    rows = found("awslogs", awslogs_group="g", awslogs_create_group=create)
    made = [
        row[2].only_if for row in rows if not isinstance(row, Mistake) and row[0] == "log group"
    ]
    assert made == ([] if only_if is None else [only_if])


@pytest.mark.parametrize(
    ("options", "row", "subject"),
    [
        ({"Name": "kinesis", "stream": "s"}, "routed data stream", {"stream": "s"}),
        ({"Name": "kinesis_streams", "stream_name": "s"}, "routed data stream", {"stream": "s"}),
        ({"Name": "firehose", "delivery_stream": "d"}, "routed delivery stream", {"stream": "d"}),
        (
            {"@type": "kinesis_firehose", "delivery_stream_name": "d"},
            "routed delivery stream",
            {"stream": "d"},
        ),
        ({"Name": "s3", "bucket": "b"}, "routed objects", {"bucket": "b", "key": TASK_ID}),
        (
            {"Name": "s3", "bucket": "b", "region": "${AWS_REGION}"},
            "routed objects",
            {"bucket": "b", "key": TASK_ID, "region": "*"},
        ),
        (
            {"NAME": "CloudWatch_Logs", "LOG_GROUP_NAME": "g", "region": "eu-west-1"},
            "routed log stream",
            {"region": "eu-west-1", "group": "g", "stream": TASK_ID},
        ),
    ],
)
def test_a_log_router_writes_where_its_options_say(
    options: dict[str, Text], row: str, subject: dict[str, str]
) -> None:
    assert routed(options) == {row: subject}


HOST = "search-shop-logs-abcdefghijklmnopqrstuvwxyz.eu-west-1.es.amazonaws.com"


@pytest.mark.parametrize(
    ("options", "subject"),
    [
        ({"Host": HOST}, {"domain": "shop-logs", "region": "eu-west-1"}),
        ({"Host": f"https://{HOST}/"}, {"domain": "shop-logs", "region": "eu-west-1"}),
        (
            {"host": "logs.example.com", "AWS_Region": "eu-west-1"},
            {"domain": "*", "region": REGION},
        ),
        ({"host": "logs.example.com"}, {"domain": "*"}),
    ],
)
@pytest.mark.parametrize("plugin", ["es", "opensearch"])
def test_what_is_signed_goes_to_a_domain(
    plugin: str, options: dict[str, Text], subject: dict[str, str]
) -> None:
    found = routed({"Name": plugin, "AWS_Auth": "On", **options})
    assert found == {"routed documents": subject}
    assert routed({"Name": plugin, "AWS_Auth": "Off", **options}) == {}


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"Name": "es", "AWS_Auth": "On"},
        {"Name": "datadog", "stream": "s"},
        {"Name": "s3"},
        {"Name": "s3", "stream": "s"},
    ],
)
def test_a_log_router_without_a_destination_of_aws_calls_nothing(options: dict[str, Text]) -> None:
    assert routed(options) == {}


GROUP: dict[str, Text] = {"Name": "cloudwatch_logs", "log_group_name": "g"}


@pytest.mark.parametrize(
    ("more", "rows"),
    [
        ({}, []),
        ({"auto_create_group": "true"}, ["routed log group"]),
        ({"auto_create_group": "On"}, ["routed log group"]),
        ({"auto_create_group": "off"}, []),
        ({"log_retention_days": "7"}, ["routed log retention"]),
        ({"retention_in_days": "7"}, ["routed log retention"]),
        ({"Name": "cloudwatch"}, ["routed log streams"]),
    ],
)
def test_what_a_log_router_does_with_a_group_beside_writing(
    more: dict[str, Text], rows: list[str]
) -> None:
    assert sorted(routed({**GROUP, **more})) == sorted([*rows, "routed log stream"])


@pytest.mark.parametrize(
    ("name", "covers"),
    [("app-$(tag)", "app-*"), ("${HOST}-x", "*"), ("a$HOST", "a*"), ("a$1", "a$1"), ("g", "g")],
)
def test_a_name_that_the_router_fills_in_is_not_known(name: str, covers: str) -> None:
    assert routed({**GROUP, "log_group_name": name})["routed log stream"]["group"] == covers


def test_fluentd_looks_before_it_writes() -> None:
    """Its plugins ask for the bucket, the object and the log group, unless told not to."""
    subject = {"bucket": "b", "key": TASK_ID}
    options: dict[str, Text] = {"@type": "s3", "s3_bucket": "b"}
    assert routed(options) == dict.fromkeys(
        ("fluentd bucket", "fluentd objects", "routed objects"), subject
    )
    told = {**options, "check_bucket": "false", "check_object": "FALSE"}
    assert routed(told) == {"routed objects": subject}
    group = routed({"@type": "cloudwatch_logs", "log_group_name": "g"})
    assert set(group) == {"fluentd log groups", "routed log streams", "routed log stream"}


@pytest.mark.parametrize("option", ["role_arn", "AWS_Role_ARN"])
@pytest.mark.parametrize("plugin", ["cloudwatch_logs", "s3", "opensearch", "kinesis_firehose"])
def test_a_role_of_the_router_is_assumed_and_writes(plugin: str, option: str) -> None:
    """What is written is written with that role: the task role needs nothing else."""
    role = "arn:aws:iam::111122223333:role/logs"
    options: dict[str, Text] = {"Name": plugin, "bucket": "b", "log_group_name": "g", option: role}
    assert routed(options) == {"routed role": {"assumed_role": role}}


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (
            {"Name": "opensearch", "AWS_Service_Name": "aoss"},
            {"routed collection": {"collection": "07tjusf2h91cunochc", "region": "us-east-1"}},
        ),
        (
            {
                "Name": "prometheus_remote_write",
                "host": "aps-workspaces.eu-west-1.amazonaws.com",
                "uri": "/workspaces/ws-0a1b-22/api/v1/remote_write",
            },
            {"routed metrics": {"workspace": "ws-0a1b-22", "region": "eu-west-1"}},
        ),
        (
            {"Name": "prometheus_remote_write", "host": "aps.example.com", "aws_region": REGION},
            {"routed metrics": {"workspace": "*", "region": REGION}},
        ),
        (
            {
                "Name": "http",
                "host": f"logs-{26 * 'a'}.us-east-1.osis.amazonaws.com",
                "aws_service": "osis",
            },
            {"routed pipeline": {"pipeline": "logs", "region": "us-east-1"}},
        ),
        ({"Name": "opentelemetry", "host": "logs.us-east-1.amazonaws.com"}, {}),
        ({"Name": "http", "aws_service": "execute-api", "host": "x"}, {}),
    ],
)
def test_requests_are_signed_for_a_service(
    options: dict[str, Text], found: dict[str, dict[str, str]]
) -> None:
    host = "07tjusf2h91cunochc.us-east-1.aoss.amazonaws.com"
    assert routed({"Host": host, "AWS_Auth": "On", **options}) == found


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"Name": "datadog"}, ""),
        ({"Name": "s3", "bucket": "b"}, ""),
        ({"Name": "s3"}, "writes to 's3' without 'bucket'"),
        (
            {"Name": "cloudwatch_logs", "log_group_template": "/a/$b"},
            "writes to 'cloudwatch_logs' without 'log_group_name'",
        ),
        ({"Name": Unknown("why")}, "writes to an output that is not known (why)"),
        (
            {"Name": "${OUT}"},
            "writes to an output that is not known (the log router fills in '${OUT}')",
        ),
        ({"Name": "es", "aws_auth": "on"}, ""),
        ({}, ""),
        ({"Name": "timestream"}, "writes to 'timestream'"),
        ({"@type": "sns"}, "writes to 'sns'"),
        ({"Name": "opentelemetry", "AWS_Auth": "On"}, "signs requests for the service 'logs'"),
        (
            {"Name": "http", "aws_auth": "true", "aws_service": "execute-api"},
            "signs requests for the service 'execute-api'",
        ),
        ({"Name": "timestream", "role_arn": "arn:aws:iam::111122223333:role/a"}, ""),
    ],
)
def test_an_output_that_is_not_known_is_said(options: dict[str, Text], words: str) -> None:
    fields = {key: Field(value=value) for key, value in options.items()}
    assert (
        unread_output(LogConfiguration(driver=Field(value="awsfirelens"), options=fields)) == words
    )
    assert unread_output(LogConfiguration(driver=Field(value="splunk"), options=fields)) == ""


@pytest.mark.parametrize("to_come", [Unknown("why"), "${A}"], ids=["a placeholder", "a variable"])
@pytest.mark.parametrize(
    ("options", "option", "row"),
    [
        ({"Name": "cloudwatch", "log_group_name": "g"}, "auto_create_group", "routed log group"),
        ({"Name": "es", "Host": "h"}, "AWS_Auth", "routed documents"),
    ],
)
def test_what_an_option_to_come_can_turn_on_is_a_condition(
    options: dict[str, Text], option: str, row: str, to_come: Text
) -> None:
    fields = {key: Field(value=value) for key, value in {**options, option: to_come}.items()}
    log = LogConfiguration(driver=Field(value="awsfirelens"), options=fields)
    rows = [each for each in log_calls(log, "app") if not isinstance(each, Mistake)]
    (only_if,) = (reading.only_if for name, _, reading in rows if name == row)
    assert only_if is not None
    assert only_if.startswith(option)


@pytest.mark.parametrize(
    ("options", "rows", "driver"),
    [
        (
            {"awslogs-group": "g", "awslogs-create-group": "true"},
            ["log group", "log stream"],
            "awslogs",
        ),
        ({}, ["log stream"], "awslogs"),
        ({"Name": "firehose", "delivery_stream": "d"}, ["routed delivery stream"], "awsfirelens"),
        ({"splunk-url": "https://example.com"}, [], ""),
        ({"tag": "x"}, [], ""),
    ],
)
def test_a_driver_to_come_is_told_by_its_options(
    options: dict[str, Text], rows: list[str], driver: str
) -> None:
    fields = {key: Field(value=value) for key, value in options.items()}
    log = LogConfiguration(driver=Field(value=Unknown("why")), options=fields)
    read = [each for each in log_calls(log, "app") if not isinstance(each, Mistake)]
    assert [row for row, _, _ in read] == rows
    assert {each.only_if for *_, each in read} <= {f"the log driver is {driver} (why)"}


@pytest.mark.parametrize("option", ["bucket", "delivery_stream", "stream", "log_group_name"])
def test_a_log_router_takes_no_arn_for_a_name(option: str) -> None:
    plugins = {"bucket": "s3", "delivery_stream": "firehose", "stream": "kinesis"}
    fields = {
        "Name": Field(value=plugins.get(option, "cloudwatch_logs")),
        option: Field(value="arn:aws:s3:::logs"),
    }
    log = LogConfiguration(driver=Field(value="awsfirelens"), options=fields)
    (mistake,) = log_calls(log, "app")
    assert isinstance(mistake, Mistake)
    assert mistake.message == "'arn:aws:s3:::logs' is an ARN; the log router takes a name"


@pytest.mark.parametrize(
    ("driver", "on_fargate", "has_router", "message"),
    [
        ("awslogs", True, False, ""),
        ("splunk", True, False, ""),
        ("awsfirelens", True, True, ""),
        ("gelf", False, False, ""),
        (Unknown("to come"), True, False, ""),
        (
            "gelf",
            True,
            False,
            "Fargate has no log driver 'gelf'; it has awsfirelens, awslogs, splunk",
        ),
        (
            "none",
            True,
            False,
            "Fargate has no log driver 'none'; it has awsfirelens, awslogs, splunk",
        ),
        (
            "awsfirelens",
            False,
            False,
            "awsfirelens needs a container with firelensConfiguration, and there is none",
        ),
    ],
    ids=[
        "awslogs",
        "splunk",
        "a-routed-log",
        "gelf-on-an-instance",
        "a-driver-to-come",
        "gelf-on-fargate",
        "none-on-fargate",
        "no-router",
    ],
)
def test_a_driver_that_ecs_does_not_take_is_a_mistake(
    driver: Text, on_fargate: bool, has_router: bool, message: str
) -> None:
    log = LogConfiguration(driver=Field(value=driver))
    found = driver_mistakes(log, on_fargate=on_fargate, has_router=has_router)
    assert [each.message for each in found] == ([message] if message else [])


@pytest.mark.parametrize(
    ("options", "needs_region", "is_mistake"),
    [
        ({"awslogs-group": "g"}, True, True),
        ({"awslogs-group": "g"}, False, False),
        ({"awslogs-group": "g", "awslogs-region": REGION}, True, False),
        ({}, True, False),
    ],
    ids=["no-region", "its-service-fills-it-in", "a-region", "no-group-either"],
)
def test_fargate_needs_the_region_of_a_log(
    options: dict[str, Text], needs_region: bool, is_mistake: bool
) -> None:
    fields = {key: Field(value=value) for key, value in options.items()}
    log = LogConfiguration(driver=Field(value="awslogs"), options=fields)
    found = list(driver_mistakes(log, on_fargate=True, has_router=False, needs_region=needs_region))
    assert ["'awslogs-region' is missing" in each.message for each in found] == [True] * is_mistake

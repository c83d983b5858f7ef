"""A derived app starts what it was derived from: on every fixture, and on generated ones."""

from __future__ import annotations

import json
import string
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import Document, parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.config import loads
from influmojo_cfn.errors import Error, TemplateError
from influmojo_cfn.evidence.derive import Derived, derive
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.report.derived import app_file
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.service_roles.judge import CallAnswer
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import SPELLING
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.template import build

FIXTURES = Path(__file__).parent.parent / "task_definition" / "fixtures"
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
KEY = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def definitions_of(data: dict[str, Any]) -> tuple[TaskDefinition, ...]:
    document = parse(json.dumps(data), "task.json")
    return task_definitions_of(document, Environment(account=HOME.account, region=HOME.region))


def app_of(definitions: tuple[TaskDefinition, ...], home: Home, options: Options) -> Derived:
    return derive(definitions, [home] * len(definitions), "app", options)


def check(
    definition: TaskDefinition, derived: Derived, home: Home, options: Options
) -> tuple[CallAnswer, ...]:
    """Return what preflight does not answer with allowed, from the template of the derived app."""
    template = Document(build(derived.app), "template.yaml")
    environment = Environment(account=home.account, region=home.region, partition=home.partition)
    found = preflight(definition, roles_of(template, environment), home, options)
    assert not found.mistakes
    return (*found.missing, *found.unknown)


ROLES = Options(execution_role="TaskExecutionRole", task_role="TaskRole")
OPTIONS = [ROLES, Options(execution_role="TaskExecutionRole", task_role="TaskRole", key=KEY)]


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.*")), ids=lambda path: path.stem)
def test_the_derived_app_starts_what_it_was_derived_from(path: Path) -> None:
    environment = Environment(account=HOME.account, region=HOME.region)
    definitions = task_definitions_of(read_document(path), environment)
    home = home_of(definitions[0], account=None, region=None, otherwise=HOME)
    derived = app_of(definitions, home, ROLES)
    assert definitions
    for definition in definitions:
        for answer in check(definition, derived, home, ROLES):
            assert answer.verdict == "unknown"
            is_open = "*" in covered(answer.call.resource)
            assert is_open or answer.call.only_if or "random characters" in answer.reasons[0]


NAME = st.text(string.ascii_lowercase + string.digits, min_size=2, max_size=8).map(
    lambda t: f"a{t}"
)
WILD_NAME = st.text(
    string.ascii_letters + string.digits + "/_+=.@-", min_size=1, max_size=12
).filter(lambda text: not SPELLING.search(text))
ACCOUNT = st.sampled_from(["111122223333", "444455556666"])
REGION = st.sampled_from(["ap-south-1", "eu-west-1"])
PATH = st.lists(NAME, min_size=1, max_size=3).map("/".join)
SUFFIX = st.text(string.ascii_letters + string.digits, min_size=6, max_size=6)

IMAGE = st.one_of(
    st.just("nginx"),
    st.builds(
        "{}.dkr.ecr.{}.amazonaws.com/{}:1".format,
        ACCOUNT,
        REGION,
        PATH,
    ),
    st.builds("111122223333.dkr.ecr.ap-south-1.amazonaws.com/docker-hub/{}".format, PATH),
)
PARAMETER = st.one_of(
    PATH,
    PATH.map(lambda path: f"/{path}"),
    WILD_NAME.map(lambda text: text.strip("/") or "a"),
    st.builds("arn:aws:ssm:{}:{}:parameter/{}".format, REGION, ACCOUNT, PATH),
    PATH.map(lambda path: f"/aws/reference/secretsmanager/{path}"),
)
SECRET = st.builds(
    "arn:aws:secretsmanager:{}:{}:secret:{}{}{}".format,
    REGION,
    ACCOUNT,
    WILD_NAME,
    st.one_of(st.just(""), SUFFIX.map(lambda text: f"-{text}")),
    st.sampled_from(["", ":key::", "::AWSPREVIOUS:", ":key:AWSCURRENT:", ":::version-1"]),
)
VALUE = st.one_of(PARAMETER, SECRET)
SECRETS = st.lists(VALUE.map(lambda value: {"name": "A", "valueFrom": value}), max_size=3)
KEY_TEXT = st.text(
    string.ascii_letters + string.digits + "!_.'()/=@:,+ -", min_size=1, max_size=9
).filter(lambda text: not SPELLING.search(text))
OBJECT = st.builds("arn:aws:s3:::{}/{}".format, NAME.map(lambda name: f"{name}-bucket"), KEY_TEXT)
BOOLEAN = st.sampled_from(["true", "false"])
AWSLOGS = st.fixed_dictionaries(
    {"awslogs-group": PATH.map(lambda path: f"/ecs/{path}")},
    optional={
        "awslogs-region": REGION,
        "awslogs-stream-prefix": NAME,
        "awslogs-create-group": BOOLEAN,
    },
)
FIRELENS = st.one_of(
    st.fixed_dictionaries(
        {"Name": st.sampled_from(["cloudwatch", "cloudwatch_logs"]), "log_group_name": PATH},
        optional={"region": REGION, "auto_create_group": BOOLEAN},
    ),
    st.fixed_dictionaries({"Name": st.just("firehose"), "delivery_stream": NAME}),
    st.fixed_dictionaries({"Name": st.just("kinesis"), "stream": NAME, "region": REGION}),
    st.fixed_dictionaries({"Name": st.just("s3"), "bucket": NAME.map(lambda name: f"{name}-b")}),
)


def log_configuration(driver: str, options: Any) -> Any:
    return st.fixed_dictionaries(
        {"logDriver": st.just(driver), "options": options}, optional={"secretOptions": SECRETS}
    )


CONTAINER = st.fixed_dictionaries(
    {"name": NAME, "image": IMAGE},
    optional={
        "secrets": SECRETS,
        "environmentFiles": st.lists(
            OBJECT.map(lambda arn: {"type": "s3", "value": arn}), max_size=2
        ),
        "logConfiguration": st.one_of(
            log_configuration("awslogs", AWSLOGS), log_configuration("awsfirelens", FIRELENS)
        ),
        "repositoryCredentials": SECRET.map(
            lambda arn: {"credentialsParameter": ":".join(arn.split(":")[:7])}
        ),
        "firelensConfiguration": OBJECT.map(
            lambda arn: {
                "type": "fluentbit",
                "options": {"config-file-type": "s3", "config-file-value": arn},
            }
        ),
        "credentialSpecs": OBJECT.map(lambda arn: [f"credentialspec:{arn}"]),
        "mountPoints": st.sampled_from(
            [[{"sourceVolume": "data"}], [{"sourceVolume": "data", "readOnly": True}]]
        ),
    },
)
IDENTIFIER = st.text("0123456789abcdef", min_size=17, max_size=17)
VOLUME = st.one_of(
    st.builds(
        lambda fs, point: {
            "efsVolumeConfiguration": {
                "fileSystemId": f"fs-{fs}",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {"iam": "ENABLED", **point},
            }
        },
        IDENTIFIER,
        st.one_of(st.just({}), IDENTIFIER.map(lambda text: {"accessPointId": f"fsap-{text}"})),
    ),
    IDENTIFIER.map(
        lambda fs: {
            "s3filesVolumeConfiguration": {
                "fileSystemArn": f"arn:aws:s3files:ap-south-1:111122223333:file-system/fs-{fs}"
            }
        }
    ),
    VALUE.filter(lambda value: value.startswith("arn:")).map(
        lambda value: {
            "fsxWindowsFileServerVolumeConfiguration": {
                "fileSystemId": "fs-0123456789abcdef0",
                "rootDirectory": "share",
                "authorizationConfig": {"credentialsParameter": value, "domain": "example.com"},
            }
        }
    ),
)
ROUTER = {"name": "router", "image": "nginx", "firelensConfiguration": {"type": "fluentbit"}}
TASK_DEFINITION = st.builds(
    lambda containers, volumes: {
        "family": "family",
        "containerDefinitions": [*containers, ROUTER],
        "volumes": [{"name": "data", **volume} for volume in volumes],
    },
    st.lists(CONTAINER, min_size=1, max_size=3),
    st.lists(VOLUME, max_size=1),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=TASK_DEFINITION, options=st.sampled_from(OPTIONS))
def test_a_derived_app_always_passes_preflight(data: dict[str, Any], options: Options) -> None:
    (definition,) = definitions_of(data)
    derived = app_of((definition,), HOME, options)
    left = [
        (answer.verdict, answer.call.action, answer.reasons)
        for answer in check(definition, derived, HOME, options)
        if answer.verdict == "missing" or not answer.call.only_if
    ]
    assert left == []


def test_a_parameter_of_another_account_has_its_key_although_one_here_has_its_name() -> None:
    other = "arn:aws:ssm:ap-south-1:444455556666:parameter/a"
    secrets = [{"name": "A", "valueFrom": "a"}, {"name": "B", "valueFrom": other}]
    data = {
        "family": "f",
        "containerDefinitions": [{"name": "a", "image": "nginx", "secrets": secrets}],
    }
    (definition,) = definitions_of(data)
    for options in OPTIONS:
        derived = app_of((definition,), HOME, options)
        answers = check(definition, derived, HOME, options)
        assert [each.call.action for each in answers if each.verdict == "missing"] == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=TASK_DEFINITION)
def test_the_text_reads_back_as_the_app(data: dict[str, Any]) -> None:
    derived = app_of(definitions_of(data), HOME, ROLES)
    assert loads(app_file(derived)) == derived.app


def test_where_ecs_makes_no_call_the_roles_may_do_nothing() -> None:
    data = {"family": "f", "containerDefinitions": [{"name": "a", "image": "nginx"}]}
    template = build(app_of(definitions_of(data), HOME, ROLES).app)
    assert [row["Type"] for row in template["Resources"].values()] == ["AWS::IAM::Role"] * 2


def test_the_execution_role_is_the_least() -> None:
    image = "111122223333.dkr.ecr.ap-south-1.amazonaws.com/shop"
    data = {"family": "f", "containerDefinitions": [{"name": "a", "image": image}]}
    derived = app_of(definitions_of(data), HOME, ROLES)
    template = build(derived.app)
    statements = template["Resources"]["TaskExecutionPolicy"]["Properties"]["PolicyDocument"]
    assert [statement["Action"] for statement in statements["Statement"]] == [
        ["ecr:GetAuthorizationToken"],
        ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    ]


def test_definitions_of_several_places_are_refused() -> None:
    data = {"family": "f", "containerDefinitions": [{"name": "a", "image": "nginx"}]}
    definitions = definitions_of(data) * 2
    homes = [HOME, Home(partition="aws", account=HOME.account, region="eu-west-1")]
    with pytest.raises(Error, match="several places"):
        derive(definitions, homes, "app", ROLES)


def test_a_mistake_is_named_with_its_place_and_the_rest_is_granted() -> None:
    arn = f"arn:aws:secretsmanager:ap-south-1:{HOME.account}:secret:app-AbCdEf"
    container = {"name": "a", "secrets": [{"name": "K", "valueFrom": f"{arn}:key"}]}
    derived = app_of(
        definitions_of({"family": "f", "containerDefinitions": [container]}), HOME, ROLES
    )
    (mistake,) = derived.mistakes
    assert str(mistake).startswith("task.json:1 containerDefinitions[0].secrets[0].valueFrom: ")
    assert f"To correct in the task definition: {mistake}." in derived.notes
    assert f"- {arn}\n" in app_file(derived)


def test_a_region_that_is_named_as_often_as_another_is_told() -> None:
    image = "111122223333.dkr.ecr.us-west-2.amazonaws.com/a"
    secrets = [{"name": "A", "valueFrom": "arn:aws:ssm:ap-south-1:111122223333:parameter/a"}]
    container = {"name": "a", "image": image, "secrets": secrets}
    definitions = definitions_of({"family": "f", "containerDefinitions": [container]})
    (note,) = (each for each in app_of(definitions, HOME, ROLES).notes if "Derived for" in each)
    assert note.endswith("there. The files name us-west-2 as often: --region decides.")


def test_a_mistake_alone_is_refused_with_its_place() -> None:
    container = {"name": "a", "image": "nginx", "logConfiguration": {"logDriver": "awslogs"}}
    definitions = definitions_of({"family": "f", "containerDefinitions": [container]})
    with pytest.raises(TemplateError, match=r"containerDefinitions\[0\].*awslogs-group"):
        app_of(definitions, HOME, ROLES)


@pytest.mark.parametrize(
    ("name", "value", "grants"),
    [
        ("THUMBNAIL_FUNCTION", "thumbs", "lambda.invoke"),
        ("IMPORT_TASK_DEFINITION", "acme-import", "ecs.run_task"),
        ("READER", "arn:aws:iam::444455556666:role/reader", "sts.assume_role"),
        ("KAFKA_BROKERS", "b-1:9098", "kafka.connect"),
        ("BROKERS", "boot-a.c1.kafka-serverless.eu-west-1.amazonaws.com:9098", "kafka.connect"),
        ("REDIS_HOST", "a.b.0001.euw1.cache.amazonaws.com", "elasticache.connect"),
        ("COGNITO_USER_POOL_ID", "us-east-1_AbC", "cognito_idp.sign_in_users"),
        ("EVENTS_STREAM", "events", "kinesis.read_records"),
        ("PRICES_URL", "https://a.execute-api.eu-west-1.amazonaws.com/p", "execute_api.invoke"),
        ("DATABASE", "abc.dsql.eu-west-1.on.aws", "dsql.connect"),
        ("BROKER_URL", "sqs://", "sqs.send_messages, sqs.consume_messages"),
        ("TASK_TOKEN", "x", "states.complete_tasks"),
        ("LOG_LEVEL", "debug", ""),
        ("UPSTREAM_HOST", "example.com", ""),
    ],
)
def test_a_variable_hints_at_the_grants_that_it_needs(name: str, value: str, grants: str) -> None:
    container = {"name": "a", "environment": [{"name": name, "value": value}]}
    data = {"family": "a", "containerDefinitions": [container]}
    notes = [note for note in app_of(definitions_of(data), HOME, ROLES).notes if "hint" in note]
    assert [grants in note for note in notes] == ([True] if grants else [])


def test_hints_name_what_the_code_may_use() -> None:
    environment = [
        {"name": "UPLOADS_BUCKET", "value": "x"},
        {"name": "JOBS", "value": "https://sqs.ap-south-1.amazonaws.com/111122223333/jobs"},
        {"name": "PORT", "value": "3000"},
    ]
    data = {"family": "f", "containerDefinitions": [{"name": "a", "environment": environment}]}
    hints = [note for note in app_of(definitions_of(data), HOME, ROLES).notes if "hint" in note]
    assert len(hints) == 2
    assert "s3.read_objects" in hints[0]
    assert "sqs.consume_messages" in hints[1]


def test_roles_of_other_names_are_told() -> None:
    arn = "arn:aws:iam::111122223333:role/ecsTaskExecutionRole"
    image = "111122223333.dkr.ecr.ap-south-1.amazonaws.com/web"
    container = {"name": "web", "image": image}
    data = {"family": "web", "executionRoleArn": arn, "containerDefinitions": [container]}
    notes = app_of(definitions_of(data), HOME, Options()).notes
    assert any(
        "name ecsTaskExecutionRole; the roles of this app are called" in note for note in notes
    )


@pytest.mark.parametrize(
    ("execution", "task", "is_one"),
    [
        ("${ROLE}", "${ROLE}", True),
        ("${EXECUTION_ROLE}", "${TASK_ROLE}", False),
        ("arn:aws:iam::${A}:role/r", "arn:aws:iam::${A}:role/r", True),
    ],
)
def test_one_role_for_both_is_told_also_where_it_is_to_come(
    execution: str, task: str, is_one: bool
) -> None:
    container = {"name": "web", "image": "nginx"}
    roles = {"executionRoleArn": execution, "taskRoleArn": task}
    data = {"family": "web", **roles, "containerDefinitions": [container]}
    notes = app_of(definitions_of(data), HOME, Options()).notes
    assert any("names one role for both" in note for note in notes) is is_one


@pytest.mark.parametrize(
    ("launch_type", "words"),
    [
        ("FARGATE", "web names no executionRoleArn: name app-ecs-task-execution-role there."),
        ("FARGATE", "web names no taskRoleArn: name app-ecs-task-role there."),
        ("EC2", "web: it names no executionRoleArn: on EC2 the container instance's role does"),
    ],
)
def test_a_role_that_has_to_be_named_is_told(launch_type: str, words: str) -> None:
    image = "111122223333.dkr.ecr.ap-south-1.amazonaws.com/web"
    containers = [
        {"name": "web", "image": image},
        {"name": "xray", "image": "amazon/aws-xray-daemon"},
    ]
    data = {"family": "web", "containerDefinitions": containers}
    definitions = definitions_of({**data, "requiresCompatibilities": [launch_type]})
    notes = app_of(definitions, HOME, Options()).notes
    assert any(note.removeprefix("task.json: ").startswith(words) for note in notes)


def test_every_fixture_is_dumped_in_an_order_that_never_changes() -> None:
    definition = definitions_of(json.loads((FIXTURES / "many-containers.json").read_text("utf-8")))
    texts = {app_file(app_of(definition, HOME, ROLES)) for _ in range(3)}
    assert len(texts) == 1


ODD = ("a b", "\x1b[31m\u202e", "\ue000\n::error::x", "a" * 3000, "a'\"`#|")


def texts(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    found = []
    for key, value in items:
        if isinstance(value, str):
            found.append((*path, key))
        elif isinstance(value, (dict, list)):
            found += texts(value, (*path, key))
    return found


def outcome(data: Any) -> str:
    """Return what is wrong with a task definition, nothing where an app is derived."""
    try:
        derived = app_of(definitions_of(data), HOME, ROLES)
    except Error as error:
        return str(error)
    assert loads(app_file(derived)) == derived.app
    return ""


@pytest.mark.parametrize("name", ["efs", "firelens-cloudwatch", "environment-files"])
@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_a_text_that_no_grant_takes_is_named_in_the_file_or_left_open(name: str, odd: str) -> None:
    data = json.loads((FIXTURES / f"{name}.json").read_text())
    assert list(texts(data))
    for *above, key in texts(data):
        holder = json.loads(json.dumps(data))
        changed = holder
        for part in above:
            holder = holder[part]
        for value in (odd, f"{holder[key]}{odd}"):
            holder[key] = value
            found = outcome(changed)
            assert "grants[" not in found, (above, key, value)

"""Bad app files: every problem at once, each with its line, key path and nearest name."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from influmojo_cfn.cloudformation import dump
from influmojo_cfn.config import from_document, load, loads, to_document
from influmojo_cfn.errors import AppError, Error, TemplateError

GRANT = "project: shop\ntask_role:\n  grants:\n    - "


def problems(text: str) -> list[str]:
    with pytest.raises(Error) as caught:
        loads(text, "app.yaml")
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            GRANT + "grant: s3.upload_object",
            "app.yaml:4 task_role.grants[0].grant: unknown 's3.upload_object'; "
            "did you mean 's3.upload_objects'?",
        ),
        (
            GRANT + "gramt: s3.read_objects",
            "app.yaml:4 task_role.grants[0].grant: is missing: the name of a grant, such as "
            "s3.read_objects; rename 'gramt' to 'grant'",
        ),
        (
            GRANT + "{grant: s3.read_objects, bukcet: shop-files, bucket: shop-files}",
            "app.yaml:4 task_role.grants[0].bukcet: unknown argument of 's3.read_objects'; "
            "did you mean 'bucket'?; it takes bucket, prefix, account, kms_key",
        ),
        (
            "project: shop\ntitel: Shop\ngrants: [{grant: xray.write_traces}]",
            "app.yaml:2 titel: unknown key; did you mean 'title'?",
        ),
        (
            "project: shop\ntitle: {parameter: Title}",
            "app.yaml:2 title: unexpected mapping (expected string)",
        ),
        (
            "project: shop\ngrants: {}",
            "app.yaml:2 grants: unexpected mapping (expected list)",
        ),
        (
            "project: 5\ngrants: [{grant: xray.write_traces}]",
            "app.yaml:1 project: unexpected number (expected string); put it in quotes",
        ),
        (
            "grants: [{grant: xray.write_traces}]",
            "app.yaml:1 project: is missing: the beginning of every name, such as orders",
        ),
        (
            GRANT + "grant: s3.read_objects",
            "app.yaml:4 task_role.grants[0].bucket: is missing: 's3.read_objects' needs it "
            "(The bucket.)",
        ),
        (
            "project: shop\ntask_role:\n  grants: []",
            "app.yaml:3 task_role.grants: is empty: add a grant, or omit task_role",
        ),
        (
            "project: shop\nexecution_role:\n  path: /team/",
            "app.yaml:2 execution_role.grants: is empty: add a grant, or omit execution_role"
            "; role_properties.TaskExecutionRole takes the rest of it",
        ),
        (
            "project: shop",
            "app.yaml:1: the app grants nothing; give grants, execution_role or task_role",
        ),
        (
            "project: shop\ntask_role:",
            "app.yaml:2 task_role: unexpected null (expected mapping)",
        ),
        (
            GRANT + "{grant: s3.read_objects, bucket: Shop_Files}",
            "app.yaml:4 task_role.grants[0].bucket: 'Shop_Files' must be an S3 bucket name: "
            "3 to 63 lowercase letters, digits, dots and hyphens, beginning and ending with a "
            "letter or digit, not an IP address and without a reserved prefix or suffix",
        ),
        (
            GRANT + "{grant: ecr.pull_images, repositories: a-b, account: '11112222333'}",
            "app.yaml:4 task_role.grants[0].account: '11112222333' must be an AWS account ID: "
            "12 digits",
        ),
        (
            GRANT + "grant: sns.publish\n      topic: {parameter: Topic, default: a.b}",
            "app.yaml:5 task_role.grants[0].topic.default: 'a.b' must be an SNS topic name (not "
            "its ARN): letters, digits, _ and -, .fifo at its end",
        ),
        (
            GRANT + "grant: sns.publish\n      topic: {parameter: T, default: ab, "
            "allowed_pattern: '[0-9]+'}",
            "app.yaml:5 task_role.grants[0].topic.default: 'ab' does not match its own "
            "allowed_pattern '[0-9]+'",
        ),
        (
            "project: a-project-of-a-long-name\ngrants: [{grant: xray.write_traces}]",
            "app.yaml:1 project: 'a-project-of-a-long-name' makes the role name "
            "a-project-of-a-long-name-<EnvironmentName>-ecs-task-execution-role 69 characters "
            "long with the longest EnvironmentName (20 characters); IAM allows 64: shorten the "
            "project by 5",
        ),
        (
            GRANT + "{grant: sns.publish, topic: {parameter: TaskRole, default: a}}",
            "app.yaml:4 task_role.grants[0].topic.parameter: 'TaskRole' is a logical ID of the "
            "template itself",
        ),
        (
            GRANT + "{grant: sns.publish, topic: {parameter: A, default: a}}\n"
            "    - {grant: sqs.send_messages, queue: {parameter: A, default: b}}",
            "app.yaml:5 task_role.grants[1].queue: the parameter 'A' is declared differently at "
            "task_role.grants[0].topic",
        ),
        (
            GRANT + "&same {grant: custom.statement, actions: s3:GetObject, "
            "resources: 'arn:aws:s3:::a/*', reason: r, sid: Same}\n    - *same",
            "app.yaml:5 task_role.grants[1].sid: the Sid 'Same' is also that of "
            "task_role.grants[0]",
        ),
    ],
)
def test_the_message_of_a_mistake(text: str, message: str) -> None:
    assert message in problems(text)


def test_a_problem_has_its_file_line_and_path() -> None:
    with pytest.raises(AppError) as caught:
        loads("project: shop\ntags:\n  a.b: 5\ngrants: [{grant: s3.list_bucket}]", "app.yaml")
    assert [(each.file, each.line, each.path) for each in caught.value.problems] == [
        ("app.yaml", 3, ("tags", "a.b")),
        ("app.yaml", 4, ("grants", 0)),
    ]


def test_all_mistakes_are_told_at_once_and_in_the_order_of_the_file() -> None:
    text = "projcet: shop\ntitle: 5\ngrants: [{grant: s3.read}, {bucket: x}]"
    lines = [problem.partition(": ")[0].split()[1] for problem in problems(text)]
    assert lines == ["projcet", "project", "title", "grants[0].grant", "grants[1].grant"]


def test_a_parameter_under_a_mistyped_key_says_which() -> None:
    with pytest.raises(AppError) as caught:
        loads("project: shop\ngrants: [{grant: s3.read_objects, bucket: {param: B, default: abc}}]")
    assert [problem.message for problem in caught.value.problems] == [
        "is missing: the parameter's name",
        "unknown key; did you mean 'parameter'?",
    ]


def test_an_app_file_that_is_not_yaml() -> None:
    assert problems("project: [") == [
        "app.yaml:2: is not YAML or JSON: did not find expected node content; correct it there"
    ]


def test_a_text_without_a_file_has_lines_only() -> None:
    with pytest.raises(TemplateError, match=r"^line 2: is not YAML or JSON"):
        loads("project: [")


def test_an_app_file_may_be_named_by_a_text(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("project: shop\ngrants: [{grant: xray.write_traces}]\n")
    assert load(str(tmp_path / "app.yaml")).project == "shop"


def test_a_python_object_is_not_made() -> None:
    with pytest.raises(TemplateError, match=r"python/object/apply:os.system. is not allowed"):
        loads("project: !!python/object/apply:os.system [exit]", "app.yaml")


def test_a_bomb_of_aliases_is_refused() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 10)
    )
    with pytest.raises(TemplateError, match="aliases"):
        loads(bomb, "app.yaml")


def test_a_grant_in_the_wrong_list_is_refused_only_where_it_is_wrong() -> None:
    app = loads(
        "project: shop\ngrants: [{grant: secretsmanager.read_secrets, names: a, use: code}]"
    )
    assert app.grants[0].use == "code"


def test_a_value_of_an_environment_is_not_judged_where_parameters_cannot_be_read() -> None:
    text = (
        "project: shop\n"
        "task_role: {grants: [{grant: s3.read_objects, bucket: {parameter: Reports}}]}\n"
        "environments: {staging: {Reports: staging-reports}}\n"
    )
    assert [problem.partition(": ")[0].split()[1] for problem in problems(text)] == [
        "task_role.grants[0].bucket.default"
    ]


def test_values_of_environments_are_judged_beside_each_other() -> None:
    text = "project: shop\nenvironments: {a: {Nope: 1.5}, b: {EnvironmentNam: x}}\n"
    assert len(problems(text)) == 2


def test_an_unknown_use_names_the_known_ones() -> None:
    with pytest.raises(AppError, match=r"unknown 'cod'.*did you mean 'code'"):
        loads("project: shop\ngrants: [{grant: secretsmanager.read_secrets, names: a, use: cod}]")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("boundary: x", "boundary: unknown key; did you mean 'permissions_boundary'?"),
        ("environment: {}", "environment: unknown key; did you mean 'environments'?"),
        ("stages: {}", "stages: unknown key; did you mean 'environments'?"),
        ("github: {}", "github: unknown key; did you mean 'deployment'?"),
        ("volumes: {}", "volumes: unknown key; did you mean 'infrastructure'?"),
        (
            "jobs: [{name: night, repository: a-b, cron: 0 3 * * ? *}]",
            "jobs[0].cron: unknown key; did you mean 'schedule'?",
        ),
        (
            "jobs: [{name: night, repository: a-b, schedule: rate(1 day), env: {}}]",
            "jobs[0].env: unknown key; did you mean 'environment'?",
        ),
        (
            "services: [{name: web, repository: a-b, port: 80, replicas: 2}]",
            "services[0].replicas: unknown key; did you mean 'tasks'?",
        ),
        *(
            (
                f"services: [{{name: web, repository: a-b, port: 80, {word}: 2}}]",
                f"services[0].{word}: unknown key; did you mean {key!r}?",
            )
            for word, key in {
                "scaling": "tasks",
                "efs": "volumes",
                "mount_points": "volumes",
                "log_group": "log_retention",
                "healthcheck": "health_check",
                "runtime_platform": "architecture",
                "cmd": "command",
                "container_port": "port",
            }.items()
        ),
        (
            "jobs: [{name: night, repository: a-b, schedule: rate(1 day), dlq: true}]",
            "jobs[0].dlq: unknown key; did you mean 'dead_letter_queue'?",
        ),
    ],
)
def test_words_of_other_tools_point_to_the_right_key(text: str, expected: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\ngrants: [{{grant: xray.write_traces}}]\n{text}\n")
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("schedule: rate(1 day)", "schedule: unknown key (it is a key of jobs)"),
        ("port: 80", "port: unknown key (it is a key of services)"),
        ("schedules: []", "schedules: unknown key; did you mean 'jobs'?"),
        ("cron: rate(1 day)", "cron: unknown key ('schedule' is a key of jobs)"),
        (
            "services: [{name: a, image: b, boundary: c}]",
            "services[0].boundary: unknown key ('permissions_boundary' is a key of the app)",
        ),
        ("secrets: {}", "(it is a key of services and of jobs)"),
        (
            "services: [{name: web, image: a, schedule: rate(1 day)}]",
            "services[0].schedule: unknown key (it is a key of jobs)",
        ),
        (
            "services: [{name: web, image: a, permissions_boundary: x}]",
            "services[0].permissions_boundary: unknown key (it is a key of the app)",
        ),
        (
            "services: [{name: web, image: a, environments: {}}]",
            "unknown key; did you mean 'environment'? (it is a key of the app)",
        ),
        (
            "services: [{name: web, image: a, max: 3}]",
            "services[0].max: unknown key (it is a key of tasks)",
        ),
    ],
)
def test_a_key_of_another_part_points_there(text: str, expected: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\ngrants: [{{grant: xray.write_traces}}]\n{text}\n")
    assert expected in str(caught.value)


def test_what_stands_for_unread_services_and_jobs_is_no_problem_of_its_own() -> None:
    with pytest.raises(AppError) as caught:
        loads(
            "project: shop\nservices: [{name: web, image: a, x: 1}]\n"
            "jobs: [{name: web, image: a, schedule: rate(1 day), x: 1}]\n"
        )
    assert [each.message.partition(";")[0] for each in caught.value.problems] == ["unknown key"] * 2


def test_an_app_of_plain_data_is_the_one_of_a_file() -> None:
    values = to_document(loads("project: acme\nattach_execution_policy: false\n"))
    assert to_document(from_document(values)) == values


def test_plain_data_is_refused_as_a_file_is() -> None:
    with pytest.raises(AppError, match="project: "):
        from_document({"project": "No Project"})


def test_many_problems_take_no_longer_each() -> None:
    text = dump({"project": "shop", **{f"k{number}": {"a": 1} for number in range(3000)}})
    begun = process_time()
    assert len(problems(text)) == 3000
    assert process_time() - begun < 3


def test_what_follows_from_another_problem_is_not_told() -> None:
    text = "project: shop\nservices: [{name: [], repository: r}]\ngrants: [{grant: x}]\n"
    assert [each.split(": ")[0] for each in problems(text)] == [
        "app.yaml:2 services[0].name",
        "app.yaml:3 grants[0].grant",
    ]

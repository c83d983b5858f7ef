from __future__ import annotations

import re

from influmojo_cfn.app import App, Role, grant, parameter
from influmojo_cfn.influmojo import APP
from scripts.app_diagram import mermaid

SMALL = App(
    project="orders",
    attach_execution_policy=False,
    execution_role=Role(grants=(grant("logs.write_logs", groups="/ecs/orders"),)),
    task_role=Role(
        grants=(
            grant("s3.read_objects", bucket=parameter("Bucket", default="orders-in")),
            grant("s3.delete_objects", bucket=parameter("Bucket", default="orders-in")),
        )
    ),
)


def test_a_small_app_is_drawn_whole() -> None:
    assert mermaid(SMALL) == (
        "flowchart LR\n"
        '  executionUser(["Amazon ECS,<br/>starting a task"]) -->|assumes| TaskExecutionRole\n'
        '  TaskExecutionRole["<b>orders-ecs-task-execution-role</b><br/>role"]\n'
        "  TaskExecutionRole --> "
        'TaskExecutionPolicy["<b>orders-ecs-execution-policy</b><br/>policy"]\n'
        '  TaskExecutionPolicy -->|"write logs"| execution1[("logs<br/>/ecs/orders")]\n'
        '  taskUser(["the application\'s code"]) -->|assumes| TaskRole\n'
        '  TaskRole["<b>orders-ecs-task-role</b><br/>role"]\n'
        '  TaskRole --> TaskPolicy["<b>orders-ecs-task-policy</b><br/>policy"]\n'
        '  TaskPolicy -->|"read objects<br/>delete objects"| task1[("s3<br/>orders-in")]\n'
    )


def test_every_grant_of_the_default_app_is_drawn() -> None:
    text = mermaid(APP)
    assert APP.execution_role
    assert APP.task_role
    uses = [*APP.execution_role.grants, *APP.task_role.grants, *APP.grants]
    verbs = [use.grant.split(".")[1].replace("_", " ") for use in uses]
    assert [verb for verb in verbs if verb not in text] == []


def test_every_line_is_one_that_mermaid_reads() -> None:
    node = r'\w+(?:\[\(?"[^"]*"\)?\]|\(\["[^"]*"\]\))?'
    line = re.compile(rf'  {node}(?: -->(?:\|(?:"[^"]*"|\w+)\|)? {node})?')
    assert [text for text in mermaid(APP).splitlines()[1:] if not line.fullmatch(text)] == []


def test_a_role_whose_name_begins_otherwise_has_that_name() -> None:
    drawn = mermaid(App(project="shop", infrastructure=["managed_instances"]))
    assert "<b>ecsInstanceRole-shop-managed</b>" in drawn

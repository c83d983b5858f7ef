"""A shop's task definition and roles, and what preflight says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation import parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.read import task_definitions_of

TEMPLATE = Path(__file__).parent.parent / "task_definition" / "roles.yaml"
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
ROLE = "arn:aws:iam::111122223333:role/"
REGISTRY = "111122223333.dkr.ecr.ap-south-1.amazonaws.com"
SECRET = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:"


def definition_of(data: dict[str, Any]) -> TaskDefinition:
    document = parse(json.dumps(data), "task.json")
    (definition,) = task_definitions_of(document, Environment())
    return definition


def run(
    container: dict[str, Any] | None = None, options: Options | None = None, **more: Any
) -> Preflight:
    data = {
        "family": "shop",
        "executionRoleArn": f"{ROLE}shop-execution",
        "taskRoleArn": f"{ROLE}shop-task",
        "containerDefinitions": [{"name": "app", **(container or {})}],
        **more,
    }
    environment = Environment(account=HOME.account, region=HOME.region)
    roles = roles_of(read_document(TEMPLATE), environment)
    definition = definition_of({key: value for key, value in data.items() if value is not None})
    return preflight(definition, roles, HOME, options or Options())


def secret(value: str) -> dict[str, Any]:
    return {"secrets": [{"name": "A", "valueFrom": value}]}


def logs(**options: str) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": "awslogs", "options": options}}


GROUP = {"awslogs-group": "/ecs/shop", "awslogs-region": "ap-south-1"}

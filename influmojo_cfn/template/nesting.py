"""Root templates: the roles once per environment, or the roles and the services together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import troposphere
from troposphere import GetAtt, Output, Ref, Sub, Template
from troposphere.cloudformation import Stack

from influmojo_cfn.app import App
from influmojo_cfn.app.validation import ENVIRONMENT_NAME_MAX
from influmojo_cfn.errors import AppError, Problem
from influmojo_cfn.template.ecs import service_rows
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.parameters import ENVIRONMENT, Row, interface, parameter_of, rows_of
from influmojo_cfn.template.roles import CONTEXT
from influmojo_cfn.template.statements import camel_case

TEMPLATES_URL = "TemplatesUrl"
ROLES_FILE = "influmojo-ecs-iam.yaml"
SERVICES_FILE = "influmojo-ecs-service.yaml"
_ALWAYS_THERE = ("TaskExecutionRoleArn", "TaskExecutionRoleName", "TaskRoleArn", "TaskRoleName")


def build_nest(app: App, template_url: str, environments: Sequence[str]) -> dict[str, Any]:
    """Give a root template with one nested stack of the roles for each environment.

    Every parameter of the roles but EnvironmentName is passed down from one of the root's. Without
    environments there is one stack, whose names carry none.

    Raises:
        AppError: an environment's name is refused, or there twice.
    """
    _refuse(environments)
    rows = [row for row in rows_of(app) if row.name != ENVIRONMENT]
    template = _template(
        f"The IAM roles of {app.display_title} on Amazon ECS, a nested stack per environment",
        rows,
        "root stack -> one nested stack of the two roles per environment; their outputs come up",
    )
    for environment in environments or [""]:
        logical_id = f"{camel_case(environment)}Roles"
        down = {row.name: Ref(row.name) for row in rows}
        if environment:
            down[ENVIRONMENT] = environment
        words = f"The two roles of {environment or 'the only environment'}."
        template.add_resource(_stack(logical_id, template_url, down, words, app))
        for key in _ALWAYS_THERE:
            name = f"{camel_case(environment)}{key}"
            of = f" of {environment}" if environment else ""
            _output(template, name, f"{key}{of}", GetAtt(logical_id, f"Outputs.{key}"))
    return arranged(template.to_dict())


def _refuse(environments: Sequence[str]) -> None:
    import re

    problems = [
        Problem(
            f"--environment {name}",
            f"must be 1 to {ENVIRONMENT_NAME_MAX} lower-case letters, digits and hyphens, "
            "beginning and ending with a letter or digit",
        )
        for name in environments
        if not re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", name)
        or len(name) > ENVIRONMENT_NAME_MAX
    ]
    ids = [camel_case(name).lower() for name in environments]
    problems += [
        Problem(f"--environment {name}", "is there twice, hyphens aside")
        for index, name in enumerate(environments)
        if ids[index] in ids[:index]
    ]
    if problems:
        raise AppError(problems)


def build_root(app: App) -> dict[str, Any]:
    """Give a root template that nests the roles and the services.

    Raises:
        AppError: the app has no services.
    """
    if not app.services:
        raise AppError(Problem("services", "is missing: the app describes no service"))
    role_rows, rows = rows_of(app), service_rows(app)
    passed = {"TaskExecutionRoleArn", "TaskRoleArn"}
    own = [row for row in rows if row.name not in passed]
    names = {row.name for row in own}
    all_rows = [_url_row(), *own, *(row for row in role_rows if row.name not in names)]
    template = _template(
        f"The IAM roles and the services of {app.display_title} on Amazon ECS",
        all_rows,
        "root stack -> roles stack; services stack takes the roles' ARNs, so it waits for them",
    )
    template.add_resource(
        _stack(
            "Roles",
            Sub(f"${{{TEMPLATES_URL}}}/{ROLES_FILE}"),
            {row.name: Ref(row.name) for row in role_rows},
            "The two roles, with their policies attached before anything uses them.",
            app,
        )
    )
    down: dict[str, Any] = {row.name: _joined(row) for row in rows if row.name not in passed}
    down |= {name: GetAtt("Roles", f"Outputs.{name}") for name in sorted(passed)}
    template.add_resource(
        _stack(
            "Services",
            Sub(f"${{{TEMPLATES_URL}}}/{SERVICES_FILE}"),
            down,
            "Cluster and services, which run with the roles.",
            app,
        )
    )
    for key in _ALWAYS_THERE:
        _output(template, key, key, GetAtt("Roles", f"Outputs.{key}"))
    _output(template, "ClusterName", "ClusterName", GetAtt("Services", "Outputs.ClusterName"))
    return arranged(template.to_dict())


def _joined(row: Row) -> Any:
    # A nested stack's parameter is a text: a list goes down joined with commas.
    if row.type.startswith("List<"):
        return troposphere.Join(",", Ref(row.name))
    return Ref(row.name)


def _url_row() -> Row:
    return Row(
        name=TEMPLATES_URL,
        group="names",
        label="Where the templates are",
        description=(
            f"The URL of the S3 folder that holds {ROLES_FILE} and {SERVICES_FILE}, without a "
            "slash at its end."
        ),
        default=None,
        allowed_pattern=r"^https?://[A-Za-z0-9.:/_-]*[A-Za-z0-9_-]$",
        constraint_description="must be a URL without a slash at its end",
    )


def _template(description: str, rows: list[Row], architecture: str) -> Template:
    template = Template(Description=description)
    template.set_version("2010-09-09")
    for row in rows:
        template.add_parameter(parameter_of(row))
    template.set_metadata(
        {"AWS::CloudFormation::Interface": interface(rows), CONTEXT: {"arch": architecture}}
    )
    return template


def _stack(logical_id: str, url: Any, parameters: dict[str, Any], why: str, app: App) -> Stack:
    tags = {"Project": app.display_title, **app.tags}
    return Stack(
        logical_id,
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
        Metadata={CONTEXT: {"why": why}},
        TemplateURL=url,
        Parameters=parameters,
        Tags=troposphere.Tags(**tags),
    )


def _output(template: Template, key: str, words: str, value: Any) -> None:
    template.add_output(Output(key, Description=words, Value=value))

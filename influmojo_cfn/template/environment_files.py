"""The values of an app's environments, held to its templates, and the files that carry them.

Sources (read 2026-11-27):
https://docs.aws.amazon.com/cli/latest/reference/cloudformation/deploy/
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/git-sync-concepts-terms.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.cloudformation.parameters import parameter_values
from influmojo_cfn.errors import AppError, Problem, TemplateError, did_you_mean


def values_in(app: App, name: str, template: Mapping[str, Any]) -> dict[str, str]:
    """Return the values that an environment gives the parameters of one template of its app.

    Raises:
        AppError: the app has no such environment, or the template rejects a value.
    """
    if name not in app.environments:
        nearest = did_you_mean(name, app.environments, "the app has")
        raise AppError(
            Problem(f"environments.{name}", f"is not an environment of the app{nearest}")
        )
    names = template.get("Parameters", {})
    given = app.environments[name].text_values(name).items()
    values = {key: value for key, value in given if key in names}
    try:
        parameter_values(template, values, missing_is_unknown=True)
    except TemplateError as error:
        raise AppError([_in_environment(name, problem) for problem in error.problems]) from None
    return values


def _in_environment(name: str, problem: Problem) -> Problem:
    parameter = problem.path[-1]
    return Problem(f"environments.{name}.{parameter}", problem.message)


def parameter_file(values: Mapping[str, str]) -> str:
    """Return the text of a parameter file for ``aws cloudformation deploy``.

    A list of ``NAME=VALUE``: the form that versions 1 and 2 of the AWS CLI both read.
    """
    entries = [f"{name}={value}" for name, value in values.items()]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def deployment_file(app: App, template_path: str, values: Mapping[str, str]) -> str:
    """Return the text of a deployment file of CloudFormation Git sync."""
    return dump(
        {
            "template-file-path": template_path,
            "parameters": dict(values),
            "tags": app.resource_tags,
        }
    )

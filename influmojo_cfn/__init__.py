"""Least-privilege IAM roles for Amazon ECS, built, checked, rehearsed and proven.

An app is declared with :class:`App`, :class:`Role`, :func:`grant` and :func:`parameter`;
:func:`build` gives its CloudFormation template as a dict, :func:`dump` writes one as YAML::

    from influmojo_cfn import App, Role, build, dump, grant, parameter

    queue = parameter("JobsQueueName", default="orders-jobs")
    jobs = grant("sqs.consume_messages", queue=queue)
    app = App(project="orders", task_role=Role(grants=[jobs]))
    print(dump(build(app)))

Any template is asked through :class:`Template`; :func:`check` finds what is wrong with files, and
:func:`render` writes an answer in the formats of the commands::

    from influmojo_cfn import Template, check, render

    template = Template("template.yaml")
    print(render(template.simulate("TaskRole", "s3:GetObject", "arn:aws:s3:::bucket/key")))
    print(render(template.diff("main:template.yaml"), "markdown"))
    print(render(template.preflight("task-definition.json")))
    print(render(check("template.yaml"), "sarif"))

Nothing is imported before it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from influmojo_cfn.version import __version__

if TYPE_CHECKING:
    from influmojo_cfn.api import Template, check
    from influmojo_cfn.app import (
        App,
        AppEnvironment,
        Bitbucket,
        DeploymentPipeline,
        EnvironmentFile,
        FileSystemMount,
        GitHub,
        GitLab,
        GrantUse,
        Job,
        Parameter,
        PolicyProperties,
        Role,
        RoleProperties,
        Service,
        SideContainer,
        grant,
        parameter,
    )
    from influmojo_cfn.cloudformation import dump, parse
    from influmojo_cfn.config import load
    from influmojo_cfn.errors import AppError, Error, Problem, QuotaError, TemplateError, WriteError
    from influmojo_cfn.report.render import render
    from influmojo_cfn.template import build

__all__ = [
    "App",
    "AppEnvironment",
    "AppError",
    "Bitbucket",
    "DeploymentPipeline",
    "EnvironmentFile",
    "Error",
    "FileSystemMount",
    "GitHub",
    "GitLab",
    "GrantUse",
    "Job",
    "Parameter",
    "PolicyProperties",
    "Problem",
    "QuotaError",
    "Role",
    "RoleProperties",
    "Service",
    "SideContainer",
    "Template",
    "TemplateError",
    "WriteError",
    "__version__",
    "build",
    "check",
    "dump",
    "grant",
    "load",
    "parameter",
    "parse",
    "render",
]

_HOMES = {
    **dict.fromkeys(
        ("AppError", "Error", "Problem", "QuotaError", "TemplateError", "WriteError"), "errors"
    ),
    **dict.fromkeys(("Template", "check"), "api"),
    **dict.fromkeys(("dump", "parse"), "cloudformation"),
    "build": "template",
    "load": "config",
    "render": "report.render",
}
"""The modules of the names that are not those of ``app``."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'app')}"), name)

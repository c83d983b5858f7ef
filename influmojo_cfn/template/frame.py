"""What every template begins with, and how it ends: its parameters, its form, its outputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from troposphere import Export, If, Output, Sub, Template

from influmojo_cfn.app.environments import ENVIRONMENT
from influmojo_cfn.template.order import arranged
from influmojo_cfn.template.parameters import ParameterRow, interface, parameter_of
from influmojo_cfn.template.quotas import check_parameter_count
from influmojo_cfn.template.secret_names import with_secret_names

CONTEXT = "com.aws.cloudformation.Context"


def begun(
    description: str, rows: Sequence[ParameterRow], architecture: str, must: Sequence[str] = ()
) -> Template:
    """Return a template with its parameters, their form, and what readers of it have to know.

    Raises:
        QuotaError: it has more parameters than CloudFormation allows.
    """
    check_parameter_count(len(rows))
    template = Template(Description=description)
    template.set_version("2010-09-09")
    for row in rows:
        template.add_parameter(parameter_of(row))
    form = {"AWS::CloudFormation::Interface": interface(rows)} if rows else {}
    context = {"arch": architecture, **({"must": list(must)} if must else {})}
    template.set_metadata({**form, CONTEXT: context})
    return template


def with_environment(begins: str, rest: str, given: str) -> Any:
    """Return a name with EnvironmentName in it, where the condition ``given`` says that it is."""
    return If(given, Sub(f"{begins}-${{{ENVIRONMENT}}}-{rest}"), f"{begins}-{rest}")


def export(
    template: Template, key: str, words: str, value: Any, *, condition: str | None = None
) -> None:
    """Add an output that other stacks can import by the name of this one."""
    exported = Export(Sub(f"${{AWS::StackName}}-{key}"))
    kept = {"Condition": condition} if condition else {}
    template.add_output(Output(key, Description=words, Value=value, Export=exported, **kept))


def finished(template: Template) -> dict[str, Any]:
    """Return a template as a plain dict, in a reader's order."""
    return arranged(with_secret_names(template.to_dict()))

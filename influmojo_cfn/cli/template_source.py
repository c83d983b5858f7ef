"""The template that a command is about: a file, or what is built from an app."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.cloudformation.environment import Environment


def template_document(template: Path | None, app: Path | None) -> Document:
    """Read a template, or build one from an app file, or from the built-in app.

    Raises:
        Error: both are given, or what is given cannot be read.
    """
    from influmojo_cfn.cloudformation import Document, read_template
    from influmojo_cfn.errors import Error, Problem

    if template is not None and app is not None:
        raise Error(Problem("--app", "is given with a TEMPLATE; give one of them"))
    if template is not None:
        return read_template(template)
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.template import build

    return Document(build(load_app(app)))


def deployed_in(options: Mapping[str, Any]) -> Environment:
    """Return the environment of a command whose answer needs a real account.

    Raises:
        Error: --account or --region is missing or wrong, or a parameter is.
    """
    from influmojo_cfn.cli.environment import environment_of
    from influmojo_cfn.errors import Error, Problem

    missing = [name for name in ("account", "region") if not options[name]]
    if missing:
        raise Error(
            Problem(f"--{name}", f"is missing; add --{name} of the deployment") for name in missing
        )
    return environment_of(**options)

"""The app that a command is about: a file that is named, the project's own, or the built-in app."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
    from influmojo_cfn.app import App

app_option = click.option(
    "--app",
    "app_file",
    type=click.Path(path_type=Path),
    help="App file (YAML), or influmojo for the built-in app.  [default: influmojo-cfn.yaml "
    "in this folder or above it]",
)


def load_app(given: Path | None) -> App:
    """Return the app of a file, of the project's own file where none is given, or the built-in one.

    Prints on standard error which app it is where the user named no file.

    Raises:
        Error: there is not a file, it cannot be read, or something in it is wrong.
    """
    from influmojo_cfn.config import load
    from influmojo_cfn.config.project_file import BUILT_IN

    file = app_path(given)
    if file is None:
        from influmojo_cfn.influmojo import APP

        say(f"app: {BUILT_IN} (built-in)", err=True)
        return APP
    app = load(file)
    if given is None:
        say(f"app: {file} (project {app.project})", err=True)
    return app


def app_path(given: Path | None) -> Path | None:
    """Return the file of an app; None for the built-in app.

    Raises:
        Error: none is given, and the project has none.
    """
    from influmojo_cfn.config.project_file import BUILT_IN, PROJECT_FILE, find_project_file
    from influmojo_cfn.errors import Error, Problem

    if given is not None:
        return None if str(given) == BUILT_IN else given
    found = find_project_file()
    if found is None:
        missing = f"is missing, and neither this folder nor one above it contains {PROJECT_FILE}"
        fix = f"run influmojo-cfn init to write it; --app {BUILT_IN} is the built-in app"
        raise Error(Problem("--app", f"{missing}; {fix}"))
    return found

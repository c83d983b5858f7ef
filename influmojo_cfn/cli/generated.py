"""The app and the file that is written, for the commands that generate a template."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from influmojo_cfn.app import App

TEMPLATES = Path("templates")
"""The default folder of what is written; it is created if it does not exist."""
INLINE_BYTES = 51_200
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""


def load_app(path: Path | None) -> App:
    """Return the app of an app file, or Influmojo's own where no file is given.

    Raises:
        Error: the file cannot be read, or something in it is wrong.
    """
    if path is None:
        from influmojo_cfn.influmojo import APP

        return APP
    from influmojo_cfn.config import load

    return load(path)


def default_output(app: App, name: str, form: str) -> Path:
    """Return the file that a template of an app goes into where no other is named."""
    return TEMPLATES / f"{app.project}-{name}.{form}"


def text_of(template: dict[str, Any], form: str) -> str:
    """Return the text of a template, as YAML or JSON."""
    if form == "json":
        return json.dumps(template, indent=2, ensure_ascii=False) + "\n"
    from influmojo_cfn.cloudformation import dump

    return dump(template)


def write(template: dict[str, Any], output: Path, form: str, check: bool) -> int:
    """Write a template, or compare it with the file; give the exit code.

    Raises:
        Error: the file cannot be written, or cannot be read for the comparison.
    """
    text = text_of(template, form)
    if check:
        return compare(text, output)
    if str(output) == "-":
        click.echo(text, nl=False)
        return 0
    from influmojo_cfn.files import make_folder, write_text

    if output.parent == TEMPLATES:
        make_folder(TEMPLATES)
    size = len(text.encode())
    write_text(output, text)
    click.echo(f"{output}: written ({size:,} bytes)")
    if size > INLINE_BYTES:
        most = f"CloudFormation takes at most {INLINE_BYTES:,} bytes inline"
        how = "deploy it from a bucket (aws cloudformation deploy --s3-bucket)"
        click.echo(f"note: {output}: {most}: {how}", err=True)
    return 0


def compare(text: str, output: Path) -> int:
    """Print how a file differs from what would be written; 2 where it does."""
    from difflib import unified_diff

    from influmojo_cfn.files import read_text

    current = read_text(output) if output.exists() else ""
    if current == text:
        click.echo(f"{output}: up to date")
        return 0
    state = "is stale" if current else "is missing"
    click.echo(f"{output}: {state}; {click.get_current_context().command_path} writes it")
    lines = unified_diff(
        current.splitlines(), text.splitlines(), str(output), "as it would be built", lineterm=""
    )
    click.echo("\n".join(lines))
    return 2

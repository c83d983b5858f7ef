"""The app and the file that is written, for the commands that generate a template."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.output import say, show

if TYPE_CHECKING:
    from influmojo_cfn.app import App

TEMPLATES = Path("templates")
"""The default folder of what is written; it is created if it does not exist."""


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
    return _write_text(text_of(template, form), "Resources" in template, output, check)


def fits_inline(template: dict[str, Any], form: str = "yaml") -> bool:
    """Return whether a template is short enough to be passed in a request, not in a bucket."""
    from influmojo_cfn.template.quotas import INLINE_BYTES

    return len(text_of(template, form).encode()) <= INLINE_BYTES


def fitting_root(root: dict[str, Any], form: str) -> dict[str, Any]:
    """Return a root of nested stacks, shorter if it does not fit where a template is passed."""
    from influmojo_cfn.template.splitting import shorter_roots

    return next((each for each in shorter_roots(root) if fits_inline(each, form)), root)


def _write_text(text: str, is_template: bool, output: Path, check: bool) -> int:
    status = write_file(text, output, check)
    size = len(text.encode())
    from influmojo_cfn.template.quotas import INLINE_BYTES

    if is_template and not check and str(output) != "-" and size > INLINE_BYTES:
        most = f"CloudFormation takes at most {INLINE_BYTES:,} bytes inline"
        how = "deploy it from a bucket (aws cloudformation deploy --s3-bucket)"
        say(f"note: {output}: {most}: {how}", err=True)
    return status


Parts = Callable[[int, str, str], Mapping[str, dict[str, Any]]]
"""Takes the size of a whole template, and stem and ending of its file; returns root and parts."""


def write_split(
    app: App,
    template: dict[str, Any],
    output: Path,
    form: str,
    check: bool,
    *,
    app_file: Path | None = None,
    parts: Parts | None = None,
) -> int:
    """Write a template; as a root and its nested stacks where it is too long to pass inline.

    ``parts`` gives the root and its parts by their file names; without it, they are those of the
    app's roles.

    Raises:
        Error: see :func:`write`; or a nested stack's file is the app's, and none is written.
    """
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template.quotas import INLINE_BYTES

    text = text_of(template, form)
    size = len(text.encode())
    files = {} if str(output) == "-" else _parts(app, template, output, form, size, parts)
    if not files:
        return _write_text(text, "Resources" in template, output, check)
    refuse_overwriting([app_file], [output.parent / name for name in files])
    status = 0
    for name, part in files.items():
        status = max(status, write(part, output.parent / name, form, check))
    if not check:
        say(
            f"note: {output}: the whole is {size:,} bytes, and CloudFormation takes "
            f"{INLINE_BYTES:,} inline: it nests {len(files) - 1} stacks; upload them with aws "
            f"cloudformation package --template-file {output} --s3-bucket BUCKET",
            err=True,
        )
        if template.get("Outputs", {}).keys() - files[output.name].get("Outputs", {}).keys():
            say(f"note: {output}: only the nested stacks output the ARNs of the policies", err=True)
    return status


def is_split(app: App, template: dict[str, Any], form: str = "yaml") -> bool:
    """Return whether ``build`` writes the template of an app's roles as nested stacks."""
    size = len(text_of(template, form).encode())
    return bool(_parts(app, template, Path(f"roles.{form}"), form, size))


def _parts(
    app: App,
    template: dict[str, Any],
    output: Path,
    form: str,
    size: int,
    parts: Parts | None = None,
) -> Mapping[str, dict[str, Any]]:
    """Return the root of a split template and its parts by their files, none where it is whole.

    It is whole where it fits, where the app states that of its roles, and where a role or a
    service alone is too long.
    """
    from influmojo_cfn.template.quotas import INLINE_BYTES
    from influmojo_cfn.template.splitting import split

    if size <= INLINE_BYTES or (parts is None and not app.split_roles):
        return {}
    name = (size, output.stem, output.suffix)
    files = parts(*name) if parts else split(template, *name, app.resource_tags)
    if len(files) > 1:
        files = {**files, output.name: fitting_root(files[output.name], form)}
    return files if all(fits_inline(each, form) for each in files.values()) else {}


def write_file(text: str, output: Path, check: bool) -> int:
    """Write a string, or compare it with the file; give the exit code.

    Raises:
        Error: the file cannot be written, or cannot be read for the comparison.
    """
    if check:
        return compare(text, output)
    if str(output) == "-":
        show(text)
        return 0
    from influmojo_cfn.files import make_folder, write_text

    if output.parent == TEMPLATES:
        make_folder(TEMPLATES)
    write_text(output, text)
    say(f"{output}: written ({len(text.encode()):,} bytes)")
    return 0


def make_parent(output: Path | None, check: bool) -> None:
    """Make the folder of a file that is about to be written.

    Raises:
        WriteError: it cannot be made, or something else has its name.
    """
    from influmojo_cfn.files import make_folder

    if output is not None and not check and str(output) != "-":
        make_folder(output.parent)


def environment_files(app: App, output: Path | None, suffix: str = "") -> list[Path]:
    """Return the files that :func:`write_environments` writes beside a template."""
    if output is None or str(output) == "-":
        return []
    return [file for name in app.environments for file in _environment_files(name, output, suffix)]


def _environment_files(name: str, output: Path, suffix: str) -> tuple[Path, Path]:
    return (
        output.parent / "parameters" / f"{name}{suffix}.json",
        output.parent / "deployments" / f"{name}{suffix}.yaml",
    )


def write_environments(
    app: App,
    template: dict[str, Any],
    output: Path,
    check: bool,
    *,
    app_file: Path | None,
    suffix: str = "",
) -> int:
    """Write what deploys a template in each environment of its app; give the exit code.

    ``parameters/NAME.json`` and ``deployments/NAME.yaml`` are beside the template; nothing is
    written for a template that is printed.

    Raises:
        Error: the template refuses a value, or a file cannot be written.
    """
    from influmojo_cfn.files import make_folder, refuse_overwriting
    from influmojo_cfn.template.environment_files import deployment_file, parameter_file, values_in

    if str(output) == "-":
        return 0
    files = {}
    for name in app.environments:
        values = values_in(app, name, template)
        of_cli, of_sync = _environment_files(name, output, suffix)
        files[of_cli] = parameter_file(values)
        files[of_sync] = deployment_file(app, _in_repository(output), values)
    refuse_overwriting([app_file, output], files)
    status = 0
    for path, text in files.items():
        if not check:
            make_folder(path.parent)
        status = max(status, write_file(text, path, check))
    return status


def _in_repository(path: Path) -> str:
    """Return a path from the root of its git repository, as Git sync takes it."""
    whole = path.resolve()
    root = next((each for each in whole.parents if (each / ".git").exists()), None)
    return whole.relative_to(root).as_posix() if root else path.as_posix()


def compare(text: str, output: Path) -> int:
    """Print how a file differs from what would be written; 2 where it does."""
    from difflib import unified_diff

    from influmojo_cfn.files import read_text

    current = read_text(output) if output.exists() else ""
    if current == text:
        say(f"{output}: up to date")
        return 0
    state = "is stale" if current else "is missing"
    say(f"{output}: {state}; {click.get_current_context().command_path} writes it")
    lines = unified_diff(
        current.splitlines(), text.splitlines(), str(output), "as it would be built", lineterm=""
    )
    for line in lines:
        say(line)
    return 2

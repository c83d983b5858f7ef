"""The file that a command generates of an app: its options, and how it is written or compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.former_files import FormerFiles
from influmojo_cfn.cli.output import say, show

if TYPE_CHECKING:
    from influmojo_cfn.app import App

Parts = Callable[[str, str], Mapping[str, dict[str, Any]]]
"""Takes stem and ending of the file of a whole template; returns its root and parts."""


class GeneratedFile(NamedTuple):
    """The file that options of a command name; with ``check`` it is compared, and not written.

    ``app_file`` is the file that the app is read from, if any: it is never written.
    """

    path: Path
    form: str = "yaml"
    check: bool = False
    app_file: Path | None = None

    @property
    def is_printed(self) -> bool:
        """Return whether it is standard output."""
        return str(self.path) == "-"

    def check_overwriting(self, paths: Iterable[Path | None]) -> None:
        """Raise an error where the app's own file, or a file twice, would be written.

        Raises:
            Error: one of the paths is it, or is there twice.
        """
        from influmojo_cfn.files import check_overwriting

        check_overwriting([self.app_file], paths)

    def write(self, template: dict[str, Any]) -> int:
        """Write a template, or compare it with the file; give the exit code.

        Raises:
            Error: the file cannot be written, or cannot be read for the comparison.
        """
        from influmojo_cfn.template.quotas import INLINE_BYTES

        text = text_of(template, self.form)
        status = self.write_text(text)
        is_written = not self.check and not self.is_printed
        if is_written and "Resources" in template and len(text.encode()) > INLINE_BYTES:
            most = f"CloudFormation takes at most {INLINE_BYTES:,} bytes inline"
            how = "deploy it from a bucket (aws cloudformation deploy --s3-bucket)"
            say(f"note: {self.path}: {most}: {how}", err=True)
        return status

    def write_text(self, text: str) -> int:
        """Write a string, or compare it with the file; give the exit code.

        Raises:
            Error: the file cannot be written, or cannot be read for the comparison.
        """
        if self.check:
            return compare(text, self.path)
        if self.is_printed:
            show(text)
            return 0
        from influmojo_cfn.files import make_folder, write_text

        make_folder(self.path.parent)
        write_text(self.path, text)
        say(f"{self.path}: written ({len(text.encode()):,} bytes)")
        return 0

    def write_split(self, app: App, template: dict[str, Any], parts: Parts | None = None) -> int:
        """Write a template; as a root and its nested stacks where it is too long to pass inline.

        ``parts`` gives the root and its parts by their file names; without it, they are those of
        the app's roles.

        Raises:
            Error: see :meth:`write`; or a nested stack's file is the app's, and none is written.
        """
        if self.is_printed:
            return self.write(template)
        files = self.parts(app, template, parts)
        is_known = self.check or (not files and self._is_there(template))
        former = None if is_known else FormerFiles.read(self.path)
        status = self._write_files(files, template) if files else self.write(template)
        for line in former.notes(files or {self.path.name: template}) if former else ():
            say(f"note: {line}", err=True)
        return status

    def _is_there(self, template: dict[str, Any]) -> bool:
        """Return whether the file has the template already."""
        if not self.path.is_file():  # a device can be read without end
            return False
        try:
            return self.path.read_text("utf-8") == text_of(template, self.form)
        except (OSError, UnicodeDecodeError):
            return False

    def _write_files(self, files: Mapping[str, dict[str, Any]], template: dict[str, Any]) -> int:
        """Write the root of a split template and its parts; give the exit code."""
        from influmojo_cfn.template.quotas import INLINE_BYTES

        written = [self._replace(path=self.path.parent / name) for name in files]
        self.check_overwriting(each.path for each in written)
        status = max(each.write(files[each.path.name]) for each in written)
        if not self.check:
            size = len(text_of(template, self.form).encode())
            say(
                f"note: {self.path}: the whole is {size:,} bytes, and CloudFormation takes "
                f"{INLINE_BYTES:,} inline: it nests {len(files) - 1} stacks; upload them with aws "
                f"cloudformation package --template-file {self.path} --s3-bucket BUCKET",
                err=True,
            )
            root = files[self.path.name]
            if template.get("Outputs", {}).keys() - root.get("Outputs", {}).keys():
                words = "only the nested stacks output the ARNs of the policies"
                say(f"note: {self.path}: {words}", err=True)
        return status

    def parts(
        self, app: App, template: dict[str, Any], parts: Parts | None = None
    ) -> Mapping[str, dict[str, Any]]:
        """Return the root of a split template and its parts by their files, none if it is whole.

        It is whole where it fits, where the app states that of its roles, and where a role or a
        service alone is too long.
        """
        from influmojo_cfn.template.splitting import split

        if fits_inline(template, self.form) or (parts is None and not app.split_roles):
            return {}
        name = (self.path.stem, self.path.suffix)
        files = parts(*name) if parts else split(template, *name, app.resource_tags)
        if len(files) > 1:
            files = {**files, self.path.name: fitting_root(files[self.path.name], self.form)}
        return files if all(fits_inline(each, self.form) for each in files.values()) else {}

    def of_environments(self, app: App, suffix: str = "") -> dict[str, tuple[Path, Path]]:
        """Return, by environment, the files of its parameters and of its deployment.

        A template that is printed has none.
        """
        folder = self.path.parent
        return {
            name: (
                folder / "parameters" / f"{name}{suffix}.json",
                folder / "deployments" / f"{name}{suffix}.yaml",
            )
            for name in (() if self.is_printed else app.environments)
        }

    def write_environments(self, app: App, template: dict[str, Any], suffix: str = "") -> int:
        """Write what deploys a template in each environment of its app; give the exit code.

        Raises:
            Error: the template rejects a value, or a file cannot be written.
        """
        from influmojo_cfn.template.environment_files import (
            deployment_file,
            parameter_file,
            values_in,
        )

        texts = {}
        for name, (of_cli, of_sync) in self.of_environments(app, suffix).items():
            values = values_in(app, name, template)
            texts[of_cli] = parameter_file(values)
            texts[of_sync] = deployment_file(app, _in_repository(self.path), values)
        self.check_overwriting([self.path, *texts])
        status = [self._replace(path=path).write_text(text) for path, text in texts.items()]
        return max(status, default=0)


def generates(default: str) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return what adds the options of a generated file, which the command takes with its app.

    The ``default`` is ``-``, or the path of a YAML file with PROJECT in the place of the project.
    """
    options = (
        app_option,
        click.option(
            "--output",
            type=click.Path(path_type=Path, allow_dash=True),
            help=f"File to write, or - for standard output.  [default: {default}]",
        ),
        click.option(
            "--format",
            "form",
            type=click.Choice(["yaml", "json"]),
            default="yaml",
            show_default=True,
        ),
        click.option(
            "--check", is_flag=True, help="Write nothing; exit with code 2 if a file is stale."
        ),
    )

    def with_options(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def with_file(
            app_file: Path | None, output: Path | None, form: str, check: bool, **more: Any
        ) -> int:
            from influmojo_cfn.cli.app_file import app_path, load_app

            if check and str(output or default) == "-":
                raise click.BadParameter(
                    "compares a file; name it with --output", param_hint="--check"
                )
            app = load_app(app_file)
            path = output or named_after(app, default, form)
            file = GeneratedFile(path, form, check, app_path(app_file))
            file.check_overwriting([path])
            return command(app=app, file=file, **more)

        for option in reversed(options):
            with_file = option(with_file)
        return with_file

    return with_options


def named_after(app: App, default: str, form: str) -> Path:
    """Return the file that is written where no other is named, in the form that it has."""
    path = Path(default.replace("PROJECT", app.project))
    return path if default == "-" else path.with_suffix(f".{form}")


def text_of(template: dict[str, Any], form: str) -> str:
    """Return the text of a template, as YAML or JSON."""
    if form == "json":
        import json

        return json.dumps(template, indent=2, ensure_ascii=False) + "\n"
    from influmojo_cfn.cloudformation import dump

    return dump(template)


def fits_inline(template: dict[str, Any], form: str = "yaml") -> bool:
    """Return whether a template is short enough to be passed in a request, not in a bucket."""
    from influmojo_cfn.template.quotas import INLINE_BYTES

    return len(text_of(template, form).encode()) <= INLINE_BYTES


def fitting_root(root: dict[str, Any], form: str) -> dict[str, Any]:
    """Return a root of nested stacks, shorter if it does not fit where a template is passed."""
    from influmojo_cfn.template.splitting import shorter_roots

    return next((each for each in shorter_roots(root) if fits_inline(each, form)), root)


def parts_by_resource(app: App, template: dict[str, Any], form: str = "yaml") -> dict[str, str]:
    """Return the nested stack of each resource where ``build`` splits the template of the roles.

    Both are logical IDs; there are none for a template that is not split.
    """
    root = f"roles.{form}"
    files = GeneratedFile(Path(root), form).parts(app, template)
    return {
        resource: part
        for part, row in (files[root]["Resources"] if files else {}).items()
        for resource in files[row["Properties"]["TemplateURL"]]["Resources"]
    }


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

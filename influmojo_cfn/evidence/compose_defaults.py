"""What a Compose file tells of the code next to it: build contexts, and values of variables."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.compose import FILE_NAMES, ComposeService, read_compose
from influmojo_cfn.evidence.folders_above import folders_above
from influmojo_cfn.evidence.resource_values import ParameterNames

ComposeValues = Mapping[str, tuple[str, str]]
"""Variables with their value, and the name of the Compose file that has it."""


@dataclass(frozen=True, kw_only=True)
class ComposeProject:
    """The Compose file of a folder, and its services; none where it cannot be read."""

    file: Path | None = None
    services: tuple[ComposeService, ...] = ()

    @property
    def contexts(self) -> Mapping[str, Path]:
        """The folder that each service is built from, where it exists."""
        folder = self.file.parent if self.file else Path()
        return {
            each.name: folder / each.context
            for each in self.services
            if each.context is not None and (folder / each.context).is_dir()
        }

    def values(self, name: str, paths: Iterable[Path]) -> ComposeValues:
        """Return the variables of the services that run some code: by their name or context."""
        contexts = {each: path.resolve() for each, path in self.contexts.items()}
        folders = [path.resolve() for path in paths]
        chosen = [
            each
            for each in self.services
            if each.name == name
            or any(
                _are_nested(contexts[each.name], own) for own in folders if each.name in contexts
            )
        ]
        file = self.file.as_posix() if self.file else ""
        return one_value_each((each.values, file) for each in chosen)


def _are_nested(one: Path, other: Path) -> bool:
    return one.is_relative_to(other) or other.is_relative_to(one)


def compose_project(path: Path) -> ComposeProject:
    """Return the Compose file of a folder of code, or of the nearest folder above that has one."""
    for folder in (path, *folders_above(path)):
        file = next((folder / each for each in FILE_NAMES if (folder / each).is_file()), None)
        if file:
            try:
                return ComposeProject(file=file, services=read_compose(file))
            except Error:
                break
    return ComposeProject()


def one_value_each(environments: Iterable[tuple[Mapping[str, str], str]]) -> ComposeValues:
    """Return the variables that environments give one value, each with the name of its file."""
    found: dict[str, dict[str, str]] = {}
    for environment, file in environments:
        for variable, value in environment.items():
            found.setdefault(variable, {}).setdefault(value, file)
    return {
        variable: next(iter(values.items()))
        for variable, values in found.items()
        if len(values) == 1
    }


@dataclass(frozen=True, kw_only=True)
class CodeEnvironment:
    """The variables of some code: of task definitions, and of a Compose file where these lack."""

    defined: Mapping[str, str]
    composed: ComposeValues

    @property
    def values(self) -> Mapping[str, str]:
        """Each variable with its value."""
        return {name: value for name, (value, _) in self.composed.items()} | dict(self.defined)

    def notes(self, names: ParameterNames, before: Container[str]) -> Iterator[str]:
        """Yield which defaults are those of a Compose file, of the parameters since ``before``."""
        for parameter, (variable, _) in names.variables.items():
            made = names.made.get(parameter)
            if parameter in before or variable in self.defined or variable not in self.composed:
                continue
            if made and made["default"]:
                yield (
                    f"From {self.composed[variable][1]}: the default of parameter {parameter}, "
                    f"{made['default']}. Check that it is the name on AWS."
                )

"""The name of the project of a derived app: from the roles or the families of task definitions."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from influmojo_cfn.app.limits import PROJECT_MAX
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import SPELLING

SERVICE_MAX = 16
"""The longest name of a service that is made up, short enough for roles of its own."""

_NAME_OF_ROLE = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*?)-ecs-task(?:-execution)?-role")
"""How the templates of apps name roles, without an EnvironmentName."""


def project_of(definitions: Sequence[TaskDefinition], beside: Sequence[str] = ()) -> str:
    """Return a project's name: that of the roles they name, if those are named as an app's are.

    Else the beginning that the families share, else the first family, cut after a word where it is
    too long. ``beside`` are the families of other definitions, which are to get another name.
    """
    own = {each for definition in definitions for each in _projects_of_roles(definition)}
    if len(own) == 1:
        return own.pop()
    whole = _whole(definitions)
    name = _cut(whole, PROJECT_MAX)
    families = {covered(each.family) for each in definitions}
    others = [SPELLING.sub("*", each) for each in beside]
    if families & set(others):
        # Another file of the folder has the family, as for another stage: this file's name tells.
        source = PurePath(definitions[0].source.source).stem
        whole = "-".join(filter(None, (whole, *words_of(source))))
        return marked(whole, whole, PROJECT_MAX) if len(whole) > PROJECT_MAX else whole
    names = {_cut(_named(words_of(each)), PROJECT_MAX) for each in others}
    return marked(whole, f"{whole}/{sorted(families)}", PROJECT_MAX) if name in names else name


def name_words(definitions: Sequence[TaskDefinition], project: str) -> Iterator[str]:
    """Yield why a project's name is not that of its one family."""
    families = [each.family for each in definitions if isinstance(each.family, str)]
    whole = "-".join(words_of(families[0])) if len(families) == 1 else project
    beginning = project.rpartition("-")[0] or project
    if whole == project or not f"{whole}-".startswith(beginning):
        return
    why = f"a project has at most {PROJECT_MAX} characters"
    if len(whole) <= PROJECT_MAX:
        why = "another task definition of the folder would have the same"
    yield f"The project is {project}, from {whole}: {why}. Choose another with --project."


def _whole(definitions: Sequence[TaskDefinition]) -> str:
    words = [words_of(covered(each.family)) for each in definitions]
    words = [each for each in words if each]
    shared: list[str] = []
    for column in zip(*words, strict=False):
        if len(set(column)) > 1:
            break
        shared.append(column[0])
    if len(words) > 1 and not shared:
        shared = words[0]
    return _named(shared)


def _named(words: Sequence[str]) -> str:
    """Return words as a project's name, which begins with a letter."""
    return _beginning_with_a_letter(words) or "app"


def _beginning_with_a_letter(words: Sequence[str]) -> str:
    return "-".join(words).lstrip("0123456789-")


def slug(text: str, longest: int) -> str:
    """Return a name of lower-case letters, digits and hyphens; empty where none is left."""
    return _cut(_beginning_with_a_letter(words_of(text)), longest)


def words_of(name: str) -> list[str]:
    """Return the words of a name in lowercase ASCII letters and digits: ``grosse`` of ``Größe``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)


def marked(name: str, whole: str, longest: int) -> str:
    """Return a name with a mark of what it is the beginning of, as another name begins the same."""
    mark = hashlib.sha256(whole.encode()).hexdigest()[:4]
    return f"{_cut(name, longest - len(mark) - 1)}-{mark}"


def _cut(name: str, longest: int) -> str:
    """Return the beginning of a name that ends with a word, where its first word fits."""
    if len(name) <= longest:
        return name
    whole_words = name[: longest + 1].rpartition("-")[0]
    return whole_words or name[:longest]


def _projects_of_roles(definition: TaskDefinition) -> Iterator[str]:
    for role in (definition.execution_role, definition.task_role):
        name = covered(role.value).rpartition("/")[2] if role else ""
        found = _NAME_OF_ROLE.fullmatch(name)
        if found and len(found[1]) <= PROJECT_MAX:
            yield found[1]

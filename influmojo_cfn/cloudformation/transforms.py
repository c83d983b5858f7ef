"""What a transform can put into a template that the template does not show.

A macro can change anything. A snippet (Fn::Transform, AWS::Include) adds to the place where it
stands, Fn::ForEach makes resources or properties of a loop. None of them is run here: what they
could add is unknown, and the reasons say so.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html and the
list of https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-reference.html
(read 2026-11-24).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.errors import Path

LEAVES_ROLES_ALONE = (
    "AWS::LanguageExtensions",
    "AWS::Serverless-2016-10-31",
    "AWS::SecretsManager-2020-07-23",
    "AWS::SecretsManager-2024-09-16",
    "AWS::CodeDeployBlueGreen",
    "AWS::ServiceCatalog",
)
"""Transforms of AWS that change no role, and attach no policy to one, that the template shows.

AWS::Serverless does so for a connector alone, which :func:`additions` looks for.
"""

LOOP = "Fn::ForEach"
SNIPPET = "Fn::Transform"
INCLUDE = "AWS::Include"
_API_DESCRIPTIONS = ("Body", "DefinitionBody")


def expands(key: object) -> bool:
    """Return whether other keys replace a mapping's key when the template is processed."""
    return key == SNIPPET or (isinstance(key, str) and key.startswith((LOOP, f"{SNIPPET} (")))


def snippets(data: Any) -> dict[str, Any]:
    """Return what a mapping includes with Fn::Transform, by its keys."""
    rows = data.items() if isinstance(data, Mapping) else ()
    return {key: row for key, row in rows if _is_snippet(key)}


def _is_snippet(key: object) -> bool:
    return isinstance(key, str) and key.startswith(SNIPPET)


def additions(template: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why the stack can hold roles and policies that the template does not show."""
    return (*_of_transforms(template), *_of_resources(section(template, "Resources")))


def loops(resources: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the keys that represent resources which are made when the template is processed."""
    return tuple(str(key) for key in resources if expands(key))


def transforms_of(template: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a template's Transform names, be it text or not, and a snippet at its top."""
    rows = [*items_of(template.get("Transform")), *snippets(template).values()]
    return tuple(each.get("Name") if isinstance(each, Mapping) else each for each in rows)


def named_transforms(template: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return the transforms that a template names, each with the locations that it is given."""
    found: dict[str, list[Any]] = {
        name: [] for name in transforms_of(template) if isinstance(name, str)
    }
    for row in _includes(template):
        parameters = row.get("Parameters")
        given = parameters if isinstance(parameters, Mapping) else {}
        found.setdefault(str(row.get("Name")), []).append(given.get("Location"))
    return found


def unread_transforms(template: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield the transforms that can make resources, or parts of them, each with its place.

    The description of an API is omitted: what it includes makes no role and no statement of one.
    """
    for name in transforms_of(template):
        if name not in LEAVES_ROLES_ALONE:
            yield ("Transform",) if "Transform" in template else (), str(name)
    for place, row in _snippets_at(section(template, "Resources"), ("Resources",)):
        yield place, str(row.get("Name") if isinstance(row, Mapping) else row)


def _snippets_at(data: Any, place: Path) -> Iterator[tuple[Path, Any]]:
    rows = data.items() if isinstance(data, Mapping) else enumerate(data)
    for key, row in rows:
        if _is_snippet(key):
            yield (*place, key), row
        elif isinstance(row, (Mapping, list)) and key not in _API_DESCRIPTIONS:
            yield from _snippets_at(row, (*place, key))


def _includes(data: Any) -> Iterator[Mapping[str, Any]]:
    """Yield what is given to each Fn::Transform."""
    if isinstance(data, Mapping):
        yield from (row for row in snippets(data).values() if isinstance(row, Mapping))
    for each in data.values() if isinstance(data, Mapping) else data:
        if isinstance(each, (Mapping, list)):
            yield from _includes(each)


def _of_transforms(template: Mapping[str, Any]) -> Iterator[str]:
    for name in transforms_of(template):
        if name not in LEAVES_ROLES_ALONE:
            yield f"the transform {name} might change any resource"


def _of_resources(resources: Mapping[str, Any]) -> Iterator[str]:
    for key, row in resources.items():
        if _is_snippet(key):
            yield f"{key} might add resources"
        elif expands(key) and _may_concern_roles(row):
            yield f"{key} makes resources that are not read"
        elif isinstance(row, Mapping) and (
            row.get("Type") == "AWS::Serverless::Connector" or "Connectors" in row
        ):
            yield f"the connector {key} might attach policies to a role"


def _may_concern_roles(loop: Any) -> bool:
    """Return whether a loop's body makes resources of IAM, or of an unknown type."""
    body = loop[2] if isinstance(loop, list) and len(loop) == 3 else None
    kinds = list(_types(body)) if isinstance(body, Mapping) else []
    return not kinds or any(
        not isinstance(kind, str) or kind.startswith("AWS::IAM::") for kind in kinds
    )


def _types(body: Mapping[str, Any]) -> Iterator[Any]:
    for key, row in body.items():
        if expands(key):
            inner = row[2] if isinstance(row, list) and len(row) == 3 else None
            yield from _types(inner) if isinstance(inner, Mapping) else (None,)
        else:
            yield row.get("Type") if isinstance(row, Mapping) else None

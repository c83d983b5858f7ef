"""An App becomes the document of an app file, which reads back as the same App."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.fields import fields_of
from influmojo_cfn.app.model import AppFields
from influmojo_cfn.cloudformation import dump as dump_yaml

SCHEMA_HINT = "# yaml-language-server: $schema="


def dump(app: App, *, schema: str | None = None) -> str:
    """Return the YAML text of an app file; ``schema`` is named for editors, a path or a URL."""
    hint = f"{SCHEMA_HINT}{schema}\n" if schema else ""
    return hint + dump_yaml(to_document(app))


def to_document(app: App) -> dict[str, Any]:
    """Return the plain data of an app file that says the same as the app; defaults are omitted."""
    return _part(app, AppFields)


def _part(value: Any, part: type) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields_of(part):
        given = getattr(value, field.name)
        if field.key.rest:
            found |= _plain(given)
        elif field.is_required or field.key.filled or given != field.default:
            inside = found.setdefault(field.key.within, {}) if field.key.within else found
            inside[field.file_key] = given if field.key.free else _plain(given)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _part(value, type(value))
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value

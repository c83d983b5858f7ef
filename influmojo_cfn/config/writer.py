"""An App becomes the document of an app file, which reads back as the same App."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.app import App, GrantUse, Parameter, Role, Service
from influmojo_cfn.cloudformation import dump as dump_yaml

SCHEMA_HINT = "# yaml-language-server: $schema="


def dump(app: App, *, schema: str | None = None) -> str:
    """Return the YAML text of an app file; ``schema`` is named for editors, a path or a URL."""
    hint = f"{SCHEMA_HINT}{schema}\n" if schema else ""
    return hint + dump_yaml(to_document(app))


def to_document(app: App) -> dict[str, Any]:
    """Return the plain data of an app file that says the same as the app."""
    values: dict[str, Any] = {
        "project": app.project,
        "title": app.title,
        "architecture": app.architecture,
        "attach_execution_policy": None if app.attach_execution_policy else False,
        "tags": dict(app.tags) or None,
        "grants": [_grant(use) for use in app.grants] or None,
        "execution_role": _role(app.execution_role),
        "task_role": _role(app.task_role),
        "services": [_service(service) for service in app.services] or None,
    }
    return _given(values)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _role(role: Role | None) -> dict[str, Any] | None:
    if role is None:
        return None
    return _given({"description": role.description, "grants": [_grant(use) for use in role.grants]})


def _service(service: Service) -> dict[str, Any]:
    return _given(
        {
            "name": service.name,
            "repository": _argument(service.repository),
            "port": service.port,
            "cpu": service.cpu,
            "memory": service.memory,
            "tasks": {"min": service.min_tasks, "max": service.max_tasks},
            "environment": dict(service.environment) or None,
            "secrets": _argument(service.secrets) or None,
            "health_check": service.health_check,
            "paths": list(service.paths),
            "priority": service.priority,
        }
    )


def _grant(use: GrantUse) -> dict[str, Any]:
    arguments = {name: _argument(value) for name, value in use.arguments.items()}
    return _given({"grant": use.grant, **arguments, "use": use.use, "why": use.why, "sid": use.sid})


def _argument(value: object) -> Any:
    if isinstance(value, Parameter):
        return _given(
            {
                "parameter": value.name,
                "default": value.default,
                "description": value.description,
                "label": value.label,
                "allowed_pattern": value.allowed_pattern,
                "constraint_description": value.constraint_description,
                "max_length": value.max_length,
            }
        )
    if isinstance(value, (list, tuple)):
        return [_argument(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _argument(item) for key, item in value.items()}
    return value

"""All that is made of one app that has everything, an entry on a line; how it is written again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from influmojo_cfn.app.application import App
from influmojo_cfn.config import load
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest, build_root
from influmojo_cfn.template.stack_set import build_stack_set

HERE = Path(__file__).parent
REWRITE = "python -m tests.template.built"
BUILT: Mapping[str, Callable[[App], Mapping[str, Any]]] = {
    "roles": build,
    "boundary": build_boundary,
    "services": build_services,
    "claims": claims_of,
    "nest": lambda app: build_nest(app, "roles.yaml", ["staging", "production"]),
    "root": lambda app: build_root(app, "services.yaml"),
    "stack_set": lambda app: build_stack_set(
        app, "https://s3.eu-west-1.amazonaws.com/b/roles.yaml"
    ),
}
"""What is made of an app, by the stem of the file that has it."""


def lines_of(name: str) -> list[str]:
    """Return what is made of the app, each entry of each section on a line of its own."""
    return list(_lines(BUILT[name](load(HERE / "app.yaml"))))


def _lines(built: Mapping[str, Any]) -> Iterator[str]:
    for section, found in built.items():
        if isinstance(found, dict):
            for key, value in found.items():
                yield f"{section} {key}: {json.dumps(value, ensure_ascii=False)}"
        else:
            for value in found if isinstance(found, list) else [found]:
                yield f"{section}: {json.dumps(value, ensure_ascii=False)}"


def file_of(name: str) -> Path:
    """Return the file that has it."""
    return HERE / f"{name}.txt"

"""Every example rehearsed: its roles, each tried at its own calls and the others', and services."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import App
from influmojo_cfn.config import load
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
from influmojo_cfn.rehearsal.emulator import LocalEmulator
from influmojo_cfn.rehearsal.rehearsal import rehearse_on
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.environment_files import values_in
from tests.conftest import ROOT

pytestmark = pytest.mark.engine

APPS = {path.stem: load(path) for path in sorted((ROOT / "examples").glob("*.yaml"))}
CASES = [(name, environment) for name in APPS for environment in (APPS[name].environments or [""])]


@pytest.mark.parametrize(("name", "environment"), CASES)
def test_nothing_differs_from_what_an_example_says(
    emulator: LocalEmulator, name: str, environment: str
) -> None:
    app: App = APPS[name]
    roles = build(app)
    values = values_in(app, environment, roles) if environment else {}
    services = None
    if app.services or app.jobs:
        template = build_services(app)
        theirs = values_in(app, environment, template) if environment else {}
        services = RehearsedTemplate(template=template, parameters=theirs)
    found = rehearse_on(
        emulator, RehearsedTemplate(template=roles, parameters=values), services=services
    )
    assert [each for each in found.results if each.differs] == []
    assert {each.action for each in found.not_tried} <= {
        *("creating it", "scaling", "starting its task", "ECS Exec", "Service Connect"),
        "permissions boundary",  # Its document is of another stack.
        *(each.action for each in found.not_tried if each.action.startswith("pulling its image")),
    }

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.cloudformation import dump
from influmojo_cfn.errors import AppError
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.boundary import build_boundary
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest
from tests.conftest import ROOT

TEMPLATE = ROOT / "templates" / "influmojo-ecs-iam.yaml"


def test_the_committed_template_is_what_build_writes() -> None:
    assert TEMPLATE.read_text("utf-8") == dump(build(APP)), "run: influmojo-cfn build"


@pytest.mark.parametrize(
    "builds", [build, build_services, build_boundary, lambda app: build_nest(app, "a.yaml", [])]
)
@pytest.mark.parametrize("value", [{"project": "shop"}, None, "app.yaml"])
def test_what_is_no_app_is_told_in_words(builds: Callable[[Any], object], value: object) -> None:
    with pytest.raises(AppError) as caught:
        builds(value)
    assert str(caught.value) == (
        f"app: is of type {type(value).__name__}; expected App, which load() reads from an app file"
    )

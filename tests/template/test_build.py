from __future__ import annotations

from influmojo_cfn.cloudformation import dump
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from tests.conftest import ROOT

TEMPLATE = ROOT / "templates" / "influmojo-ecs-iam.yaml"


def test_the_committed_template_is_what_build_writes() -> None:
    assert TEMPLATE.read_text("utf-8") == dump(build(APP)), "run: influmojo-cfn build"

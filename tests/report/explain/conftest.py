from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.report.explain.build import explain
from influmojo_cfn.report.explain.model import Explanation

ROLES = Path(__file__).parent / "roles.yaml"


def explained(document: Document) -> Explanation:
    environment = Environment(region="ap-south-1")
    return explain(document, roles_of(document, environment).values(), environment)


@pytest.fixture(scope="session")
def explanation() -> Explanation:
    return explained(parse(ROLES.read_text("utf-8"), "roles.yaml"))


@pytest.fixture(scope="session")
def explain_text() -> Callable[[str], Explanation]:
    return lambda text: explained(parse(text, "template.yaml"))

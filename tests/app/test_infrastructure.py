"""The roles that AWS uses around an app: what their rows say, and what is refused."""

from __future__ import annotations

import json

import pytest

from influmojo_cfn.app import App, Service
from influmojo_cfn.app.infrastructure import INFRASTRUCTURE, InfrastructureRole
from influmojo_cfn.app.limits import LONGEST_ROLE_SUFFIX
from influmojo_cfn.errors import AppError
from influmojo_cfn.iam.managed_policies import aws_managed_document
from tests.conftest import ROOT

ROWS = [row for rows in INFRASTRUCTURE.values() for row in rows]


@pytest.mark.parametrize("row", [row for row in ROWS if row.managed], ids=lambda row: row.prefix)
def test_a_row_names_policies_that_aws_has(row: InfrastructureRole) -> None:
    paths = json.loads((ROOT / "influmojo_cfn/data/aws_managed_policy_paths.json").read_text())
    for managed in row.managed:
        assert aws_managed_document(managed) is not None
        path, _, name = f"/{managed}".rpartition("/")
        known = paths["paths"].get(name)
        assert known in (None, f"{path}/"), known


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.prefix)
def test_a_name_fits_wherever_the_task_execution_roles_fits(row: InfrastructureRole) -> None:
    begins = len(row.begins) + 1 if row.begins else 0
    assert begins + len(f"-{row.name}") <= len(LONGEST_ROLE_SUFFIX)


def test_names_are_distinct() -> None:
    assert len({row.prefix for row in ROWS}) == len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["volume"], "infrastructure[0]: unknown 'volume'; did you mean 'volumes'?"),
        (["volumes", "volumes"], "infrastructure[1]: 'volumes' is given twice; remove one"),
        (
            ["codedeploy"],
            "infrastructure[0]: deploys nothing: the app has no services; add them",
        ),
    ],
)
def test_what_is_wrong_is_told(words: list[str], message: str) -> None:
    with pytest.raises(AppError) as caught:
        App(project="acme", infrastructure=words)
    assert str(caught.value) == message


def test_a_parameter_cannot_take_the_name_of_such_a_role() -> None:
    from influmojo_cfn.app import grant, parameter

    bucket = parameter("VolumesRole", default="acme-bucket")
    service = Service(
        name="web", repository="acme-web", port=80, grants=[grant("s3.read_objects", bucket=bucket)]
    )
    with pytest.raises(AppError, match="is a logical ID of the template itself"):
        App(project="acme", services=[service], infrastructure=["volumes"])

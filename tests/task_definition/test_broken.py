"""However broken a task definition is, it gives an answer or an error with its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.read import task_definitions_of

HERE = Path(__file__).parent
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
ENVIRONMENT = Environment(account=HOME.account, region=HOME.region)
ROLES = roles_of(read_document(HERE / "roles.yaml"), ENVIRONMENT)
DOCUMENTS = [read_document(path).data for path in sorted((HERE / "fixtures").glob("*.*"))]

TEXT = st.one_of(
    st.text(max_size=8),
    st.sampled_from(
        [
            "arn:aws:ssm:ap-south-1:111122223333:parameter/",
            "arn:aws:secretsmanager:::secret:",
            "arn:aws:secretsmanager:ap-south-1:111122223333:secret:*",
            "arn:aws:s3:::",
            "arn:aws:iam::111122223333:role/",
            "arn:",
            "111122223333.dkr.ecr..amazonaws.com/",
            "credentialspec:",
            "${a}",
            "*",
        ]
    ),
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXT),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=5), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    items: Any = ()
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, list):
        items = enumerate(data)
    for key, value in items:
        yield from places(value, (*path, key))


@st.composite
def broken(draw: st.DrawFn) -> Any:
    """Return a real task definition with one or two of its values replaced."""
    data = copy.deepcopy(draw(st.sampled_from(DOCUMENTS)))
    for _ in range(draw(st.integers(1, 2))):
        path = draw(st.sampled_from(sorted(places(data), key=str)))
        value = draw(JSON)
        if not path:
            return value
        inner = data
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=broken())
def test_broken_or_not_it_is_answered_or_refused(data: Any) -> None:
    with suppress(Error):
        definitions = task_definitions_of(Document(data, "task.json"), ENVIRONMENT)
        for definition in definitions:
            home = home_of(definition, account=None, region=None, otherwise=HOME)
            preflight(definition, ROLES, home, Options())


@pytest.mark.parametrize("text", ["{", "", "\x00", "a: [", json.dumps([1])])
def test_a_file_that_holds_none_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "task.json"
    path.write_text(text, "utf-8")
    with pytest.raises(Error):
        task_definitions_of(read_document(path), ENVIRONMENT)

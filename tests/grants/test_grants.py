"""The index of the catalog is in step with its modules, and reads no more than it must."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from influmojo_cfn.data.grant_index import INDEX
from influmojo_cfn.errors import AppError
from influmojo_cfn.grants import grant, grant_names


@pytest.mark.parametrize("module", sorted(set(INDEX.values())))
def test_the_index_lists_exactly_the_rows_of_each_module(module: str) -> None:
    rows = [row.name for row in import_module(f"influmojo_cfn.grants.{module}").GRANTS]
    assert rows == [name for name, home in INDEX.items() if home == module]


@pytest.mark.parametrize("name", grant_names())
def test_a_grant_is_found_by_its_name(name: str) -> None:
    assert grant(name).name == name


def test_an_unknown_grant_names_the_nearest() -> None:
    with pytest.raises(AppError) as raised:
        grant("s3.upload_object")
    assert (
        str(raised.value)
        == "grant 's3.upload_object': is not in the catalog; did you mean 's3.upload_objects'?"
    )


def test_one_grant_reads_one_module() -> None:
    program = (
        "import sys; from influmojo_cfn.grants import grant; grant('s3.upload_objects');"
        "print(sorted(m for m in sys.modules if m.startswith('influmojo_cfn.grants.')))"
    )
    seen = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    expected = ["arguments", "model", "s3"]
    assert seen.stdout.strip() == str([f"influmojo_cfn.grants.{name}" for name in expected])

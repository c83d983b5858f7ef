"""Each operation of the tables is one of its service, and each module is of a library."""

from __future__ import annotations

from influmojo_cfn.data.calling_libraries import LIBRARIES
from influmojo_cfn.data.library_calls import BRACED, PYNAMODB, PYTHON
from influmojo_cfn.iam.sdk_operations import actions_of


def test_each_operation_has_actions() -> None:
    rows = [*PYTHON.values(), *BRACED.values()]
    called = {
        (row.service, name) for row in rows for name in (*row.operations, *row.asked.values())
    }
    called |= {("dynamodb", name) for name in PYNAMODB.values()}
    assert [each for each in sorted(called) if not actions_of(*each)] == []


def test_each_module_is_of_a_library_that_is_named() -> None:
    modules = [*PYTHON, *(module for module, _ in BRACED)]
    imports = tuple(name for each in LIBRARIES for name in each.imports)
    assert [each for each in modules if not each.startswith(imports)] == []

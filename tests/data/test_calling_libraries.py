"""Each name of a library is in one row, and none is taken for a package that calls nothing."""

from __future__ import annotations

from influmojo_cfn.data.calling_libraries import LIBRARIES, READ_PACKAGES


def test_each_name_is_in_one_row() -> None:
    for names in ([each.imports for each in LIBRARIES], [each.packages for each in LIBRARIES]):
        listed = [name for row in names for name in row]
        assert len(listed) == len(set(listed))


def test_no_library_is_a_package_that_calls_nothing() -> None:
    packages = [name for each in LIBRARIES for name in each.packages]
    assert [name for name in packages if name.startswith(READ_PACKAGES)] == []

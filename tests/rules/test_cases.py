"""What the rules say of whole templates, after public reports: each mistake, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.examples import findings

HERE = Path(__file__).parent / "cases"

EXPECTED: dict[str, set[tuple[int, str]]] = {
    # The roles of tasks have no guard, a partition is fixed, a statement has `*`, and a role has
    # the key of users: all true. The statements themselves are right.
    "false-alarms.yaml": {
        *((38, "W9204"), (42, "W9504"), (45, "W9219"), (45, "E9314")),
    },
    "efs-access-point.yaml": {(34, "E9717"), (35, "E9717")},
    "execute-command-task-only.yaml": {(22, "W9718")},
    "resource-policies.yaml": {
        *((8, "W9735"), (12, "W9217"), (24, "E9101"), (24, "W9608")),
        (25, "W9608"),
        *((26, "E9201"), (26, "E9202"), (26, "E9501"), (33, "E9101"), (33, "W9608")),
        *((33, "W9609"), (38, "E9101"), (38, "W9608"), (41, "W9609"), (44, "E9101")),
        (44, "W9608"),
    },
    "sam.yaml": {
        *((9, "E9501"), (10, "E9801"), (10, "W9606"), (13, "W9606"), (16, "E9101")),
        (19, "E9101"),
        (20, "E9834"),
    },
    # What NotAction leaves in, or a parameter can hold, counts as allowed: no service is kept out.
    "actions-left-out.yaml": {
        *((24, "W9109"), (30, "W9109"), (40, "W9405"), (52, "W9109"), (69, "W9109")),
    },
    # The third repeats the second alone: both are there where the first is not.
    "repeated-in-a-branch.yaml": {(16, "E9811")},
    "rule-without-pass-role.yaml": {(44, "E9715")},
    "service-before-policy.yaml": {(30, "W9716")},
    "volume-role-right.yaml": set(),
    "volume-role-trust.yaml": {(32, "E9714")},
    "secret-json-key-in-policy.yaml": {(23, "E9211"), (23, "W9217")},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_errors_and_warnings_are_these(name: str) -> None:
    document, found = findings((HERE / name).read_text("utf-8"))
    shown = {(document.line(one.path), one.rule_id) for one in found if one.rule_id[0] != "I"}
    assert shown == EXPECTED[name]


def test_the_message_on_a_json_key_says_where_it_belongs() -> None:
    _, found = findings((HERE / "secret-json-key-in-policy.yaml").read_text("utf-8"))
    (message,) = (one.message for one in found if one.rule_id == "E9211")
    assert "valueFrom" in message
    assert "-??????" not in message

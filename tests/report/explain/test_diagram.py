"""The picture of an explanation: its boxes, what they say, and the lines between them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.report.explain.diagram import (
    COLUMNS,
    GAP,
    MOST_LINES,
    MOST_SERVICES,
    WIDTH,
    Box,
    Diagram,
    diagram_of,
    shortened,
)
from influmojo_cfn.report.explain.model import RoleShown
from tests.nonempty import nonempty
from tests.report.explain.shown import (
    GET,
    PUT,
    action,
    explained,
    policy,
    role,
    statement,
    trust,
)


@given(st.text(max_size=80), st.integers(min_value=1, max_value=40))
def test_a_text_is_no_longer_than_it_may_be(text: str, most: int) -> None:
    found = shortened(text, most)
    assert len(found) <= most
    assert (found == text) == (len(text) <= most)


def test_a_text_is_shortened_in_its_middle() -> None:
    assert shortened("abcdefghij", 7) == "ab…ghij"


def drawn(*roles: RoleShown, **values: Any) -> Diagram:
    return diagram_of(explained(*roles, **values))


def boxes(found: Diagram, column: int) -> list[Box]:
    x, _ = COLUMNS[column]
    return [node for node in found.nodes if node.x == x]


def titles(found: Diagram, column: int) -> list[str]:
    return [node.title.full for node in boxes(found, column)]


SIMPLE = drawn(role(policy(statement(GET))))


def test_who_assumes_a_role_and_what_it_reaches_stand_from_left_to_right() -> None:
    assert [titles(SIMPLE, column) for column in range(4)] == [
        ["ecs-tasks.amazonaws.com"],
        ["web"],
        ["own"],
        ["Amazon S3"],
    ]


def test_a_line_leads_from_each_box_to_the_next() -> None:
    assert sorted(edge.kind for edge in SIMPLE.edges) == ["allow", "attached", "trust"]


def test_lines_leave_at_the_right_and_arrive_at_the_left() -> None:
    (edge,) = [edge for edge in SIMPLE.edges if edge.kind == "attached"]
    (web,), (own,) = boxes(SIMPLE, 1), boxes(SIMPLE, 2)
    assert edge.path.startswith(f"M{web.x + web.width:g},{web.middle:g} ")
    assert edge.path.endswith(f" {own.x:g},{own.middle:g}")


def test_boxes_lead_to_their_sections() -> None:
    assert [boxes(SIMPLE, column)[0].href for column in range(4)] == [
        "",
        "#role-1",
        "#role-1-policy-1",
        "#role-1-policy-1",
    ]


def reached(*statements: Any, **values: Any) -> Box:
    (node,) = boxes(drawn(role(policy(*statements)), **values), 3)
    return node


def lines(node: Box) -> list[str]:
    return [line.full for line in node.lines]


def test_a_service_names_its_levels_and_resources() -> None:
    assert lines(reached(statement(GET, PUT))) == ["Read, Write", "a/*"]


@pytest.mark.parametrize(
    ("levels", "text"),
    [
        (("List", "Read", "Write", "Permissions management", "Tagging"), "every access level"),
        (("List", "Read", "Write", "Tagging"), "all levels but Permissions management"),
        (("List", "Write", "Tagging"), "List, Write, Tagging"),
    ],
)
def test_levels_are_named_in_the_width_of_a_box(levels: tuple[str, ...], text: str) -> None:
    actions = [action(f"A{number}", level=level) for number, level in enumerate(levels)]
    assert lines(reached(statement(*actions)))[0] == text


def test_every_action_is_one_box() -> None:
    found = reached(statement(patterns=("*",), resources=("*",)))
    assert (found.title.full, found.kind) == ("Every service", "wide")
    assert lines(found) == ["every access level", "*"]


@pytest.mark.parametrize(
    ("resource", "shown"),
    [
        ("arn:aws:sqs:eu-west-1:111122223333:jobs", "jobs"),
        ("arn:aws:sqs:eu-west-2:111122223333:jobs", "arn:aws:sqs:eu-west-2:111122223333:jobs"),
        ("arn:aws:sqs:eu-west-1:444455556666:jobs", "arn:aws:sqs:eu-west-1:444455556666:jobs"),
        ("*", "*"),
    ],
)
def test_a_resource_of_the_own_place_is_named_by_what_is_its_own(resource: str, shown: str) -> None:
    assert lines(reached(statement(GET, resources=(resource,))))[1] == shown


def test_everything_but_a_resource_says_so() -> None:
    assert lines(reached(statement(GET, not_resource=True)))[1:] == ["everything but", "a/*"]


KINDS = {
    "allow": statement(GET),
    "wide": statement(GET, resources=("*",)),
    "deny": statement(GET, effect="Deny", resources=("*",)),
}


@pytest.mark.parametrize(("kind", "of"), KINDS.items())
def test_a_box_is_of_the_kind_of_its_statements(kind: str, of: Any) -> None:
    node = reached(of)
    assert node.kind == kind
    assert node.title.full.startswith("Denied: ") == (kind == "deny")


def test_what_is_allowed_and_what_is_denied_are_two_boxes() -> None:
    found = drawn(role(policy(statement(GET), statement(PUT, effect="Deny"))))
    assert titles(found, 3) == ["Amazon S3", "Denied: Amazon S3"]


def test_what_is_not_known_is_a_box() -> None:
    found = drawn(role(policy(unknown=("a reason",))))
    assert [(node.kind, lines(node)) for node in boxes(found, 3)] == [("unknown", ["a reason"])]


def test_more_lines_than_fit_are_counted() -> None:
    many = statement(GET, resources=tuple(f"arn:aws:s3:::a{number}" for number in range(9)))
    node = reached(many)
    assert len(node.lines) == MOST_LINES
    assert lines(node)[-1] == "and 6 more"


def crowd(count: int, **values: Any) -> Diagram:
    actions = [action("A", f"s{number:02}") for number in range(count)]
    risky = statement(action("A", "risky"), resources=("*",))
    return drawn(role(policy(statement(*actions, **values), risky)))


def test_as_many_services_as_fit_have_a_box_each() -> None:
    assert len(boxes(crowd(MOST_SERVICES - 1), 3)) == MOST_SERVICES


def test_more_services_share_the_last_box_and_the_riskiest_keep_theirs() -> None:
    found = titles(crowd(MOST_SERVICES + 3), 3)
    assert len(found) == MOST_SERVICES
    assert found[-1] == "5 more services"
    assert "risky" in found


def test_services_that_are_denied_share_a_box_of_their_own() -> None:
    assert "Denied: 4 more services" in titles(crowd(MOST_SERVICES + 3, effect="Deny"), 3)


def test_boxes_of_a_column_do_not_overlap() -> None:
    two = role(policy(statement(GET)), policy(statement(PUT))), role(policy(statement(GET)))
    found = drawn(*two)
    columns = [sorted(boxes(found, n), key=lambda node: node.y) for n in range(4)]
    for above, below in nonempty(pair for nodes in columns for pair in pairwise(nodes)):
        assert above.y + above.height + GAP <= below.y


def test_everything_is_within_the_picture() -> None:
    found = drawn(*(role(policy(statement(GET))) for _ in range(3)))
    assert found.width == WIDTH
    assert all(node.y + node.height <= found.height for node in found.nodes)
    assert all(node.x + node.width <= found.width for node in found.nodes)


def test_who_assumes_two_roles_is_one_box_between_them() -> None:
    found = drawn(role(policy(statement(GET))), role(policy(statement(GET)), name="api"))
    (node,) = boxes(found, 0)
    first, second = boxes(found, 1)
    assert first.middle < node.middle < second.middle
    assert [edge.kind for edge in found.edges].count("trust") == 2


def test_who_is_refused_a_role_is_not_drawn() -> None:
    assert boxes(drawn(role(trust=(trust(effect="Deny"),))), 0) == []


def test_a_principal_without_a_kind_is_its_name() -> None:
    (node,) = boxes(drawn(role(trust=(trust("everyone"),))), 0)
    assert (node.title.full, lines(node)) == ("everyone", [])


def test_a_role_names_its_resource_and_its_boundary() -> None:
    (node,) = boxes(drawn(role(boundary=policy(name="limit"))), 1)
    assert lines(node) == ["Web", "boundary: limit"]
    (same,) = boxes(drawn(role(name="Web")), 1)
    assert lines(same) == []


def test_a_picture_of_nothing_has_a_height() -> None:
    assert drawn().height == 60


@pytest.mark.parametrize(
    ("resource", "kind"),
    [
        ("arn:aws:s3:::a/*", "allow"),
        ("arn:aws:s3:::a-*/x", "pattern"),
        ("arn:aws:s3:::*/*", "wide"),
        ("*", "wide"),
    ],
)
def test_a_box_is_colored_by_how_broad_its_resources_are(resource: str, kind: str) -> None:
    assert reached(statement(GET, resources=(resource,))).kind == kind


def test_a_box_names_the_resources_of_its_own_service() -> None:
    send = action("SendMessage", "sqs", "Write")
    both = ("arn:aws:s3:::a/*", "arn:aws:sqs:eu-west-1:111122223333:q-*")
    found = boxes(drawn(role(policy(statement(GET, send, resources=both)))), 3)
    assert [(node.kind, lines(node)[1:]) for node in found] == [
        ("allow", ["a/*"]),
        ("pattern", ["q-*"]),
    ]

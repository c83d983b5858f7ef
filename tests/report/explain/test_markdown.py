"""An explanation as Markdown: a section for each role, and texts that stay texts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from influmojo_cfn.report.explain.markdown import code, joined, plain, render
from influmojo_cfn.report.explain.model import NeedShown, OmittedStatementShown, RoleShown
from tests.report.explain.shown import GET, PUT, WHEN, explained, policy, role, statement, trust

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


@given(st.text())
def test_a_text_is_one_line_without_markup(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    kinds = {token.type for block in READER.parse(f"a {found}") for token in block.children or ()}
    assert kinds <= {"text", "text_special", "code_inline"}


@given(st.text("`ab|\n ", min_size=1).filter(lambda text: text.strip()))
def test_a_code_span_ends_where_it_should(text: str) -> None:
    found = code(text)
    fence = re.match("`+", found)
    assert fence is not None
    inner = found[len(fence[0]) : -len(fence[0])]
    assert found.endswith(fence[0])
    assert fence[0] not in re.findall("`+", inner)
    assert not re.search(r"(?<!\\)\|", found)


@pytest.mark.parametrize(
    ("text", "span"),
    [("a", "`a`"), ("a`b", "`` a`b ``"), ("a|b", "`a\\|b`"), ("a\n b", "`a b`")],
)
def test_a_text_in_a_code_span(text: str, span: str) -> None:
    assert code(text) == span


def test_texts_of_a_cell_stand_below_each_other() -> None:
    assert joined(["a", "b"]) == "a<br>b"


def blocks(*roles: RoleShown, **values: Any) -> list[str]:
    return render(explained(*roles, **values)).rstrip("\n").split("\n\n")


def test_the_template_is_named_first() -> None:
    assert blocks(architecture="a_b") == [
        "# What the roles can do",
        "Template: `roles.yaml`",
        "a\\_b",
    ]


def facts(**values: Any) -> list[str]:
    return blocks(role(policy(name="o_n", unknown=("a",)), **values))[3].splitlines()


def test_the_facts_of_a_role_are_a_list() -> None:
    assert facts(boundary=policy(name="limit"), unknown=("b",)) == [
        "- Resource: `Web`",
        "- Assumed by: Service ecs-tasks.amazonaws.com",
        "- Policy: o\\_n (inline policy)",
        "- Permissions boundary: limit",
        "- Not known: b",
        "- Not known: a",
    ]


def test_a_description_stands_below_the_name() -> None:
    assert blocks(role(description="a_b"))[2:4] == ["## web", "a\\_b"]


@pytest.mark.parametrize(
    ("trusted", "line"),
    [
        (trust("a", "b"), "a, b"),
        (trust("a", effect="Deny"), "never a"),
        (trust("a", unknown=("a reason", "*")), r"a; not known: a reason; not known: \*"),
        (
            trust("a", conditions=(WHEN, WHEN)),
            "a, if aws:RequestedRegion StringEquals a or b; "
            "aws:RequestedRegion StringEquals a or b",
        ),
    ],
)
def test_who_assumes_a_role(trusted: Any, line: str) -> None:
    assert facts(trust=(trusted,))[1] == f"- Assumed by: {line}"


def test_a_role_without_access_says_so() -> None:
    assert blocks(role())[-1] == "It is allowed nothing."
    assert blocks(role(unknown=("a reason",)))[-1] == "What it is allowed is not known."


def row(**values: Any) -> list[str]:
    table = blocks(role(policy(statement(GET, **values))))[-1].splitlines()
    assert len(table) == 3
    return [cell.strip() for cell in table[2].strip("|").split("|")]


def test_a_row_of_the_table() -> None:
    assert row(reason="Because.", conditions=(WHEN,)) == [
        "Amazon S3",
        "Read",
        "`GetObject`",
        "`arn:aws:s3:::a/*`",
        "`aws:RequestedRegion` StringEquals `a` or `b`",
        "Because.",
    ]


def test_what_is_denied_stands_out() -> None:
    assert row(effect="Deny")[0] == "**Denied**: Amazon S3"


def test_every_resource_but_some() -> None:
    assert row(not_resource=True)[3] == "every resource but `arn:aws:s3:::a/*`"


def test_what_is_not_known_stands_beside_the_conditions() -> None:
    assert row(unknown=("a",))[4] == "not known: a"


def test_actions_that_could_go_are_listed_with_the_reason() -> None:
    needs = tuple(NeedShown(action=name, reason="a_b", redundant=True) for name in ("s3:A", "s3:B"))
    found = blocks(role(policy(statement(GET, PUT, needs=needs, sid=""))))
    assert found[-2:] == [
        "Redundant:",
        "- `s3:A`, `s3:B` of a statement without Sid: a\\_b",
    ]


def omitted(effect: str) -> OmittedStatementShown:
    return OmittedStatementShown(
        effect=effect,
        sid="Keep",
        actions=("s3:A", "s3:B"),
        resources=("*",),
        where="where Bucket is given",
        place="roles.yaml:9",
    )


@pytest.mark.parametrize(("effect", "denied"), [("Allow", ""), ("Deny", "**Denied**: ")])
def test_what_is_omitted_says_when_it_is_there(effect: str, denied: str) -> None:
    assert blocks(role(omitted=(omitted(effect),)))[-2:] == [
        "Omitted at these parameter values:",
        f"- {denied}`s3:A`, `s3:B` on `*`, where Bucket is given",
    ]


def test_what_is_not_read_stands_at_the_end() -> None:
    assert blocks(unread=("a_b", "c"))[-2:] == ["## Not read", "- a\\_b\n- c"]

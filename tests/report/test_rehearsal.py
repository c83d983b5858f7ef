"""The table of a rehearsal, its notes, and the sentence that sums it up."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.rehearsal.plan import NotTried
from influmojo_cfn.rehearsal.rehearsal import Rehearsal
from influmojo_cfn.rehearsal.results import Result
from influmojo_cfn.report.rehearsal import notes, summary, table


def result(**values: Any) -> Result:
    given = {
        "group": "Web",
        "tried": "s3:GetObject a/b",
        "expected": "allowed",
        "seen": "allowed",
    }
    return Result(**{**given, **values})


DIFFERS = result(tried="s3:PutObject a/b", seen="denied", note="own Write")
JUDGED = result(judge="emulator's evaluator", why_not_emulator="there is no such call")
UNSEEN = result(
    tried="permissions boundary limit",
    seen="",
    judge="not enforced by the emulator",
    why_not_emulator="it ignores it",
)
OMITTED = NotTried(role="Web", sid="Read", action="s3:Get*", reason="no such action is known")


def rehearsal(*results: Result, not_tried: tuple[NotTried, ...] = ()) -> Rehearsal:
    return Rehearsal(results=results, not_tried=not_tried)


def cells(line: str) -> list[str]:
    return [cell for cell in (part.strip() for part in line.split("  ")) if cell]


def rows(*results: Result) -> list[list[str]]:
    return [cells(line) for line in table(rehearsal(*results)).splitlines()[2:] if line.strip()]


def test_a_group_is_named_once_above_its_results() -> None:
    assert rows(result(), result(tried="b"), result(group="Api", tried="c")) == [
        ["Web"],
        ["s3:GetObject a/b", "allowed", "allowed", "emulator"],
        ["b", "allowed", "allowed", "emulator"],
        ["Api"],
        ["c", "allowed", "allowed", "emulator"],
    ]


def test_a_result_that_differs_says_so() -> None:
    assert rows(DIFFERS)[1] == ["s3:PutObject a/b", "allowed", "denied", "emulator: DIFFERS"]


def test_what_nobody_judged_is_a_dash() -> None:
    assert rows(UNSEEN)[1][2:] == ["-", "not enforced by the emulator"]


def test_a_table_is_as_wide_as_is_asked_or_else_a_list() -> None:
    arn = "arn:aws:s3:::" + "a" * 60
    long = rehearsal(result(tried=f"s3:GetObject {arn}"))
    assert max(map(len, table(long, width=120).splitlines())) <= 120
    assert table(long, width=80).splitlines() == [
        *("Web", f"  s3:GetObject {arn}"[:14], f"    {arn}"),
        "    expected allowed, seen allowed, by emulator",
    ]


def test_a_list_breaks_no_word_however_long() -> None:
    word = "a" * 300
    assert f"    {word}" in table(rehearsal(result(tried=f"x y {word}")), width=100).splitlines()


def test_colors_are_there_where_they_are_asked_for() -> None:
    assert "\x1b[" not in table(rehearsal(DIFFERS))
    assert "\x1b[" in table(rehearsal(DIFFERS), color=True)


def test_a_reason_is_told_once_for_all_its_actions() -> None:
    other = result(
        tried="s3:PutObject c",
        judge="emulator's evaluator",
        why_not_emulator="there is no such call",
    )
    assert notes(rehearsal(JUDGED, JUDGED, other)).splitlines() == [
        "judged by the emulator's evaluator, because there is no such call: "
        "s3:GetObject, s3:PutObject"
    ]


def test_what_nobody_judged_is_told_whole() -> None:
    assert notes(rehearsal(UNSEEN)) == (
        "not judged, because it ignores it: permissions boundary limit\n"
    )


def test_what_was_not_tried_is_told_with_the_reason() -> None:
    assert notes(rehearsal(not_tried=(OMITTED,))) == (
        "not tried: Web Read s3:Get*: no such action is known\n"
    )


def test_what_differs_is_told_with_its_note() -> None:
    assert notes(rehearsal(DIFFERS, result(seen="denied"))).splitlines() == [
        "differs: Web: s3:PutObject a/b: expected allowed, seen denied (own Write)",
        "differs: Web: s3:GetObject a/b: expected allowed, seen denied",
    ]


def test_nothing_is_told_of_what_is_as_expected() -> None:
    assert notes(rehearsal(result())) == ""


def test_three_judges_are_listed() -> None:
    own = result(judge="evaluator of influmojo-cfn")
    assert summary(rehearsal(result(), JUDGED, own)).startswith(
        "3 points judged, 1 by the emulator, 1 by the emulator's evaluator and 1 by the evaluator "
        "of influmojo-cfn: 0 differ; "
    )


def test_the_sum_counts_by_judge() -> None:
    found = rehearsal(result(), DIFFERS, JUDGED, UNSEEN, not_tried=(OMITTED,))
    assert summary(found) == (
        "3 points judged, 2 by the emulator and 1 by the emulator's evaluator: 1 differ; "
        "1 not enforced by the emulator, 1 not tried"
    )

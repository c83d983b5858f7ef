"""An answer is kept where somebody keeps answers, and asked for otherwise."""

from __future__ import annotations

from influmojo_cfn.answers import answers_kept, kept_answer


def test_an_answer_is_asked_for_where_none_is_kept() -> None:
    answers = iter((1, 2))
    assert [kept_answer("question", lambda: next(answers)) for _ in range(2)] == [1, 2]


def test_an_answer_is_that_of_the_one_who_keeps_it() -> None:
    with answers_kept(lambda question, ask: f"{question}: {ask()}"):
        assert kept_answer("question", lambda: "asked") == "question: asked"
    assert kept_answer("question", lambda: "asked") == "asked"

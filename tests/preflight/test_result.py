"""What preflight finds: clean, known, and which role was given."""

from __future__ import annotations

import pytest

from influmojo_cfn.preflight.result import Options, Preflight, settled
from influmojo_cfn.service_roles.field_values import Mistake
from influmojo_cfn.service_roles.judge import CallAnswer, CallVerdict
from influmojo_cfn.task_definition.model import Field, TaskDefinition
from tests.preflight.shop import HOME, run

(CALL, *_) = (answer.call for answer in run({"image": "nginx"}).answers)


def found(
    *verdicts: CallVerdict,
    mistakes: int = 0,
    unfilled: tuple[str, ...] = (),
    unread: tuple[str, ...] = (),
) -> Preflight:
    wrong = Mistake(field=Field(value="x"), message="wrong")
    return Preflight(
        definition=TaskDefinition(family="f"),
        home=HOME,
        roles={},
        answers=tuple(CallAnswer(call=CALL, verdict=verdict) for verdict in verdicts),
        mistakes=(wrong,) * mistakes,
        notes=(),
        unfilled=unfilled,
        unread=unread,
    )


@pytest.mark.parametrize(
    ("result", "clean", "known"),
    [
        (found(), True, True),
        (found("allowed"), True, True),
        (found("allowed", "missing"), False, True),
        (found("allowed", "unknown"), True, False),
        (found("missing", "unknown"), False, False),
        (found("allowed", mistakes=1), False, True),
        (found("allowed", unfilled=("why",)), True, False),
        (found("allowed", unread=("why",)), True, False),
    ],
)
def test_a_result_is_clean_and_known(result: Preflight, clean: bool, known: bool) -> None:
    assert (result.is_clean, result.is_known) == (clean, known)


def test_answers_are_told_apart_by_verdict() -> None:
    result = found("allowed", "missing", "unknown", "missing")
    assert [each.verdict for each in (*result.missing, *result.unknown)] == [
        "missing",
        "missing",
        "unknown",
    ]


def test_a_role_is_given_for_its_kind() -> None:
    options = Options(execution_role="E", task_role="T")
    assert (options.role("execution"), options.role("task")) == ("E", "T")


def answer(verdict: CallVerdict, *reasons: str) -> CallAnswer:
    return CallAnswer(call=CALL, verdict=verdict, reasons=reasons)


@pytest.mark.parametrize(
    ("found", "twin", "expected"),
    [
        pytest.param(answer("missing"), answer("allowed"), answer("missing"), id="known before"),
        pytest.param(
            answer("unknown", "a name"),
            answer("unknown", "a key"),
            answer("unknown", "a key"),
            id="what it depends on but for names",
        ),
        pytest.param(
            answer("unknown", "a name"),
            answer("unknown"),
            answer("unknown", "a name"),
            id="no other reason",
        ),
        pytest.param(answer("unknown", "a name"), answer("allowed"), answer("allowed"), id="so"),
        pytest.param(
            answer("unknown", "a name"),
            answer("missing"),
            answer("unknown", "a name"),
            id="not so of every name",
        ),
    ],
)
def test_an_answer_is_settled_by_stand_ins(
    found: CallAnswer, twin: CallAnswer, expected: CallAnswer
) -> None:
    assert settled(found, twin, lambda verdict: verdict == "allowed") == expected

"""Unknown values: each has one character, and no character stands for two."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation.symbols import Symbol, Symbols
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.text import ANY, FIRST_LETTER, LAST_LETTER, PSEUDO, Reach


def test_no_character_stands_for_two_things() -> None:
    ranges = [(0xE000, 0xE0FF), (FIRST_LETTER, LAST_LETTER), *(each.value for each in Reach)]
    ends = [end for each in sorted(ranges) for end in each]
    assert ends == sorted(set(ends))
    assert all(0xE000 <= ord(each) <= 0xE0FF for each in (ANY, *PSEUDO.values()))


def test_characters_run_out_loudly() -> None:
    symbols = Symbols()
    first, last = Reach.NAME.value
    for number in range(last - first + 1):
        symbols.of(Symbol(("parameter", str(number))), Reach.NAME)
    assert len(symbols) == last - first + 1
    with pytest.raises(TemplateError, match="more than 32,766 values"):
        symbols.of(Symbol(("parameter", "one more")), Reach.NAME)


def test_an_identity_has_one_character_and_none_has_a_new_one() -> None:
    symbols = Symbols()
    stage, anything = Symbol(("parameter", "Stage"), "Stage"), Symbol((), "made up")
    first = symbols.of(stage)
    assert symbols.of(stage._replace(name="again")) == first
    assert symbols[first] == stage
    assert symbols.known(stage.identity) == first
    assert symbols.of(anything) != symbols.of(anything)
    assert symbols.known(()) is None
    assert symbols.known(("parameter", "Other")) is None
    assert len(symbols) == 3


def test_characters_are_of_their_reach() -> None:
    symbols = Symbols()
    for reach in Reach:
        made = [symbols.of(Symbol(("x", reach.name, str(n))), reach) for n in range(3)]
        assert made == [reach.character(n) for n in range(3)]
    assert symbols.of(Symbol(("y",))) == Reach.ANYTHING.character(3)


@pytest.mark.parametrize(
    ("identity", "parameter"),
    [
        (("parameter", "A"), True),
        (("export", "A"), False),
        ((), False),
        (("A", "parameter"), False),
    ],
)
def test_what_is_a_parameter(identity: tuple[str, ...], parameter: bool) -> None:
    made = Symbol(identity)
    assert made.parameter is parameter
    assert made[1:] == ("", "*", "", "", "", "")

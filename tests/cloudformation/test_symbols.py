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

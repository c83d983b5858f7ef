from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import dump, parse
from influmojo_cfn.errors import Error

# Texts that YAML would read as something else, or that break a line.
WORDS = (
    "yes No on 0123 1e3 1.0e+3 0x1F 1_000 12:30:45 : # a: a:b a#b - ? ! & * % @ ` | > |- [a] {a} "
    "2012-10-17 2012-10-17T00:00:00Z ~ null = << y n ' \" \\ --- ... Fn::Sub Ref !Sub Condition "
    "arn:${AWS::Partition}:s3:::b/* ${AWS::Region} a,b a'b é 日本 😀"
)
NASTY = (
    *WORDS.split(),
    *(": ", " #a", "a #b", "a: b", "- x", "? x", "! x", "& x", "", "\t", "a\tb", "a ", " a"),
    *("a\n", "a\nb", "\na", "a\n\nb", "a \nb ", "  a\n b", "a\n\n", "\n", "a\n---\nb", "x\n  "),
    *("\u2028", "\x85", "\ufeff", "\x00", "\x7f", "a" * 3000, "a\r\nb"),
)
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(max_size=20), st.text(alphabet="ab \n:#-'\"\\!&*", max_size=12)
)
FUNCTION_NAMES = (
    "Ref Condition Fn::Sub Fn::GetAtt Fn::If Fn::Not Fn::Equals Fn::Join Fn::Ref Fn::Condition "
    "Fn:: Fn::Base64 Fn::ForEach::X Fn::Transform Fn::é Resources a.b"
)
FUNCTIONS = tuple(FUNCTION_NAMES.split())
KEYS = st.one_of(st.sampled_from(FUNCTIONS), TEXTS)
LEAVES = st.one_of(
    TEXTS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False, width=64)
)
TEMPLATES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(KEYS, inner, max_size=4),
        st.tuples(KEYS, inner).map(lambda pair: {pair[0]: pair[1]}),
    ),
    max_leaves=20,
)


@settings(max_examples=400, deadline=None)
@given(TEMPLATES)
def test_what_is_written_reads_back_the_same(data: Any) -> None:
    assert parse(dump(data)).data == data


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(TEXTS, st.one_of(LEAVES, st.lists(LEAVES)), max_size=5))
def test_a_template_without_functions_reads_the_same_in_pyyaml(data: dict[str, Any]) -> None:
    plain = {key: value for key, value in data.items() if key not in FUNCTIONS}
    assert yaml.safe_load(dump(plain)) == plain


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"Ref": "A"}, "!Ref A\n"),
        ({"a": {"Fn::GetAtt": ["Role", "Arn"]}}, "a: !GetAtt Role.Arn\n"),
        ({"a": {"Fn::GetAtt": ["a.b", "Arn"]}}, "a: !GetAtt\n  - a.b\n  - Arn\n"),
        ({"a": {"Fn::Base64": {"Ref": "b"}}}, "a:\n  Fn::Base64: !Ref b\n"),
        ({"Condition": "A"}, "Condition: A\n"),
        (
            {"c": {"Fn::Not": [{"Fn::Equals": [{"Ref": "A"}, ""]}]}},
            "c: !Not [!Equals [!Ref A, '']]\n",
        ),
        ({"Version": "2012-10-17"}, "Version: '2012-10-17'\n"),
        ({"why": "one\ntwo"}, "why: |-\n  one\n  two\n"),
        ({"a": [{"b": "c", "d": []}]}, "a:\n  - b: c\n    d: []\n"),
    ],
)
def test_functions_and_texts_have_the_form_a_reader_expects(data: Any, text: str) -> None:
    assert dump(data) == text


def test_what_is_no_template_value_is_refused() -> None:
    with pytest.raises(Error, match="data: a template cannot contain a set"):
        dump({"a": {1}})


@pytest.mark.parametrize(
    ("text", "written"),
    [
        *(("a\x7fb", r'"a\x7fb"'), ("a\u2028b", r'"a\u2028b"'), ("a\ufeffb", r'"a\ufeffb"')),
        *(("\ue000", r'"\ue000"'), ("\U000e0041", r'"\U000e0041"')),
    ],
)
def test_what_cannot_be_printed_is_an_escape(text: str, written: str) -> None:
    assert dump({"K": text}) == f"K: {written}\n"


@pytest.mark.parametrize("text", ["one\ntwo\n", "one\ntwo"])
def test_lines_are_written_as_a_block_with_their_end(text: str) -> None:
    written = dump({"a": text})
    assert written.splitlines()[1:] == ["  one", "  two"]
    assert yaml.safe_load(written) == {"a": text}


@pytest.mark.parametrize(
    ("number", "text"),
    [(1e20, "1.0e+20"), (1.5e-07, "1.5e-07"), (2.5, "2.5"), (-1e-07, "-1.0e-07")],
)
def test_a_number_has_the_point_that_yaml_asks_for(number: float, text: str) -> None:
    assert dump({"A": number}) == f"A: {text}\n"

"""JSON as people keep it: comments blank, placeholders in quotes, every line where it was."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.task_definition.json_text import plain_text, statement_problem


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1, // one\n "b": "//x"}', {"a": 1, "b": "//x"}),
        ('{"a": /* one */ 2,}', {"a": 2}),
        ('# first\n{"a": [1, 2,],}', {"a": [1, 2]}),
        ('{"a": ${A}:latest, "b": true}', {"a": "${A}:latest", "b": True}),
        ("{a:'b//c', 'd': 'it\\'s \"e\"', f:null,}", {"a": "b//c", "d": 'it\'s "e"', "f": None}),
        ("{a:[{b:'c:d',},],}", {"a": [{"b": "c:d"}]}),
        ('{"a": NAME, "b": null}', {"a": "NAME", "b": None}),
        ('\ufeff{"a": "\\"//"}', {"a": '"//'}),
        ('{# "x" {% if %} #}\n{"a": 1 {# y\n #}, "b": "c{# d #}"}', {"a": 1, "b": "c"}),
        ("{# x #}\na: '{{ b }}'\n", {"a": "{{ b }}"}),
        ('{{/* x */}}\n{"a": {{- /* y */ -}} 1}', {"a": 1}),
        ('{{!-- {{a}} --}}{{! x }}["<%# y %>"]', [""]),
        ("a: {{ b }}\nc: %D%\n", {"a": "{{ b }}", "c": "%D%"}),
    ],
)
def test_json_is_read_as_people_keep_it(text: str, data: Any) -> None:
    assert parse(plain_text(text, "t")).data == data


@pytest.mark.parametrize(
    "text", ["[{% if a %}1{% endif %}]", "[{{ if .a }}1{{ end }}]", "[%{ for a }]", "[<% if a %>]"]
)
def test_statements_of_a_templating_language_are_named(text: str) -> None:
    with pytest.raises(TemplateError, match="t:1: has a statement of a templating language"):
        plain_text(text, "t")


PIECES = [
    "/*",
    "${",
    "<a ",
    "__a",
    '"a\\',
    "%a",
    "{{ a ",
    "#{a",
    "{% ",
    "{# ",
    "{{/* ",
    "{{!--",
    "a",
    "/*/",
    "//",
    "- ",
    " ",
]


@pytest.mark.parametrize("start", ["[", "{", "a: ", "", "- ", "a: {{", "\n"])
@pytest.mark.parametrize("piece", [*PIECES, "\n", "\n- ", "  \n  ", "- {{ ", "a:\t", "-"])
def test_hostile_text_takes_linear_time(piece: str, start: str) -> None:
    from time import process_time

    begun = process_time()
    with suppress(TemplateError):
        plain_text(start + piece * 30_000 + "x", "t")
    assert process_time() - begun < 2


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ('{"a": 1} // x', '{"a": 1}     '),
        ('{"a": /* x\ny */ 1}', '{"a":     \n     1}'),
        ('{"a": #{b}}', '{"a": "#{b}"}'),
        ('{"a": x-${b}/c}', '{"a": x-"${b}/c"}'),
        ('{"a": ${b}x${c}}', '{"a": "${b}x${c}"}'),
        ('{"a": "{{ env "X" }}/b"}', '{"a": "{{ env \\"X\\" }}/b"}'),
        ('["<%= ENV["X"] %>"]', '["<%= ENV[\\"X\\"] %>"]'),
        ('{"a": "{{", "b": "}}"}', '{"a": "{{", "b": "}}"}'),
        ('{"a": true, "b": false}', '{"a": true, "b": false}'),
        ('{"a": "x\ny"}', '{"a": "x\ny"}'),
        ("", ""),
        ("{{ a }}", "{{ a }}"),
        ("- {{ a }}", '- "{{ a }}"'),
        ("a:\n  {{ b }}", 'a:\n  "{{ b }}"'),
        ("key: @A@", 'key: "@A@"'),
        ("key: '{{ a }}'", "key: '{{ a }}'"),
    ],
)
def test_text_is_made_plain(text: str, plain: str) -> None:
    assert plain_text(text, "t") == plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a": 1,\n${EXTRA}\n"b": 2}', "2: ${EXTRA} stands for whole fields or items"),
        ('{"a": 1,\n<EXTRA>}', "2: <EXTRA> stands for whole fields or items"),
        ('{"a": [{"b": 1}\n{{ more }}]}', "2: {{ more }} stands for whole fields or items"),
        ('{"a": "}"} \n{"b": 1}', "2: more than one JSON document in the file"),
        ("[1] // one\n\n[2]", "3: more than one JSON document in the file"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as error:
        plain_text(text, "t.json")
    assert f"t.json:{message}" in str(error.value)


@pytest.mark.parametrize(
    "text", ['{"a": ${A}, ${KEY} : 1, "b": [${B}, {"c": "} {"}, <C>]}', '["${A}", ${B}]', "[]\n"]
)
def test_a_placeholder_may_stand_for_a_value_an_item_or_a_key(text: str) -> None:
    assert parse(plain_text(text, "t.json")).data is not None


def test_the_line_of_a_statement_is_named() -> None:
    with pytest.raises(TemplateError) as caught:
        plain_text("[\n\n{% if a %}]", "t")
    assert caught.value.problems[0].line == 3


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\n{# {% x %}\n#}\n{% if b %}\n", 4), ("{{- range .a }}\nb: 1\n", 1), ("a: {{ b }}", 0)],
)
def test_a_statement_is_why_no_parser_reads_yaml(text: str, line: int) -> None:
    found = statement_problem(text, "t")
    assert (found.line if found else 0) == line


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
).map(lambda data: [data])


@given(DATA, st.sampled_from([None, 1]))
def test_plain_json_stays_as_it_is(data: Any, indent: int | None) -> None:
    text = json.dumps(data, indent=indent)
    assert plain_text(text, "t") == text


@given(st.text('{}[]",:/*#\nab$', max_size=20))
def test_every_line_stays_where_it_was(text: str) -> None:
    with suppress(TemplateError):  # It is over, and goes on.
        assert plain_text("[" + text, "t").count("\n") == text.count("\n")

"""Texts that people write, and texts that somebody wrote to do harm."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.reader import documents_kept, read_document
from influmojo_cfn.errors import TemplateError

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)
)

REFUSED = [
    ("a: !!python/object/apply:os.system ['x']", "f:1: the tag 'tag:yaml.org,2002:python/object"),
    ("a: !python/name:os.system x", "f:1: the tag '!python/name:os.system' is not a CloudForm"),
    (BOMB, "f:6: contains more than 200,000 values with its aliases followed"),
    ("a: &a [*a]", "f:1: the alias *a comes before, or within, what it names"),
    (
        "a: 1\na: 2\nb: 1\nb: 2",
        "f:2: the key 'a' appears twice; remove one\nf:4: the key 'b' appears twice; remove one",
    ),
    ("? [a]\n: 1", "f:1: a key must be a string"),
    ("a: 1\n---\nb: 2", "f:2: a second document begins; expected one"),
    ("a: !!int x", "f:1: the tag 'tag:yaml.org,2002:int' does not fit 'x'"),
    ("a: [1", "f:2: is not YAML or JSON: "),
    ("a: \x00", "f: is not YAML or JSON: control characters are not allowed"),
    ('{"a": "\\ud800"}', "f:1: is not YAML or JSON: found invalid Unicode character escape code"),
    ("[" * 2_000_000, "f:1: is nested more than 100 levels deep"),
    ("{a: " * 2_000_000, "f:1: is nested more than 100 levels deep"),
]


@pytest.mark.parametrize(("text", "message"), REFUSED, ids=range(len(REFUSED)))
def test_a_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        parse(text, "f")
    assert str(caught.value).startswith(message)


UNDERSTOOD: list[tuple[str, Any]] = [
    ("", None),
    ("a: 2012-10-17", {"a": "2012-10-17"}),
    ("a: ! 1", {"a": "1"}),
    ("a: !!str 1", {"a": "1"}),
    ("a: 'yes'\nb: yes\nc: ~", {"a": "yes", "b": True, "c": None}),
    ("1: x", {"1": "x"}),
    ('{\t"a": 1,\n\t"b":\t[1]}', {"a": 1, "b": [1]}),
    ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
    ("x: &x {a: 1, b: 1}\ny:\n  <<: *x\n  b: 2", {"x": {"a": 1, "b": 1}, "y": {"a": 1, "b": 2}}),
    ("a: !Ref B", {"a": {"Ref": "B"}}),
    ("a: !Condition B", {"a": {"Condition": "B"}}),
    ("a: !GetAtt A.B.C", {"a": {"Fn::GetAtt": ["A", "B.C"]}}),
    ("a: !GetAtt [A, B]", {"a": {"Fn::GetAtt": ["A", "B"]}}),
    ("a: !Sub ['x', {y: !Ref z}]", {"a": {"Fn::Sub": ["x", {"y": {"Ref": "z"}}]}}),
    ("a: !If [A, !Sub x, b]", {"a": {"Fn::If": ["A", {"Fn::Sub": "x"}, "b"]}}),
]


@pytest.mark.parametrize(("text", "data"), UNDERSTOOD, ids=range(len(UNDERSTOOD)))
def test_a_text_is_understood(text: str, data: object) -> None:
    assert parse(text).data == data


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_json_reads_as_json(data: object) -> None:
    assert parse(json.dumps(data)).data == data


@given(st.text())
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    with suppress(TemplateError):
        parse(text, "f")


TEMPLATE = """\
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Names:
        - a
        - !Sub
          - b
          - {c: 1}
"""

PLACES = [
    (("Resources",), (1, 1)),
    (("Resources", "Role", "Type"), (3, 5)),
    (("Resources", "Role", "Properties", "Names", 1), (7, 11)),
    (("Resources", "Role", "Properties", "Names", 1, "Fn::Sub"), (7, 11)),
    (("Resources", "Role", "Properties", "Names", 1, "Fn::Sub", 1, "c"), (9, 14)),
    (("Resources", "Role", "Nowhere", 3), (2, 3)),
    (("Nowhere",), (1, 1)),
]


@pytest.mark.parametrize(("path", "place"), PLACES, ids=range(len(PLACES)))
def test_a_path_has_a_place(path: tuple[str | int, ...], place: tuple[int, int]) -> None:
    assert parse(TEMPLATE).place(path) == place


def test_documents_are_kept_while_that_is_asked_for(tmp_path: FilePath) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("a: 1")
    assert read_document(path) is not read_document(path)
    with documents_kept():
        first = read_document(path)
        assert read_document(path) is first
        path.write_text("a: 2")
        assert read_document(path).data == {"a": 2}
    assert read_document(path) is not first


def test_no_more_than_some_documents_are_kept(tmp_path: FilePath) -> None:
    paths = [tmp_path / f"{number}.yaml" for number in range(20)]
    with documents_kept():
        for path in paths:
            path.write_text("a: 1")
        found = [read_document(path) for path in paths]
        assert read_document(paths[-1]) is found[-1]
        assert read_document(paths[0]) is not found[0]


def test_a_changed_copy_has_a_memo_of_its_own() -> None:
    document = parse("a: 1")
    document.memo["x"] = 1
    assert replace(document, data={"a": 2}).memo == {}


def test_text_of_a_subclass_of_str_is_read() -> None:
    class Text(str):
        __slots__ = ()

    assert parse(Text("a: 1")).data == {"a": 1}

"""Where in a value a person looks."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.places import known_path, named_path, text_within, value_at
from influmojo_cfn.errors import Path


def sub(text: Any) -> dict[str, Any]:
    return {"Fn::Sub": text}


def join(delimiter: Any, *pieces: Any) -> dict[str, Any]:
    return {"Fn::Join": [delimiter, list(pieces)]}


DEEP: Any = "x"
for _ in range(20):
    DEEP = join("", DEEP)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("text", ()),
        (["text"], ()),
        ({"a": 1, "b": 2}, ()),
        ({"Other": 1}, ()),
        ({"Ref": "A"}, ("Ref",)),
        ({"Fn::GetAtt": ["A", "Arn"]}, ("Fn::GetAtt",)),
        (sub("a"), ("Fn::Sub",)),
        (sub(["a", {}]), ("Fn::Sub", 0)),
        (sub([]), ("Fn::Sub",)),
        (join("", "a", "longer"), ("Fn::Join", 1, 1)),
        (join("", "same", "size"), ("Fn::Join", 1, 0)),
        (join("", "arn:aws:sns:::", "a-topic:b", "ccc"), ("Fn::Join", 1, 1)),
        (join("", {"Ref": "A"}), ("Fn::Join", 1, 0, "Ref")),
        (join("", "a", sub("longer")), ("Fn::Join", 1, 1, "Fn::Sub")),
        (join("", "abc", sub("a${Variable}b")), ("Fn::Join", 1, 0)),
        (join("", "ab", sub(["abc", {}])), ("Fn::Join", 1, 1, "Fn::Sub", 0)),
        (join(""), ("Fn::Join",)),
        (join("", "arn:aws:s3:::", {"Ref": "B"}, "/k"), ("Fn::Join", 1, 2)),
        (join(":", "arn", "aws", "sqs", "a-long-region", "1", "q"), ("Fn::Join", 1, 5)),
        (join(":", "arn:aws:sqs:a-long-region", "1", "q"), ("Fn::Join", 1, 2)),
        (join(":", "arn", "aws", "logs", "r", "1", "log-group", "a-name"), ("Fn::Join", 1, 5)),
        ({"Fn::Join": "x"}, ("Fn::Join",)),
        ({"Fn::Join": ["", "x"]}, ("Fn::Join",)),
    ],
)
def test_a_value_is_looked_at_where_its_text_is(value: Any, place: Path) -> None:
    assert text_within(value) == place


def test_no_value_is_looked_at_too_deep() -> None:
    assert len(text_within(DEEP)) < 3 * 10


STATEMENTS = {
    "Statement": [
        {"Sid": "Read", "Action": ["s3:GetObject", {"Ref": "A"}]},
        {"Action": {"a": "x"}},
        {"Fn::Sub": "text"},
        {"Name": 1, "Key": "k"},
    ]
}


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ((), ""),
        (("Statement",), "Statement"),
        (("Statement", 0), "Statement[Sid=Read]"),
        (("Statement", 0, "Action", 0), "Statement[Sid=Read].Action[s3:GetObject]"),
        (("Statement", 0, "Action", 1), "Statement[Sid=Read].Action[A]"),
        (("Statement", 1, "Action", "a"), "Statement[1].Action.a"),
        (("Statement", 2), "Statement[text]"),
        (("Statement", 3), "Statement[Key=k]"),
        (("Statement", 4), "Statement[4]"),
        (("Statement", -1), "Statement[-1]"),
        (("Statement", 0, "Sid", 0), "Statement[Sid=Read].Sid[0]"),
        (("Other", 0, "a"), "Other[0].a"),
    ],
)
def test_items_are_named_so_that_a_path_survives(path: Path, named: str) -> None:
    assert named_path(STATEMENTS, path) == named


WRITTEN = {"Statement": [{"Action": "s3:GetObject"}]}


@pytest.mark.parametrize(
    ("path", "known", "value"),
    [
        (("Statement", 0, "Action"), 3, "s3:GetObject"),
        (("Statement", 0, "Resource"), 2, {"Action": "s3:GetObject"}),
        (("Statement", 1), 1, [{"Action": "s3:GetObject"}]),
        (("Statement", 0, "Action", "Fn::Sub"), 3, "s3:GetObject"),
        (("Version",), 0, WRITTEN),
    ],
    ids=["all of it", "no such key", "no such item", "beyond a string", "nothing of it"],
)
def test_a_path_is_followed_as_far_as_it_leads(path: Path, known: int, value: Any) -> None:
    assert known_path(WRITTEN, path) == path[:known]
    assert value_at(WRITTEN, path) == value

"""Where in a value a person looks, and how a place is named."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.places import named_path, text_within
from influmojo_cfn.errors import Path

SUB = {"Fn::Sub": "arn:aws:s3:::${Bucket}"}


@pytest.mark.parametrize(
    ("data", "path", "expected"),
    [
        ({}, (), ""),
        ({"A": {"B": 1}}, ("A", "B"), "A.B"),
        ([[1]], (0, 0), "[0][0]"),
        ([{"Sid": "Read"}], (0, "Action"), "[Sid=Read].Action"),
        ([{"PolicyName": "own", "Key": "k"}], (0,), "[PolicyName=own]"),
        ([{"Key": "Project"}], (0,), "[Key=Project]"),
        ([{"Sid": 5}], (0,), "[0]"),
        (["s3:*"], (0,), "[s3:*]"),
        ([SUB], (0, "Fn::Sub"), "[arn:aws:s3:::${Bucket}].Fn::Sub"),
        ([{"Fn::Select": [0, []]}], (0,), "[0]"),
        ([1], (5, "A"), "[5].A"),
        ("text", ("A", 0), "A[0]"),
    ],
)
def test_items_of_lists_are_named(data: Any, path: Path, expected: str) -> None:
    assert named_path(data, path) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text", ()),
        ({}, ()),
        ({"Ref": "Bucket"}, ("Ref",)),
        (SUB, ("Fn::Sub",)),
        ({"Fn::Sub": ["${A}", {"A": "x"}]}, ("Fn::Sub", 0)),
        ({"Fn::Sub": []}, ("Fn::Sub",)),
        ({"Fn::Join": ["", ["arn:aws:s3:::", {"Ref": "Bucket"}]]}, ("Fn::Join", 1, 0)),
        (
            {
                "Fn::Join": [
                    ":",
                    ["arn:aws:sqs", {"Ref": "AWS::Region"}, "1", {"Fn::Sub": "orders"}],
                ]
            },
            ("Fn::Join", 1, 3, "Fn::Sub"),
        ),
        ({"Fn::Join": ["", []]}, ("Fn::Join",)),
        ({"Fn::Join": ["", {"Ref": "List"}]}, ("Fn::Join",)),
        ({"NotAFunction": 1}, ()),
        ({"Ref": "A", "More": 1}, ()),
    ],
)
def test_the_text_within_a_function_is_where_a_person_looks(value: Any, expected: Path) -> None:
    assert text_within(value) == expected

"""Brackets, comments and texts of a file."""

from __future__ import annotations

from influmojo_cfn.evidence.braced_file import BracedFile
from tests.evidence.reading import file_of


def test_comments_and_texts_are_blanked() -> None:
    file = BracedFile(file_of('a("(", /* ( */ b) // )', "a.ts"))
    assert len(file.mask) == len(file.text)
    assert [file.text[slice(*span)].strip()[-1] for span in file.parts(1)] == ['"', "b"]


def test_blocks_assignments_and_calls() -> None:
    file = BracedFile(file_of("const a = { b: [1, 2] };\nf(a);\n", "a.ts"))
    assert [key for key, _, _ in file.entries(file.mask.index("{"))] == ["b"]
    assert list(file.assigned) == ["a"]
    assert list(file.calls) == ["f"]
    assert file.line(file.text.index("f(")) == 2
    assert file.around(file.text.index("1")) == [(10, 22)]

"""What expressions of Python stand for."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.python_scope import Found
from influmojo_cfn.evidence.python_source import Project
from tests.evidence.reading import file_of, shown


def value_of(text: str, *others: str) -> list[str]:
    """Return what ``show(...)`` is given in a text, among other modules m1, m2 and so on."""
    files = [file_of(text, "app.py")]
    files += [file_of(each, f"m{number}.py") for number, each in enumerate(others, 1)]
    project = Project(files)
    call = project.callers["show"][0]
    return [shown(each) for each in project.values(Found(call.node.args[0], call.scope))]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('show("a")', ["'a'"]),
        ('show(os.environ["A_B"])', ["$A_B"]),
        ('show(os.environ.get("A", "x"))', ["$A=x"]),
        ('show(os.getenv("A") or "x")', ["$A=x"]),
        ('NAME = "A"\nshow(os.environ[NAME])', ["$A"]),
        ('show(f"{1}-a")', ["?f'{1}-a'"]),
        ('P = "shop"\nshow(f"{P}-a")', ["'shop-a'"]),
        ('show("a" if x else "b")', ["'a'", "'b'"]),
        ("def f(b):\n    show(b)\nf('a')\nf(b='c')", ["'a'", "'c'"]),
        ("def f(b):\n    show(b)", ["?b"]),
        ("def f(b):\n    show(b)\nf(input())", ["?input()"]),
        ("class A:\n    x = 'a'\n    def f(self):\n        show(self.x)", ["'a'"]),
        ("x = 'a'\nclass B:\n    x = 'b'\n    def f(self):\n        show(x)", ["'a'"]),
        ("class S(BaseSettings):\n    bucket: str\nshow(S().bucket)", ["$BUCKET"]),
        ("T = {'a': 'one', 'b': 'two'}\nshow(T['b'])", ["'two'"]),
        ("x = x\nshow(x)", ["?x"]),
        ("def f(env=os.environ):\n    show(env['A'])\nf()", ["$A"]),
        ("from os import environ as e\nx = e\nshow(x.get('A', 'y'))", ["$A=y"]),
        ("class T:\n    def get(self, k):\n        return 'x'\nshow(d.get('k'))", ["?d.get('k')"]),
        ("class T:\n    def get(self, k):\n        return 'x'\nshow(T().get('k'))", ["'x'"]),
    ],
)
def test_values(text: str, expected: list[str]) -> None:
    assert value_of(text) == expected


def test_names_of_other_modules() -> None:
    assert value_of("from m1 import A\nshow(A)", "A = 'x'") == ["'x'"]
    assert value_of("import m1\nshow(m1.A)", "from m2 import B\nA = B", "B = 'y'") == ["'y'"]


def test_a_file_that_is_not_python_is_named() -> None:
    assert Project([file_of("def (", "app.py")]).unreadable == ["app.py: invalid syntax"]

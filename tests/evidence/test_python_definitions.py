"""What names, attributes and calls stand for."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.source_files import SourceFile
from tests.evidence.reading import file_of
from tests.evidence.test_python_source import value_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A function stands for what it returns for this call's arguments.
        ("def e(n):\n    return os.environ[n]\ne('OTHER')\nshow(e('A'))", ["$A"]),
        ("def e(n, d='x'):\n    return os.getenv(n, d)\nshow(e('A'))", ["$A=x"]),
        ("def e(n, d=None):\n    return os.getenv(n, d)\nshow(e('A', 'y'))", ["$A=y"]),
        ("class C:\n    @property\n    def a(self):\n        return 'x'\nshow(C().a)", ["'x'"]),
        (
            "class C:\n    def m(self):\n        return 'x'\n"
            "    def f(self):\n        show(self.m())\n"
            "class D:\n    def m(self):\n        return 'y'",
            ["'x'"],
        ),
        ("class C:\n    a = 'x'\nc: C = make()\ndef f(c: C):\n    show(c.a)", ["'x'"]),
        ("class C:\n    def __init__(self, b):\n        self.b = b\nshow(C('x').b)", ["'x'"]),
        (
            "class B:\n    def __init__(self, b):\n        show(b)\nclass C(B):\n    pass\nC('x')",
            ["'x'"],
        ),
        (
            "class B:\n    def __init__(self, b):\n        show(b)\nclass C(B):\n"
            "    def __init__(self):\n        super().__init__('x')\nC()",
            ["'x'"],
        ),
        ("T = {'a': 'x'}\nshow(T.get('a'))", ["'x'"]),
        ("class C:\n    A = 'x'\nshow(C.A)", ["'x'"]),
        ("class E(Enum):\n    A = 'x'\nshow(E.A.value)", ["'x'"]),
        ("for a in ['x', 'y']:\n    show(a)", ["'x'", "'y'"]),
        ("[show(a) for a in ('x', 'y')]", ["'x'", "'y'"]),
        ("class B:\n    def f(self):\n        show(self.a)\nclass C(B):\n    a = 'x'", ["'x'"]),
        (
            "class C:\n    a: str = 'x'\n    @classmethod\n    def m(cls):\n        return cls()\n"
            "show(C.m().a)",
            ["'x'"],
        ),
        ("def before():\n    g.a = 'x'\ndef f():\n    show(g.a)", ["'x'"]),
        ("app.state.a = 'x'\ndef f(request):\n    show(request.app.state.a)", ["'x'"]),
        ("f(*names)\ndef f(a):\n    show(a)", ["?a"]),
    ],
)
def test_definitions(text: str, expected: list[str]) -> None:
    assert value_of(text) == expected


def test_a_name_of_another_module_is_found_where_it_is_nearest() -> None:
    assert value_of("from .m1 import A\nshow(A)", "A = 'x'") == ["'x'"]
    assert value_of("from nowhere import A\nshow(A)") == ["?A"]
    assert isinstance(file_of("", "a.py"), SourceFile)

"""What stands in one module."""

from __future__ import annotations

from influmojo_cfn.evidence.python_module import dotted, read_module
from influmojo_cfn.evidence.python_scope import SourceIndex
from tests.evidence.reading import file_of

TEXT = """
class C:
    a: str = 'x'
    def m(self):
        self.b = 'y'
        self.cache[name] = 'z'

app.config["K"] = 'v'
async def f():
    async for item in pages:
        item.size
"""


def test_a_module() -> None:
    index = SourceIndex()
    read_module(index, file_of(TEXT, "shop/app.py"))
    assert dotted(file_of("", "shop/__init__.py")) == "app.shop"
    (owner,) = index.classes["C"]
    assert set(owner.names) == {"a", "b"}
    assert set(owner.fields) == {"a"}
    assert set(owner.functions) == {"m"}
    assert set(index.items) == {"K"}
    assert "self.cache[name]" in index.subscripts
    assert index.functions["f"][0].names["item"][0].element
    assert "size" in {each.node.attr for each in index.attributes}  # type: ignore[attr-defined]

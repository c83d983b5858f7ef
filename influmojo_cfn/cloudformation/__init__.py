"""CloudFormation templates as text: read with the place of every key, written in a reader's order.

A template dict holds intrinsic functions in their long form (``{"Fn::Sub": ...}``), whichever form
the text used. The text that is written uses the short one (``!Sub``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.reader import Document, parse, read_document
    from influmojo_cfn.cloudformation.source import read_template
    from influmojo_cfn.cloudformation.writer import dump

__all__ = ["Document", "dump", "parse", "read_document", "read_template"]


_ELSEWHERE = {"dump": "writer", "read_template": "source"}


def __getattr__(name: str) -> Any:
    # Who reads needs no writer, and who writes no PyYAML: each takes longer to import than its use.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ELSEWHERE.get(name, 'reader')}"), name)

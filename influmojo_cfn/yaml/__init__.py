"""CloudFormation templates as text: read with the place of every key, written in a reader's order.

A template dict holds intrinsic functions in their long form (``{"Fn::Sub": ...}``), whichever
form the text used; the text that is written uses the short one (``!Sub``).
"""

from typing import TYPE_CHECKING, Any

from influmojo_cfn.yaml.reader import Document, Path, parse, read_document

if TYPE_CHECKING:
    from influmojo_cfn.yaml.writer import dump

__all__ = ["Document", "Path", "dump", "parse", "read_document"]


def __getattr__(name: str) -> Any:
    # The writer takes 15 ms to import, and who only reads needs none of it.
    if name == "dump":
        from influmojo_cfn.yaml.writer import dump

        return dump
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

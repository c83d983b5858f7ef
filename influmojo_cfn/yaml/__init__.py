"""CloudFormation templates as text: read with the place of every key, written in a reader's order.

A template dict holds intrinsic functions in their long form (``{"Fn::Sub": ...}``), whichever
form the text used; the text that is written uses the short one (``!Sub``).
"""

from influmojo_cfn.yaml.reader import Document, Path, parse, read_document
from influmojo_cfn.yaml.writer import dump

__all__ = ["Document", "Path", "dump", "parse", "read_document"]

"""The app file: an app in YAML, read with the place of every mistake, and written."""

from influmojo_cfn.config.reader import from_document, load, loads
from influmojo_cfn.config.writer import dump, to_document

__all__ = ["dump", "from_document", "load", "loads", "to_document"]

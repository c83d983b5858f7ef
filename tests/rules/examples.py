"""Examples of rules made into templates, and the line that ``# here`` marks."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.rules.engine import check_policy, check_template
from influmojo_cfn.rules.rule import RuleFinding

MANAGED = """\
Resources:
  Example:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
"""
TRUST = """\
Resources:
  Example:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
"""


def template_text(example: str) -> str:
    """Put an example that is statements into a template; anything else is left as it is."""
    if re.search(r"^(Resources|Parameters|Statement):|^\{", example, re.MULTILINE):
        return example
    around = TRUST if "Principal:" in example else MANAGED
    body = textwrap.dedent(example).strip("\n")
    if not body.startswith("- "):
        body = textwrap.indent(body, "  ").replace("  ", "- ", 1)
    return around + textwrap.indent(body, " " * 10) + "\n"


def findings(text: str) -> tuple[Document, list[RuleFinding]]:
    """Run the rules over a template or policy document."""
    document = parse(text)
    bare = isinstance(document.data, dict) and "Statement" in document.data
    return document, (check_policy if bare else check_template)(document.data)


def marked_lines(text: str) -> list[int]:
    """Return the lines that end in ``# here``."""
    return [n for n, line in enumerate(text.splitlines(), 1) if line.rstrip().endswith("# here")]


def lines_of(document: Document, found: Iterable[RuleFinding], rule_id: str) -> list[int]:
    """Return the lines at which a rule found something."""
    return sorted({document.line(one.path) for one in found if one.rule_id == rule_id})

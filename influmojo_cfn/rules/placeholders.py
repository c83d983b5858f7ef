"""A template that another tool fills in before CloudFormation sees it: what it inserts is unknown."""

from __future__ import annotations

import re

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.symbols import Symbol
from influmojo_cfn.data.placeholder_spellings import GITHUB_ACTIONS, UNMISTAKABLE

_MARK = re.compile(r"[<%#@]|__|\[\[|\{\{|\$[({A-Z]")
"""What a string has at least where it holds a placeholder."""

_NAME = (
    r"\$\{(?P<braced>[A-Z_][A-Z0-9_]*|[a-z][A-Za-z0-9_-]*|[A-Z][A-Za-z0-9]*[_-][A-Za-z0-9_-]*)\}"
    r"|\$(?!LATEST\b)[A-Z][A-Z0-9_]{2,}"
)
"""What envsubst replaces; ``${WebBucket}`` is rather for Fn::Sub, ``$LATEST`` is a version."""

_PLACEHOLDER = re.compile("|".join((GITHUB_ACTIONS, *UNMISTAKABLE, _NAME)))


class FilledResolver(Resolver):
    """Resolves the values of a template; what another tool fills in is not known."""

    def literal(self, text: str) -> str:
        """Return a string of the template with its placeholders unknown.

        A program or a document, of several lines, has such marks for itself.
        """
        if _MARK.search(text) is None or "\n" in text:
            return text
        return _PLACEHOLDER.sub(self._filled, text)

    def show(self, text: str) -> str:
        """Write a partly known string for a person: a placeholder as the template has it."""
        for character in set(text) if not text.isascii() else ():
            symbol = self.symbols.get(character)
            if symbol is not None and symbol.identity[:1] == ("placeholder",):
                text = text.replace(character, symbol.name)
        return super().show(text)

    def _filled(self, found: re.Match[str]) -> str:
        name = found["braced"]
        if name and (name in self.section("Parameters") or name in self.section("Resources")):
            return found.group()  # Fn::Sub was meant
        return self.symbol(Symbol(("placeholder", found.group()), found.group()))

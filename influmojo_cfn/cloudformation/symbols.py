"""The unknown values of a template, each with the one character that represents it."""

from __future__ import annotations

from typing import NamedTuple

from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.text import Reach
from influmojo_cfn.iam.unknown import Identity


class Symbol(NamedTuple):
    """Where an unknown comes from, such as ``Bucket.Arn`` of an ``AWS::S3::Bucket``.

    ``name`` is what people call it. ``shape`` is the IAM pattern that it matches. ``reason`` says
    to people why it is not known; nothing is decided by it. ``origin`` is what it was written as,
    where it has no identity.
    """

    identity: Identity
    name: str = ""
    shape: str = "*"
    reason: str = ""
    resource_type: str = ""
    attribute: str = ""
    origin: str = ""

    @property
    def parameter(self) -> bool:
        """Return whether this is a parameter's value."""
        return self.identity[:1] == ("parameter",)


class Symbols(dict[str, Symbol]):
    """The symbols by character; one identity has one character."""

    def __init__(self) -> None:
        super().__init__()
        self._characters: dict[Identity, str] = {}
        self._counts = dict.fromkeys(Reach, 0)

    def known(self, identity: Identity) -> str | None:
        """Return the character that an identity has, if it has one."""
        return self._characters.get(identity)

    def of(self, symbol: Symbol, reach: Reach = Reach.ANYTHING) -> str:
        """Return the character of a symbol; one without an identity has a new one.

        Raises:
            TemplateError: there are more unknown values than characters.
        """
        found = self._characters.get(symbol.identity)
        if found is None:
            try:
                found = reach.character(self._counts[reach])
            except ValueError as error:
                raise TemplateError(f"cannot be resolved: {error}") from None
            self._counts[reach] += 1
            self[found] = symbol
            if symbol.identity:
                self._characters[symbol.identity] = found
        return found

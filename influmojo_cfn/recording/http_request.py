"""A request to AWS as it came, and the parameters that it gives, in each protocol of SDKs."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader, BytesIO
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

_FORM = "application/x-www-form-urlencoded"
_MEMBER = re.compile(r"(?P<name>[A-Za-z]+)(?:\.(?:member|entry))?\.\d+")
"""How the query protocol names one of a list: ``Names.member.1``."""


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """A request as it came; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the query string."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The parameters of the query string, and those of a form below them."""
        if not self.headers.get("content-type", "").startswith(_FORM):
            return self.query
        form = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {**form, **self.query}

    @property
    def is_cbor(self) -> bool:
        """Whether it speaks CBOR: RPC v2, or JSON's form in CBOR."""
        return "cbor" in self.headers.get("content-type", "")

    @property
    def members(self) -> dict[str, Any]:
        """The members of its input, whether JSON, CBOR, or of its form and query string."""
        found: dict[str, Any] = {}
        for name, values in self.parameters.items():
            member = _MEMBER.fullmatch(name)
            if member:
                found.setdefault(member["name"], []).extend(values)
            elif values:
                found[name] = values[0]
        return {**found, **members_of(self.body, self.is_cbor)}

    @property
    def json_body(self) -> bytes:
        """The body, as JSON where it is CBOR."""
        if not self.is_cbor:
            return self.body
        return json.dumps(members_of(self.body, is_cbor=True), default=str).encode()


class HttpResponse(NamedTuple):
    """A response; header names are as they came."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def members_of(body: bytes, is_cbor: bool = False) -> dict[str, Any]:
    """Return the members of a structure in JSON or CBOR; none where the body is not a structure."""
    try:
        found = _cbor(body) if is_cbor and body else json.loads(body or b"{}")
    except (ValueError, LookupError, RecursionError, ImportError, MemoryError, OverflowError):
        return {}  # Other bytes read as CBOR can announce a string longer than the memory.
    return found if isinstance(found, dict) else {}


def _cbor(body: bytes) -> Any:
    from botocore.parsers import BaseCBORParser, ResponseParserError

    try:
        return BaseCBORParser().parse_data_item(BufferedReader(BytesIO(body)))
    except ResponseParserError as error:
        raise ValueError(str(error)) from error


def cbor_error(code: str, message: str) -> bytes:
    """Return an error in CBOR: a map of two strings, RFC 8949, section 3."""
    texts = (text.encode() for text in ("__type", code, "message", message))
    return b"\xa2" + b"".join(b"\x79" + len(text).to_bytes(2, "big") + text for text in texts)

"""What a file of TypeScript or JavaScript imports, and the clients of AWS's SDKs that it makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.iam.sdk_operations import sdk_service

_IMPORTED = re.compile(
    r"import\s+(?:type\s+)?(?P<what>[^;\"']*?)\s*from\s*[\"'](?P<module>[^\"']+)[\"']"
    r"|(?:const|let|var)\s+(?P<names>\{[^}]*\}|\w+)\s*=\s*(?:[\w.]+\(\s*)*(?:await\s+)?"
    r"(?:require|import)\(\s*[\"'](?P<required>[^\"']+)[\"']\s*\)(?P<member>\.\w+)?"
)
_TYPE = r"(?:\s*\??:\s*[\w.<>]+)?"
_MADE = r"(?:\w[\w.]*\(\s*)*new\s+([\w.]+)\s*\("
_MAKES = (
    re.compile(r"(?<![\w$])([\w$]+)\s*\??:\s*([\w.]+)\s*[;,)=]"),
    re.compile(rf"(?<![\w$])([\w$]+){_TYPE}\s*(?:=|\?\?=|:)\s*{_MADE}"),
    re.compile(rf"(?<![\w$])([\w$]+){_TYPE}\s*=\s*(DynamoDBDocument)(?:Client)?\.from\("),
    re.compile(rf"(?<![\w$])([\w$]+)\s*[=:]\s*(?:async\s*)?\([^()]*\)[^=(){{}}]*=>\s*{_MADE}"),
    re.compile(rf"(?<![\w$])([\w$]+)\s*\([^()]*\)[^=(){{}};]*\{{\s*return\s+{_MADE}"),
    re.compile(rf"\b(?:export\s+|module\.exports\s*=\s*)(default|)\s*{_MADE}"),
)
"""Annotations, assignments and properties, document clients, functions, and what is exported."""
_ALIAS = re.compile(
    rf"\b(?:const|let|var)\s+([\w$]+){_TYPE}\s*=\s*([\w$]+)\s*(?:;|$)", re.MULTILINE
)
_MODULES = {
    "@aws-sdk/lib-dynamodb": "dynamodb",
    "@aws-sdk/lib-storage": "s3",
    "@aws-sdk/s3-presigned-post": "s3",
    "@aws-sdk/s3-request-presigner": "s3",
    "@aws-sdk/rds-signer": "rds",
}


class Client(NamedTuple):
    """A client's service, and whether it is a document client of DynamoDB."""

    service: str
    is_document: bool


class ScriptClients:
    """The imports and the clients of one file.

    ``names`` are the names that it imports from an SDK, with the service and the original name.
    ``spaces`` are the names of whole modules, with the service of those that have one.
    ``relative`` is what it imports from other files, with their paths and the original name.
    """

    def __init__(self, file: BracedFile) -> None:
        self.file = file
        self.names: dict[str, tuple[str, str]] = {}
        self.spaces: dict[str, str] = {}
        self.relative: dict[str, tuple[str, str]] = {}
        for found in _IMPORTED.finditer(file.code):
            module = found["module"] or found["required"]
            what = found["what"] or found["names"] or ""
            self._imported(module, what + (f" {found['member']}" if found["member"] else ""))

    def _imported(self, module: str, what: str) -> None:
        service = _service(module)
        braces = re.search(r"\{([^}]*)\}", what)
        rest = re.sub(r"\{[^}]*\}", "", what)
        for part in (braces[1] if braces else "").split(","):
            names = re.split(r"\s+as\s+|\s*:\s*", part.strip().removeprefix("type "))
            if names[0] and (service or module == "aws-sdk"):
                own = service or sdk_service(names[0]) or ""
                self.names[names[-1]] = (own, names[0])
            elif names[0] and module[0] in ".@~":
                self.relative[names[-1]] = (module, names[0])
        space = re.search(r"(?:\*\s*as\s+)?\b(\w+)", rest)
        if space and service:
            self.spaces[space[1]] = service
            self.names.setdefault(space[1], (service, space[1]))
        elif space and module == "aws-sdk":
            self.spaces[space[1]] = ""
        elif space and module[0] in ".@~":
            member = re.search(r"\.(\w+)$", rest)
            self.relative[space[1]] = (module, member[1] if member else "default")

    @cached_property
    def made(self) -> Mapping[str, Client]:
        """The clients that the file makes or declares; one that is its export is ``default``."""
        found: dict[str, Client] = {}
        for pattern in _MAKES:
            for match in pattern.finditer(self.file.mask):
                client = self.client(match[2])
                if client:
                    found[match[1] or "default"] = client
        found = self.with_aliases(found)
        exported = re.search(
            r"\b(?:export\s+default|module\.exports\s*=)\s+(\w+)\s*;?", self.file.mask
        )
        if exported and exported[1] in found:
            found["default"] = found[exported[1]]
        return found

    def with_aliases(self, clients: Mapping[str, Client]) -> dict[str, Client]:
        """Return clients with the other names that the file gives them: ``const db = client``."""
        found = dict(clients)
        for name, original in _ALIAS.findall(self.file.mask):
            if original in found:
                found.setdefault(name, found[original])
        return found

    def client(self, made: str) -> Client | None:
        """Return the client that an expression after ``new``, or a type, is of."""
        space, _, name = made.rpartition(".")
        head, _, tail = made.partition(".")
        if space in self.spaces and not self.spaces[space]:
            service = sdk_service(name)
        elif head in self.spaces and not self.spaces[head] and tail == "DynamoDB.DocumentClient":
            service = "dynamodb"
        else:
            service, original = self.names.get(head, ("", head))
            if original.endswith("Command"):
                return None
        is_document = made.endswith("DocumentClient") or made == "DynamoDBDocument"
        return Client(service, is_document) if service else None

    def is_file_of(self, module: str) -> bool:
        """Return whether an import of a path, such as ``../lib/aws``, can mean this file."""
        tail = re.sub(r"^(?:\.\.?/|[@~]\w*/)+|\.[cm]?[jt]sx?$", "", module)
        path = re.sub(r"(?:/index)?\.[cm]?[jt]sx?$", "", self.file.file.path.as_posix())
        return not tail.strip("./") or path.endswith(f"/{tail}")


def imported_clients(
    here: ScriptClients, others: list[ScriptClients]
) -> Iterator[tuple[str, Client]]:
    """Yield the clients that a file imports from other files, by their names in it."""
    for name, (module, original) in here.relative.items():
        for other in others:
            if other is not here and other.is_file_of(module) and original in other.made:
                yield name, other.made[original]


def _service(module: str) -> str | None:
    for before in ("@aws-sdk/client-", "aws-sdk/clients/"):
        if module.startswith(before):
            return sdk_service(module.removeprefix(before))
    return _MODULES.get(module)

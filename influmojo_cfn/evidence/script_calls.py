"""The calls of both AWS SDKs for JavaScript, in TypeScript and JavaScript sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from influmojo_cfn.data.sdk_operations import SAME_OPERATIONS
from influmojo_cfn.evidence.braced_file import METHOD_CALL, BracedFile
from influmojo_cfn.evidence.braced_functions import is_parameter
from influmojo_cfn.evidence.braced_source import DEEPEST, BracedProject
from influmojo_cfn.evidence.code_value import Literal, SdkCall
from influmojo_cfn.evidence.script_clients import Client, ScriptClients, imported_clients
from influmojo_cfn.evidence.sdk_reader import SdkReader
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
)

DOCUMENT_METHODS = {
    "batchget": "BatchGetItem",
    "batchwrite": "BatchWriteItem",
    "delete": "DeleteItem",
    "get": "GetItem",
    "put": "PutItem",
    "query": "Query",
    "scan": "Scan",
    "transactget": "TransactGetItems",
    "transactwrite": "TransactWriteItems",
    "update": "UpdateItem",
}
"""Methods of the document clients of both SDKs for JavaScript."""
_NEW = re.compile(r"\bnew\s+(?:(\w+)\.)?(\w+)\s*\(")
_FUNCTION = re.compile(
    r"(?<![\w$.])(?:\w+\.)?(paginate|waitUntil|waitFor|createPresignedPost)(\w*)\s*\("
)
_METHOD = re.compile(
    r"(?<![\w$])([\w$]+)(?:\s*\(\s*\))?"
    r"(?=\s*[?!]?\.\s*(?P<method>\w+)\s*(?P<bound>\.\s*bind\s*)?(?P<opening>\())"
)
_OF_A_TYPE = re.compile(r"\s*\??:\s*[A-Z]")
_GIVEN = re.compile(r"(?:this\s*\.\s*)?([\w$]+)")


class ScriptReader(SdkReader):
    """TypeScript and JavaScript, with version 3 and version 2 of the SDK."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        super().__init__(project, file)
        self.imports = ScriptClients(file)
        self.names = self.imports.names
        self.spaces = self.imports.spaces

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        if self.names or self.spaces:
            yield from self._commands()
            yield from self._given_commands()
            yield from self._functions()
        yield from self._methods()

    def _commands(self) -> Iterator[SdkCall]:
        for found in _NEW.finditer(self.file.mask):
            space, name = found[1], found[2]
            service, original = self.names.get(name, ("", name))
            service = self.spaces.get(space, "") if space else service
            parts = self.file.parts(found.end() - 1)
            if original == "Upload" and service == "s3":
                given = self.of_literal(parts[0]) if parts else {}
                yield self.call("s3", "UploadFile", given, found.start())
            elif original == "Signer" and service == "rds":
                given = self.of_literal(parts[0]) if parts else {}
                given["dbusername"] = given.get("username", ())
                yield self.call("rds", "GenerateDbAuthToken", given, found.start())
            elif service and original.endswith("Command"):
                method = SAME_OPERATIONS.get(original, original.removesuffix("Command"))
                operation = operation_named(service, method)
                if operation is None:
                    continue
                given = self.of_literal(parts[0]) if parts else {}
                yield self.call(service, operation, given, found.start())

    def _given_commands(self) -> Iterator[SdkCall]:
        """Yield the calls of commands that a function gets to make: ``send(GetCommand, input)``."""
        for name, (service, original) in self.names.items():
            if not original.endswith("Command"):
                continue
            method = SAME_OPERATIONS.get(original, original.removesuffix("Command"))
            operation = operation_named(service, method)
            for found in self.file.identifiers.get(name, ()):
                opening = self.file.enclosing(found.start())
                parts = self.file.parts(opening) if self.file.mask[opening] == "(" else []
                following = [span for span in parts if span[0] > found.start()]
                is_alone = (found.start(), found.end()) in map(self.file.stripped, parts)
                if operation and following and is_alone:
                    given = self.of_literal(following[0])
                    yield self.call(service, operation, given, found.start())

    def _functions(self) -> Iterator[SdkCall]:
        for found in _FUNCTION.finditer(self.file.mask):
            service = self.names.get(found[1] + found[2], ("", ""))[0]
            if not service:
                continue
            if found[1] == "createPresignedPost":
                operation: str | None = "CreatePresignedPost"
            elif found[1] == "paginate":
                operation = operation_named(
                    service, SAME_OPERATIONS.get(f"{found[2]}Command", found[2])
                )
            else:
                operation = operation_of_waiter(service, found[2])
            parts = self.file.parts(found.end() - 1)
            if operation:
                given = self.of_literal(parts[1]) if len(parts) > 1 else {}
                yield self.call(service, operation, given, found.start())

    @cached_property
    def clients(self) -> Mapping[str, Client]:
        """The clients that the file makes or declares, and those that it imports."""
        others = [each.imports for each in self.beside if isinstance(each, ScriptReader)]
        known = {**dict(imported_clients(self.imports, others)), **self.imports.made}
        return self.imports.with_aliases(known)

    def _methods(self) -> Iterator[SdkCall]:
        others = [each.imports for each in self.beside if isinstance(each, ScriptReader)]
        elsewhere = {name: client for each in others for name, client in each.made.items()}
        for found in _METHOD.finditer(self.file.mask):
            client = self.clients.get(found[1])
            if client is None and self._is_handed_in(found[1], found.start()):
                client = elsewhere.get(found[1]) or self._given_client(found[1], found.start())
            if client is not None:
                parts = self.file.parts(found.start("opening")) if not found["bound"] else []
                yield from self._method(client, found["method"], parts, found.start())
        for found in _NEW.finditer(self.file.mask):
            client = self.imports.client(".".join(filter(None, found.groups())))
            closing = self.file.pairs.get(found.end() - 1, found.end())
            chained = METHOD_CALL.match(self.file.mask, closing + 1)
            if client is not None and chained:
                parts = self.file.parts(chained.end() - 1)
                yield from self._method(client, chained[1], parts, found.start())

    def _is_handed_in(self, name: str, position: int) -> bool:
        """Return whether a name can be a client of another file: a member, or a parameter."""
        if self.file.mask[:position].rstrip()[-1:] == ".":
            return True
        found = self.file.identifiers.get(name, ())
        if any(_OF_A_TYPE.match(self.file.mask, each.end()) for each in found):
            return False  # Of a type of its own.
        return is_parameter(self.file, name, position) or any(self.file.taken_apart(name))

    def _given_client(self, name: str, position: int, depth: int = 0) -> Client | None:
        """Return the client that a caller gives the parameter of a function, by its name there."""
        if depth > DEEPEST:
            return None
        readers = {each.file: each for each in self.beside if isinstance(each, ScriptReader)}
        for file, span in self.project.arguments_of_callers(self.file, name, position):
            given = _GIVEN.fullmatch(file.mask, *file.stripped(span))
            if given and file in readers:
                reader = readers[file]
                client = reader.clients.get(given[1])
                client = client or reader._given_client(given[1], span[0], depth + 1)
                if client is not None:
                    return client
        return None

    def _method(
        self, client: Client, name: str, parts: list[tuple[int, int]], position: int
    ) -> Iterator[SdkCall]:
        service = client.service
        method = letters(name)
        given = self.of_literal(parts[0]) if parts else {}
        operation: str | None
        if client.is_document:
            operation = DOCUMENT_METHODS.get(method)
        elif service == "s3" and method in ("getsignedurl", "getsignedurlpromise"):
            operation = self._signed(parts)
            given = self.of_literal(parts[1]) if len(parts) > 1 else {}
        elif service == "s3" and method in ("upload", "createpresignedpost"):
            operation = "UploadFile" if method == "upload" else "CreatePresignedPost"
        elif method == "waitfor":
            named = self.values(parts[0])[0] if parts else None
            text = named.text if isinstance(named, Literal) else ""
            operation = operation_of_waiter(service, text)
            given = self.of_literal(parts[1]) if len(parts) > 1 else {}
        else:
            operation = operation_named(service, method)
        if operation:
            yield self.call(service, operation, given, position)

    def _signed(self, parts: list[tuple[int, int]]) -> str | None:
        name = self.values(parts[0])[0] if parts else None
        return operation_named("s3", name.text) if isinstance(name, Literal) else None

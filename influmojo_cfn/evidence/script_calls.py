"""The calls of both AWS SDKs for JavaScript, in TypeScript and JavaScript sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.data.sdk_operations import SAME_OPERATIONS
from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import Literal, SdkCall
from influmojo_cfn.evidence.sdk_reader import Arguments, SdkReader
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
    sdk_service,
)

_IMPORTED = re.compile(
    r"import\s+(?:type\s+)?(?P<what>[^;\"']*?)\s*from\s*[\"'](?P<module>[^\"']+)[\"']"
    r"|(?:const|let|var)\s+(?P<names>\{[^}]*\}|\w+)\s*=\s*(?:await\s+)?(?:require|import)\(\s*[\"'](?P<required>[^\"']+)[\"']\s*\)(?P<member>\.\w+)?"
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
_MADE_CLIENTS = (
    re.compile(r"(?<![\w$])([\w$]+)\s*\??:\s*([\w.]+)\s*[;,)=]"),
    re.compile(
        r"(?<![\w$])([\w$]+)\s*(?:\??:\s*[\w.<>]+\s*)?=\s*(?:\w[\w.]*\(\s*)*new\s+([\w.]+)\s*\("
    ),
    re.compile(
        r"(?<![\w$])([\w$]+)\s*(?:\??:\s*[\w.<>]+\s*)?=\s*(DynamoDBDocument)(?:Client)?\.from\("
    ),
)
_METHOD = re.compile(r"(?<![\w$])([\w$]+)\s*\.\s*(\w+)\s*\(")


class ScriptReader(SdkReader):
    """TypeScript and JavaScript, with version 3 and version 2 of the SDK."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        super().__init__(project, file)
        self.names: dict[str, tuple[str, str]] = {}
        self.spaces: dict[str, str] = {}
        for found in _IMPORTED.finditer(file.text):
            module = found["module"] or found["required"]
            what = found["what"] or found["names"] or ""
            self._imported(module, what + (f" {found['member']}" if found["member"] else ""))

    def _imported(self, module: str, what: str) -> None:
        service = self._service(module)
        braces = re.search(r"\{([^}]*)\}", what)
        for part in (braces[1] if braces else "").split(","):
            names = re.split(r"\s+as\s+|\s*:\s*", part.strip().removeprefix("type "))
            if names[0] and (service or module == "aws-sdk"):
                own = service or sdk_service(names[0]) or ""
                self.names[names[-1]] = (own, names[0])
        space = re.search(r"(?:\*\s*as\s+)?\b(\w+)", re.sub(r"\{[^}]*\}", "", what))
        if space and service:
            self.spaces[space[1]] = service
            self.names.setdefault(space[1], (service, space[1]))
        elif space and module == "aws-sdk":
            self.spaces[space[1]] = ""

    @staticmethod
    def _service(module: str) -> str | None:
        if module.startswith("@aws-sdk/client-"):
            return sdk_service(module.removeprefix("@aws-sdk/client-"))
        if module.startswith("aws-sdk/clients/"):
            return sdk_service(module.removeprefix("aws-sdk/clients/"))
        others = {
            "@aws-sdk/lib-dynamodb": "dynamodb",
            "@aws-sdk/lib-storage": "s3",
            "@aws-sdk/s3-presigned-post": "s3",
            "@aws-sdk/s3-request-presigner": "s3",
            "@aws-sdk/rds-signer": "rds",
        }
        return others.get(module)

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        if not self.names and not self.spaces:
            return
        yield from self._commands()
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
                yield from self._one(service, operation, given, found.start())

    def _one(
        self, service: str, operation: str, given: Arguments, position: int
    ) -> Iterator[SdkCall]:
        if operation in ("CopyObject", "UploadPartCopy") and "copysource" in given:
            yield self.call(service, "GetObject", {"bucket": given["copysource"]}, position)
        yield self.call(service, operation, given, position)

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

    def _clients(self) -> Mapping[str, tuple[str, bool]]:
        """Return each client's name, its service, and whether it is a document client."""
        found: dict[str, tuple[str, bool]] = {}
        for pattern in _MADE_CLIENTS:
            for match in pattern.finditer(self.file.mask):
                client = self._client(match[2])
                if client:
                    found[match[1]] = client
        return found

    def _client(self, made: str) -> tuple[str, bool] | None:
        space, _, name = made.rpartition(".")
        head, _, tail = made.partition(".")
        if space in self.spaces and not self.spaces[space]:
            service = sdk_service(name)
        elif head in self.spaces and not self.spaces[head] and tail == "DynamoDB.DocumentClient":
            service = "dynamodb"
        else:
            service = self.names.get(head, ("", ""))[0] or None
            original = self.names.get(head, ("", head))[1]
            if original.endswith("Command"):
                return None
        document = made.endswith("DocumentClient") or made == "DynamoDBDocument"
        return (service, document) if service else None

    def _methods(self) -> Iterator[SdkCall]:
        clients = self._clients()
        for found in _METHOD.finditer(self.file.mask):
            if found[1] not in clients:
                continue
            service, is_document = clients[found[1]]
            parts = self.file.parts(found.end() - 1)
            method = letters(found[2])
            given = self.of_literal(parts[0]) if parts else {}
            if is_document:
                operation = DOCUMENT_METHODS.get(method)
            elif service == "s3" and method in ("getsignedurl", "getsignedurlpromise"):
                operation = self._signed(parts)
                given = self.of_literal(parts[1]) if len(parts) > 1 else {}
            elif service == "s3" and method in ("upload", "createpresignedpost"):
                operation = "UploadFile" if method == "upload" else "CreatePresignedPost"
            elif method == "waitfor":
                named = self.values(parts[0])[0] if parts else None
                name = named.text if isinstance(named, Literal) else ""
                operation = operation_of_waiter(service, name)
                given = self.of_literal(parts[1]) if len(parts) > 1 else {}
            else:
                operation = operation_named(service, method)
            if operation:
                yield from self._one(service, operation, given, found.start())

    def _signed(self, parts: list[tuple[int, int]]) -> str | None:
        name = self.values(parts[0])[0] if parts else None
        return operation_named("s3", name.text) if isinstance(name, Literal) else None

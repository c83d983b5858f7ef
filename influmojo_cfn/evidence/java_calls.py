"""The calls of both AWS SDKs for Java."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import CodeValue, SdkCall
from influmojo_cfn.evidence.sdk_reader import NESTED, Arguments, SdkReader
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
    sdk_service,
)

_TABLE_METHODS = {
    "deleteitem": "DeleteItem",
    "getitem": "GetItem",
    "putitem": "PutItem",
    "query": "Query",
    "scan": "Scan",
    "updateitem": "UpdateItem",
}
"""Methods of a DynamoDbTable of the enhanced client."""
_FIRST_ARGUMENT = {
    "dynamodb": "tablename",
    "s3": "bucket",
    "secretsmanager": "secretid",
    "sns": "topicarn",
    "sqs": "queueurl",
}
"""The first positional argument of most methods of the AWS SDK for Java 1.x."""
_OTHER_NAMES = {"bucketname": "bucket", "sourcebucketname": "copysource"}
"""Arguments that the AWS SDK for Java 1.x calls otherwise than the API."""
_REQUEST = re.compile(
    r"(?<![\w$])(?:new\s+(\w+)Request\s*\(|(\w+)Request\s*\.\s*builder\s*\(\s*\))"
)
_CHAINED = re.compile(r"\s*\.\s*(\w+)\s*\(")
_TYPED_CLIENT = re.compile(r"\b(?:Amazon|AWS)?(\w+?)(?:Async)?(?:Client)?\s+(\w+)\s*[;=,)]")
_VAR_CLIENT = re.compile(r"\bvar\s+(\w+)\s*=\s*(\w+?)(?:Async)?Client\s*\.")
_METHOD_OF_CLIENT = re.compile(r"(?<![\w$])(\w+)(?:\s*\(\s*\))?\s*\.\s*(\w+)\s*\(")
_WAITED = re.compile(r"\s*\.\s*waitUntil(\w+)\s*\(")
_TYPED_REQUEST = re.compile(r"\w*Request(?:\.Builder)?\s+(\w+)\b")
_TYPED_TABLE = re.compile(r"DynamoDb(?:Async)?Table(?:<[^;=()]*>)?\s+(\w+)\s*[;=,)]")
_MADE_TABLE = re.compile(r"(\w+)\s*=\s*[\w.()]+?\.\s*table\s*\(")
_METHOD = re.compile(r"(?<![\w$])([\w$]+)\s*\.\s*(\w+)\s*\(")


class JavaReader(SdkReader):
    """Java, with version 2 and version 1 of the SDK: requests and methods of clients."""

    _IMPORT = re.compile(
        r"import\s+(?:static\s+)?(?:software\.amazon\.awssdk\.services|com\.amazonaws\.services)\.(\w+)\.([\w.*]+);"
    )

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        super().__init__(project, file)
        self.services: dict[str, None] = {}
        self.of_type: dict[str, str] = {}
        for found in self._IMPORT.finditer(file.text):
            service = sdk_service(
                found[1].removesuffix("v2") if sdk_service(found[1]) is None else found[1]
            )
            if service:
                self.services[service] = None
                self.of_type[found[2].rpartition(".")[2]] = service

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        if not self.services and "dynamodb.enhanced" not in self.file.text.lower():
            return
        yield from self._requests()
        yield from self._methods()
        yield from self._tables_of_enhanced()

    def _service(self, request: str, operation: str) -> str | None:
        if request in self.of_type:
            return self.of_type[request]
        return next((each for each in self.services if operation_named(each, operation)), None)

    def _requests(self) -> Iterator[SdkCall]:
        for found in _REQUEST.finditer(self.file.mask):
            name = found[1] or found[2]
            service = self._service(f"{name}Request", name)
            operation = operation_named(service, name) if service else None
            if name == "GeneratePresignedUrl":
                service, operation = "s3", self._signed(found.end() - 1)
            if not service or not operation:
                continue
            given = self.chain(
                found.end() if found[2] else self.file.pairs.get(found.end() - 1, 0) + 1
            )
            if found[1]:
                parts = self.file.parts(found.end() - 1)
                if parts and service in _FIRST_ARGUMENT:
                    given.setdefault(_FIRST_ARGUMENT[service], self.values(parts[0]))
            yield from self._one(service, operation, given, found.start())

    def _signed(self, opening: int) -> str:
        """Return the operation of a presigned URL of version 1, which says it by its method."""
        after = self.file.mask[self.file.pairs.get(opening, opening) : opening + 400].split(";")[0]
        method = re.search(r"HttpMethod\.(PUT|DELETE|HEAD)", after)
        names = {"PUT": "PutObject", "DELETE": "DeleteObject", "HEAD": "HeadObject"}
        return names[method[1]] if method else "GetObject"

    def _one(
        self, service: str, operation: str, given: Arguments, position: int
    ) -> Iterator[SdkCall]:
        if operation == "CopyObject":
            source = given.get("sourcebucket") or given.get("copysource")
            if source:
                yield self.call(service, "GetObject", {"bucket": source}, position)
            given = {**given, "bucket": given.get("destinationbucket") or given.get("bucket", ())}
        yield self.call(service, operation, given, position)

    def chain(self, position: int, depth: int = 0) -> Arguments:
        """Return what the calls of a chain give: ``.bucket(x).key(y)``, ``.withBucketName(x)``."""
        given: Arguments = {}
        while found := _CHAINED.match(self.file.mask, position):
            opening = found.end() - 1
            name = letters(re.sub(r"^with(?=[A-Z])", "", found[1]))
            name = _OTHER_NAMES.get(name, name)
            parts = self.file.parts(opening)
            if parts:
                given.setdefault(name, self.values(parts[0]))
                self._nested(self.file.text[slice(*parts[0])], parts[0][0], given, depth)
            position = self.file.pairs.get(opening, opening) + 1
        return given

    def _nested(self, text: str, start: int, given: Arguments, depth: int) -> None:
        for found in re.finditer(r"\.\s*(\w+)\s*\(", text):
            name = letters(re.sub(r"^with(?=[A-Z])", "", found[1]))
            if name in NESTED and depth < 3:
                parts = self.file.parts(start + found.end() - 1)
                if parts:
                    given.setdefault(name, self.values(parts[0]))

    def _clients(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for match in _TYPED_CLIENT.finditer(self.file.mask):
            service = sdk_service(match[1])
            if service in self.services:
                found[match[2]] = service or ""
        for match in _VAR_CLIENT.finditer(self.file.mask):
            service = sdk_service(match[2])
            if service in self.services:
                found[match[1]] = service or ""
        return found

    def _methods(self) -> Iterator[SdkCall]:
        clients = self._clients()
        for found in _METHOD_OF_CLIENT.finditer(self.file.mask):
            service = clients.get(found[1])
            if service is None:
                continue
            opening = found.end() - 1
            name = re.sub(r"Paginator$|AsBytes$", "", found[2])
            operation = operation_named(service, name)
            if name == "waiter":
                operation, opening = self._waiter(service, opening)
            if operation is None:
                continue
            given = self._given(service, opening)
            if given is not None:
                yield from self._one(service, operation, given, found.start())

    def _waiter(self, service: str, opening: int) -> tuple[str | None, int]:
        after = _WAITED.match(self.file.mask, self.file.pairs.get(opening, opening) + 1)
        return (
            (operation_of_waiter(service, after[1]), after.end() - 1) if after else (None, opening)
        )

    def _given(self, service: str, opening: int) -> Arguments | None:
        """Return the arguments of a method; None where a request that is built has them."""
        parts = self.file.parts(opening)
        if not parts:
            return {}
        start, end = parts[0]
        text = self.file.mask[start:end]
        if re.search(r"Request\s*(?:\.|\()|Request\s+\w+\s*=", text):
            return None
        arrow = re.match(r"\s*\(?(\w+)\)?\s*->\s*(\w+)", text)
        if arrow:
            return self.chain(start + arrow.end())
        if re.fullmatch(r"\s*\w+\s*(\.\s*build\s*\(\s*\)\s*)?", text):
            name = re.findall(r"\w+", text)[0]
            built = self.project.assignment(self.file, name, start)
            if name in _TYPED_REQUEST.findall(self.file.mask) or (
                built and "Request" in self.file.mask[slice(*built)]
            ):
                return None
        return (
            {_FIRST_ARGUMENT[service]: self.values(parts[0])} if service in _FIRST_ARGUMENT else {}
        )

    def _tables_of_enhanced(self) -> Iterator[SdkCall]:
        tables: dict[str, tuple[CodeValue, ...]] = {}
        for found in _TYPED_TABLE.finditer(self.file.mask):
            tables.setdefault(found[1], ())
        for found in _MADE_TABLE.finditer(self.file.mask):
            parts = self.file.parts(found.end() - 1)
            if len(parts) == 2:
                tables[found[1]] = self.values(parts[0])
        for found in _METHOD.finditer(self.file.mask):
            operation = _TABLE_METHODS.get(letters(found[2]))
            if found[1] in tables and operation:
                given = {"tablename": tables[found[1]]} if tables[found[1]] else {}
                yield self.call("dynamodb", operation, given, found.start())

"""The calls of both AWS SDKs for Java."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.evidence.braced_file import METHOD_CALL, BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import Arguments, CodeValue, SdkCall
from influmojo_cfn.evidence.java_tables import TableReader
from influmojo_cfn.evidence.sdk_reader import SdkReader, is_entered, of_items
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
    sdk_service,
)

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
_TRANSACTED = re.compile(r"\bTransactWriteItem\b(?!\s*>)")
_ITEM = re.compile(r"\b(Put|Update|Delete|ConditionCheck)\s*\.\s*builder\s*\(\s*\)")
_CLIENTS = (
    re.compile(r"\b(?P<type>\w+?)(?:Async)?(?:Client)?\s+(?P<name>\w+)\s*[;=,)(]"),
    re.compile(r"\bvar\s+(?P<name>\w+)\s*=\s*(?P<type>\w+?)(?:Async)?Client\s*\."),
)
_METHOD_OF_CLIENT = re.compile(
    r"(?<![\w$])(\w+)(?P<called>\s*\(\s*\))?(?=\s*\.\s*(?P<method>\w+)(?P<opening>\s*\())"
)
_WAITED = re.compile(r"\s*\.\s*waitUntil(\w+)\s*\(")
_REQUEST_BEFORE = re.compile(r"\b[A-Z]\w*Request\s+$")
_TYPED_REQUEST = re.compile(r"\w*Request(?:\.Builder)?\s+(\w+)\b")
_TRANSFER_OPERATIONS = {
    "copy": ("CopyObject",),
    "download": ("DownloadFile",),
    "downloaddirectory": ("ListObjectsV2", "DownloadFile"),
    "downloadfile": ("DownloadFile",),
    "upload": ("UploadFile",),
    "uploaddirectory": ("UploadFile",),
    "uploadfile": ("UploadFile",),
    "uploadfilelist": ("UploadFile",),
}
"""Methods of the transfer managers of both versions, and requests of version 2's."""
_CONVENIENCES = {
    "doesbucketexist": "HeadBucket",
    "doesbucketexistv2": "GetBucketAcl",
    "doesobjectexist": "HeadObject",
    "getobjectasstring": "GetObject",
    "listnextbatchofobjects": "ListObjects",
}
"""Methods of AmazonS3 beyond operations.

https://docs.aws.amazon.com/AWSJavaSDK/latest/javadoc/com/amazonaws/services/s3/AmazonS3.html
"""
_TRANSFER_MANAGER = re.compile(r"\b(?:S3)?TransferManager\s+(\w+)\s*[;=,)(]")


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
            service = sdk_service(found[1])
            if service:
                self.services[service] = None
                self.of_type[found[2].rpartition(".")[2]] = service

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        yield from self._requests()
        yield from self._methods()
        yield from self._transfers()
        yield from self._table_calls()

    def _service(self, request: str, operation: str) -> str | None:
        if request in self.of_type:
            return self.of_type[request]
        return next((each for each in self.services if operation_named(each, operation)), None)

    def _requests(self) -> Iterator[SdkCall]:
        for found in _REQUEST.finditer(self.file.mask):
            name = found[1] or found[2]
            service = self._service(f"{name}Request", name)
            operation = operation_named(service, name) if service else None
            operations: tuple[str | None, ...] = (operation,)
            if name == "GeneratePresignedUrl":
                service, operations = "s3", (self._signed(found.end() - 1),)
            elif "transfer.s3" in self.file.text and letters(name) in _TRANSFER_OPERATIONS:
                service, operations = "s3", _TRANSFER_OPERATIONS[letters(name)]
            if not service or not any(operations):
                continue
            given = self.chain(
                found.end() if found[2] else self.file.pairs.get(found.end() - 1, 0) + 1
            )
            if found[1]:
                parts = self.file.parts(found.end() - 1)
                if parts and service in _FIRST_ARGUMENT:
                    given |= self._first(service, parts[0]) | given
            for each in operations:
                yield self.call(service, each or "", given, found.start())

    def _signed(self, opening: int) -> str:
        """Return the operation of a presigned URL of version 1, which says it by its method."""
        after = self.file.mask[self.file.pairs.get(opening, opening) : opening + 400].split(";")[0]
        method = re.search(r"HttpMethod\.(PUT|DELETE|HEAD)", after)
        names = {"PUT": "PutObject", "DELETE": "DeleteObject", "HEAD": "HeadObject"}
        return names[method[1]] if method else "GetObject"

    def chain(self, position: int, depth: int = 0) -> Arguments:
        """Return what the calls of a chain give: ``.bucket(x).key(y)``, ``.withBucketName(x)``."""
        given: Arguments = {}
        while found := METHOD_CALL.match(self.file.mask, position):
            opening = found.end() - 1
            name = letters(re.sub(r"^with(?=[A-Z])", "", found[1]))
            name = _OTHER_NAMES.get(name, name)
            parts = self.file.parts(opening)
            if name == "transactitems":
                given |= of_items(self._items(opening))
            if parts:
                given.setdefault(name, self.named_values(name, self.file, *parts[0]))
                for start, end in (parts[0], *self._built(parts[0])):
                    self._nested(self.file.text[start:end], start, given, depth)
            position = self.file.pairs.get(opening, opening) + 1
        return given

    def _items(self, opening: int) -> Mapping[str, tuple[CodeValue, ...]]:
        """Return the tables of each kind of a transaction's items, if all are written out."""
        span = (opening, self.file.pairs.get(opening, opening))
        found: Arguments = {}
        items = list(_ITEM.finditer(self.file.mask, *span))
        for item in items:
            tables = self.chain(item.end()).get("tablename", ())
            found[item[1]] = tuple(dict.fromkeys((*found.get(item[1], ()), *tables)))
        is_whole = len(items) == len(_TRANSACTED.findall(self.file.mask, *span))
        return found if is_whole and all(found.values()) else {}

    def _built(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        """Return the span of what is built before, where an argument is its name alone."""
        name = self.file.mask[slice(*span)].strip()
        built = self.project.assignment(self.file, name, span[0]) if name.isidentifier() else None
        is_built = built and re.search(r"\bbuilder\b|\bnew\b", self.file.mask[slice(*built)])
        return [built] if built and is_built else []

    def _nested(self, text: str, start: int, given: Arguments, depth: int) -> None:
        for found in re.finditer(r"\.\s*(\w+)\s*\(", text):
            name = letters(re.sub(r"^with(?=[A-Z])", "", found[1]))
            if is_entered(name) and depth < 3:
                parts = self.file.parts(start + found.end() - 1)
                if parts:
                    given.setdefault(name, self.values(parts[0]))

    def clients(self) -> dict[str, str]:
        """Return the clients that the file declares, or that its methods return."""
        found: dict[str, str] = {}
        for match in (each for form in _CLIENTS for each in form.finditer(self.file.mask)):
            service = sdk_service(match["type"])
            if service in self.services:
                found[match["name"]] = service or ""
        return found

    def _methods(self) -> Iterator[SdkCall]:
        clients = self.clients()
        readers = [each for each in self.beside if isinstance(each, JavaReader)]
        elsewhere = {name: made for each in readers for name, made in each.clients().items()}
        for found in _METHOD_OF_CLIENT.finditer(self.file.mask):
            service = clients.get(found[1])
            is_member = self.file.mask[: found.start()].rstrip()[-1:] == "."
            if service is None and (is_member or found["called"]):
                service = elsewhere.get(found[1])
            if service is None:
                continue
            opening = found.end("opening") - 1
            name = re.sub(r"Paginator$|AsBytes$", "", found["method"])
            operation = operation_named(service, name)
            if service == "s3":
                operation = _CONVENIENCES.get(letters(name), operation)
                if name == "generatePresignedUrl" and len(self.file.parts(opening)) > 2:
                    operation = self._signed(opening - 1)
            if name == "waiter":
                operation, opening = self._waiter(service, opening)
            if operation is None:
                continue
            given = self._arguments_of_method(service, opening)
            if given is not None:
                yield self.call(service, operation, given, found.start())

    def _waiter(self, service: str, opening: int) -> tuple[str | None, int]:
        after = _WAITED.match(self.file.mask, self.file.pairs.get(opening, opening) + 1)
        return (
            (operation_of_waiter(service, after[1]), after.end() - 1) if after else (None, opening)
        )

    def _arguments_of_method(self, service: str, opening: int) -> Arguments | None:
        """Return the arguments of a method; None where a request that is built has them."""
        parts = self.file.parts(opening)
        if not parts:
            return {}
        start, end = parts[0]
        text = self.file.mask[start:end]
        if re.search(r"\b[A-Z]\w*Request\s*(?:\.|\(|\s\w+\s*=)", text):
            return None
        arrow = re.match(r"\s*\(?(\w+)\)?\s*->\s*(\w+)", text)
        if arrow:
            return self.chain(start + arrow.end())
        made = re.match(r"\s*(?:this\s*\.\s*)?(\w+)\s*\(", text)
        if made and self._makes_request(made[1]):
            return None
        if re.fullmatch(r"\s*\w+\s*(\.\s*build\s*\(\s*\)\s*)?", text):
            name = re.findall(r"\w+", text)[0]
            built = self.project.assignment(self.file, name, start)
            if name in _TYPED_REQUEST.findall(self.file.mask) or (
                built and "Request" in self.file.mask[slice(*built)]
            ):
                return None
        return self._first(service, parts[0])

    def _makes_request(self, method: str) -> bool:
        """Return whether a method of the application returns a request, which is read there."""
        return any(
            _REQUEST_BEFORE.search(file.mask, max(0, found.start() - 100), found.start())
            for file in self.project.files
            for found in file.calls.get(method, ())
        )

    def _first(self, service: str, span: tuple[int, int]) -> Arguments:
        name = _FIRST_ARGUMENT.get(service)
        return {name: self.named_values(name, self.file, *span)} if name else {}

    def _transfers(self) -> Iterator[SdkCall]:
        """Yield the calls of transfer managers, but for those whose request is read by itself."""
        for name in dict.fromkeys(_TRANSFER_MANAGER.findall(self.file.mask)):
            for found in self.file.methods_of(name):
                operations = _TRANSFER_OPERATIONS.get(letters(found[1]), ())
                given = self._arguments_of_method("s3", found.end() - 1) if operations else None
                if given is None:
                    continue
                parts = self.file.parts(found.end() - 1)
                if letters(found[1]) == "copy" and len(parts) == 4:
                    given = {"copysource": given["bucket"], "bucket": self.values(parts[2])}
                for operation in operations:
                    yield self.call("s3", operation, given, found.start())

    def _table_calls(self) -> Iterator[SdkCall]:
        for each in TableReader(self.project, self.file).calls():
            given = {"tablename": each.tables} if each.tables else {}
            given |= of_items(each.items)
            yield self.call("dynamodb", each.operation, given, each.position)

"""The calls of both AWS SDKs for Go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.evidence.code_value import SdkCall
from influmojo_cfn.evidence.sdk_reader import Arguments, SdkReader
from influmojo_cfn.iam.sdk_operations import letters, operation_named, sdk_service

_INPUT = re.compile(r"(?<![\w.])(\w+)\.(\w+)Input\s*\{")
_TRANSFERS = {
    "s3manager": {"Upload": "UploadFile"},
    "transfermanager": {
        "DownloadDirectory": "DownloadFile",
        "DownloadObject": "DownloadFile",
        "GetObject": "DownloadFile",
        "UploadDirectory": "UploadFile",
        "UploadObject": "UploadFile",
    },
}
"""Inputs of transfers that are not operations, by the package."""
_FIELD = re.compile(r"\b(\w+)\.(\w+)\s*=(?!=)")
_ASSUMED = re.compile(r"\b(\w+)\.New(?:Credentials(?:WithClient)?|AssumeRoleProvider)\s*\(")
_TOKEN_OF_RDS = re.compile(r"\b(\w+)\.BuildAuthToken\s*\(")


class GoReader(SdkReader):
    """Go, with version 2 and version 1 of the SDK: each input of an operation is a call of it."""

    _PACKAGE = re.compile(
        r"(?:(?P<alias>[\w.]+)\s+)?\"github\.com/aws/aws-sdk-go(?:-v2)?/(?P<path>[\w/]+)\""
    )

    def calls(self) -> Iterator[SdkCall]:
        """Yield the calls of the file."""
        packages: dict[str, str] = {}
        for found in self._PACKAGE.finditer(self.file.text):
            parts = found["path"].split("/")
            alias = found["alias"]
            name = alias if alias and alias != "import" else parts[-1]
            if parts[0] == "service" and (service := sdk_service(parts[1])):
                packages.setdefault(name, service)
            elif found["path"] == "feature/s3/transfermanager":
                packages.setdefault(name, "s3")
            elif found["path"] == "feature/rds/auth" or found["path"] == "service/rds/rdsutils":
                yield from self._tokens(name)
            elif parts[-1] == "stscreds":
                yield from self._assumed(name)
        for name, service in packages.items():
            yield from self._inputs(name, service)

    def _inputs(self, package: str, service: str) -> Iterator[SdkCall]:
        for found in _INPUT.finditer(self.file.mask):
            method = _TRANSFERS.get(package, {}).get(found[2], found[2])
            operation = operation_named(service, method) if found[1] == package else None
            if operation is None:
                continue
            given = self.of_literal((found.start(), self.file.pairs.get(found.end() - 1, 0) + 1))
            self._filled_in(found.start(), given)
            if service == "s3" and operation == "PutObject" and self._is_upload(found.start()):
                operation = "UploadFile"
            if operation in ("CopyObject", "UploadPartCopy") and "copysource" in given:
                source = {"bucket": given["copysource"]}
                yield self.call(service, "GetObject", source, found.start())
            yield self.call(service, operation, given, found.start())
            if self._is_deleted(found.start()):
                yield self.call(service, "DeleteObjects", given, found.start())

    def _is_deleted(self, position: int) -> bool:
        """Return whether a list is made to delete what is in it, by version 1's transfers."""
        before = self.file.mask[max(0, position - 120) : position]
        return bool(re.search(r"\.NewDeleteListIterator\([^;{}]*$", before))

    def _filled_in(self, position: int, given: Arguments) -> None:
        """Take what is assigned to fields of an input after it is made: ``input.Bucket = ...``."""
        before = re.search(r"(\w+)\s*:?=\s*&?$", self.file.mask[max(0, position - 80) : position])
        if before:
            for found in _FIELD.finditer(self.file.mask):
                if found[1] == before[1]:
                    end = self.file.end_of_expression(found.end())
                    given.setdefault(letters(found[2]), self.values((found.end(), end)))

    def _is_upload(self, position: int) -> bool:
        return bool(
            re.search(
                r"\.Upload(WithContext)?\([^;{}]*$",
                self.file.mask[max(0, position - 120) : position],
            )
        )

    def _assumed(self, package: str) -> Iterator[SdkCall]:
        """Yield where credentials are made of a role: its ARN is the second argument."""
        for found in _ASSUMED.finditer(self.file.mask):
            roles = self.file.parts(found.end() - 1)[1:2]
            if found[1] == package and roles:
                yield self.call(
                    "sts", "AssumeRole", {"rolearn": self.values(roles[0])}, found.start()
                )

    def _tokens(self, package: str) -> Iterator[SdkCall]:
        for found in _TOKEN_OF_RDS.finditer(self.file.mask):
            if found[1] == package:
                # Both versions: (..., endpoint, Region, user, credentials).
                users = self.file.parts(found.end() - 1)[-2:-1]
                given = {"dbusername": self.values(users[0])} if users else {}
                yield self.call("rds", "GenerateDbAuthToken", given, found.start())

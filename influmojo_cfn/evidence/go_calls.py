"""The calls of both AWS SDKs for Go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.evidence.code_value import Arguments, SdkCall
from influmojo_cfn.evidence.sdk_reader import SdkReader
from influmojo_cfn.iam.sdk_operations import letters, operation_named, sdk_service

_INPUT = re.compile(r"(?<![\w.])(\w+)\.(\w+)Input\s*\{")
_ASSIGNED_TO = re.compile(r"(?:\bvar\s+(?P<typed>\w+)\s+\*?[\w.]+|(?P<name>\w+))\s*:?=\s*&?$")
_RESULT = re.compile(r"\)\s*\*?\s*$")
"""What stands before the type that a function returns, whose block is not a literal."""
_DECLARED = re.compile(
    r"\bvar\s+(?P<name>\w+)\s+(?P<package>\w+)\.(?P<method>\w+)Input\b(?!\s*\{)"
    r"|\b(?P<made>\w+)\s*:?=\s*new\((?P<of>\w+)\.(?P<new>\w+)Input\)"
)
"""An input whose fields are all assigned after it is made."""
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


_Input = tuple[re.Match[str], str, str, Arguments]
"""Where an input is made, its package, its operation, and what it is given."""


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
        for found, of, named, given in [*self._literals(), *self._declared()]:
            method = _TRANSFERS.get(package, {}).get(named, named)
            operation = operation_named(service, method) if of == package else None
            if operation is None:
                continue
            if service == "s3" and operation == "PutObject" and self._is_upload(found.start()):
                operation = "UploadFile"
            yield self.call(service, operation, given, found.start())
            if self._is_deleted(found.start()):
                yield self.call(service, "DeleteObjects", given, found.start())

    def _literals(self) -> Iterator[_Input]:
        """Yield each literal of an input, with what is assigned to its fields later."""
        for found in _INPUT.finditer(self.file.mask):
            before = self.file.mask[max(0, found.start() - 80) : found.start()]
            if not _RESULT.search(before):
                end = self.file.pairs.get(found.end() - 1, 0) + 1
                given = self.of_literal((found.start(), end))
                name = _ASSIGNED_TO.search(before)
                if name:
                    self._filled_in(name["typed"] or name["name"], found.start(), given)
                yield found, found[1], found[2], given

    def _declared(self) -> Iterator[_Input]:
        for found in _DECLARED.finditer(self.file.mask):
            given: Arguments = {}
            self._filled_in(found["name"] or found["made"], found.start(), given)
            yield found, found["package"] or found["of"], found["method"] or found["new"], given

    def _is_deleted(self, position: int) -> bool:
        """Return whether a list is made to delete what is in it, by version 1's transfers."""
        before = self.file.mask[max(0, position - 120) : position]
        return bool(re.search(r"\.NewDeleteListIterator\([^;{}]*$", before))

    def _filled_in(self, name: str, at: int, given: Arguments) -> None:
        """Take what is assigned to fields of an input after it is made: ``input.Bucket = ...``."""
        around = self.file.around(at)
        end = around[-1][1] if around else len(self.file.mask)
        for found in _FIELD.finditer(self.file.mask, at, end):
            if found[1] == name:
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

"""The calls of the AWS SDKs in TypeScript, JavaScript, Go and Java sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.evidence.braced_libraries import library_calls
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import SdkCall, with_sources
from influmojo_cfn.evidence.go_calls import GoReader
from influmojo_cfn.evidence.java_calls import JavaReader
from influmojo_cfn.evidence.script_calls import ScriptReader
from influmojo_cfn.evidence.sdk_reader import SdkReader

_READERS: Mapping[str, type[SdkReader]] = {"go": GoReader, "java": JavaReader}


def braced_calls(project: BracedProject) -> Iterator[SdkCall]:
    """Yield the calls in the files of one language; of one place and operation, one."""
    readers = [
        _READERS.get(file.file.language, ScriptReader)(project, file) for file in project.files
    ]
    for reader in readers:
        reader.beside = readers
        seen: dict[tuple[str, str, int], SdkCall] = {}
        for call in with_sources((*reader.calls(), *library_calls(reader))):
            key = (call.service, call.operation, call.line)
            if key not in seen or not seen[key].arguments:
                seen[key] = call
        yield from seen.values()

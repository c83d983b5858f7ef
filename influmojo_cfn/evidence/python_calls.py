"""The calls of boto3 (and of what is built like it) in Python sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from influmojo_cfn.evidence.boto3_resources import lazy_attributes, resource_kind
from influmojo_cfn.evidence.code_value import (
    Arguments,
    Literal,
    SdkCall,
    UnknownExpression,
    with_sources,
)
from influmojo_cfn.evidence.python_libraries import library_calls
from influmojo_cfn.evidence.python_receivers import Receiver, ReceiverReader, item_of, method_of
from influmojo_cfn.evidence.python_scope import Found, Scope
from influmojo_cfn.evidence.python_source import Project
from influmojo_cfn.iam.sdk_operations import operation_named


def python_calls(project: Project) -> Iterator[SdkCall]:
    """Yield the calls whose client is known; each operation of a call is one of its own."""
    yield from with_sources(_CallReader(project).every())
    yield from library_calls(project)


class _CallReader(ReceiverReader):
    def every(self) -> Iterator[SdkCall]:
        """Yield the calls of the application."""
        for found in self.project.calls:
            yield from self.read(found)
            yield from self.handed_over(found)
        for found in self.project.attributes:
            yield from self.loaded(found)

    def receivers_of(self, node: ast.expr, name: str, scope: Scope) -> list[Receiver]:
        """Return what an attribute is read on; one that is not followed to its end is kept."""
        self.project.begin()
        found = self.receivers(Found(node, scope))
        if self.project.is_cut:
            place = f"{scope.file.name}:{getattr(node, 'lineno', 0)}"
            self.project.endless.setdefault(name, place)
        self.project.begin()
        return found

    def read(self, found: Found) -> Iterator[SdkCall]:
        node = found.node
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return
        for receiver in self.receivers_of(node.func.value, node.func.attr, found.scope):
            yield from self._called(found, node, node.func.attr, receiver)

    def _called(
        self, found: Found, node: ast.Call, method: str, receiver: Receiver
    ) -> Iterator[SdkCall]:
        row = method_of(receiver, method)
        operations: tuple[str, ...]
        positional: tuple[str, ...] = ()
        if row is not None:
            operations, positional = row.operations, row.positional
        elif receiver.kind == "client" and method == "generate_presigned_url":
            yield from self._presigned(found, node, receiver)
            return
        elif receiver.kind in ("paginator", "waiter"):
            operations = (receiver.operation,) if method in ("paginate", "wait") else ()
        else:
            operation = operation_named(receiver.service, method)
            operations = (operation,) if operation and receiver.kind == "client" else ()
        given = dict(receiver.arguments) | self.arguments(node, positional, found)
        if item_of(receiver).kind == "s3.ObjectVersion":
            given.setdefault("versionid", (UnknownExpression(""),))
        for operation in operations:
            yield from self._calls(receiver.service, operation, given, found)

    def handed_over(self, found: Found) -> Iterator[SdkCall]:
        """Yield the call of a method that another function is given, with its arguments.

        ``asyncio.to_thread(s3.put_object, Bucket=bucket)``, ``executor.submit(...)``,
        ``partial(...)``.
        """
        node = found.node
        assert isinstance(node, ast.Call)
        for index, argument in enumerate(node.args):
            if isinstance(argument, ast.Attribute):
                made = ast.Call(argument, node.args[index + 1 :], node.keywords)
                call = Found(ast.copy_location(made, argument), found.scope)
                yield from self.read(call)

    def loaded(self, found: Found) -> Iterator[SdkCall]:
        """Yield the call that reads an attribute of a resource object at its first use."""
        node = found.node
        assert isinstance(node, ast.Attribute)
        if node.attr not in lazy_attributes():
            return
        for owner in self.receivers_of(node.value, node.attr, found.scope):
            kind = resource_kind(owner.kind)
            load = kind.methods.get("load") if kind and node.attr in kind.attributes else None
            for operation in load.operations if load and not owner.is_loaded else ():
                yield self.call(owner.service, operation, dict(owner.arguments), found)

    def _calls(
        self, service: str, operation: str, given: Arguments, found: Found
    ) -> Iterator[SdkCall]:
        arguments = given
        copied = given.get("copysource")
        if operation == "CopySource":
            operation, arguments = "GetObject", {"bucket": copied or given.get("bucket", ())}
        yield self.call(service, operation, arguments, found)

    def _presigned(self, found: Found, node: ast.Call, receiver: Receiver) -> Iterator[SdkCall]:
        given = self.arguments(node, ("ClientMethod", "Params"), found)
        for method in given.get("clientmethod", ()):
            if not isinstance(method, Literal):
                continue
            operation = operation_named(receiver.service, method.text)
            if operation:
                yield self.call(receiver.service, operation, given, found)


def services_made(project: Project) -> Iterator[str]:
    """Yield the services that an application makes clients or resources of."""
    reader = _CallReader(project)
    for found in project.calls:
        project.begin()
        yield from reader.services_of(found)

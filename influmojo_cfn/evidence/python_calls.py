"""The calls of boto3 (and of what is built like it) in Python sources."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from influmojo_cfn.data.sdk_conveniences import (
    CLIENT_METHODS,
    IDENTIFIERS,
    RESOURCE_METHODS,
    Method,
)
from influmojo_cfn.evidence.code_value import CodeValue, Literal, SdkCall, UnknownExpression
from influmojo_cfn.evidence.python_source import DEEPEST, Found, Project
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
    sdk_service,
)

_Arguments = dict[str, tuple[CodeValue, ...]]
_FACTORIES = frozenset({"client", "create_client", "resource"})
_NESTED = frozenset(
    {
        "bucket",
        "conditioncheck",
        "detailtype",
        "eventbusname",
        "functionname",
        "rolearn",
        "source",
        "tablename",
    }
)
"""Arguments that are found inside others: ``Entries=[{"EventBusName": ...}]``."""


@dataclass(frozen=True)
class Receiver:
    """What a method is called on: ``kind`` is client, paginator, waiter or a resource object."""

    kind: str
    service: str
    arguments: Mapping[str, tuple[CodeValue, ...]] = field(default_factory=dict)
    operation: str = ""


def python_calls(project: Project) -> Iterator[SdkCall]:
    """Yield the calls whose client is known; each operation of a call is one of its own."""
    reader = _CallReader(project)
    for found in project.calls:
        yield from reader.read(found)


class _CallReader:
    def __init__(self, project: Project) -> None:
        self.project = project

    def read(self, found: Found) -> Iterator[SdkCall]:
        node = found.node
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return
        for receiver in self.receivers(Found(node.func.value, found.scope)):
            yield from self._called(found, node, node.func.attr, receiver)

    def _called(
        self, found: Found, node: ast.Call, method: str, receiver: Receiver
    ) -> Iterator[SdkCall]:
        row = _method(receiver, method)
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
        given = dict(receiver.arguments) | self._arguments(node, positional, found)
        for operation in operations:
            yield from self._calls(receiver.service, operation, given, found)

    def _calls(
        self, service: str, operation: str, given: _Arguments, found: Found
    ) -> Iterator[SdkCall]:
        arguments = given
        copied = given.get("copysource")
        if operation == "CopySource":
            operation, arguments = "GetObject", {"bucket": copied or given.get("bucket", ())}
        elif operation == "CopyObject" and copied:
            yield self._call(service, "GetObject", {"bucket": copied}, found)
        yield self._call(service, operation, arguments, found)

    def _call(self, service: str, operation: str, arguments: _Arguments, found: Found) -> SdkCall:
        return SdkCall(
            service=service,
            operation=operation,
            arguments=arguments,
            file=found.scope.file.name,
            line=getattr(found.node, "lineno", 0),
        )

    def _presigned(self, found: Found, node: ast.Call, receiver: Receiver) -> Iterator[SdkCall]:
        given = self._arguments(node, ("ClientMethod", "Params"), found)
        for method in given.get("clientmethod", ()):
            if not isinstance(method, Literal):
                continue
            operation = operation_named(receiver.service, method.text)
            if operation:
                yield self._call(receiver.service, operation, given, found)

    def receivers(self, found: Found, depth: int = 0) -> list[Receiver]:
        """Return the clients, paginators, waiters and resource objects an expression may be."""
        if depth > DEEPEST:
            return []
        made: list[Receiver] = []
        for each in self.project.definitions(found, depth):
            node = each.node
            if isinstance(node, ast.Call):
                made += self._made(each, node, depth)
            elif isinstance(node, ast.Name | ast.Attribute) and node is not found.node:
                made += self.receivers(each, depth + 1)
            elif isinstance(node, ast.BoolOp | ast.IfExp):
                for inner in ast.iter_child_nodes(node):
                    if isinstance(inner, ast.expr):
                        made += self.receivers(Found(inner, each.scope), depth + 1)
        if isinstance(found.node, ast.Attribute):
            made += self._collection(found, found.node, depth)
        return list(
            {(each.kind, each.service, repr(each.arguments)): each for each in made}.values()
        )

    def _collection(self, found: Found, node: ast.Attribute, depth: int) -> list[Receiver]:
        """Return what an attribute of a resource is, such as ``bucket.objects``."""
        if ast.unparse(node).endswith(".meta.client"):
            assert isinstance(node.value, ast.Attribute)
            owners = self.receivers(Found(node.value.value, found.scope), depth + 1)
            return [Receiver("client", each.service) for each in owners]
        if node.attr not in ("objects",):
            return []
        owners = self.receivers(Found(node.value, found.scope), depth + 1)
        return [
            Receiver(row.gives, owner.service, owner.arguments)
            for owner in owners
            if (row := _method(owner, node.attr)) is not None and row.gives
        ]

    def _made(self, found: Found, node: ast.Call, depth: int) -> list[Receiver]:
        """Return what a call returns, where that is a client or what a client returns."""
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _FACTORIES and (service := self._service(node, found)):
            return [Receiver("client" if name != "resource" else each, each) for each in service]
        made: list[Receiver] = []
        if name in ("enter_async_context", "enter_context") and node.args:
            return self.receivers(Found(node.args[0], found.scope), depth + 1)
        if isinstance(function, ast.Attribute):
            for owner in self.receivers(Found(function.value, found.scope), depth + 1):
                made += self._from(owner, name, node, found)
        for each in self.project.returned(found, depth):
            made += self.receivers(each, depth + 1)
        return made

    def _service(self, node: ast.Call, found: Found) -> list[str]:
        named = [each.value for each in node.keywords if each.arg == "service_name"]
        given = node.args[0] if node.args else next(iter(named), None)
        if given is None:
            return []
        values = self.project.values(Found(given, found.scope))
        names = [sdk_service(each.text) for each in values if isinstance(each, Literal)]
        return [name for name in names if name]

    def _from(self, owner: Receiver, method: str, node: ast.Call, found: Found) -> list[Receiver]:
        """Return what a method of a client or of a resource object returns."""
        row = _method(owner, method)
        if row is not None and row.gives:
            given = self._arguments(node, row.positional, found)
            wanted = {letters(name) for name in IDENTIFIERS[row.gives]}
            known = dict(owner.arguments) | given
            if row.gives == "sqs.Queue" and "queuename" in known:
                known["queueurl"] = known["queuename"]
            if row.gives == "sns.Topic" and "name" in known:
                known["topicarn"] = known["name"]
            return [
                Receiver(
                    row.gives,
                    owner.service,
                    {name: value for name, value in known.items() if name in wanted},
                )
            ]
        if owner.kind != "client" or method not in ("get_paginator", "get_waiter"):
            return []
        values = self._arguments(node, ("name",), found)
        texts = next(iter(values.values()), ())
        kind = method.removeprefix("get_")
        find = operation_named if kind == "paginator" else operation_of_waiter
        operations = [find(owner.service, each.text) for each in texts if isinstance(each, Literal)]
        return [Receiver(kind, owner.service, {}, each) for each in operations if each]

    def _arguments(self, node: ast.Call, positional: tuple[str, ...], found: Found) -> _Arguments:
        given: list[tuple[str, ast.expr]] = list(zip(positional, node.args, strict=False))
        spread: list[Found] = []
        for keyword in node.keywords:
            if keyword.arg is None:
                spread += self.project.definitions(Found(keyword.value, found.scope))
            else:
                given.append((keyword.arg, keyword.value))
        arguments: _Arguments = {}
        for name, value in given:
            at = Found(value, found.scope)
            arguments.setdefault(letters(name), self.project.values(at))
            self._inside(name, at, arguments)
        for each in spread:
            self._dictionary(each, arguments)
        return arguments

    def _dictionary(self, found: Found, arguments: _Arguments) -> None:
        if isinstance(found.node, ast.Dict):
            for key, value in zip(found.node.keys, found.node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    at = Found(value, found.scope)
                    arguments.setdefault(letters(key.value), self.project.values(at))
                    self._inside(key.value, at, arguments)
        elif isinstance(found.node, ast.Call) and ast.unparse(found.node.func) == "dict":
            arguments |= self._arguments(found.node, (), found)

    def _inside(self, name: str, found: Found, arguments: _Arguments, depth: int = 0) -> None:
        """Take what stands inside an argument: entries, items of a transaction, parameters."""
        for each in self.project.definitions(found) if depth < DEEPEST else ():
            node = each.node
            if isinstance(node, ast.List | ast.Tuple):
                for item in node.elts:
                    if letters(name) in ("names", "parameternames"):
                        at = Found(item, each.scope)
                        self._add(arguments, letters(name), self.project.values(at))
                    self._inside(name, Found(item, each.scope), arguments, depth + 1)
            elif isinstance(node, ast.Dict):
                self._inside_dictionary(name, node, each, arguments, depth)

    def _inside_dictionary(
        self, name: str, node: ast.Dict, found: Found, arguments: _Arguments, depth: int
    ) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            at = Found(value, found.scope)
            if key is not None and letters(name) == "requestitems":
                values = self.project.values(Found(key, found.scope))
                self._add(arguments, "tablename", values)
                continue
            inner = key.value if isinstance(key, ast.Constant) else ""
            plain = letters(inner) if isinstance(inner, str) else ""
            if letters(name) == "copysource" and plain == "bucket":
                arguments["copysource"] = self.project.values(at)
            elif plain in _NESTED or (letters(name) == "params" and plain):
                self._add(arguments, plain, self.project.values(at))
            if letters(name) not in ("item", "key", "message", "messageattributes"):
                self._inside(str(inner), at, arguments, depth + 1)

    @staticmethod
    def _add(arguments: _Arguments, name: str, values: tuple[CodeValue, ...]) -> None:
        known = [
            each for each in arguments.get(name, ()) if not isinstance(each, UnknownExpression)
        ]
        arguments[name] = tuple(dict.fromkeys([*known, *values]))


def _method(receiver: Receiver, name: str) -> Method | None:
    rows = CLIENT_METHODS if receiver.kind == "client" else RESOURCE_METHODS
    key = receiver.service if receiver.kind == "client" else receiver.kind
    return rows.get(key, {}).get(name)


def receivers_in(project: Project, found: Found) -> Iterator[str]:
    """Yield the services that a call makes clients or resources of."""
    node = found.node
    if isinstance(node, ast.Call):
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _FACTORIES:
            yield from _CallReader(project)._service(node, found)

"""What a method is called on in Python: clients of boto3, paginators, waiters, resource objects."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from influmojo_cfn.data.sdk_conveniences import CLIENT_METHODS, Method
from influmojo_cfn.evidence.boto3_resources import resource_kind
from influmojo_cfn.evidence.code_value import Arguments, CodeValue, Literal, UnknownExpression
from influmojo_cfn.evidence.python_arguments import ArgumentReader
from influmojo_cfn.evidence.python_definitions import DEEPEST, STUBS
from influmojo_cfn.evidence.python_scope import Found
from influmojo_cfn.evidence.python_syntax import last_name
from influmojo_cfn.iam.sdk_operations import (
    letters,
    operation_named,
    operation_of_waiter,
    sdk_service,
)

_FACTORIES = frozenset({"client", "create_client", "resource"})
_LOOKED_UP = {
    "create_queue": ("QueueUrl", "QueueName"),
    "create_topic": ("TopicArn", "Name"),
    "get_queue_url": ("QueueUrl", "QueueName"),
}
"""Methods whose answer has, by its key, what an argument names."""


@dataclass(frozen=True)
class Receiver:
    """What a method is called on: ``kind`` is client, paginator, waiter or a resource object."""

    kind: str
    service: str
    arguments: Mapping[str, tuple[CodeValue, ...]] = field(default_factory=dict)
    operation: str = ""
    is_loaded: bool = False


class ReceiverReader(ArgumentReader):
    """Reads what methods are called on."""

    def receivers(self, found: Found, depth: int = 0) -> list[Receiver]:
        """Return the clients, paginators, waiters and resource objects an expression can be."""
        if self.project.is_beyond(depth):
            return []
        made: list[Receiver] = []
        for each in self.project.definitions(found, depth):
            node = each.node
            if isinstance(node, ast.Call):
                own = self._of_call(each, node, depth)
                made += map(item_of, own) if each.element else own
            elif isinstance(node, ast.Name | ast.Attribute) and node is not found.node:
                made += self.receivers(each, depth + 1)
            elif isinstance(node, ast.BoolOp | ast.IfExp):
                for inner in ast.iter_child_nodes(node):
                    if isinstance(inner, ast.expr):
                        made += self.receivers(Found(inner, each.scope), depth + 1)
            elif isinstance(node, ast.Subscript):
                for item in self.project.items_of(each, depth):
                    made += self.receivers(item, depth + 1)
        if isinstance(found.node, ast.Attribute):
            made += self._of_attribute(found, found.node, depth)
        return list(
            {(each.kind, each.service, repr(each.arguments)): each for each in made}.values()
        )

    def _of_attribute(self, found: Found, node: ast.Attribute, depth: int) -> list[Receiver]:
        """Return what an attribute of a resource object is, such as ``bucket.objects``."""
        if ast.unparse(node).endswith(".meta.client"):
            assert isinstance(node.value, ast.Attribute)
            owners = self.receivers(Found(node.value.value, found.scope), depth + 1)
            return [Receiver("client", each.service) for each in owners]
        owners = self.receivers(Found(node.value, found.scope), depth + 1)
        return [
            Receiver(row.gives, owner.service, owner.arguments)
            for owner in owners
            if (row := method_of(owner, node.attr)) is not None and row.is_property
        ]

    def _of_call(self, found: Found, node: ast.Call, depth: int) -> list[Receiver]:
        """Return what a call returns, where that is a client or what a client returns."""
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        if name in _FACTORIES and (service := self.service_of(node, found)):
            return [Receiver("client" if name != "resource" else each, each) for each in service]
        made: list[Receiver] = []
        if name in ("enter_async_context", "enter_context") and node.args:
            return self.receivers(Found(node.args[0], found.scope), depth + 1)
        made += self._typed(name, found)
        if isinstance(function, ast.Attribute):
            for owner in self.receivers(Found(function.value, found.scope), depth + 1):
                made += self._from(owner, name, node, found)
        for each in self.project.definitions(Found(function, found.scope), depth):
            inner = each.node
            if isinstance(inner, ast.Call) and last_name(inner.func) == "partial" and inner.args:
                given = [*inner.args[1:], *node.args]
                bound = ast.Call(inner.args[0], given, [*node.keywords, *inner.keywords])
                made += self._of_call(Found(bound, found.scope), bound, depth + 1)
        for each in self.project.returned(found, depth):
            made += self.receivers(each, depth + 1)
        return made or self._of_library(name, node, found)

    def _of_library(self, name: str, node: ast.Call, found: Found) -> list[Receiver]:
        """Return the client that another library makes, which a service's name alone tells.

        ``with ClientContextManager("sqs") as client``, where no file that is read defines it.
        """
        if not node.args or name in self.project.functions or name in self.project.classes:
            return []
        values = self.value(Found(node.args[0], found.scope))
        texts = [each.text for each in values if isinstance(each, Literal)]
        return [Receiver("client", each) for each in texts if each and sdk_service(each) == each]

    def value(self, found: Found) -> tuple[CodeValue, ...]:
        """Return the values of an expression, which can be a name that an object of AWS has."""
        values = self.project.values(found)
        if not any(isinstance(each, UnknownExpression) for each in values):
            return values
        known = [each for each in values if not isinstance(each, UnknownExpression)]
        named = list(self._named(found))
        return tuple(dict.fromkeys([*known, *named])) if named else values

    def _named(self, found: Found, depth: int = 0) -> Iterator[CodeValue]:
        """Yield what ``queue.url``, ``table.name`` or ``get_queue_url(...)["QueueUrl"]`` names."""
        for each in [found, *self.project.definitions(found)] if depth < DEEPEST else ():
            node = each.node
            if isinstance(node, ast.Attribute):
                for owner in self.receivers(Found(node.value, each.scope)):
                    name = _identifiers(owner.kind).get(letters(node.attr), node.attr)
                    yield from owner.arguments.get(letters(name), ())
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                for call in self.project.definitions(Found(node.value, each.scope)):
                    if isinstance(call.node, ast.Call):
                        wanted = _LOOKED_UP.get(last_name(call.node.func), ("", ""))
                        if wanted[0] == node.slice.value:
                            given = self.arguments(call.node, (), call)
                            yield from given.get(letters(wanted[1]), ())
            elif isinstance(node, ast.Name) and node is not found.node:
                yield from self._named(each, depth + 1)

    def _typed(self, name: str, found: Found) -> list[Receiver]:
        """Return what a parameter is whose annotation is of the types of boto3's clients."""
        module = (found.scope.imported(name) or ("", ""))[0].partition(".")[0]
        stub = next((each for each in STUBS if module.startswith(each)), None)
        service = sdk_service(module.removeprefix(stub)) if stub else None
        if service is None:
            return []
        if name.endswith("Client"):
            return [Receiver("client", service)]
        kind = service if name.endswith("ServiceResource") else f"{service}.{name}"
        return [Receiver(kind, service)] if resource_kind(kind) else []

    def services_of(self, found: Found) -> list[str]:
        """Return the services that a call makes clients or resources of."""
        node = found.node
        is_factory = isinstance(node, ast.Call) and last_name(node.func) in _FACTORIES
        return self.service_of(node, found) if is_factory else []  # type: ignore[arg-type]

    def service_of(self, node: ast.Call, found: Found) -> list[str]:
        """Return the services that a factory of clients can be asked for."""
        named = [each.value for each in node.keywords if each.arg == "service_name"]
        given = node.args[0] if node.args else next(iter(named), None)
        if given is None:
            return []
        values = self.value(Found(given, found.scope))
        texts = [each.text for each in values if isinstance(each, Literal)]
        if ast.unparse(node.func).startswith("boto3."):
            place = f"{found.scope.file.name}:{getattr(found.node, 'lineno', 0)}"
            for text in texts:
                if sdk_service(text) is None:
                    self.project.unknown_services.setdefault(text, place)
        return [name for name in map(sdk_service, texts) if name]

    def _from(self, owner: Receiver, method: str, node: ast.Call, found: Found) -> list[Receiver]:
        """Return what a method of a client or of a resource object returns."""
        row = method_of(owner, method)
        if row is not None and row.gives:
            known = dict(owner.arguments) | self._identified(row, node, found)
            wanted = {letters(each) for each in _identifiers(row.gives).values()}
            arguments = {name: value for name, value in known.items() if name in wanted}
            return [Receiver(row.gives, owner.service, arguments)]
        if owner.kind != "client" or method not in ("get_paginator", "get_waiter"):
            return []
        values = self.arguments(node, ("name",), found)
        texts = next(iter(values.values()), ())
        kind = method.removeprefix("get_")
        find = operation_named if kind == "paginator" else operation_of_waiter
        operations = [find(owner.service, each.text) for each in texts if isinstance(each, Literal)]
        return [Receiver(kind, owner.service, {}, each) for each in operations if each]

    def _identified(self, row: Method, node: ast.Call, found: Found) -> Arguments:
        """Return the identifiers of an object that a call gives, by the API's names for them."""
        given = self.arguments(node, row.positional, found)
        for name, argument in _identifiers(row.gives).items():
            if name in given:
                given.setdefault(letters(argument), given[name])
        if row.gives == "sqs.Queue" and "queuename" in given:
            given["queueurl"] = given["queuename"]
        if row.gives == "sns.Topic" and "name" in given:
            given["topicarn"] = given["name"]
        return given


def method_of(receiver: Receiver, name: str) -> Method | None:
    """Return what a method of a client or a resource object calls beyond its own operation."""
    if receiver.kind == "client":
        return CLIENT_METHODS.get(receiver.service, {}).get(name)
    kind = resource_kind(receiver.kind)
    return kind.methods.get(name) if kind else None


def item_of(receiver: Receiver) -> Receiver:
    """Return what a collection yields; anything else is itself."""
    kind = resource_kind(receiver.kind)
    if kind is None or not kind.items:
        return receiver
    return Receiver(kind.items, receiver.service, receiver.arguments, "", kind.is_loaded)


def _identifiers(kind: str) -> Mapping[str, str]:
    row = resource_kind(kind)
    return row.identifiers if row else {}

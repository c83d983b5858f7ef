"""The resource objects of boto3, and what they call, from the boto3 that is installed.

boto3 (Apache-2.0) has a description of each service's resources: their identifiers, actions,
waiters, collections and attributes. An attribute is read from the service when it is first asked
for, unless a collection gave the object.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class ServiceResources:
    """The resources of one service."""

    def __init__(self, service: str, data: Row, model: Any, waiters: Any) -> None:
        from botocore import xform_name

        self.snake = xform_name
        self.service = service
        self.data = data
        self.model = model
        self.waiters = waiters

    def rows(self) -> Iterator[tuple[str, Row]]:
        """Yield each kind of resource object, and its row."""
        # boto3 gives the service every resource, whose identifiers the caller names.
        service = self.data["service"]
        described = {each["resource"]["type"] for each in service.get("has", {}).values()}
        every = {
            name: {"resource": {"type": name, "identifiers": _asked(resource)}}
            for name, resource in self.data["resources"].items()
            if name not in described
        }
        yield from self._kind(self.service, service | {"has": every | service.get("has", {})})
        for name, resource in self.data["resources"].items():
            yield from self._kind(f"{self.service}.{name}", resource)

    def _kind(self, kind: str, resource: Row) -> Iterator[tuple[str, Row]]:
        methods: Row = {}
        for name, action in resource.get("actions", {}).items():
            methods[self.snake(name)] = self._method(action["request"]["operation"], action)
        for name, waiter in resource.get("waiters", {}).items():
            operation = self.waiters.get_waiter(waiter["waiterName"]).operation
            methods[self.snake(f"WaitUntil{name}")] = {"operations": [operation]}
        for name, has in resource.get("has", {}).items():
            methods[name] = self._child(has["resource"]["type"], has["resource"])
            if any(each["source"] == "data" for each in has["resource"]["identifiers"]):
                methods[self.snake(name)] = methods.pop(name) | {"property": True}
        load = resource.get("load", {}).get("request", {}).get("operation")
        if load:
            methods["load"] = methods["reload"] = {"operations": [load]}
        row: Row = {"identifiers": self._identifiers(resource), "methods": methods}
        if resource.get("shape"):
            members = self.model.shape_for(resource["shape"]).members
            named = {each.get("memberName", each["name"]) for each in resource["identifiers"]}
            row["attributes"] = sorted(self.snake(each) for each in {*members} - named)
        for name, many in resource.get("hasMany", {}).items():
            collection = f"{kind}.{self.snake(name)}"
            methods[self.snake(name)] = {"gives": collection, "property": True}
            yield collection, self._collection(collection, many, row["identifiers"])
        yield kind, row

    def _method(self, operation: str, action: Row) -> Row:
        given = self._child(action["resource"]["type"], action) if "resource" in action else {}
        return {"operations": [operation]} | given

    def _child(self, name: str, has: Row) -> Row:
        """Return what gives an object: its kind, and the arguments that name it."""
        identifiers = has.get("identifiers") or has.get("resource", {}).get("identifiers", ())
        own = self._identifiers(self.data["resources"][name])
        positional = [
            own.get(self.snake(each["target"]), each["target"])
            for each in identifiers
            if each["source"] == "input"
        ]
        row: Row = {"gives": f"{self.service}.{name}"}
        return row | ({"positional": positional} if positional else {})

    def _collection(self, collection: str, many: Row, identifiers: Row) -> Row:
        operation = many["request"]["operation"]
        name = many["resource"]["type"]
        own = {"operations": [operation], "gives": collection}
        methods = dict.fromkeys(("all", "filter", "limit", "page_size", "pages"), own)
        batch = self.data["resources"][name].get("batchActions", {})
        for action, described in batch.items():
            both = [operation, described["request"]["operation"]]
            methods[self.snake(action)] = {"operations": both}
        row: Row = {"identifiers": identifiers, "methods": methods}
        row["items"] = f"{self.service}.{name}"
        return row | ({"loaded": True} if many["resource"].get("path") else {})

    def _identifiers(self, resource: Row) -> Row:
        """Return the identifiers of a resource, and the argument of the API that each is."""
        found: Row = {}
        for each in resource.get("identifiers", ()):
            name = each["name"]
            used = Counter(
                param["target"].removesuffix("[0]")
                for action in (
                    *resource.get("actions", {}).values(),
                    *([resource["load"]] if "load" in resource else ()),
                )
                for param in action["request"].get("params", ())
                if param.get("source") == "identifier" and param.get("name") == name
            )
            plain = [target for target, _ in used.most_common() if target.isalnum()]
            found[self.snake(name)] = plain[0] if plain else name
        return found


def _asked(resource: Row) -> list[Row]:
    own = resource.get("identifiers", ())
    return [{"target": each["name"], "source": "input"} for each in own]


def resources() -> dict[str, Any]:
    """Return the table of resource objects and collections."""
    import boto3
    import botocore.session
    from botocore.loaders import Loader

    root = Path(boto3.__file__).parent / "data"
    session = botocore.session.get_session()
    loader = Loader(extra_search_paths=[str(root)])
    rows: Row = {}
    for service in sorted(path.name for path in root.iterdir() if path.is_dir()):
        data = loader.load_service_model(service, "resources-1")
        model = session.get_service_model(service)
        try:
            waiters = session.get_waiter_model(service)
        except Exception:  # botocore raises its own DataNotFoundError.
            waiters = None
        rows |= dict(ServiceResources(service, data, model, waiters).rows())
    source = f"boto3 {boto3.__version__}, data/*/resources-1.json"
    return {"source": source, "resources": rows}

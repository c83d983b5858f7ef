"""Tables of DynamoDB in Java: the enhanced client, and the mapper and documents of version 1."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from influmojo_cfn.evidence.braced_file import METHOD_CALL, BracedFile
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import CodeValue
from influmojo_cfn.iam.sdk_operations import letters

_TABLE_METHODS = {
    "deleteitem": "DeleteItem",
    "getitem": "GetItem",
    "putitem": "PutItem",
    "query": "Query",
    "scan": "Scan",
    "updateitem": "UpdateItem",
}
"""Methods of a table of the enhanced client, and of the documents of version 1."""
_ENHANCED_METHODS = {
    "batchgetitem": "BatchGetItem",
    "batchwriteitem": "BatchWriteItem",
    "transactgetitems": "TransactGetItems",
    "transactwriteitems": "TransactWriteItems",
}
"""Methods of the enhanced client that name tables in their request."""
_MAPPER_METHODS = {
    "batchdelete": "BatchWriteItem",
    "batchload": "BatchGetItem",
    "batchsave": "BatchWriteItem",
    "batchwrite": "BatchWriteItem",
    "count": "Query",
    "delete": "DeleteItem",
    "load": "GetItem",
    "parallelscan": "Scan",
    "query": "Query",
    "querypage": "Query",
    "save": "UpdateItem",
    "scan": "Scan",
    "scanpage": "Scan",
    "transactionload": "TransactGetItems",
    "transactionwrite": "TransactWriteItems",
}
"""Methods of version 1's DynamoDBMapper.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBMapper.Methods.html
"""
_TYPED = re.compile(
    r"\b(?:DynamoDb(?:Async)?(?:Table|Index)(?:<(?P<item>[^;=()]*?)>)?|Table|Index)\s+(?P<name>\w+)\s*[;=,)]"
)
_MADE = re.compile(r"(?:(?<![\w$])(?P<name>\w+)\s*=\s*)?[\w.()]*?\.\s*(?:table|getTable)\s*\(")
_SCHEMA = re.compile(r"TableSchema\s*\.\s*from\w+\s*\(\s*(\w+)\s*\.\s*class")
_INDEX = re.compile(r"\s*\.\s*(?:index|getIndex)\s*\(")
_ADDED = re.compile(r"\.\s*add(Put|Update|Delete|ConditionCheck)(?:Item)?\s*\(\s*(\w+)")
_ACCESSOR = re.compile(r"\s*\(\s*\)")
_TYPE_BEFORE = re.compile(r"(\w+)>?\s+$")
_MADE_AFTER = re.compile(r"\s*=\s*new\s+(\w+)")
_MAPPER = re.compile(r"\bI?DynamoDBMapper\s+(\w+)\s*[;=,)]")
_ENHANCED = re.compile(r"\bDynamoDbEnhanced(?:Async)?Client\s+(\w+)\s*[;=,)]")
_ANNOTATED = re.compile(r"@DynamoDBTable\s*\(\s*tableName\s*=\s*")
_CLASS = re.compile(r"\b(?:class|record)\s+(\w+)")
_REPLACED = re.compile(r"TableNameReplacement\s*\(")

CodeValues = tuple[CodeValue, ...]


class TableCall(NamedTuple):
    """An operation on tables, and its place."""

    operation: str
    tables: CodeValues
    position: int
    items: Mapping[str, CodeValues] = MappingProxyType({})
    """The tables of each kind of a transaction's items, where all of them are known."""


class TableReader:
    """Reads the calls of one file; tables of classes can be named in other files."""

    def __init__(self, project: BracedProject, file: BracedFile) -> None:
        self.project = project
        self.file = file

    def calls(self) -> Iterator[TableCall]:
        """Yield the calls of the file."""
        text = self.file.text
        if "enhanced.dynamodb" in text or "dynamodbv2.document" in text:
            yield from self._of_tables()
        if "DynamoDBMapper" in text:
            yield from self._of_mappers()

    def _of_tables(self) -> Iterator[TableCall]:
        tables = dict(self._named())
        for name, values in tables.items():
            for found in self.file.identifiers.get(name, ()):
                # A component of a record is read by a method of its name.
                accessor = _ACCESSOR.match(self.file.mask, found.end())
                yield from self._method(
                    accessor.end() if accessor else found.end(), values, found.start()
                )
        for opening, values in self._table_objects():
            after = self.file.pairs.get(opening, opening) + 1
            yield from self._method(after, values, opening)
        for name in _ENHANCED.findall(self.file.mask):
            for found in self.file.methods_of(name):
                operation = _ENHANCED_METHODS.get(letters(found[1]))
                end = self.file.pairs.get(found.end() - 1, found.end())
                inside = self.file.mask[found.end() : end]
                used = [
                    tables[each]
                    for each in dict.fromkeys(re.findall(r"\w+", inside))
                    if each in tables
                ]
                if operation:
                    items = _items_added(inside, tables)
                    yield TableCall(operation, _all(used), found.start(), items)

    def _method(self, position: int, values: CodeValues, start: int) -> Iterator[TableCall]:
        index = _INDEX.match(self.file.mask, position)
        if index:
            position = self.file.pairs.get(index.end() - 1, position) + 1
        method = METHOD_CALL.match(self.file.mask, position)
        operation = _TABLE_METHODS.get(letters(method[1])) if method else None
        if operation:
            yield TableCall(operation, values, start)

    def _table_objects(self) -> Iterator[tuple[int, CodeValues]]:
        """Yield each place that gives a table: its opening bracket, and the table's name."""
        for found in _MADE.finditer(self.file.mask):
            parts = self.file.parts(found.end() - 1)
            is_document = found[0].rstrip("( ").endswith("getTable")
            if len(parts) == (1 if is_document else 2):
                yield found.end() - 1, self.project.values(self.file, *parts[0])

    def _named(self) -> Iterator[tuple[str, CodeValues]]:
        """Yield the names of tables and indexes, and what they are called in DynamoDB."""
        of_items = self._of_items()
        for found in _TYPED.finditer(self.file.mask):
            yield found["name"], of_items.get((found["item"] or "").strip(), ())
        made = dict(self._table_objects())
        for found in _MADE.finditer(self.file.mask):
            if found["name"] and found.end() - 1 in made:
                yield found["name"], made[found.end() - 1]

    def _of_items(self) -> Mapping[str, CodeValues]:
        """Return the tables of classes of items, which a schema is made from."""
        tables: dict[str, CodeValues] = {}
        for file in self.project.files:
            for found in _MADE.finditer(file.mask):
                parts = file.parts(found.end() - 1)
                schema = _SCHEMA.search(file.mask[slice(*parts[1])]) if len(parts) == 2 else None
                if schema:
                    tables[schema[1]] = self.project.values(file, *parts[0])
        return tables

    def _of_mappers(self) -> Iterator[TableCall]:
        tables = self._annotated()
        replaced = list(self._replaced())
        for name in dict.fromkeys(_MAPPER.findall(self.file.mask)):
            for found in self.file.methods_of(name):
                operation = _MAPPER_METHODS.get(letters(found[1]))
                end = self.file.pairs.get(found.end() - 1, found.end())
                if operation:
                    values = _all(replaced) or self._table_of(tables, (found.end(), end))
                    yield TableCall(operation, values, found.start())

    def _table_of(self, tables: Mapping[str, CodeValues], span: tuple[int, int]) -> CodeValues:
        """Return the table of the class that arguments name, or that they are objects of."""
        words = re.findall(r"\w+", self.file.mask[slice(*span)])
        named = [tables[each] for each in words if each in tables]
        if named:
            return _all(named)
        for word in words:
            for found in self.file.identifiers.get(word, ()):
                before = _TYPE_BEFORE.search(
                    self.file.mask[max(0, found.start() - 80) : found.start()]
                )
                made = _MADE_AFTER.match(self.file.mask, found.end())
                for name in (before[1] if before else "", made[1] if made else ""):
                    if name in tables:
                        return tables[name]
        return next(iter(tables.values())) if len(tables) == 1 else ()

    def _annotated(self) -> Mapping[str, CodeValues]:
        tables: dict[str, CodeValues] = {}
        for file in self.project.files:
            for found in _ANNOTATED.finditer(file.mask):
                owner = _CLASS.search(file.mask, found.end())
                if owner:
                    end = file.end_of_expression(found.end())
                    tables[owner[1]] = self.project.values(file, found.end(), end)
        return tables

    def _replaced(self) -> Iterator[CodeValues]:
        """Yield what a configuration replaces the tables of all classes by."""
        for file in self.project.files:
            for found in _REPLACED.finditer(file.mask):
                for part in file.parts(found.end() - 1):
                    yield self.project.values(file, *part)


def _items_added(inside: str, tables: Mapping[str, CodeValues]) -> Mapping[str, CodeValues]:
    """Return the tables of what a transaction's request adds, by kind, if all are known."""
    found: dict[str, CodeValues] = {}
    for kind, name in _ADDED.findall(inside):
        if not tables.get(name):
            return {}
        found[kind] = _all((found.get(kind, ()), tables[name]))
    return found


def _all(values: Sequence[CodeValues]) -> CodeValues:
    return tuple(dict.fromkeys(each for one in values for each in one))

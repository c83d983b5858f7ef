"""Arguments of object and struct literals, and those inside them."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.sdk_reader import SdkReader
from tests.evidence.reading import file_of, shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('show({ Bucket: "b", "Key": key })', {"bucket": "'b'", "key": "?key"}),
        ('const base = { Bucket: "b" };\nshow({ ...base })', {"bucket": "'b'"}),
        ("const Bucket = 'x';\nshow({ Bucket })", {"bucket": "'x'"}),
        ("show(params)", {}),
        (
            'show({ TransactItems: [{ Put: { TableName: "t" } }] })',
            {"transactitems": "'Put'", "tablename": "'t'", "put.tablename": "'t'"},
        ),
        (
            'show({ TransactItems: [{ Put: { TableName: "t" } }, ...more] })',
            {
                "transactitems": '?[{ Put: { TableName: "t" } }, ...more]',
                "tablename": "'t'",
            },
        ),
        (
            'const at = () => ({ Bucket: "b" });\nshow({ ...at(), Key })',
            {"bucket": "'b'", "key": "?Key"},
        ),
        ('function at(k) { return { Bucket: "b" }; }\nshow(this.at(k))', {"bucket": "'b'"}),
        ('class A { base = { Bucket: "b" };\n f() { show(this.base) } }', {"bucket": "'b'"}),
        (
            'function f(p) { show(p) }\nf({ Bucket: "a" });\nf({ Bucket: "b" });',
            {"bucket": "'a' 'b'"},
        ),
        ('function f(p) { show(p) }\nf({ Bucket: "a" });\nf(read());', {}),
        (
            'const one = { EventBusName: "b" };\nconst two = { EventBusName: "c" };\n'
            "show({ Entries: [one, two] })",
            {"entries": "?[one, two]", "eventbusname": "'b' 'c'"},
        ),
        (
            'const all = list.map((x) => ({ EventBusName: "b", Detail: x }));\n'
            "show({ Entries: all })",
            {
                "entries": '?list.map((x) => ({ EventBusName: "b", Detail: x }))',
                "eventbusname": "'b'",
            },
        ),
        (
            'const kept = { Bucket: "b" };\nshow({ Item: kept, Metadata: { kept } })',
            {"item": '?{ Bucket: "b" }', "metadata": "?{ kept }"},
        ),
        (
            'const at = { Bucket: "b" };\nshow({ params: { ...at, Body } })',
            {"params": "?{ ...at, Body }", "bucket": "'b'", "body": "?Body"},
        ),
    ],
)
def test_arguments(text: str, expected: dict[str, str]) -> None:
    project = BracedProject([file_of(text, "a.ts")])
    file = project.files[0]
    span = file.parts(file.mask.index("show(") + 4)[0]
    found = SdkReader(project, file).of_literal(span)
    assert {name: " ".join(map(shown, values)) for name, values in found.items()} == expected

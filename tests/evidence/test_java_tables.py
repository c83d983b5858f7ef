"""Tables of DynamoDB in Java."""

from __future__ import annotations

import pytest

from tests.evidence.reading import calls_of, lines

ENHANCED = "import software.amazon.awssdk.enhanced.dynamodb.*;\nclass A {\n"
MAPPER = (
    "import com.amazonaws.services.dynamodbv2.datamodeling.DynamoDBMapper;\n"
    "class A { DynamoDBMapper mapper;\n"
)
ITEM = '@DynamoDBTable(tableName = "items")\nclass Item {}'
OTHER = '@DynamoDBTable(tableName = "others")\nclass Other {}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('void f() { e.table("t", S).putItem(x); }', "dynamodb PutItem 't'"),
        (
            'void f() { DynamoDbTable<I> t = e.table("t", S); t.index("i").query(x); }',
            "dynamodb Query 't'",
        ),
        (
            'record R(DynamoDbTable<I> t) { void f() { new R(e.table("t", S)); t().getItem(x); } }',
            "dynamodb GetItem",
        ),
        (
            "DynamoDbEnhancedClient e;\n"
            'void f() { var t = e.table("t", S); e.transactWriteItems(b -> b.addPutItem(t, x)); }',
            "dynamodb TransactWriteItems 't'",
        ),
    ],
)
def test_the_enhanced_client(text: str, expected: str) -> None:
    found = lines(calls_of(ENHANCED + text + "}", name="A.java"), "tablename")
    assert expected in [each.partition(" ")[2] for each in found]


def test_a_table_that_is_made_elsewhere_is_known_by_its_class() -> None:
    text = ENHANCED + "DynamoDbTable<Item> t;\nvoid f() { t.scan(); } }"
    made = 'T make() { return e.table("items", TableSchema.fromBean(Item.class)); }'
    assert lines(calls_of(text, made, name="A.java"), "tablename") == ["4 dynamodb Scan 'items'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("void f(Item i) { mapper.save(i); }", "UpdateItem 'items'"),
        ("void f() { var i = new Item(); mapper.delete(i); }", "DeleteItem 'items'"),
        ("void f() { mapper.load(Other.class, 1); }", "GetItem 'others'"),
        ("void f(List<Other> all) { mapper.batchSave(all); }", "BatchWriteItem 'others'"),
        ("void f() { mapper.save(unknown); }", "UpdateItem"),
    ],
)
def test_the_mapper(text: str, expected: str) -> None:
    found = lines(calls_of(MAPPER + text + "}", ITEM, OTHER, name="A.java"), "tablename")
    assert found == [f"3 dynamodb {expected}"]


def test_a_configuration_names_the_table_of_every_class() -> None:
    config = 'c.withTableNameOverride(x.withTableNameReplacement(System.getenv("T")));'
    text = MAPPER + "void f(Item i) { mapper.save(i); } }"
    found = lines(calls_of(text, ITEM, config, name="A.java"), "tablename")
    assert found == ["3 dynamodb UpdateItem $T"]


def test_documents_of_version_1() -> None:
    text = (
        "import com.amazonaws.services.dynamodbv2.document.DynamoDB;\nclass A { void f() {\n"
        'Table t = d.getTable("t");\nt.getItem(k);\nd.getTable("u").putItem(i);\n} }'
    )
    assert lines(calls_of(text, name="A.java"), "tablename") == [
        "4 dynamodb GetItem 't'",
        "5 dynamodb PutItem 'u'",
    ]

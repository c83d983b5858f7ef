"""Clients of the SDKs for JavaScript, also those that other files make."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.script_clients import Client, ScriptClients
from tests.evidence.reading import calls_of, file_of, lines

AWS = "var AWS = require('aws-sdk');\n"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (AWS + "module.exports = { s3: new AWS.S3() };", "s3"),
        (AWS + "const make = () => new AWS.S3();", "make"),
        (AWS + "function make() { return new AWS.S3(); }", "make"),
        (AWS + "module.exports = new AWS.S3();", "default"),
        ("import { S3 } from '@aws-sdk/client-s3';\nconst a = new S3({});\nexport default a;", "a"),
        ("// import * as a\nimport { S3 } from '@aws-sdk/client-s3';\nconst a = new S3({});", "a"),
        ("import S3 from 'aws-sdk/clients/s3';\nlet a: S3;", "a"),
        ("const AWS = xray.captureAWS(require('aws-sdk'));\nconst a = new AWS.S3();", "a"),
    ],
)
def test_clients(text: str, name: str) -> None:
    made = ScriptClients(BracedFile(file_of(text, "a.ts"))).made
    assert made[name] == Client("s3", False)


@pytest.mark.parametrize(
    "text",
    [
        "const { s3 } = require('./other1.a');\ns3.getObject({ Bucket: 'b' });",
        "import { s3 as store } from './other1.a';\nstore.getObject({ Bucket: 'b' });",
        "const aws = require('./other1.a');\naws.s3.getObject({ Bucket: 'b' });",
        "const aws = require('./other1.a');\naws.s3().getObject({ Bucket: 'b' });",
        "module.exports = ({ s3 }) => { s3.getObject({ Bucket: 'b' }); };",
    ],
)
def test_a_client_of_another_file(text: str) -> None:
    found = calls_of(text, AWS + "exports.s3 = new AWS.S3();", name="a.js")
    assert [each.partition(" ")[2] for each in lines(found, "bucket")] == ["s3 GetObject 'b'"]


@pytest.mark.parametrize(
    "text",
    [
        "const db = require('knex')();\ndb.query({ TableName: 't' });",
        "function f(db: Pool) { db.query({ TableName: 't' }); }",
        "import { db } from './elsewhere';\ndb.query({ TableName: 't' });",
    ],
)
def test_another_thing_of_the_same_name(text: str) -> None:
    other = AWS + "const db = new AWS.DynamoDB.DocumentClient();"
    assert calls_of(text, other, name="a.ts") == []


def test_commands_and_clients_without_a_name() -> None:
    text = (
        "import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';\n"
        "call(GetObjectCommand, { Bucket: 'b' });\n"
    )
    assert lines(calls_of(text, name="a.ts"), "bucket") == ["2 s3 GetObject 'b'"]
    text = AWS + "new AWS.S3().putObject({ Bucket: 'b' }).promise();"
    assert lines(calls_of(text, name="a.js"), "bucket") == ["2 s3 PutObject 'b'"]


def test_a_client_is_known_by_its_other_names() -> None:
    shared = (
        "import { DocumentClient } from 'aws-sdk/clients/dynamodb';\n"
        "let client: DocumentClient;\nclient = new DocumentClient();\n"
        "export let DefaultClient: Store = client;\n"
    )
    text = (
        "import { DefaultClient, Store } from './other1.a';\nconst db = DefaultClient;\n"
        "export const points = async (db: Store) => db.query({ TableName: 'points' });\n"
    )
    assert lines(calls_of(text, shared, name="a.ts"), "tablename") == ["3 dynamodb Query 'points'"]

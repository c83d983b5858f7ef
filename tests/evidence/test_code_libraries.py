"""Libraries that call AWS themselves are named: by imports and by dependencies."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.code_libraries import library_notes
from influmojo_cfn.evidence.source_files import source_files


def notes(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    found = library_notes(source_files([folder]))
    return [each.replace(f"{folder.as_posix()}/", "") for each in found]


IMPORTED = {
    "import of Python": ("a.py", "from pynamodb.models import Model", "pynamodb", "DynamoDB"),
    "one of several imports": ("a.py", "import os as o, s3fs", "s3fs", "S3"),
    "string of settings": (
        *("a.py", 'STORAGE = "storages.backends.s3boto3.S3Boto3Storage"'),
        *("storages.backends.s3boto3", "S3"),
    ),
    "import of TypeScript": ("a.ts", "import { C } from 'sqs-consumer';", "sqs-consumer", "SQS"),
    "import of Go": ("a.go", 'import "gocloud.dev/blob/s3blob"', "gocloud.dev/blob/s3blob", "S3"),
    "versioned module of Go": (
        *("a.go", 'import "github.com/aws/aws-secretsmanager-caching-go/v2/secretcache"'),
        *("github.com/aws/aws-secretsmanager-caching-go", "Secrets Manager"),
    ),
    "import of Java": (
        *("A.java", "import io.awspring.cloud.sqs.annotation.SqsListener;"),
        *("io.awspring.cloud.sqs", "SQS"),
    ),
}


@pytest.mark.parametrize("name", IMPORTED)
def test_a_library_is_named_where_it_is_used(tmp_path: Path, name: str) -> None:
    file, text, library, calls = IMPORTED[name]
    (note,) = notes(tmp_path, {file: text})
    assert note.partition(": ")[2] == f"{file}:1 uses {library}, which itself calls {calls}."


@pytest.mark.parametrize(
    ("text", "how"), [("import s3fs", "Not read"), ("import smart_open", "Read in part")]
)
def test_a_library_is_read_in_part_whose_functions_a_table_has(
    tmp_path: Path, text: str, how: str
) -> None:
    (note,) = notes(tmp_path, {"a.py": text})
    assert note.startswith(f"{how}: a.py:1")


def test_a_module_whose_name_begins_alike_is_another(tmp_path: Path) -> None:
    assert notes(tmp_path, {"a.py": "import pynamodbish\n"}) == []


def test_a_library_of_many_files_is_told_once(tmp_path: Path) -> None:
    text = "from celery import shared_task\n"
    (note,) = notes(tmp_path, {"a.py": text, "b.py": text, "c.py": text})
    assert "a.py:1 (and 2 more) uses celery" in note
    assert "begins with sqs:// (sqs:SendMessage, sqs:ReceiveMessage" in note


NAMED = {
    "is configured": ("django-storages[s3]", "Not read: requirements.txt:1 names django-storages"),
    "is spelled otherwise": ("Django_SES", "Not read: requirements.txt:1 names Django_SES"),
    "nothing tells of": (
        "acme-s3-kit",
        "Not known: whether acme-s3-kit of requirements.txt:1 calls",
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_a_dependency_is_named_that(tmp_path: Path, name: str) -> None:
    line, expected = NAMED[name]
    (note,) = notes(tmp_path, {"requirements.txt": line})
    assert note.startswith(expected)


@pytest.mark.parametrize("package", ["boto3", "mypy-boto3-s3", "pandas", "bullmq", "pynamodb"])
def test_a_dependency_is_not_named_that_calls_only_where_code_uses_it(
    tmp_path: Path, package: str
) -> None:
    assert notes(tmp_path, {"requirements.txt": package}) == []


def test_a_dependency_whose_use_is_named_is_not_named_again(tmp_path: Path) -> None:
    (note,) = notes(tmp_path, {"requirements.txt": "s3fs", "a.py": "import s3fs"})
    assert note.startswith("Not read: a.py:1")


@pytest.mark.parametrize(("imported", "count"), [("example.com/aws-kit/s3", 1), ("fmt", 0)])
def test_a_package_of_go_is_named_where_a_file_imports_it(
    tmp_path: Path, imported: str, count: int
) -> None:
    files = {
        "go.mod": "require example.com/aws-kit v1.0.0\n",
        "a.go": f'package a\nimport "{imported}"\n',
    }
    assert len(notes(tmp_path, files)) == count

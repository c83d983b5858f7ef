"""What code calls is granted to its service, or to the app where whose it is is not known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence import starter_code
from influmojo_cfn.evidence.starter_app import Starter, StarterService
from influmojo_cfn.evidence.starter_code import granted_by_code

READS = "import boto3\ns3 = boto3.client('s3')\ns3.get_object(Bucket='orders-uploads', Key='a')\n"
SENDS = (
    "import boto3\nboto3.client('sns').publish(\n"
    "    TopicArn='arn:aws:sns:eu-west-1:111122223333:orders', Message='a')\n"
)


def service(name: str, context: str | None) -> StarterService:
    return StarterService(name=name, repository=f"shop-{name}", context=context)


@pytest.fixture
def top(tmp_path: Path) -> Path:
    for name, text in (("api", READS), ("worker", SENDS)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text(text)
    return tmp_path


def names(grants: object) -> list[str]:
    assert isinstance(grants, (list, tuple))
    return [each["grant"] for each in grants]


def test_services_with_folders_of_their_own_have_their_own_grants(top: Path) -> None:
    notes: list[str] = []
    services = [service("api", "api"), service("worker", "worker"), service("cron", None)]
    found, whole = granted_by_code(top, services, [], notes)
    assert [names(each.grants) for each in found] == [["s3.read_objects"], ["sns.publish"], []]
    assert whole == ()
    assert notes[0] == "The code of api: 1 call to AWS, in the why of its grants."
    assert Starter(project="shop", services=found).app().services[0].grants


@pytest.mark.parametrize(
    "contexts", [("api", "."), ("api", "api"), ("api", "api/deep"), (".", ".")], ids=str
)
def test_where_whose_code_is_whose_is_not_known_the_grants_are_the_apps(
    top: Path, contexts: tuple[str, str]
) -> None:
    services = [service("a", contexts[0]), service("b", contexts[1])]
    found, whole = granted_by_code(top, services, [], [])
    assert sorted(names(whole)) == ["s3.read_objects", "sns.publish"]
    assert found == services


def test_a_folder_without_code_grants_nothing_and_says_nothing(tmp_path: Path) -> None:
    notes: list[str] = []
    assert granted_by_code(tmp_path, [], [], notes) == ([], ())
    assert notes == []


def test_code_that_cannot_be_read_is_told(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(sources: object) -> None:
        raise Error("the extractor is not installed")

    monkeypatch.setattr(starter_code, "code_calls", fails)
    notes: list[str] = []
    assert granted_by_code(top, [service("api", ".")], [], notes)[1] == ()
    assert notes == ["The code of the folder is not read: the extractor is not installed"]


READS_TABLE = (
    "import os, boto3\nt = boto3.resource('dynamodb').Table(os.environ['TABLE'])\n"
    "t.get_item(Key={'id': '1'})\n"
)


def composed(name: str, table: str, context: str | None = None) -> StarterService:
    return replace(
        service(name, context or name),
        environment={"TABLE": table},
        compose_file="compose.yaml",
        hints=("TABLE: dynamodb.read_items", "QUEUE_URL: sqs.send_messages"),
    )


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    for name in ("api", "worker"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "main.py").write_text(READS_TABLE)
    return tmp_path


def defaults(grants: object) -> list[tuple[str, str]]:
    assert isinstance(grants, (list, tuple))
    return [(each["table"]["parameter"], each["table"]["default"]) for each in grants]


def test_a_compose_files_value_is_the_default_of_a_parameter(tables: Path) -> None:
    notes: list[str] = []
    _, whole = granted_by_code(tables, [composed("api", "items", ".")], [], notes)
    assert defaults(whole) == [("Table", "items")]
    assert notes[1] == (
        "From compose.yaml: the default of parameter Table, items. "
        "Check that it is the name on AWS."
    )


def test_each_service_has_the_table_of_its_own_environment(tables: Path) -> None:
    services = [composed("api", "items"), composed("worker", "jobs")]
    found, _ = granted_by_code(tables, services, [], [])
    assert [defaults(each.grants) for each in found] == [[("Table", "items")], [("Table2", "jobs")]]


def test_a_variable_with_two_values_has_no_default(tables: Path) -> None:
    services = [composed("api", "items", "."), composed("worker", "jobs", ".")]
    assert defaults(granted_by_code(tables, services, [], [])[1]) == [("Table", "")]


def test_a_variable_without_a_value_names_the_compose_file(tables: Path) -> None:
    notes: list[str] = []
    without = replace(composed("api", "items", "."), environment={})
    granted_by_code(tables, [without], [], notes)
    assert "(TABLE has no value in compose.yaml)" in notes[-1]


@pytest.mark.parametrize("context", [".", "api"], ids=["of the app", "of the service"])
def test_no_grant_is_suggested_for_a_variable_that_the_code_covers(
    tables: Path, context: str
) -> None:
    services = [composed("api", "items", context), service("cron", None)]
    found, _ = granted_by_code(tables, services, [], [])
    assert found[0].hints == ("QUEUE_URL: sqs.send_messages",)

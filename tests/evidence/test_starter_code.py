"""What code calls is granted to its service, or to the app where whose it is is not known."""

from __future__ import annotations

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

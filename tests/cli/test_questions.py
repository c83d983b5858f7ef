"""What init asks, and which answers it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.questions import ask_project, ask_services, ask_uses
from influmojo_cfn.evidence.starter_app import StarterService

API = StarterService(name="api", hints=("QUEUE_URL: sqs.send_messages",))


def asked(question: Callable[[], Any], *lines: str) -> tuple[Any, str]:
    @click.command()
    def command() -> Any:
        return question()

    answers = "".join(f"{line}\n" for line in lines)
    ended = CliRunner().invoke(command, input=answers, standalone_mode=False)
    assert ended.exception is None, ended.exception
    return ended.return_value, ended.stderr


def test_an_empty_answer_takes_the_default() -> None:
    assert asked(lambda: ask_project("shop"), "")[0] == "shop"
    assert asked(lambda: ask_services(("api", "worker")), "")[0] == ("api", "worker")


def test_a_name_that_is_none_is_asked_again() -> None:
    found, said = asked(lambda: ask_project("shop"), "My Shop", "a-name-that-is-far-too-long", "my")
    assert found == "my"
    assert said.count("must be 1 to 19 lowercase letters") == 2


def test_services_are_separated_by_commas_or_spaces() -> None:
    assert asked(lambda: ask_services(("app",)), "api, worker api")[0] == ("api", "worker")


def test_a_service_may_use_nothing() -> None:
    found, said = asked(lambda: ask_uses(API), "")
    assert found == ()
    assert "suggested for api, QUEUE_URL: sqs.send_messages" in said


def test_each_argument_that_a_grant_needs_is_asked_for() -> None:
    found, _ = asked(
        lambda: ask_uses(API), "s3.read_objects, sqs.send_messages", "my-bucket", "orders"
    )
    assert found == (
        {"grant": "s3.read_objects", "bucket": "my-bucket"},
        {"grant": "sqs.send_messages", "queue": "orders"},
    )


def test_a_misspelt_grant_or_value_is_asked_again() -> None:
    found, said = asked(
        lambda: ask_uses(API), "s3.read_object", "s3.read_objects", "My_Bucket", "my-bucket"
    )
    assert found == ({"grant": "s3.read_objects", "bucket": "my-bucket"},)
    assert "did you mean 's3.read_objects'?" in said
    assert "'My_Bucket' must be" in said


def test_what_is_read_in_code_is_the_task_roles() -> None:
    found, _ = asked(lambda: ask_uses(API), "ssm.read_parameters", "/shop")
    assert found[0]["use"] == "code"


@pytest.mark.parametrize("name", ["ses.send_email", "ecr.pull_images"])
def test_a_repeated_argument_is_a_list(name: str) -> None:
    value = {"ses.send_email": "example.com", "ecr.pull_images": "team/api"}[name]
    found, _ = asked(lambda: ask_uses(API), name, value)
    assert [each for each in found[0].values() if isinstance(each, list)] == [[value]]

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.cli import main

HERE = Path(__file__).parent.parent / "task_definition"
TEMPLATE = HERE / "roles.yaml"
FIXTURES = HERE / "fixtures"


def preflight(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["preflight", str(TEMPLATE), *map(str, arguments)])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_missing_ends_with_2_and_prints_the_grant(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = preflight(capsys, "--task-definition", FIXTURES / "fargate-webapp.json")
    assert status == 2
    for words in (
        "✗ missing  execution ssm:GetParameters",
        "- grant: ssm.read_parameters",
        "/influmojo/production/jwt-secret",
        "Not checked",
        "unable to retrieve ecr registry auth",
    ):
        assert words in text


def test_nothing_missing_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    public = FIXTURES / "cases" / "comment.json"
    status, text, _ = preflight(capsys, "--task-definition", public)
    assert status == 0
    assert "ECS makes no call with a role of the task" in text


def test_the_values_of_parameters_that_are_assumed_are_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.yaml").write_text(
        "Parameters: {Name: {Type: String, Default: shop-execution}}\n"
        + TEMPLATE.read_text().replace("RoleName: shop-execution", "RoleName: !Ref Name")
    )
    public = FIXTURES / "cases" / "comment.json"
    with pytest.raises(SystemExit):
        main(["preflight", str(tmp_path / "t.yaml"), "--task-definition", str(public)])
    said = "assumed: every parameter at its default (Name=shop-execution)\n"
    assert capsys.readouterr().err == said


def test_several_files_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = preflight(
        capsys,
        "--task-definition",
        FIXTURES / "efs.json",
        FIXTURES / "template-json.json",
        "--format",
        "json",
    )
    found = json.loads(text)
    assert status == 2
    assert [each["family"] for each in found] == ["efs", "web", "worker"]
    assert found[0]["starts"] is None
    call = next(each for each in found[0]["calls"] if each["action"].endswith("ClientWrite"))
    assert call["verdict"] == "unknown"
    assert call["documentation"].startswith("https://docs.aws.amazon.com/")


def test_a_misspelt_context_key_is_an_error_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ("--task-definition", FIXTURES / "efs.json", "--context")
    status, _, said = preflight(capsys, *asked, "ssm:resourceTg/team=a")
    assert (status, "did you mean 'ssm:resourceTag/${TagKey}'?" in said) == (1, True)


def test_a_context_key_that_no_service_lists_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("--task-definition", FIXTURES / "efs.json", "--context")
    _, text, _ = preflight(capsys, *asked, "ssm:NewestKey=a")
    assert "no service lists the condition key 'ssm:newestkey'" in text


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.*")), ids=lambda path: path.stem)
def test_every_fixture_is_answered(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, text, error = preflight(capsys, "--task-definition", path)
    assert status in (0, 2), error
    assert text


def test_a_wrong_file_ends_with_1_and_its_key_path(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "task.json"
    wrong.write_text('{"family": "f", "containerDefinitions": [{"nam": "a"}]}', "utf-8")
    status, _, error = preflight(capsys, "--task-definition", wrong)
    assert status == 1
    assert "containerDefinitions[0].nam" in error
    assert "did you mean 'name'" in error


SCHEDULES = Path(__file__).parent.parent / "rules/mutants/service_roles/schedules.yaml"


def of_template(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["preflight", *map(str, arguments)])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_without_a_task_definition_the_services_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = of_template(capsys, SCHEDULES, "--allow-unknown")
    assert status == 0
    assert "ScheduleRole, for Nightly (AWS::Scheduler::Schedule)" in out
    wrong = tmp_path / "wrong.yaml"
    text = SCHEDULES.read_text("utf-8").replace("ecs:UpdateService", "ecs:ListServices", 1)
    wrong.write_text(text, "utf-8")
    status, out, _ = of_template(capsys, wrong, "--allow-unknown", "--format", "json")
    assert status == 2
    found = json.loads(out)
    assert found["works"] is False
    assert [each["family"] for each in found["tasks"]] == ["nightly-report"]


@pytest.mark.parametrize(("options", "ended"), [((), 2), (("--allow-unknown",), 0)])
def test_what_a_service_calls_and_nobody_knows_ends_with_2(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], ended: int
) -> None:
    status, out, _ = of_template(capsys, SCHEDULES.with_name("pipes.yaml"), *options)
    assert (status, "? unknown" in out) == (ended, True)


def test_nothing_given_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = of_template(capsys)
    assert status != 0
    assert "--task-definition" in err


@pytest.mark.parametrize("more", [[], [FIXTURES / "app-mesh.json"]])
def test_a_task_definition_in_the_templates_place_is_told(
    more: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = of_template(capsys, FIXTURES / "app-mesh.json", *more)
    assert status == 1
    assert "app-mesh.json: is a task definition, not the template of its roles" in error


def test_a_file_without_resources_is_told_by_its_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text('{"Version": "2012-10-17", "Statement": []}', "utf-8")
    status, _, error = of_template(capsys, policy)
    assert status == 1
    assert "policy.json: is a policy document, not a CloudFormation template; " in error

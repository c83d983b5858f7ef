"""Record what the command line answers to a folder of inputs, or compare two records.

``python -m scripts.record_answers INPUTS OUTPUT.jsonl [--jobs 2] [--only COMMAND]`` finds out what
each file of INPUTS is (template, policy document, task definition, claims, app file; ``X.old.yaml``
and ``X.new.yaml`` are a pair, as ``X-bad.yaml`` and ``X-good.yaml`` are), asks every command that
takes such a file, and writes one JSON line for each call.
``python -m scripts.record_answers --compare OLD.jsonl NEW.jsonl`` ends with 2 where they differ.

It knows nothing of the package but ``python -m influmojo_cfn``, so that it outlives changes within.
Each call runs in a fork of a process that has made a few calls before: nothing is imported twice,
and no call sees another's state. In arguments and answers ``{out}`` is an empty folder, the files
written to it are recorded, and a traceback is its last line.
"""

from __future__ import annotations

import argparse
import difflib
import faulthandler
import gc
import json
import os
import re
import resource
import runpy
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

Args = tuple[str, ...]
Record = dict[str, Any]

ROOT = Path(__file__).parent.parent
BATCH = 50
"""How many policy documents one call of check takes: most of its time goes into the first."""

FEW = 10
"""How many templates one call of check takes: each costs cfn-lint up to a second, a few more."""

AGAINST = 12
"""How many pairs are asked what an update from one to the other would break: each takes seconds."""

ROLES = 3
PLACE = ("--account", "111122223333", "--region", "ap-south-1")
WALL = 5
"""How many times the processor time that a call can take it can take by the clock."""

URL = "https://example-bucket.s3.amazonaws.com/ecs"
NOW = ("--context", "aws:CurrentTime=2026-11-27T00:00:00Z", "--context", "aws:EpochTime=1795737600")
REQUESTS: tuple[Args, ...] = (
    ("--action", "s3:GetObject", "--resource", "arn:aws:s3:::influmojo-uploads/a.png"),
    ("--action", "s3:PutObject", "--resource", "arn:aws:s3:::influmojo-uploads/a.png"),
    ("--action", "s3:ListBucket", "--resource", "arn:aws:s3:::influmojo-uploads"),
    ("--action", "ecr:GetAuthorizationToken"),
    (
        *("--action", "ecr:BatchGetImage", "--resource"),
        "arn:aws:ecr:us-east-1:111122223333:repository/influmojo-webapp",
    ),
    (
        *("--action", "logs:PutLogEvents", "--resource"),
        "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/influmojo:log-stream:a/b/c",
    ),
    (
        *("--action", "ssm:GetParameters", "--resource"),
        "arn:aws:ssm:us-east-1:111122223333:parameter/influmojo/production/url",
    ),
    (
        *("--action", "secretsmanager:GetSecretValue", "--resource"),
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:influmojo/db-AbCdEf",
    ),
    (
        *("--action", "kms:Decrypt", "--resource"),
        "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        *("--context", "kms:ViaService=s3.us-east-1.amazonaws.com"),
    ),
    (
        *("--action", "sqs:SendMessage", "--resource"),
        "arn:aws:sqs:us-east-1:111122223333:orders",
        *("--context", "aws:SourceIp=203.0.113.7"),
    ),
    (
        *("--action", "sns:Publish", "--resource"),
        "arn:aws:sns:us-east-1:111122223333:influmojo-notifications",
    ),
    (
        *("--action", "iam:PassRole", "--resource"),
        "arn:aws:iam::111122223333:role/influmojo-task",
        *("--context", "iam:PassedToService=ecs-tasks.amazonaws.com"),
    ),
    ("--action", "dynamodb:Scan"),
    (
        *("--action", "sts:AssumeRole", "--principal", "Service:ecs-tasks.amazonaws.com"),
        *("--context", "aws:SourceAccount=111122223333"),
    ),
    ("--action", "sts:AssumeRole", "--principal", "AWS:444455556666"),
    ("--action", "s3:GetObjects"),
)
"""What every role is asked, the last being no action."""


class _Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as what they hold."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]


_Loader.add_multi_constructor("!", _untagged)


@dataclass
class Inputs:
    """The files of a folder by what they are; names are relative to it."""

    templates: dict[str, dict[str, Any]] = field(default_factory=dict)
    policies: list[str] = field(default_factory=list)
    task_definitions: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    apps: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)

    def roles(self, name: str) -> list[str]:
        """Return the first logical IDs of roles in a template."""
        resources = self.templates[name].get("Resources")
        rows = resources.items() if isinstance(resources, dict) else ()
        found = [str(k) for k, row in rows if _type(row) == "AWS::IAM::Role"]
        return found[:ROLES]

    def runs_tasks(self, name: str) -> bool:
        """Return whether a template holds a task definition."""
        resources = self.templates[name].get("Resources")
        rows = resources.values() if isinstance(resources, dict) else ()
        return any(_type(row) == "AWS::ECS::TaskDefinition" for row in rows)


def _type(resource: Any) -> Any:
    return resource.get("Type") if isinstance(resource, dict) else None


def inputs(folder: Path) -> Inputs:
    """Return what the files of a folder are."""
    found = Inputs()
    paths = sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml", ".json"))
    names = {path.relative_to(folder).as_posix(): path for path in paths if path.is_file()}
    for name, path in names.items():
        data = _read(path)
        keys = set(map(str, data)) if isinstance(data, dict) else set()
        new = _partner(name)
        if new in names:
            found.pairs.append((name, new))
        if keys & {"Resources", "Transform", "AWSTemplateFormatVersion"}:
            found.templates[name] = data
        elif "Statement" in keys:
            found.policies.append(name)
        elif "claims" in keys:
            found.claims.append(name)
        elif keys & {"containerDefinitions", "taskDefinition"}:
            found.task_definitions.append(name)
        elif keys & {"project", "execution_role", "task_role"}:
            found.apps.append(name)
        else:
            found.others.append(name)
    return found


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text("utf-8"), _Loader)
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return None


def _partner(name: str) -> str | None:
    for old, new in ((".old.", ".new."), ("-bad.", "-good.")):
        if old in name:
            return name.replace(old, new)
    return None


def plan(found: Inputs, grants: Iterable[str], rules: Iterable[str]) -> list[Args]:
    """Return every call to make, in order and none twice."""
    calls: set[Args] = {("rules",), ("grants",), ("grants", "--schema")}
    calls.update(("rules", name) for name in [*rules, "E0000"])
    calls.update(("grants", name) for name in [*grants, "s3.read_object"])
    calls.update(_of_checks(found))
    for name in found.templates:
        calls.update(_of_template(found, name))
    for old, new in found.pairs:
        calls.update(_of_pair(old, new))
    updates = [pair for pair in found.pairs if set(pair) <= set(found.templates)]
    calls.update(("explain", new, "--format", "json") for _, new in updates)
    for old, new in updates[:: max(1, len(updates) // AGAINST)]:
        calls.add(("check", new, "--against", old, "--format", "json"))
    for name in found.claims:
        calls.update(_of_claims(found, name))
    for name in found.task_definitions:
        calls.update(_of_task_definition(found, name))
    for name in found.apps:
        calls.update(_of_app(name))
    for name in found.others:
        calls.update((command, name) for command in ("check", "explain", "derive"))
        calls.add(("build", "--app", name, "--output", "-"))
    calls.update(_of_app(None))
    return sorted(calls)


def _of_checks(found: Inputs) -> Iterator[Args]:
    """Give the checks, those of one folder together; of pairs of templates only the diff counts."""
    alone = [name for name in (*found.templates, *found.claims) if not _in_pair(name)]
    for names, batch in ((found.policies, BATCH), (sorted(alone), FEW)):
        folders: dict[str, list[str]] = {}
        for name in names:
            folders.setdefault(name.rpartition("/")[0], []).append(name)
        for row in folders.values():
            for start in range(0, len(row), batch):
                yield ("check", "--format", "json", *row[start : start + batch])


def _in_pair(name: str) -> bool:
    return ".old." in name or ".new." in name


def _of_template(found: Inputs, name: str) -> Iterator[Args]:
    if _in_pair(name):
        return
    yield "explain", name, "--format", "json"
    yield "explain", name
    for number, role in enumerate(found.roles(name)):
        for request in REQUESTS:
            yield "simulate", name, "--role", role, *request, *NOW, "--format", "json"
        if not number:
            yield "simulate", name, "--role", role, *REQUESTS[0], *NOW, "--expect", "allowed"
            yield "simulate", name, "--role", role, *REQUESTS[4], *NOW, "--expect", "denied"
    if found.runs_tasks(name):
        yield from _preflight(name, name)
        yield "derive", name
    if found.roles(name):
        yield "deployer-policy", name, *PLACE
        yield "resource-policies", name, *PLACE


def _of_pair(old: str, new: str) -> Iterator[Args]:
    yield "diff", old, new
    yield "diff", old, new, "--format", "json", "--fail-on-new-access"
    yield "diff", new, old, "--format", "json", "--fail-on-new-access"


def _of_claims(found: Inputs, name: str) -> Iterator[Args]:
    stem = re.sub(r"-claims\.\w+$", "", name)
    for template in found.templates:
        if template.rpartition(".")[0].removesuffix("-ecs-iam") == stem:
            yield "prove", template, "--claims", name
            yield "prove", template, "--claims", name, "--format", "json"


def _of_task_definition(found: Inputs, name: str) -> Iterator[Args]:
    yield "derive", name
    yield "derive", name, "--project", "orders", "--execute-command"
    asked = 0
    for template in sorted(found.templates):
        beside = template.rpartition(".")[0] + "-task"
        if beside == name.rpartition(".")[0]:
            for role in found.roles(template):
                yield from _preflight(template, name, "--execution-role", role)
        own = {"TaskRole", "TaskExecutionRole"} <= set(found.roles(template))
        if own and asked < ROLES:
            asked += 1
            yield from _preflight(template, name)


def _preflight(template: str, tasks: str, *options: str) -> Iterator[Args]:
    yield "preflight", template, "--task-definition", tasks, *options
    yield "preflight", template, "--task-definition", tasks, *options, "--format", "json"


def _of_app(name: str | None) -> Iterator[Args]:
    app = ("--app", name) if name else ()
    yield "build", *app, "--output", "-", "--budget"
    yield "build", *app, "--output", "-", "--format", "json"
    yield "policies", *app, "--output-dir", "{out}", *PLACE
    yield "boundary-policy", *app, "--output", "-"
    yield "deployer-policy", *app, *PLACE
    yield "deployer-policy", *app, *PLACE, "--calls"
    yield "deployer-policy", *app, *PLACE, "--only-through-cloudformation"
    yield "resource-policies", *app, *PLACE
    written = ("--output", "{out}/service.yaml", "--root-output", "{out}/root.yaml")
    yield "service", *app, *written, "--templates-url", URL
    environments = ("--environment", "staging", "--environment", "production")
    yield "nest", *app, "--template-url", f"{URL}/roles.yaml", *environments
    yield "stack-set", *app, "--template-url", f"{URL}/roles.yaml", "--output", "-"


class Runner:
    """Makes calls of the command line in the folder of inputs, each in a process of its own."""

    def __init__(self, folder: Path, jobs: int, limit: int) -> None:
        self.jobs, self.limit = jobs, limit
        os.chdir(folder)
        sys.path.insert(0, str(ROOT))
        for name in [key for key in os.environ if key.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(COLUMNS="100", TZ="UTC", NO_COLOR="1", TERM="dumb")

    def warm(self, calls: Iterable[Args]) -> None:
        """Make calls in this process and drop the answers, so that forks find things imported."""
        with tempfile.TemporaryDirectory() as scratch:
            kept = [os.dup(1), os.dup(2)]
            with Path(scratch, "dropped").open("wb") as sink:
                for descriptor in (1, 2):
                    os.dup2(sink.fileno(), descriptor)
                for args in calls:
                    _call([arg.replace("{out}", scratch) for arg in args])
                sys.stdout.flush()
                sys.stderr.flush()
                for descriptor, copy in zip((1, 2), kept, strict=True):
                    os.dup2(copy, descriptor)
                    os.close(copy)
        gc.collect()
        gc.freeze()

    def run(self, calls: Sequence[Args]) -> Iterator[Record]:
        """Give the records of calls as they end."""
        waiting = list(reversed(calls))
        running: dict[int, tuple[Args, Path, float]] = {}
        late: set[int] = set()
        while waiting or running:
            while waiting and len(running) < self.jobs:
                args, scratch = waiting.pop(), Path(tempfile.mkdtemp())
                end = time.monotonic() + WALL * self.limit
                running[_start(args, scratch, self.limit)] = (args, scratch, end)
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                for other, (_, _, end) in running.items():
                    if time.monotonic() > end and other not in late:
                        late.add(other)
                        os.kill(other, signal.SIGKILL)
                time.sleep(0.002)
                continue
            args, scratch, _ = running.pop(pid)
            ended = os.waitstatus_to_exitcode(status)
            slow = pid in late or ended == -signal.SIGXCPU
            late.discard(pid)
            yield _record(args, "timeout" if slow else ended, scratch)
            shutil.rmtree(scratch)


def _start(args: Args, scratch: Path, limit: int) -> int:
    """Fork, make a call in the child with its output in files, and return the child's number."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        out = scratch / "out"
        out.mkdir()
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            opened = os.open(scratch / name, os.O_WRONLY | os.O_CREAT)
            os.dup2(opened, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        faulthandler.disable()
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        code = _call([arg.replace("{out}", str(out)) for arg in args])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


CRASH = 99
"""The exit code of a call that ends in a traceback."""


def _call(args: list[str]) -> int:
    """Run ``python -m influmojo_cfn`` in this process and return its exit code."""
    sys.argv = ["influmojo-cfn", *args]
    try:
        runpy.run_module("influmojo_cfn", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException as error:
        sys.stderr.write("".join(traceback.format_exception_only(error)))
        return CRASH
    return 0


def _record(args: Args, code: int | str, scratch: Path) -> Record:
    def text(name: str) -> str:
        path = scratch / name
        content = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
        content = content.replace(str(scratch / "out"), "{out}").replace(str(ROOT), "{root}")
        return re.sub(r"0x[0-9a-f]{8,}", "0x", content)

    late = code == "timeout"
    record: Record = {
        "args": list(args),
        "exit": "crash" if code == CRASH else code,
        "stdout": "" if late else text("stdout"),
        "stderr": "" if late else text("stderr"),
    }
    out = scratch / "out"
    written = sorted(p for p in out.rglob("*") if p.is_file()) if out.exists() else []
    if written and not late:
        names = [path.relative_to(scratch).as_posix() for path in written]
        record["files"] = {name.removeprefix("out/"): text(name) for name in names}
    return record


def record(folder: Path, output: Path, jobs: int, only: Sequence[str], limit: int) -> int:
    """Write the record of a folder and return how many calls it holds."""
    found, output = inputs(folder), output.absolute()
    runner = Runner(folder, jobs, limit)
    lists = {row["args"][0]: row["stdout"] for row in runner.run([("rules",), ("grants",)])}
    calls = plan(
        found,
        sorted(set(re.findall(r"\b[a-z0-9]+\.[a-z0-9_]+\b", lists["grants"]))),
        sorted(set(re.findall(r"\b[EWI]9\d{3}\b", lists["rules"]))),
    )
    calls = [args for args in calls if not only or args[0] in only]
    runner.warm(_first_of_each(found, calls))
    records = []
    for number, row in enumerate(runner.run(calls), 1):
        records.append(row)
        if not number % 500:
            print(f"{number} of {len(calls)}", file=sys.stderr, flush=True)
    records.sort(key=lambda row: tuple(row["args"]))
    lines = [json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in records]
    output.write_text("".join(lines), "utf-8")
    return len(lines)


def _first_of_each(found: Inputs, calls: Iterable[Args]) -> list[Args]:
    """Return a call of each command, of the smallest template where there is a choice."""
    sizes = {name: Path(name).stat().st_size for name in found.templates}
    first: dict[str, Args] = {}

    def size(args: Args) -> int:
        return min((sizes[arg] for arg in args if arg in sizes), default=1_000_000)

    for args in calls:
        if args[0] not in first or size(args) < size(first[args[0]]):
            first[args[0]] = args
    return [first[command] for command in sorted(first)]


def compare(old: Path, new: Path, lines: int, most: int) -> tuple[str, bool]:
    """Return a summary of how two records differ, and whether they do."""
    before, after = _load(old), _load(new)
    gone = [args for args in before if args not in after]
    come = [args for args in after if args not in before]
    changed = [args for args in before if args in after and before[args] != after[args]]
    text = [f"{len(before)} calls before, {len(after)} after; {len(changed)} answers differ"]
    for title, rows in (("only before", gone), ("only after", come), ("differ", changed)):
        for command, count in sorted(Counter(args[0] for args in rows).items()):
            text.append(f"  {title}: {command}: {count}")
    for title, rows in (("only before", gone), ("only after", come)):
        text += [f"{title}: {_shown(args)}" for args in rows[:most]]
    for args in changed[:most]:
        text.append(f"\n== {_shown(args)}")
        text += _differences(before[args], after[args], lines)
    if len(changed) > most:
        text.append(f"\n{len(changed) - most} more differ: --most shows more")
    return "\n".join(text) + "\n", bool(gone or come or changed)


def _load(path: Path) -> dict[Args, Record]:
    with path.open(encoding="utf-8") as stream:
        rows = [json.loads(line) for line in stream]
    return {tuple(row["args"]): row for row in rows}


def _shown(args: Args) -> str:
    if len(args) > BATCH // 2:
        return " ".join(args[:6]) + f" ... {args[-1]} ({len(args)} arguments)"
    return " ".join(args)


def _differences(old: Record, new: Record, lines: int) -> list[str]:
    found = []
    if old["exit"] != new["exit"]:
        found.append(f"exit {old['exit']} -> {new['exit']}")
    texts = [("stdout", old["stdout"], new["stdout"]), ("stderr", old["stderr"], new["stderr"])]
    before, after = old.get("files", {}), new.get("files", {})
    texts += [(n, before.get(n, ""), after.get(n, "")) for n in sorted({*before, *after})]
    for name, a, b in texts:
        if a == b:
            continue
        rows = list(difflib.unified_diff(a.split("\n"), b.split("\n"), name, name, "", "", 1, ""))
        found += [row[:400] for row in rows[:lines]]
        if len(rows) > lines:
            found.append(f"... {len(rows) - lines} more lines")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Record or compare; return 2 where a comparison finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--compare", action="store_true", help="compare two records")
    parser.add_argument("first", type=Path, metavar="INPUTS|OLD.jsonl")
    parser.add_argument("second", type=Path, metavar="OUTPUT.jsonl|NEW.jsonl")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="COMMAND")
    parser.add_argument(
        "--limit", type=int, default=60, help="seconds of processor time a call may take"
    )
    parser.add_argument("--lines", type=int, default=30, help="lines of each difference shown")
    parser.add_argument("--most", type=int, default=40, help="differences shown")
    given = parser.parse_args(arguments)
    if given.compare:
        text, differs = compare(given.first, given.second, given.lines, given.most)
        print(text, end="")
        return 2 if differs else 0
    count = record(given.first, given.second, given.jobs, given.only, given.limit)
    print(f"{count} calls", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())

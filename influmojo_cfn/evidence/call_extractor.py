"""iam-policy-autopilot's ``extract-sdk-calls``, run offline, with its telemetry turned off.

https://github.com/awslabs/iam-policy-autopilot (Apache-2.0), the extra ``code``. Its extraction
reads the files that it is given and asks no network. Telemetry is turned off by its environment
variable, which outranks its configuration. Its home is the null device, so that it neither reads
nor writes the user's. Its proxy rejects all, so that nothing leaves the machine in any case.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.source_files import SourceFile
from influmojo_cfn.version import install_command

PROGRAM = "iam-policy-autopilot"
TELEMETRY_OFF = {"DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY": "true"}
"""``iam-policy-autopilot telemetry --help``: it overrides the configuration file."""
ARGUMENTS = ("extract-sdk-calls", "--full-output", "--language")
_REFUSING_PROXY = "http://127.0.0.1:9"
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
FILES_AT_ONCE = 20
"""The program takes a second for 200 lines of Python: it runs several times at once."""
LONGEST_SECONDS = 600
_LOCATION = re.compile(r"(?P<file>.*):(?P<line>\d+)\.(?P<column>\d+)-\d+\.\d+")


class ExtractedCall(NamedTuple):
    """A call that the program found: its services are those that have such an operation."""

    file: str
    line: int
    column: int
    method: str
    services: tuple[str, ...]
    expression: str
    receiver: str


def program() -> str:
    """Return the path of the program.

    Raises:
        Error: it is not installed.
    """
    beside = Path(sys.executable).parent / PROGRAM
    found = str(beside) if beside.exists() else shutil.which(PROGRAM)
    if found is None:
        raise Error(
            f"{PROGRAM} is not installed, and --code reads calls with it; {install_command('code')}"
        )
    return found


def extracted_calls(files: Sequence[SourceFile]) -> list[ExtractedCall]:
    """Return the calls that the program finds in files, language by language.

    Raises:
        Error: it is not installed, or it fails on a file.
    """
    path = program()
    parts: list[tuple[str, Sequence[SourceFile]]] = []
    for language in dict.fromkeys(file.language for file in files):
        own = [file for file in files if file.language == language]
        parts += (
            (language, own[at : at + FILES_AT_ONCE]) for at in range(0, len(own), FILES_AT_ONCE)
        )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return [call for found in pool.map(lambda part: _run(path, *part), parts) for call in found]


def _run(path: str, language: str, files: Sequence[SourceFile]) -> list[ExtractedCall]:
    names = {str(file.path.resolve()): file.name for file in files}
    command = [path, *ARGUMENTS, language, *names]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= TELEMETRY_OFF | {"HOME": os.devnull, **dict.fromkeys(_PROXIES, _REFUSING_PROXY)}
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Error(f"{PROGRAM}: {error}; run it by itself to see why") from error
    rows = _rows(done.stdout)
    if done.returncode or rows is None:
        said = (done.stderr.strip().splitlines() or ["it printed no JSON"])[-1]
        raise Error(f"{PROGRAM}: {said.strip()}; run it by itself on these files to see why")
    calls = (_call(row, names) for row in rows)
    return [call for call in calls if call is not None]


def _rows(text: str) -> list[Any] | None:
    try:
        data = json.loads(text)
    except ValueError:
        return None
    rows = data.get("methods", data.get("Methods")) if isinstance(data, dict) else data
    return rows if isinstance(rows, list) else None


def _call(row: Any, names: dict[str, str]) -> ExtractedCall | None:
    metadata = row.get("Metadata") if isinstance(row, dict) else None
    if not isinstance(metadata, dict):
        return None
    place = _LOCATION.fullmatch(metadata.get("Location", ""))
    if place is None:
        return None
    return ExtractedCall(
        file=names.get(place["file"], place["file"]),
        line=int(place["line"]),
        column=int(place["column"]),
        method=str(row.get("Name", "")),
        services=tuple(row.get("PossibleServices") or ()),
        expression=str(metadata.get("Expr", "")),
        receiver=str(metadata.get("Receiver") or ""),
    )

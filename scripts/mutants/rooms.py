"""The rooms that are mutated, and where what belongs to a room is kept."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GOALS = {
    "iam": 90,
    "evaluation": 90,
    "cloudformation": 85,
    "proof": 85,
    "template": 85,
    "service_roles": 85,
}
"""The share of mutants, in percent, that the tests of a room are to notice."""

RESULTS = Path(__file__).with_name("results.json")
"""What the last recorded runs found."""


def read(path: Path) -> dict[str, Any]:
    """Return a JSON object from a file, empty where there is none."""
    data: dict[str, Any] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return data


def write(path: Path, data: object) -> None:
    """Write a JSON file, in order and with a newline at its end."""
    path.write_text(json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def copy_of(room: str) -> Path:
    """Return the folder of a room's mutated copy."""
    return ROOT / "build/mutants" / room


def modules_of(room: str, root: Path = ROOT) -> list[Path]:
    """Return the files of a room in which there is a function to mutate."""
    files = sorted((root / "influmojo_cfn" / room).rglob("*.py"))
    return [file for file in files if "def " in file.read_text("utf-8")]


def manifest(room: str) -> Path:
    """Return the file that lists a room's mutants."""
    return copy_of(room) / "mutants.json"


def verdicts(room: str) -> Path:
    """Return the file of what is known of a room's mutants; it outlives the copy."""
    return ROOT / "build/mutants" / f"{room}.json"


def room_of_command_line(description: str) -> str:
    """Return the room that the command line names."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("room", choices=sorted(GOALS))
    room: str = parser.parse_args().room
    return room

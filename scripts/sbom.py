"""The software bill of materials of a release, in CycloneDX's JSON.

It lists what requirements/run.txt pins: the package's own requirements and what they require in
turn. What only builds the wheel is marked as excluded. https://cyclonedx.org/docs/1.6/json/
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts.run_requirements import direct, pinned, required

NAME = "influmojo-cfn"
_PINNED = re.compile(r"[^=]+==(?P<version>[^\s;]+)(?: *; *(?P<marker>[^\\\n]+))?")


def sbom(root: Path, version: str, distributions: Sequence[Path]) -> dict[str, Any]:
    """Return the bill of materials of a version, with the hashes of its distributions."""
    names = set(_needed())
    components = list(_components(root, names))
    present = {each["name"] for each in components}
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": _released(version, distributions)},
        "components": components,
        "dependencies": [
            {"ref": _purl(NAME, version), "dependsOn": _references(components, direct())},
            *(
                {
                    "ref": each["bom-ref"],
                    "dependsOn": _references(components, set(required(each["name"])) & present),
                }
                for each in components
            ),
        ],
    }
    # From the content, so that the same distributions have the same bill of materials.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return {**document, "serialNumber": number.urn}


def _released(version: str, distributions: Sequence[Path]) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": _purl(NAME, version),
        "name": NAME,
        "version": version,
        "purl": _purl(NAME, version),
        "licenses": [{"license": {"id": "MIT"}}],
        "externalReferences": [
            {
                "type": "distribution",
                "url": path.name,
                "hashes": [
                    {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}
                ],
            }
            for path in distributions
        ],
    }


def _components(root: Path, needed: set[str]) -> Iterator[dict[str, Any]]:
    """Yield a component for each pinned version; a package has one for each range of Pythons."""
    for name, lines in pinned(root / "requirements/run.txt"):
        found = _PINNED.match(lines)
        assert found, lines
        yield {
            "type": "library",
            "bom-ref": _purl(name, found["version"]),
            "name": name,
            "version": found["version"],
            "purl": _purl(name, found["version"]),
            "scope": "required" if name in needed else "excluded",
            **(
                {"properties": [{"name": "python:marker", "value": found["marker"].strip()}]}
                if found["marker"]
                else {}
            ),
        }


def _needed() -> Iterator[str]:
    """Yield what the package requires, and what that requires in turn."""
    seen: set[str] = set()
    waiting = direct()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            yield name
            waiting += required(name)


def _references(components: Sequence[dict[str, Any]], names: Sequence[str] | set[str]) -> list[str]:
    return sorted(each["bom-ref"] for each in components if each["name"] in names)


def _purl(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"

"""The services of a Compose file, as far as they tell what runs on Amazon ECS.

Source: https://github.com/compose-spec/compose-spec/blob/main/spec.md (read 2026-11-27).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.errors import TemplateError

FILE_NAMES = ("compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml")
"""The names that Compose reads by itself, the first one first."""

_VARIABLE = re.compile(r"\$\{\w+(?::?-(?P<default>[^{}]*))?[^{}]*\}|\$\w+")
_LOCAL = re.compile(r"\A(localhost|127\.0\.0\.1|host\.docker\.internal)(?=[:/])")
HOLE = "\ue000"
"""Stands for a variable whose value is not known: a character of private use."""
_SECRET = re.compile(r"(^|_)(PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|PRIVATE_KEY|DATABASE_URL|DSN)$")
_PORT = re.compile(r"(?P<port>[0-9]+)(?:-[0-9]+)?(?:/(?:tcp|udp))?")


@dataclass(frozen=True, kw_only=True)
class ComposeService:
    """A service of a Compose file.

    ``image`` has the defaults of its variables filled in; it is None where a part is not known.
    ``image_pattern`` is the same with a hole for each variable that is not known, and for a
    registry of the developer's machine. It is empty where there is not an image. ``mounts`` are the
    files and folders next to the Compose file that the service mounts. ``context`` is the folder
    that its image is built from, None where it is not built. ``environment`` has variables and
    their values, with the defaults of the variables in them and a hole for each that has none. A
    value that is not in the file is empty.
    """

    name: str
    image: str | None = None
    image_pattern: str = ""
    mounts: tuple[str, ...] = ()
    context: str | None = None
    dockerfile: str | None = None
    port: int | None = None
    command: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def shown_image(self) -> str:
        """The image as people read it, with ``*`` for what is not known."""
        return self.image_pattern.replace(HOLE, "*")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The variables whose names tell that they are secrets."""
        return tuple(sorted(each for each in self.environment if _SECRET.search(each)))

    @property
    def values(self) -> Mapping[str, str]:
        """The variables whose values are known, without secrets."""
        return {
            name: value
            for name, value in self.environment.items()
            if value and HOLE not in value and name not in self.secrets
        }


def read_compose(path: Path) -> tuple[ComposeService, ...]:
    """Return the services of a Compose file.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML, or has no mapping of services.
    """
    document = read_document(path)
    services = document.data.get("services") if isinstance(document.data, Mapping) else None
    if not isinstance(services, Mapping):
        raise TemplateError(f"{path}: is not a Compose file: services is not a mapping")
    return tuple(
        _service(str(name), data) for name, data in services.items() if isinstance(data, Mapping)
    )


def _service(name: str, data: Mapping[str, Any]) -> ComposeService:
    build = data.get("build")
    built = build if isinstance(build, Mapping) else {}
    context = build if isinstance(build, str) else built.get("context", "." if built else None)
    return ComposeService(
        name=name,
        image=_with_defaults(data.get("image")),
        image_pattern=_LOCAL.sub(HOLE, _filled(data.get("image"))),
        mounts=tuple(_mounts(data.get("volumes"))),
        context=_with_defaults(context),
        dockerfile=_with_defaults(built.get("dockerfile")),
        port=_port(data),
        command=_command(data.get("command")),
        environment=_environment(data.get("environment")),
    )


def _with_defaults(value: Any) -> str | None:
    """Return a string with the defaults of its variables; None where one has none."""
    filled = _filled(value)
    return None if not filled or HOLE in filled else filled


def _filled(value: Any) -> str:
    """Return a string with the defaults of its variables, and a hole for each that has none."""
    text = value.replace("$$", "\1") if isinstance(value, str) else ""
    return _VARIABLE.sub(lambda found: found["default"] or HOLE, text).replace("\1", "$")


def _mounts(value: Any) -> Iterator[str]:
    """Yield the folders and files next to the Compose file that a service mounts."""
    for entry in value if isinstance(value, list) else ():
        source = entry.get("source") if isinstance(entry, Mapping) else str(entry).split(":")[0]
        if isinstance(source, str) and source.startswith("."):
            yield source


def _port(data: Mapping[str, Any]) -> int | None:
    """Return the container's first port: of its ports, else of what it exposes."""
    for key in ("ports", "expose"):
        entries = data.get(key)
        for entry in entries if isinstance(entries, list) else ():
            target = entry.get("target") if isinstance(entry, Mapping) else entry
            text = _with_defaults(str(target)) or ""
            found = _PORT.fullmatch(text.rpartition(":")[2])
            if found and 1 <= int(found["port"]) <= 65535:
                return int(found["port"])
    return None


def _command(value: Any) -> tuple[str, ...]:
    """Return a command as its words; nothing where a word is not known."""
    if isinstance(value, str):
        try:
            words: list[Any] = shlex.split(value)
        except ValueError:  # A quote that is not closed.
            return ()
    else:
        words = value if isinstance(value, list) else []
    known = [_with_defaults(word) for word in words]
    return tuple(word for word in known if word) if None not in known else ()


def _environment(value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        pairs = [(str(name), text) for name, text in value.items()]
    else:
        entries = value if isinstance(value, list) else []
        pairs = [(name, text) for name, _, text in (str(each).partition("=") for each in entries)]
    return {
        name: _filled(str(text)) if isinstance(text, (str, int)) else ""
        for name, text in pairs
        if name
    }

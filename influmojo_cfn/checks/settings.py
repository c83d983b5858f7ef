"""Which rules the user turned off: in ``.cfnlintrc``, in Metadata, or by ``--ignore``.

cfn-lint's own settings hold for every finding, whichever tool made it, and for files that cfn-lint
doesn't read. Source: https://github.com/aws-cloudformation/cfn-lint#configuration (read
2026-11-27).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation import read_document
from influmojo_cfn.errors import Error, did_you_mean
from influmojo_cfn.rules.engine import rules

FILES = (".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml")
"""The names of cfn-lint's configuration, in the order in which it looks for them."""


_RULE_ID = re.compile("[EFIW][0-9]{0,4}")
_OWN_RULE_ID = re.compile("[EIW]9[0-9]{3}")


class RuleSettings(NamedTuple):
    """The rules that are turned off, as IDs or as their beginnings (``W`` is every warning).

    ``mandatory`` is never turned off. ``merged`` adds the template's own list to ``configured``;
    without it a list of the template takes the place of the configured one, as in cfn-lint.
    """

    ignored: tuple[str, ...] = ()
    configured: tuple[str, ...] = ()
    mandatory: tuple[str, ...] = ()
    merged: bool = False
    skipped: tuple[str, ...] = ()
    """Patterns of files that are not checked (``ignore_templates``)."""

    def skips(self, path: Path) -> bool:
        """Return whether ``.cfnlintrc`` excludes a file, of any kind, from the check."""
        found = (glob(pattern, recursive=True) for pattern in self.skipped)  # noqa: PTH207
        return any(str(path) in files for files in found)

    def is_off(self, rule_id: str) -> bool:
        """Return whether ``--ignore`` turns a rule off everywhere."""
        return rule_id.startswith(self.ignored) and not rule_id.startswith(self.mandatory)

    def suppresses(self, rule_id: str, template: Any, logical_id: str | None = None) -> bool:
        """Return whether a rule is turned off, for a whole template or for one of its resources."""
        if rule_id.startswith(self.mandatory):
            return False
        own = _strings(_config(template).get("ignore_checks"))
        off = (*self.configured, *own) if self.merged else own or self.configured
        if rule_id.startswith((*self.ignored, *off)):
            return True
        resources = template.get("Resources") if isinstance(template, dict) else None
        resource = resources.get(logical_id) if isinstance(resources, dict) else None
        return rule_id in _strings(_config(resource).get("ignore_checks"))


def rule_id_problem(rule_id: str) -> str:
    """Return why no rule has an ID, or an ID with this beginning; an empty string where some can.

    The rules of cfn-lint are not looked up: they take a second to import.
    """
    if not _RULE_ID.fullmatch(rule_id):
        return f"{rule_id!r} is not a rule ID, such as W9204 or I"
    known = [rule.id for rule in rules()] if _OWN_RULE_ID.fullmatch(rule_id) else [rule_id]
    if rule_id in known:
        return ""
    same = [each for each in known if each[1:] == rule_id[1:]]
    return f"{rule_id!r} is not a rule of influmojo-cfn{did_you_mean(rule_id, same or known)}"


def read_settings(ignored: Sequence[str] = ()) -> RuleSettings:
    """Return the settings of the user's and the project's ``.cfnlintrc``, and ``ignored``.

    Raises:
        Error: one of the two files cannot be read, or its lists hold something else than rule IDs.
    """
    config: dict[str, Any] = {}
    for folder in (Path.home(), Path.cwd()):
        config |= _read(folder)
    return RuleSettings(
        ignored=tuple(ignored),
        configured=_strings(config.get("ignore_checks")),
        mandatory=_strings(config.get("mandatory_checks")),
        merged=config.get("merge_configs") is True,
        skipped=_strings(config.get("ignore_templates")),
    )


def _read(folder: Path) -> Mapping[str, Any]:
    path = next((folder / name for name in FILES if (folder / name).is_file()), None)
    if path is None:
        return {}
    config = read_document(path).data or {}
    if not isinstance(config, dict):
        raise Error(f"{path}: is not a mapping; expected keys such as ignore_checks")
    for key in ("ignore_checks", "mandatory_checks"):
        value = config.get(key)
        if value is not None and len(_strings(value)) != _length(value):
            raise Error(f"{path}: {key}: is not a list of rule IDs; write [W9204, I]")
    return config


def _config(place: Any) -> Mapping[str, Any]:
    """Return what ``Metadata: cfn-lint: config`` of a template or a resource holds."""
    for key in ("Metadata", "cfn-lint", "config"):
        place = place.get(key) if isinstance(place, dict) else None
    return place if isinstance(place, dict) else {}


def _strings(value: Any) -> tuple[str, ...]:
    items: Iterable[Any] = value if isinstance(value, list) else ()
    return tuple(item for item in items if isinstance(item, str) and item)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else -1

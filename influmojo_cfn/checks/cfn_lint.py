"""cfn-lint in this process, with our rules and its own, down to I, in the Regions it is told."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.checks.time_limit import TooLong, at_most, seconds_for
from influmojo_cfn.cloudformation.expression_matching import admits, is_costly
from influmojo_cfn.cloudformation.intrinsics import CHOICE
from influmojo_cfn.cloudformation.places import named_path
from influmojo_cfn.errors import Error

if TYPE_CHECKING:
    from cfnlint.match import Match

OUR_RULES = "influmojo_cfn.rules"
_THREAD = threading.local()
"""The rules of cfn-lint and ours, which hold what they know of a template while they look at it."""
_DEEPEST_LIST = 12
"""How deeply lists are in lists, also by Fn::If, before cfn-lint takes seconds: 2 to its power."""
_REGION = re.compile(r"'([a-z]{2,4}-[a-z-]+-\d)'")


class Linter:
    """cfn-lint with its configuration (``.cfnlintrc``, the template's ``Metadata``) and its rules.

    Raises:
        Error: ``.cfnlintrc`` is wrong, or names rules or Regions that do not exist.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        from cfnlint.config import ConfigMixIn
        from cfnlint.exceptions import CfnLintExitException

        class Config(ConfigMixIn):  # type: ignore[misc]
            """What the user configured, plus what ``check`` always adds."""

            @property
            def include_checks(self) -> list[str]:
                return [*super().include_checks, "I"]

            @property
            def append_rules(self) -> list[str]:
                rules: list[str] = super().append_rules
                return rules if OUR_RULES in rules else [*rules, OUR_RULES]

            def set_template_args(self, template: Any) -> None:
                super().set_template_args(_with_settings(template))

        self._refusals: tuple[type[Exception], ...] = (CfnLintExitException, ValueError, OSError)
        try:
            self._config = Config(templates=[escape(str(path)) for path in paths if path.is_file()])
            self._rules = _rules_of(self._config)
            self._wanted = set(self._config.templates or ())
        except self._refusals as error:
            raise Error(f".cfnlintrc: cfn-lint rejects it: {error}; correct it") from error

    def lint(self, path: Path, text: str, template: Any) -> Iterator[Finding]:
        """Yield the findings of one file; none where ``.cfnlintrc`` says to ignore the file."""
        self._config.set_template_args(template)
        if path.is_file() and str(path) not in self._wanted:
            return
        if _has_costly_default(template):
            yield _unchecked(path, "an AllowedPattern has too many ways to match the Default")
            return
        if _has_nested_lists(template):
            yield _unchecked(path, "its lists are nested too deeply")
            return
        try:
            with at_most(seconds_for(text)):
                matches = list(self._matches(path, text))
            yield from merge_regions(_finding(match, path, template) for match in matches)
        except TooLong:
            vars(_THREAD).clear()  # Rules that were stopped can be in any state.
            self._rules = _rules_of(self._config)
            yield _unchecked(path, "it takes too long")
        except self._refusals as error:
            raise Error(f"{path}: cfn-lint cannot check it: {error}") from error
        except Exception as error:  # Of cfn-lint's own code, on what it did not think of.
            yield _fault(path, error)

    def _matches(self, path: Path, text: str) -> Iterator[Match]:
        from cfnlint.decode import decode_str
        from cfnlint.runner.template import run_template_by_data, run_template_by_file_path

        if path.is_file():
            yield from run_template_by_file_path(str(path), self._config, self._rules, False)
            return
        # Standard input and pipes can be read once, and have been.
        decoded, wrong = decode_str(text)
        yield from wrong or run_template_by_data(decoded, self._config, self._rules)


def _rules_of(config: Any) -> Any:
    """Return the rules that a configuration asks for.

    Where it adds none of its own, they are those of the check before. Loading them takes three
    times as long as a template. cfn-lint configures its rules anew for each template.
    """
    from cfnlint.runner.cli import Runner

    added = [rules for rules in config.append_rules[1:] if rules != OUR_RULES]
    if added or config.custom_rules or config.registry_schemas or config.override_spec:
        return Runner(config).rules
    if not hasattr(_THREAD, "rules"):
        _THREAD.rules = Runner(config).rules
    return _THREAD.rules


def _with_settings(template: Any) -> Any:
    """Return the template, or an empty one where Metadata cannot hold settings of cfn-lint."""
    settings: Any = template
    for key in ("Metadata", "cfn-lint", "config"):
        if isinstance(settings, dict) and key in settings:
            settings = settings[key]
            if not isinstance(settings, dict):
                return {}
    return template


def _has_nested_lists(template: Any) -> bool:
    """Return whether lists are nested so deeply that cfn-lint, which looks twice at each, hangs."""
    left = [(template, 0)]
    while left:
        value, depth = left.pop()
        if depth > _DEEPEST_LIST:
            return True
        if isinstance(value, list):
            left += [(item, depth + 1) for item in value]
        elif isinstance(value, dict):
            inside = depth if list(value) == [CHOICE] else 0
            left += [(item, inside) for item in value.values()]
    return False


def _has_costly_default(template: Any) -> bool:
    """Return whether cfn-lint, which matches defaults with Python's expressions, hangs in one."""
    parameters = template.get("Parameters") if isinstance(template, dict) else None
    return any(
        isinstance(row, dict)
        and isinstance(pattern := row.get("AllowedPattern"), str)
        and is_costly(pattern, default := str(row.get("Default", "")))
        and not admits(pattern, default)
        for row in (parameters.values() if isinstance(parameters, dict) else ())
    )


def _fault(path: Path, error: Exception) -> Finding:
    """Return the finding that cfn-lint has for a fault of its own, if only in a rule."""
    return _unchecked(path, f"{type(error).__name__}: {error}")


def _unchecked(path: Path, why: str) -> Finding:
    return Finding(
        file=str(path),
        line=1,
        id="E0002",
        severity="error",
        message=f"cfn-lint failed on this template ({why}) and did not check all of it; what it "
        "does not expect is likely an error of the template",
        tool="cfn-lint",
    )


def _finding(match: Match, path: Path, template: Any) -> Finding:
    rule = match.rule
    return Finding(
        file=str(path),
        line=match.linenumber,
        column=match.columnnumber,
        end_line=match.linenumberend,
        end_column=match.columnnumberend,
        id=rule.id,
        severity=rule.severity.lower(),
        message=match.message,
        tool="cfn-lint",
        title=rule.shortdesc,
        url=rule.source_url,
        place=named_path(template, tuple(getattr(match, "path", None) or ())),
    )


def merge_regions(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield once what cfn-lint says for each of fifty Regions, and name the first three."""
    regions: dict[tuple[Finding, str], list[str]] = {}
    for finding in findings:
        text, named = _REGION.subn("{}", finding.message, count=1)
        if not named:
            yield finding
            continue
        region = _REGION.search(finding.message)
        key = (replace(finding, message=""), text)
        regions.setdefault(key, []).append(region[0] if region else "")
    for (finding, text), names in regions.items():
        rest = f" and {len(names) - 3} more Regions" if len(names) > 3 else ""
        yield replace(finding, message=text.replace("{}", ", ".join(names[:3]) + rest, 1))

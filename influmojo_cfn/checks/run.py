"""All checks of some files: what is read, which tool looks at it, and what is omitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from influmojo_cfn.answers import kept_answer
from influmojo_cfn.checks.accepted import accepted
from influmojo_cfn.checks.documents import (
    check_iam,
    check_policy_document,
    check_update,
    policy_document_at,
)
from influmojo_cfn.checks.file_types import check_other_kind, unreadable_file, without_resources
from influmojo_cfn.checks.finding import Finding
from influmojo_cfn.checks.settings import RuleSettings, read_settings
from influmojo_cfn.cloudformation import Document, parse, read_template
from influmojo_cfn.cloudformation.language_extensions import loops_in, with_loops_expanded
from influmojo_cfn.cloudformation.nested_stacks import LOCATIONS, MOST_FILES, nested_files
from influmojo_cfn.cloudformation.sections import check_sections
from influmojo_cfn.cloudformation.source import is_file
from influmojo_cfn.errors import Error, Problem, TemplateError
from influmojo_cfn.files import read_text

if TYPE_CHECKING:
    from influmojo_cfn.checks.cloudformation_validate import Validated


@dataclass(frozen=True)
class CheckedFile:
    """A file and its text."""

    path: Path
    text: str


@dataclass(frozen=True)
class _CheckedTemplate(CheckedFile):
    """A template: its text, read."""

    document: Document


def check(
    paths: Sequence[Path],
    *,
    against: Path | None = None,
    iam_only: bool = False,
    ignored: Sequence[str] = (),
    note: Callable[[str], None] = lambda text: None,
    progress: Callable[[Path], None] = lambda path: None,
) -> list[Finding]:
    """Check templates, policy documents and claims; give what was found by file, line and rule.

    A file that is not YAML or JSON, or of another kind, is a finding (E0000). The file is checked
    once, however often it is named. The templates of nested stacks are checked too where they are
    files at hand.

    Args:
        paths: the files.
        against: the template that is deployed today: what an update from it would break is found
            as well.
        iam_only: run the rules of this package alone, without cfn-lint and cloudformation-validate.
        ignored: rule IDs, or their beginnings, that are not reported.
        note: is called with a sentence for each file that a validator could not look at in full.
        progress: is called with each template before it is checked.

    Raises:
        Error: a file cannot be read, ``against`` cannot be parsed, or the user's configuration of
            cfn-lint is wrong.
    """
    files = with_nested(paths)
    question = (check, tuple(files), against, iam_only)
    found, notes = kept_answer(question, lambda: _checked(files, against, iam_only, progress))
    for text in notes:
        note(text)
    settings = read_settings(ignored)
    return [finding for finding in found if not settings.is_off(finding.id)]


def with_nested(paths: Sequence[Path]) -> list[Path]:
    """Return files, each once, and after them those that the nested stacks of templates name."""
    files = list(dict.fromkeys(paths))
    known = {*map(realpath, files)}
    for path in files:  # It grows while it is gone through.
        for found in _nested_in(path):
            if realpath(found) not in known and len(known) < MOST_FILES:
                known.add(realpath(found))
                files.append(Path(found))
    return files


def _nested_in(path: Path) -> list[str]:
    """Return the files that the nested stacks of a template name; none of what cannot be read.

    What is no regular file, such as standard input, can be read only once.
    """
    if not is_file(str(path)):
        return []
    try:
        text = read_text(path)
        has_stacks = any(kind in text for kind in LOCATIONS)
        return nested_files(parse(text, str(path))) if has_stacks else []
    except (Error, OSError, ValueError):
        return []  # Whoever checks the file says what is wrong.


def _checked(
    paths: Sequence[Path],
    against: Path | None,
    iam_only: bool,
    progress: Callable[[Path], None],
) -> tuple[list[Finding], tuple[str, ...]]:
    """Return the findings, whatever ``--ignore`` says, and a sentence for each file not in full."""
    notes: list[str] = []
    note = notes.append
    # Anything but a template would compare as if nothing changed.
    old = read_template(against) if against else None
    sources = _read(paths)
    settings = read_settings()
    templates, findings = _sorted_out(sources, settings)
    checked = _iam_findings if iam_only else _all_findings
    findings.extend(checked(templates, settings, note, progress) if templates else ())
    if old:
        nested = {Path(each) for path in paths for each in _nested_in(path)}
        named = [each for each in templates if each.path not in nested]
        findings.extend(_update_findings(named, old, settings, note))
    order = {str(source.path): index for index, source in enumerate(sources)}
    findings.sort(key=lambda f: (order[f.file], f.line, f.column, f.id, f.message))
    return findings, tuple(dict.fromkeys(notes))


def _sorted_out(
    sources: Sequence[CheckedFile], settings: RuleSettings
) -> tuple[list[_CheckedTemplate], list[Finding]]:
    """Return the templates among files, and the findings in all others."""
    findings: list[Finding] = []
    templates: list[_CheckedTemplate] = []
    for source in sources:
        if settings.skips(source.path):
            continue
        try:
            document = parse(source.text, str(source.path))
        except TemplateError as error:
            findings.extend(
                unreadable_file(str(source.path), problem, "The file cannot be parsed")
                for problem in error.problems
            )
            continue
        place = policy_document_at(document.data)
        if place is not None:
            found = check_policy_document(source.path, source.text, document, place)
            findings.extend(each for each in found if not settings.suppresses(each.id, None))
            continue
        of_another_kind = check_other_kind(document)
        if of_another_kind is None:
            templates.append(_CheckedTemplate(source.path, source.text, document))
        else:
            findings.extend(of_another_kind)
    return templates, findings


def _read(paths: Sequence[Path]) -> list[CheckedFile]:
    sources: list[CheckedFile] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            sources.append(CheckedFile(path, read_text(path)))
            str(path).encode()  # Both validators take names that are UTF-8 and no others.
        except Error as error:
            problems.extend(error.problems)
        except UnicodeEncodeError:
            message = "has a name that is not UTF-8 in this locale; set PYTHONUTF8=1"
            problems.append(Problem(str(path), message))
    if problems:
        raise Error(problems)
    return sources


def _iam_findings(
    templates: Sequence[_CheckedTemplate],
    settings: RuleSettings,
    note: Callable[[str], None],
    progress: Callable[[Path], None],
) -> Iterator[Finding]:
    """Yield what our rules find."""
    for source in templates:
        progress(source.path)
        resources = source.document.data.get("Resources")
        if not isinstance(resources, dict) or not resources:
            yield without_resources(source.document)
            continue
        try:
            check_sections(source.document)
        except TemplateError as error:
            for problem in error.problems:
                yield unreadable_file(str(source.path), problem, "A section is of a wrong shape")
            continue
        document = _expanded(source.document, note)
        for finding, logical_id in check_iam(source.path, source.text, document):
            if not settings.suppresses(finding.id, document.data, logical_id):
                yield finding


def _expanded(document: Document, note: Callable[[str], None]) -> Document:
    """Return a template with its loops expanded; say which stay."""
    found = with_loops_expanded(document)
    for loop in loops_in(found):
        place = f"{found.source}:{found.line(('Resources', loop))}"
        note(f"{place}: {loop}: was not looked at")
    return found


def _update_findings(
    templates: Sequence[_CheckedTemplate],
    old: Document,
    settings: RuleSettings,
    note: Callable[[str], None],
) -> Iterator[Finding]:
    """Yield what an update breaks."""
    deployed = _expanded(old, note) if templates else old
    for source in templates:
        document = _expanded(source.document, note)
        for finding, logical_id in check_update(source.path, source.text, document, deployed):
            if not settings.suppresses(finding.id, document.data, logical_id):
                yield finding


def _all_findings(
    templates: Sequence[_CheckedTemplate],
    settings: RuleSettings,
    note: Callable[[str], None],
    progress: Callable[[Path], None],
) -> Iterator[Finding]:
    """Yield what each validator finds, once."""
    from influmojo_cfn.checks.cfn_lint import Linter
    from influmojo_cfn.checks.cloudformation_validate import TOOL, ValidatorThread

    # Outside the interpreter's lock: the validator compiles its rules while cfn-lint imports, and
    # looks at the templates while cfn-lint does.
    validator = ValidatorThread((each.path, each.text) for each in templates)
    linter = Linter([source.path for source in templates])
    for source in templates:
        progress(source.path)
        template = source.document.data
        linted = list(linter.lint(source.path, source.text, template))
        yield from linted
        report = validator.next()
        if not report.is_complete:
            note(f"{source.path}: {TOOL} reached its limits and did not look at everything")
        yield from _not_said(linted, report.validated, settings, template)


def _not_said(
    linted: Sequence[Finding], validated: Sequence[Validated], settings: RuleSettings, template: Any
) -> Iterator[Finding]:
    """Yield what the validator alone found, and no one has accepted or turned off."""
    said = {(finding.line, finding.message) for finding in linted}
    said |= {(finding.line, finding.id) for finding in linted}
    for each in validated:
        finding = each.finding
        if (finding.tool, finding.id) in accepted():
            continue
        if {(finding.line, finding.id), (finding.line, finding.message)} & said:
            continue
        if not settings.suppresses(finding.id, template, each.logical_id):
            yield finding

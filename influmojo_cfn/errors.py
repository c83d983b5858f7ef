"""The exceptions that a caller of influmojo_cfn can meet.

Every error carries all the problems that were found, not the first alone. Each problem says where
it is: a key path of the app file, a logical ID, a Sid, or ``file:line``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

Path = tuple[str | int, ...]
"""Where a value is in a document: keys and list indexes from the top."""


class Located(Protocol):
    """A string whose values have lines: what a policy, a claim or a task definition came from."""

    @property
    def source(self) -> str:
        """The file's name, or an empty string."""

    def line(self, path: Path) -> int:
        """Return the line (from 1) of the deepest known place on ``path``."""

    def where(self, path: Path) -> str:
        """Return ``file:line`` of a path."""


def key_path(path: Iterable[str | int]) -> str:
    """Return a path as people write it: ``Resources.TaskPolicy.Statement[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong: where it is, and what was found against what was expected.

    ``place`` names it for people (a key path, an option, a logical ID, a Sid). ``file``, ``line``
    (from 1; 0 where it is not known) and ``path`` are for programs.

    >>> from influmojo_cfn import Problem
    >>> print(Problem("task_role", "is missing", file="app.yaml", line=3))
    app.yaml:3 task_role: is missing
    """

    place: str
    message: str
    file: str = ""
    line: int = 0
    path: Path = ()

    @classmethod
    def at(
        cls, source: Located | None, path: Path, message: str, *, place: str | None = None
    ) -> Problem:
        """Return the problem at a path of a string; ``place`` is the key path unless given."""
        named = key_path(path) if place is None else place
        if source is None:
            return cls(named, message, path=path)
        return cls(named, message, source.source, source.line(path), path)

    @property
    def where(self) -> str:
        """The place as messages print it: ``file:line`` and the name of the place."""
        line = f"{self.file}:{self.line}" if self.file else f"line {self.line}"
        return " ".join(filter(None, (line if self.line else self.file, self.place)))

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.where else self.message


class Error(Exception):
    """Base of every error of this package; the command line ends with ``exit_code``.

    >>> from influmojo_cfn import Error, load
    >>> try:
    ...     load("missing.yaml")
    ... except Error as error:
    ...     print(error.problems[0].message)
    missing.yaml: cannot be read: No such file or directory; check its path

    Attributes:
        problems: every :class:`Problem` that was found.
        exit_code: 1.
    """

    exit_code = 1

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = Problem("", problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class AppError(Error):
    """An app, an app file, or an argument of a grant is wrong.

    >>> from influmojo_cfn import App, AppError, grant
    >>> try:
    ...     App(project="acme", grants=[grant("sqs.send_message", queue="orders")])
    ... except AppError as error:
    ...     print(error)
    grants[0].grant: unknown 'sqs.send_message'; did you mean 'sqs.send_messages'?
    """


class QuotaError(Error):
    """A value that does not fit a quota of IAM or CloudFormation.

    >>> from influmojo_cfn import Error, QuotaError
    >>> issubclass(QuotaError, Error)
    True

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """


class TemplateError(Error):
    """A template or policy document cannot be read or understood.

    >>> from influmojo_cfn import Template, TemplateError
    >>> try:
    ...     Template({"Parameters": {}})
    ... except TemplateError as error:
    ...     print(error)
    is not a CloudFormation template: it has no Resources; influmojo-cfn build writes one
    """


class WriteError(Error):
    """A file could not be written; the file that was there is as it was.

    >>> from influmojo_cfn import Error, WriteError
    >>> issubclass(WriteError, Error)
    True
    """


class EmulatorError(Error):
    """The local emulator could not be started, or ended before its work was done."""


class AccountError(Error):
    """A call to an AWS account, or to an endpoint that represents one, failed."""


def each_of(*steps: Callable[[], Any]) -> list[Any]:
    """Take every step and give what they give, in order.

    Raises:
        Error: steps failed; it holds the problems of them all.
    """
    found: list[Any] = []
    problems: list[Problem] = []
    for step in steps:
        try:
            found.append(step())
        except Error as error:
            problems.extend(error.problems)
    if problems:
        raise Error(problems)
    return found


_LONGEST_MISSPELT = 200
"""Characters; nothing that has a name of its own is half as long."""


def did_you_mean(name: str, known: Collection[str], otherwise: str = "") -> str:
    """Return ``; did you mean 'x'?`` for the known name nearest to ``name``, else nothing.

    With the beginning of a clause, such as ``known are``, it tells all of them where none is near.
    """
    from difflib import get_close_matches

    every = f"; {otherwise} {', '.join(known) or 'none'}" if otherwise else ""
    if len(name) > _LONGEST_MISSPELT:
        return every
    by_folded = {candidate.casefold(): candidate for candidate in sorted(known, reverse=True)}
    nearest = get_close_matches(name.casefold(), sorted(by_folded), n=1, cutoff=0.6)
    return f"; did you mean {by_folded[nearest[0]]!r}?" if nearest else every

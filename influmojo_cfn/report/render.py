"""An answer as text, in the formats of the command that gives it."""

from __future__ import annotations

from influmojo_cfn.arguments import TEXT, check_arguments
from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.report.formats import formats_of


def render(answer: object, form: str = "pretty") -> str:
    """Return an answer as its command prints it.

    >>> from influmojo_cfn import Template, render
    >>> template = Template("templates/influmojo-ecs-iam.yaml")
    >>> render(template.simulate("TaskRole", "iam:CreateUser")).splitlines()[0]
    'implicitDeny'

    Args:
        answer: what a method of :class:`Template` or :func:`check` returned.
        form: ``pretty``, ``json``, ``markdown``, ``html``, ``sarif`` or ``junit``, as the command
            of the answer has them.

    Raises:
        Error: it is not an answer, or its command has no such format.
    """
    check_arguments(form=(form, TEXT))
    formats = formats_of(answer)
    if formats is None:
        kind = type(answer).__name__
        message = f"is of type {kind}; expected what a Template or check returned"
        raise Error(Problem("answer", message))
    if form not in formats:
        message = f"unknown format {form!r}{did_you_mean(form, formats)}"
        raise Error(Problem("form", f"{message}; expected {', '.join(formats)}"))
    return formats[form](answer)

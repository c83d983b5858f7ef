"""An explanation as one HTML page that needs nothing else."""

from __future__ import annotations

from importlib.resources import files
from pathlib import PurePath

from influmojo_cfn.report.explain.breadth import breadth_of
from influmojo_cfn.report.explain.diagram import diagram_of
from influmojo_cfn.report.explain.matrix import matrix_of, policies_of_row, services_of
from influmojo_cfn.report.explain.model import EVERYONE, LEVELS, Explanation, title_of
from influmojo_cfn.report.explain.statement_lines import others
from influmojo_cfn.report.printable import printable_lines


def render(explanation: Explanation) -> str:
    """Return the page; every text of the template is escaped, and the page runs no script."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("influmojo_cfn").joinpath("report/explain")
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        lstrip_blocks=False,
        keep_trailing_newline=True,
        finalize=lambda value: (
            printable_lines(value)
            if isinstance(value, str) and not isinstance(value, Markup)
            else value
        ),
    )
    page = environment.from_string(folder.joinpath("explain.html").read_text("utf-8"))
    return page.render(
        it=explanation,
        name=PurePath(explanation.source).name or "the template",
        style=Markup(folder.joinpath("explain.css").read_text("utf-8")),
        diagram=diagram_of(explanation),
        levels=LEVELS,
        counts=_counts(explanation),
        matrices=[matrix_of(role) for role in explanation.roles],
        policies_of_row=policies_of_row,
        services=services_of(explanation),
        breadth_of=breadth_of,
        title_of=title_of,
        others=list(others(explanation)),
        everyone=EVERYONE,
    )


def _counts(explanation: Explanation) -> dict[str, int]:
    """Count policies and their statements; a policy that several roles have is counted once."""
    policies = {
        (policy.name, policy.where): policy
        for role in explanation.roles
        for policy in role.policies
    }
    statements = [each for policy in policies.values() for each in policy.statements]
    allowed = [each for each in statements if each.effect == "Allow"]
    return {
        "policies": len(policies),
        "statements": len(statements),
        "wide": sum(each.breadth() == "every" for each in allowed),
        "patterns": sum(each.breadth() == "pattern" for each in allowed),
        "redundant": sum(bool(each.redundant) for each in allowed),
        "permissions": sum(
            each.is_for_everything
            or any("Permissions management" in levels for levels in each.by_service.values())
            for each in allowed
        ),
    }

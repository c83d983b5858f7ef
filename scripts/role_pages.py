"""Pages of docs/reference/roles: each role that an app asks for, as its template has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from influmojo_cfn.app import App, DeploymentPipeline, GitHub, Job, Service
from influmojo_cfn.app.infrastructure import INFRASTRUCTURE
from influmojo_cfn.cloudformation import dump as dump_template
from influmojo_cfn.config import to_document
from influmojo_cfn.template import build
from influmojo_cfn.template.claims import claims_of
from influmojo_cfn.template.role_rows import RoleRow, roles_of

_WEB = Service(name="web", repository="acme-web", port=8080)
_JOB = Job(name="nightly", repository="acme-nightly", schedule="cron(0 3 * * ? *)")
_ON_UPLOAD = Job(
    name="on-upload",
    repository="acme-importer",
    event_pattern={"source": ["aws.s3"], "detail-type": ["Object Created"]},
)
_GITHUB = GitHub(repository="acme/shop", branch="main")


def _app(**values: Any) -> App:
    return App(**{"project": "acme", "services": [_WEB], **values})


APPS: Mapping[str, App] = {
    "schedule": _app(services=[], jobs=[_JOB]),
    "rule": _app(services=[], jobs=[_ON_UPLOAD]),
    "deployment": _app(deployment=DeploymentPipeline(provider="create", github=_GITHUB)),
    **{word.replace("_", "-"): _app(infrastructure=[word]) for word in INFRASTRUCTURE},
}
"""The least app of each page, by the page's name."""


def page(name: str) -> str:
    """Return a page: the app file, and for each role its part of the template and its claims."""
    app = APPS[name]
    rows = [row for row in roles_of(app) if row.role not in ("execution", "task")]
    title = " and ".join(map(_title, rows))
    lines = [
        f"# {title[0].upper()}{title[1:]}",
        "",
        "One of [the roles of an ECS application](../roles.md). The app file:",
        "",
        *_block(yaml.safe_dump(to_document(app), sort_keys=False, width=100)),
    ]
    resources = build(app)["Resources"]
    for row in rows:
        lines += _role(app, row, resources)
    return "\n".join([*lines, ""])


def _title(row: RoleRow) -> str:
    return row.infrastructure.title if row.infrastructure else f"{row.role} role"


def _role(app: App, row: RoleRow, resources: Mapping[str, Any]) -> list[str]:
    own = (row.logical_id, f"{row.logical_id}Profile", row.policy_id)
    shown = {name: _without_common(resources[name]) for name in own if name in resources}
    claims = [each for each in claims_of(app)["claims"] if row.logical_id in str(each)]
    lines = ["", f"## {row.logical_id}", "", row.why]
    if found := row.infrastructure:
        lines[-1] += f" It goes to {found.use}."
    words = "In the template, without what every role has (metadata, boundary and tags):"
    lines += ["", words, "", *_block(dump_template({"Resources": shown}))]
    lines += ["", "Its claims, which `influmojo-cfn prove` proves:", ""]
    return [*lines, *_block(yaml.safe_dump(claims, sort_keys=False, width=100))]


def _without_common(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return a resource without the properties that all roles of a template have alike."""
    common = ("PermissionsBoundary", "Tags")
    properties = {k: v for k, v in resource["Properties"].items() if k not in common}
    return {"Type": resource["Type"], "Properties": properties}


def _block(text: str) -> list[str]:
    return ["```yaml", *text.rstrip().splitlines(), "```"]

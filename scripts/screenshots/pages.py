"""The pages that are photographed, each made from today's output of a command.

The digest of a page is committed beside its picture, so that a stale picture is found without a
browser.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
IMAGES = ROOT / "docs/images"
TEMPLATE = ROOT / "templates/influmojo-ecs-iam.yaml"


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture: the page that it is of, and the size of the window."""

    name: str
    html: Callable[[], str]
    width: int
    height: int

    @property
    def file(self) -> str:
        """The name of the picture in docs/images/."""
        return f"{self.name}.png"


def digest(picture: Picture) -> str:
    """Return the SHA-256 digest of a picture's page and size."""
    page = f"{picture.width}x{picture.height}\n{picture.html()}"
    return hashlib.sha256(page.encode()).hexdigest()


def recorded() -> dict[str, str]:
    """Return the digests of the pages that the committed pictures are of, by name."""
    file = IMAGES / "pages.json"
    found: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}
    return found


def explain() -> str:
    """Return the page that ``explain --format html`` writes."""
    return output_of("explain", str(TEMPLATE), "--format", "html")


def explain_on_a_phone() -> str:
    """Return the same page, 390 pixels wide: a window of Chromium is never that narrow."""
    frame = (
        f'<iframe width="390" height="800" frameborder="0" srcdoc="{escape(explain())}"></iframe>'
    )
    style = "body{margin:0;background:#9aa4b1;display:grid;place-items:center;height:100vh}"
    return f"<!doctype html><meta charset=utf-8><style>{style}</style>{frame}"


CHANGES = {
    "              - s3:GetObject\n": (
        "              - s3:DeleteObject\n              - s3:GetObject\n"
        "              - s3:PutObjectAcl\n"
    ),
    "              - dynamodb:DeleteItem\n": "",
}
"""A change that a reviewer wants to see: lines of the template, and those in their place."""


def difference() -> str:
    """Return the comment that ``diff --format markdown`` writes, in a page like a pull request."""
    from markdown_it import MarkdownIt

    with tempfile.TemporaryDirectory() as folder:
        old, new = (Path(folder) / name for name in ("main.yaml", "orders-ecs-iam.yaml"))
        output_of("build", "--app", str(ROOT / "examples/queue-worker.yaml"), "--output", str(old))
        text = old.read_text("utf-8")
        for before, after in CHANGES.items():
            assert text.count(before) == 1, f"the template does not contain {before!r} once"
            text = text.replace(before, after)
        new.write_text(text, "utf-8")
        comment = output_of("diff", str(old), str(new), "--format", "markdown")
    comment = comment.replace(f"{folder}/", "templates/")
    body = MarkdownIt("commonmark", {"html": True}).render(comment)
    return filled("pull_request.html", body=body)


def terminal() -> str:
    """Return the command and the output of the tutorial, as a terminal shows them.

    tests/test_documented_commands.py holds that output against the command's.
    """
    page = (ROOT / "docs/tutorial/local-emulator.md").read_text("utf-8")
    found = re.search(r"^```console\n(\$ influmojo-cfn rehearse\n.*?)^```", page, re.M | re.S)
    assert found, "the tutorial does not show rehearse"
    text = escape(found[1]).replace("&#x27;", "'")
    return filled("terminal.html", body=re.sub(r"^\$ .*$", r"<b>\g<0></b>", text, flags=re.M))


def console_form() -> str:
    """Return the form that the template's AWS::CloudFormation::Interface describes."""
    from influmojo_cfn.influmojo import APP
    from influmojo_cfn.template import build

    template = build(APP)
    interface = template["Metadata"]["AWS::CloudFormation::Interface"]
    labels, parameters = interface["ParameterLabels"], template["Parameters"]
    body = "".join(
        f"<h2>{escape(group['Label']['default'])}</h2>"
        + "".join(_field(labels[n]["default"], parameters[n]) for n in group["Parameters"])
        for group in interface["ParameterGroups"]
    )
    return filled("console_form.html", body=body)


def _field(label: str, parameter: dict[str, Any]) -> str:
    value = escape(str(parameter.get("Default", "")), quote=True)
    kind = "select" if "AllowedValues" in parameter else "input"
    about = escape(str(parameter.get("Description", "")))
    return f"<p><b>{escape(label)}</b><small>{about}</small><i class={kind}>{value or '&nbsp;'}</i>"


def filled(name: str, *, body: str) -> str:
    """Return a page of this folder with its body."""
    page = Path(__file__).with_name(name).read_text("utf-8")
    assert page.count("{body}") == 1, name
    return page.replace("{body}", body)


def output_of(*arguments: str) -> str:
    """Return what a command prints, run in this process, with paths from the repository's root."""
    import contextlib
    import io

    from influmojo_cfn.cli import group

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        group.main(list(arguments), standalone_mode=False)
    return out.getvalue().replace(f"{ROOT}/", "")


PICTURES = (
    Picture(name="explain", html=explain, width=1200, height=900),
    Picture(name="explain-phone", html=explain_on_a_phone, width=500, height=840),
    Picture(name="diff-comment", html=difference, width=1000, height=370),
    Picture(name="rehearse", html=terminal, width=1280, height=430),
    Picture(name="console-form", html=console_form, width=660, height=1400),
)
"""Every picture of docs/images/."""

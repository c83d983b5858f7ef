"""The page in a real browser: both color schemes, a phone, paper, and the keyboard."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.report.explain import html
from influmojo_cfn.report.explain.model import Explanation

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine's PATH")

PHONE = 390
WIDER = """
<script>
addEventListener("load", () => {
  const inner = document.querySelector("iframe").contentDocument;
  inner.querySelectorAll("details").forEach((each) => each.open = true);
  const width = inner.documentElement.clientWidth;
  const wider = [...inner.querySelectorAll("body *")].filter((each) =>
    !each.closest("svg") && !each.closest(".skip")
    && each.checkVisibility() && each.getBoundingClientRect().right > width + 0.5);
  const names = wider.map((each) => `${each.tagName}.${each.className}`);
  const scrolls = [...inner.querySelectorAll("body *")].filter((each) =>
    getComputedStyle(each).overflowX !== "visible" && each.scrollWidth > each.clientWidth + 1
    && !each.closest("svg"));
  const found = {width, wider: names, scrolls: scrolls.map((each) => each.ariaLabel)};
  document.body.textContent = "MEASURED" + JSON.stringify(found) + "END";
});
</script>
"""
MEASURE = """
<script>
const box = (e) => e.getBoundingClientRect();
const texts = [...document.querySelectorAll("svg g")].map((g) => {
  const frame = box(g.querySelector("rect"));
  return [...g.querySelectorAll("text")].every((t) => box(t).right <= frame.right + 0.5);
});
const wanted = "a[href], summary, [tabindex='0']";
const focusable = [...document.querySelectorAll(wanted)].filter((e) => e.checkVisibility());
const reached = focusable.filter((e) => { e.focus(); return document.activeElement === e; });
const found = {
  dark: matchMedia("(prefers-color-scheme: dark)").matches,
  background: getComputedStyle(document.body).backgroundColor,
  overflow: document.documentElement.scrollWidth - innerWidth,
  width: innerWidth,
  textsFit: texts.every(Boolean),
  boxes: texts.length,
  focusable: focusable.length,
  reached: reached.length,
  openStatements: document.querySelectorAll("details.statement[open]").length,
};
document.body.textContent = "MEASURED" + JSON.stringify(found) + "END";
</script>
"""


def run(profile: Path, page: Path, *options: str) -> str:
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        f"--user-data-dir={profile}",
        *options,
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def folder(explanation: Explanation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    text = html.render(explanation)
    (folder / "page.html").write_text(text, "utf-8")
    # The measuring copy may run a script, which the page itself forbids.
    open_page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    open_page = open_page.replace("</body>", f"{MEASURE}</body>")
    (folder / "measured.html").write_text(open_page, "utf-8")
    return folder


def measured(folder: Path, *options: str) -> dict[str, Any]:
    dom = run(folder / "profile", folder / "measured.html", "--dump-dom", *options)
    text = dom.partition("MEASURED")[2].rpartition("END")[0]
    found: dict[str, Any] = json.loads(text)
    return found


def test_on_a_desk(folder: Path) -> None:
    found = measured(folder, "--window-size=1280,900")
    assert not found["dark"]
    assert found["overflow"] <= 0
    assert found["boxes"] > 10
    assert found["textsFit"]
    assert found["reached"] == found["focusable"] > 30


def test_in_the_dark(folder: Path) -> None:
    found = measured(folder, "--window-size=1280,900", "--blink-settings=preferredColorScheme=0")
    assert found["dark"]
    assert found["background"] == "rgb(16, 20, 25)"


def test_on_a_narrow_screen_the_page_does_not_scroll_sideways(folder: Path) -> None:
    found = measured(folder, "--window-size=500,900")
    assert found["width"] <= 500
    assert found["overflow"] <= 0


LONG = "OfSomethingThatGoesOnAndOnWithoutASpace" * 2
LONG_WORDS = f"""
Resources:
  Role{LONG}:
    Type: AWS::IAM::Role
    Properties:
      RoleName: {LONG[:60].lower()}
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: {{Effect: Allow, Principal: {{AWS: "*"}}, Action: "sts:AssumeRole"}}
      Policies:
        - PolicyName: {LONG}
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Sid: {LONG}
                Effect: Allow
                Action: ["s3:*", "dynamodb:*Item"]
                Resource: ["arn:aws:s3:::b-*-{LONG}/*", "*"]
                Condition: {{StringLike: {{"aws:RequestTag/{LONG}": ["{LONG}", "b"]}}}}
              - {{Effect: Deny, NotAction: "iam:*", NotResource: "arn:aws:s3:::{LONG}"}}
"""


def on_a_phone(folder: Path, page: str) -> dict[str, Any]:
    """Measure a page in a frame: a window of Chromium is never that narrow."""
    frame = f'<iframe width="{PHONE}" height="800" frameborder="0" srcdoc="{escape(page)}">'
    (folder / "phone.html").write_text(f"<body>{frame}</iframe>{WIDER}</body>", "utf-8")
    dom = run(folder / "profile", folder / "phone.html", "--dump-dom", "--window-size=800,900")
    found: dict[str, Any] = json.loads(dom.partition("MEASURED")[2].rpartition("END")[0])
    return found


@pytest.mark.parametrize("words", ["of the default app", "long ones"])
def test_on_a_phone_nothing_is_wider_than_the_screen_but_the_picture(
    words: str, folder: Path, explain_text: Callable[[str], Explanation]
) -> None:
    page = (folder / "page.html").read_text("utf-8")
    if words == "long ones":
        page = html.render(explain_text(LONG_WORDS))
    found = on_a_phone(folder, page)
    assert found["width"] == PHONE
    assert found["wider"] == []
    assert found["scrolls"] == ["Picture of roles, policies and resources"]


def pages_of(folder: Path, name: str) -> int:
    target = folder / f"{name}.pdf"
    run(folder / "profile", folder / f"{name}.html", f"--print-to-pdf={target}")
    data = target.read_bytes()
    assert data.startswith(b"%PDF")
    return len(re.findall(rb"/Type\s*/Page\b", data))


def test_on_paper_every_statement_is_printed(folder: Path) -> None:
    text = (folder / "page.html").read_text("utf-8")
    (folder / "open.html").write_text(text.replace("<details ", "<details open "), "utf-8")
    (folder / "cut.html").write_text(text.replace("::details-content", "::none"), "utf-8")
    pages = pages_of(folder, "page")
    assert pages_of(folder, "open") == pages > pages_of(folder, "cut")
    assert 3 <= pages <= 20


def test_a_picture_can_be_taken_of_it(folder: Path) -> None:
    target = folder / "page.png"
    run(
        folder / "profile", folder / "page.html", f"--screenshot={target}", "--window-size=1280,900"
    )
    assert target.read_bytes().startswith(b"\x89PNG")
    assert target.stat().st_size > 20_000

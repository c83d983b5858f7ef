"""The page: whole in itself, safe with hostile names, legible in both schemes, sound as HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from influmojo_cfn.report.explain import html, markdown
from influmojo_cfn.report.explain.diagram import COLUMNS, MOST_SERVICES, diagram_of
from influmojo_cfn.report.explain.model import Explanation
from tests.nonempty import nonempty
from tests.report.explain import shown
from tests.report.explain.shown import GET, PUT

CSS = (Path(html.__file__).parent / "explain.css").read_text("utf-8")
VOID = {"meta", "link", "br", "img", "input", "hr", "path", "rect"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>|`${{7*7}}{{7*7}}"


class Page(HTMLParser):
    """What a browser would see: elements that nest, IDs, links, texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def attributes(self, name: str) -> list[str]:
        return [value for _, found in self.elements if (value := found.get(name))]


@pytest.fixture(scope="module")
def page(explanation: Explanation) -> Page:
    return Page(html.render(explanation))


def test_every_element_is_closed(page: Page) -> None:
    assert page.open == []


def test_every_id_is_there_once(page: Page) -> None:
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))


def test_every_link_inside_the_page_leads_somewhere(page: Page) -> None:
    inside = {href[1:] for href in page.attributes("href") if href.startswith("#")}
    assert inside <= set(page.attributes("id"))


def test_nothing_is_fetched_and_nothing_runs(page: Page) -> None:
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    assert not page.attributes("src")
    assert not [name for _, found in page.elements for name in found if name.startswith("on")]
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_links_go_to_aws_documentation_alone(page: Page) -> None:
    outside = {href for href in page.attributes("href") if not href.startswith("#")}
    assert outside
    assert all(
        href.startswith("https://docs.aws.amazon.com/service-authorization/") for href in outside
    )


def test_headings_leave_no_level_out(page: Page) -> None:
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_page_says_its_language_and_has_a_way_past_the_top(page: Page) -> None:
    first_link = next(found for tag, found in page.elements if tag == "a")
    assert dict(page.elements)["html"] == {"lang": "en"}
    assert first_link == {"class": "skip", "href": "#main"}


def test_table_headings_say_what_they_head(page: Page) -> None:
    assert all(found.get("scope") for tag, found in page.elements if tag == "th")


def test_each_statement_is_there_with_its_reason(page: Page, explanation: Explanation) -> None:
    text = "\n".join(page.texts)
    assert [statement for role in explanation.roles for statement in role.statements]
    for role in explanation.roles:
        for statement in role.statements:
            assert statement.sid in text
            assert statement.reason in text


def test_each_action_is_there_with_what_aws_says_of_it(
    page: Page, explanation: Explanation
) -> None:
    links = set(page.attributes("href"))
    assert any(statement.actions for role in explanation.roles for statement in role.statements)
    for role in explanation.roles:
        for statement in role.statements:
            for action in statement.actions:
                assert action.page in links
                assert action.description in page.texts


def hostile_template() -> str:
    escaped = HOSTILE.replace("'", "''")
    return f"""
Description: '{escaped}'
Metadata: {{com.aws.cloudformation.Context: {{arch: '{escaped}'}}}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Metadata: {{com.aws.cloudformation.Context: {{why: '{escaped}'}}}}
    Properties:
      RoleName: '{escaped}'
      Description: '{escaped}'
      AssumeRolePolicyDocument:
        Statement:
          Effect: Allow
          Principal: {{Service: '{escaped}'}}
          Action: sts:AssumeRole
          Condition: {{StringEquals: {{'{escaped}': '{escaped}'}}}}
      Policies:
        - PolicyName: '{escaped}'
          PolicyDocument:
            Statement:
              Sid: '{escaped}'
              Effect: Allow
              Action: ['s3:GetObject', '{escaped}']
              Resource: '{escaped}'
              Condition: {{'{escaped}': {{'{escaped}': '{escaped}'}}}}
"""


def test_hostile_names_stay_text(explain_text: Callable[[str], Explanation]) -> None:
    page = Page(html.render(explain_text(hostile_template())))
    assert page.open == []
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img"}
    assert HOSTILE in "".join(page.texts)
    assert "49" not in "".join(page.texts)


def test_hostile_names_stay_text_in_markdown(explain_text: Callable[[str], Explanation]) -> None:
    reader = MarkdownIt("commonmark").enable("table")
    shown = reader.render(markdown.render(explain_text(hostile_template())))
    page = Page(shown)
    tags = [tag for tag, _ in page.elements]
    assert not {"script", "img"} & set(tags)
    assert tags.count("td") == 6 * (tags.count("tr") - 1)
    assert HOSTILE in "".join(page.texts)


def test_boxes_of_the_picture_do_not_overlap(explanation: Explanation) -> None:
    nodes = diagram_of(explanation).nodes
    columns = [
        sorted((node for node in nodes if node.x == x), key=lambda node: node.y) for x, _ in COLUMNS
    ]
    for above, below in nonempty(pair for column in columns for pair in pairwise(column)):
        assert above.y + above.height <= below.y


def colors(block: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block))
    return {
        key: f"#{''.join(2 * c for c in value[1:])}" if len(value) == 4 else value
        for key, value in found.items()
    }


def luminance(color: str) -> float:
    channels = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


LIGHT = colors(CSS)
DARK = {**LIGHT, **colors(CSS.partition("prefers-color-scheme: dark")[2].partition("* {")[0])}
PRINT = {**LIGHT, **colors(CSS.partition("@media print")[2])}
LIGHT = colors(CSS.partition("@media")[0])
PAIRS = [
    ("text", "page"),
    ("text", "panel"),
    ("muted", "page"),
    ("muted", "panel"),
    ("link", "page"),
    ("link", "panel"),
    ("text", "code"),
    *((name, f"{name}-bg") for name in ("list", "read", "write", "permissions", "tagging")),
    *((name, f"{name}-bg") for name in ("allow", "deny")),
    *(("muted", f"{name}-bg") for name in ("allow", "deny", "pattern", "wide")),
    *(("text", f"{name}-bg") for name in ("allow", "deny", "pattern", "wide", "permissions")),
    *((name, "page") for name in ("pattern", "wide")),
    *((name, "panel") for name in ("pattern", "wide")),
]


@pytest.mark.parametrize(("text", "background"), PAIRS)
@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_text_stands_out_from_its_background(scheme: str, text: str, background: str) -> None:
    """4.5 to 1 is what WCAG 2.2 asks of text (success criterion 1.4.3, level AA)."""
    palette = {"light": LIGHT, "dark": DARK, "print": PRINT}[scheme]
    assert contrast(palette[text], palette[background]) >= 4.5


CROWD = ["sqs", "sns", "kms", "ses", "ec2", "rds", "ecs", "ecr", "ssm", "iam", "sts", "eks", "s3"]


def crowded() -> str:
    """Return a template whose role has more services than a picture can show."""
    named = [f"{service}:*" for service in [*CROWD, "logs", "glue"]]
    return f"""
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      PermissionsBoundary: !Ref Boundary
      AssumeRolePolicyDocument:
        Statement: {{Effect: Allow, Principal: {{AWS: '*'}}, Action: sts:AssumeRole}}
      Policies:
        - PolicyName: crowd
          PolicyDocument:
            Statement:
              - {{Sid: Many, Effect: Allow, Action: {named}, Resource: '*'}}
              - {{Sid: NotThese, Effect: Deny, Action: {named}, Resource: 'arn:aws:s3:::x'}}
  Boundary:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement: {{Sid: Limit, Effect: Allow, Action: 's3:*', Resource: '*'}}
"""


@pytest.fixture(scope="module")
def crowd(explain_text: Callable[[str], Explanation]) -> Explanation:
    return explain_text(crowded())


def test_a_crowd_of_services_shares_a_box_and_what_is_denied_has_one_of_its_own(
    crowd: Explanation,
) -> None:
    boxes = [node for node in diagram_of(crowd).nodes if node.x == COLUMNS[3][0]]
    assert len(boxes) == 2 * MOST_SERVICES
    last = [node.title.full for node in boxes if "more" in node.title.full]
    assert last == ["4 more services", "Denied: 4 more services"]
    assert [node.kind for node in boxes].count("deny") == MOST_SERVICES


def test_the_riskiest_services_keep_their_boxes(crowd: Explanation) -> None:
    titles = [node.title.full for node in diagram_of(crowd).nodes]
    assert "AWS Identity and Access Management (IAM)" in titles
    assert "AWS Key Management Service" in titles


def test_the_boundary_has_its_statements_on_the_page(crowd: Explanation) -> None:
    page = Page(html.render(crowd))
    text = "".join(page.texts)
    assert "Permissions boundary: Boundary" in text
    assert "Limit" in page.texts
    inside = {href[1:] for href in page.attributes("href") if href.startswith("#")}
    assert inside <= set(page.attributes("id"))


def test_everyone_who_may_assume_a_role_stands_out(crowd: Explanation) -> None:
    assert '<span class="note-mark">everyone</span>' in html.render(crowd)


def test_a_statement_with_many_marks_shows_some_and_counts_the_rest(crowd: Explanation) -> None:
    assert re.search(r"and \d+ more</span>", html.render(crowd))


def test_a_policy_that_two_roles_have_is_counted_once_with_its_statements() -> None:
    wide = shown.statement(GET, resources=("*",))
    shared = shown.policy(wide, shown.statement(GET, resources=("arn:aws:s3:::*a",)))
    text = html.render(shown.explained(shown.role(shared), shown.role(shared)))
    assert "<b>1</b>policy" in text
    assert "<b>2</b>statements</li>" in text
    assert "<b>1</b>statement on every resource, or all of a type" in text
    assert "<b>1</b>statement on resources by a pattern" in text


def test_each_row_of_the_matrix_links_the_policies_that_allow_it() -> None:
    policies = shown.policy(shown.statement(GET)), shown.policy(shown.statement(PUT), name="b")
    text = html.render(shown.explained(shown.role(*policies)))
    row = text.partition('<td class="by">')[2].partition("</td>")[0]
    assert row == ('<a href="#role-1-policy-1">own</a>, <a href="#role-1-policy-2">b</a>')


def test_details_are_folded(page: Page) -> None:
    assert [found for tag, found in page.elements if tag == "details" and "open" in found] == []

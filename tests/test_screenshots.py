"""The pictures of the pages exist, are shown, are small, and are of today's output."""

from __future__ import annotations

import re
import struct

import pytest

from scripts.screenshots.pages import IMAGES, PICTURES, Picture, digest, recorded
from tests.conftest import ROOT

PAGES = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
SHOWN = re.compile(r"!\[([^\]]+)\]\(([^)\s]+\.png)\)")
EACH_PICTURE = pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)


@EACH_PICTURE
def test_a_picture_is_of_todays_output(picture: Picture) -> None:
    stale = f"{picture.file} is stale: run make screenshots"
    assert recorded().get(picture.name) == digest(picture), stale


@EACH_PICTURE
def test_a_page_is_the_same_each_time(picture: Picture) -> None:
    assert picture.html() == picture.html()


@EACH_PICTURE
def test_a_picture_is_small_and_of_the_size_that_the_script_asks_for(picture: Picture) -> None:
    data = (IMAGES / picture.file).read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (picture.width, picture.height)
    assert len(data) < 150_000


def test_every_picture_is_shown_with_a_text_and_no_other_is_there() -> None:
    shown = {
        (page.parent / target).resolve(): text
        for page in PAGES
        for text, target in SHOWN.findall(page.read_text("utf-8"))
    }
    assert set(shown) == {IMAGES / picture.file for picture in PICTURES}
    assert {path for path in IMAGES.iterdir() if path.name != "pages.json"} == set(shown)
    assert [text for text in shown.values() if len(text.split()) < 4] == []
    assert set(recorded()) == {picture.name for picture in PICTURES}

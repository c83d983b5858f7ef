"""Take the pictures with Chromium: ``python -m scripts.screenshots``.

scripts/install_chromium.sh installs it. Pictures whose page has not changed are kept.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from scripts.screenshots.pages import IMAGES, PICTURES, Picture, digest, recorded


def take(chromium: str, picture: Picture, folder: Path) -> None:
    """Write the picture of a page."""
    page = folder / f"{picture.name}.html"
    page.write_text(picture.html(), "utf-8")
    command = [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--hide-scrollbars", "--disable-lcd-text", f"--user-data-dir={folder / 'profile'}",
        f"--window-size={picture.width},{picture.height}",
        f"--screenshot={IMAGES / picture.file}", page.as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def main() -> int:
    """Take each picture whose page is not the one that was recorded with it."""
    known = recorded()
    for picture in PICTURES:
        today = digest(picture)
        if known.get(picture.name) == today and (IMAGES / picture.file).exists():
            continue
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        if chromium is None:
            print("error: chromium: is not installed; run sh scripts/install_chromium.sh")
            return 1
        with tempfile.TemporaryDirectory() as folder:
            take(chromium, picture, Path(folder))
        known[picture.name] = today
        print(f"wrote {(IMAGES / picture.file).relative_to(IMAGES.parent.parent)}")
    names = {picture.name for picture in PICTURES}
    kept = {name: known[name] for name in sorted(known) if name in names}
    (IMAGES / "pages.json").write_text(json.dumps(kept, indent=2) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

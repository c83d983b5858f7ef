"""The version of the package."""

from __future__ import annotations

__version__ = "0.1.0"

SITE_URL = ""
"""Where docs/ is published, with a slash at the end; empty while it is not.

Findings link to the page of their rule there. Without a site they link to the rule's source, and
``influmojo-cfn rules ID`` prints the page.
"""

DISTRIBUTION = "."
"""What ``pip install`` takes: the checkout, until the distribution is in an index."""


def install_command(extra: str) -> str:
    """Return how to install what an extra brings, as the end of a sentence."""
    where = " in the checkout of influmojo-cfn" if DISTRIBUTION == "." else ""
    return f"run pip install '{DISTRIBUTION}[{extra}]'{where}"

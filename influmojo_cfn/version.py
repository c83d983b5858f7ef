"""The version of the package."""

from __future__ import annotations

__version__ = "0.1.0"

SITE_URL = "https://influmojo.github.io/influmojo_cfn/"
"""Where the release workflow publishes docs/; findings name the pages of their rules there."""

DISTRIBUTION = "."
"""What ``pip install`` takes: the checkout, until the distribution is in an index."""


def install_command(extra: str) -> str:
    """Return how to install what an extra brings, as the end of a sentence."""
    where = " in the checkout of influmojo-cfn" if DISTRIBUTION == "." else ""
    return f"run pip install '{DISTRIBUTION}[{extra}]'{where}"

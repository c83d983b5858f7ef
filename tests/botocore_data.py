"""What botocore finds on the disk is found once in a process.

Each of its sessions lists the folders of hundreds of services again, and parses anew what describes
one: that took a quarter of the time of the tests that reach an account.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from botocore.loaders import Loader

KINDS = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")

_found: defaultdict[tuple[str, ...], dict[Any, Any]] = defaultdict(dict)


def share_what_is_found(patch: pytest.MonkeyPatch) -> None:
    """Let every loader of the same folders know what one of them has found."""

    def known(loader: Loader) -> dict[Any, Any]:
        return _found[tuple(loader.search_paths)]

    def leave(loader: Loader, value: object) -> None:
        """Do without a dictionary of its own, which a new loader makes."""

    patch.setattr(Loader, "_cache", property(known, leave), raising=False)


def list_services() -> None:
    """Find now what the sessions of processes that are forked later would each look for."""
    loader = Loader()
    for kind in KINDS:
        loader.list_available_services(kind)

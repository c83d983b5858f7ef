"""What botocore finds on the disk is found once in a process.

Each of its sessions lists the folders of hundreds of services again, and parses anew what describes
one, and translates the names of the same events: that took a third of the time of the tests that
reach an account.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from botocore.loaders import Loader

KINDS = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")

_found: defaultdict[tuple[str, ...], dict[Any, Any]] = defaultdict(dict)


def share_what_is_found(patch: pytest.MonkeyPatch) -> None:
    """Let every loader of the same folders know what one of them has found."""
    from botocore.hooks import EventAliaser
    from botocore.loaders import Loader

    def known(loader: Loader) -> dict[Any, Any]:
        return _found[tuple(loader.search_paths)]

    def leave(owner: object, value: object) -> None:
        """Do without a dictionary of its own, which every new one makes."""

    names: dict[str, str] = {}
    patch.setattr(Loader, "_cache", property(known, leave), raising=False)
    patch.setattr(
        EventAliaser, "_alias_name_cache", property(lambda aliaser: names, leave), raising=False
    )


def list_services() -> None:
    """Find now what the sessions of processes that are forked later would each look for."""
    from botocore.loaders import Loader

    loader = Loader()
    for kind in KINDS:
        loader.list_available_services(kind)


def import_aws_cli() -> None:
    """Import the part of the AWS CLI that reads templates so that libyaml reads them."""
    import yaml

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml, "SafeLoader", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        import awscli.customizations.cloudformation.yamlhelper  # noqa: F401

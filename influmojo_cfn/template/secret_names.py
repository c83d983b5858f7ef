"""Parameters that take the names of secrets, and what validators make of them.

cloudformation-validate takes every parameter with ``Secret`` in its name for a password (W2509) and
asks for NoEcho. That would hide from the console what is not secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.app.parameters import names_a_secret

_RULES = ("W2509",)


def with_secret_names(template: Mapping[str, Any]) -> dict[str, Any]:
    """Return a template that tells validators which of its parameters are not passwords, if any."""
    if not any(map(names_a_secret, template.get("Parameters", {}))):
        return dict(template)
    told = {"cfn-lint": {"config": {"ignore_checks": list(_RULES)}}}
    return {**template, "Metadata": {**template.get("Metadata", {}), **told}}

"""Rules that find the IAM mistakes that no linter finds.

``cfn-lint template.yaml -a influmojo_cfn.rules`` runs them in plain cfn-lint, which looks for
classes in this module. They are made when asked for, so that importing a module of this package
does not import cfn-lint. Their IDs are E9101 to I9999: 91 actions, 92 resources, 93 condition keys,
94 logic, 95 trust, 96 danger, 97 ECS, 98 quotas and shape, 99 parameters.
"""

from __future__ import annotations

from typing import Any


def __dir__() -> list[str]:
    from influmojo_cfn.rules.cfn_lint import rule_classes

    return sorted(rule_classes())


def __getattr__(name: str) -> Any:
    if name.startswith("Rule"):
        from influmojo_cfn.rules.cfn_lint import rule_classes

        if name in rule_classes():
            return rule_classes()[name]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

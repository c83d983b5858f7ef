"""Which parameters take secrets, by their names and by what their defaults look like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_SECRET = frozenset(
    {
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "token",
        "credential",
        "credentials",
        "apikey",
        "privatekey",
        "secrets",
        "pass",
    }
)
_PAIRS = frozenset(
    {
        ("api", "key"),
        ("private", "key"),
        ("access", "key"),
        ("signing", "key"),
        ("encryption", "key"),
        ("jwt", "key"),
        ("auth", "key"),
        ("license", "key"),
        ("connection", "string"),
    }
)
_ABOUT = frozenset(
    [
        "arn",
        "arns",
        "name",
        "names",
        "path",
        "paths",
        "prefix",
        "id",
        "ids",
        "url",
        "uri",
        "endpoint",
        "length",
        "version",
        "stage",
        "days",
        "enabled",
        "rotation",
        "policy",
        "store",
        "manager",
        "pattern",
        "ttl",
        "expiry",
        "expiration",
        "lifetime",
        "parameter",
        "parameters",
        "ref",
        "region",
        "user",
        "username",
        "issuer",
        "audience",
        "type",
        "count",
        "key",
        "required",
        "suffix",
        "bucket",
        "role",
        "kms",
        "minutes",
        "seconds",
        "hours",
        "location",
        "reference",
        "description",
        "alias",
        "recovery",
        "window",
    ]
)
"""Words after which a name is about a secret and does not hold it: SecretArn, TokenLifetime."""
_SWITCHES = frozenset({"allow", "disable", "enable", "has", "is", "require", "use"})
"""Words before which a name is a choice: EnableToken."""
_VERBS = frozenset({"create", "generate", "get", "rotate"})
"""Words before the last one that make a name one of a choice or a function: GenerateSecret."""
_VALUES = re.compile(
    r"^(?:AKIA|ASIA)[A-Z0-9]{16}$"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|^gh[pousr]_[A-Za-z0-9]{30,}|^github_pat_\w{20,}|^glpat-[\w-]{20,}"
    r"|^xox[abprs]-|^https://hooks\.slack\.com/services/\w"
    r"|^[rs]k_live_|^AIza[\w-]{35}$|^SG\.[\w-]{16,}\.[\w-]{16,}|^npm_\w{30,}|^pypi-\w{30,}"
    r"|^eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\."
    r"|^[a-z][a-z+]*://[^/\s:@]*:[^/\s:@$\{]+@"
)
"""Credentials that their form gives away: of AWS, GitHub, GitLab, Slack, Stripe, Google, SendGrid,
npm, PyPI; web tokens; URLs with a password."""


def is_sensitive(name: Any, parameter: Mapping[str, Any]) -> bool:
    """Return whether a parameter's value is itself a secret."""
    kind = str(parameter.get("Type", "String"))
    if kind != "String" or not isinstance(name, str) or "AllowedValues" in parameter:
        return False  # A value out of a list that everyone can read is a choice.
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words or words[0] in _SWITCHES or _names_a_place(parameter):
        return False
    if words[-2:-1] and words[-2] in _VERBS:
        return False
    last_two = tuple(words[-2:])
    if last_two in _PAIRS and last_two != ("access", "key"):
        return True
    if words[-1] == "key" and words[-3:] == ["secret", "access", "key"]:
        return True
    return words[-1] in _SECRET and words[-1] not in _ABOUT


def _names_a_place(parameter: Mapping[str, Any]) -> bool:
    """Return whether a parameter's description says that its value is where the secret is kept."""
    return _PLACE.search(str(parameter.get("Description", ""))) is not None


_PLACE = re.compile(
    r"\barns?\b|\bs3://|\bsecrets ?manager secret\b|\b(?:parameter|secret|file|key)(?:'s)? name\b"
    r"|\b(?:name|id|path|location) of (?:an? |the |your )?(?:[\w-]+ )*(?:secret|parameter|object|file)\b",
    re.IGNORECASE,
)

_NOTHING = frozenset({"", "-", "n/a", "nil", "none", "not-set", "null", "undefined", "unset"})
"""Defaults that say that there is none."""


def holds_something(text: str) -> bool:
    """Return whether a default is more than empty, an example, a dynamic reference, a name or an ARN."""
    stripped = text.strip()
    if stripped.lower() in _NOTHING or _is_example(stripped):
        return False
    if stripped.startswith(("{{resolve:", "arn:", "/")):
        return False
    return "/" not in stripped or "://" in stripped


def looks_secret(text: str) -> bool:
    """Return whether a string has the form of a credential, whatever it is called."""
    return _VALUES.search(text) is not None and not _is_example(text)


def _is_example(text: str) -> bool:
    """Return whether a default shows a form that is to be filled in: ``<password>``, ``e.g. ...``."""
    return _EXAMPLE.search(text) is not None


_EXAMPLE = re.compile(
    r"^e\.?g\.|<[A-Za-z][\w .-]*>|^(?:enter|insert|put) (?:your|the)\b", re.IGNORECASE
)

"""Who a request to Amazon SES sends as: the identity, what it sends with, and the condition keys.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonses.html
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.utils import parseaddr
from typing import Any

from influmojo_cfn.iam.sdk_operations import letters
from influmojo_cfn.usage.events import resource_kinds, resource_of_request

_WITH = {"ConfigurationSetName": "configuration-set", "TemplateName": "template"}
_SENDERS = ("fromemailaddress", "source")


def email_members(members: Mapping[str, Any]) -> dict[str, str]:
    """Return the sender, configuration set and template of a request, of whichever version."""
    found = {letters(name): value for name, value in _texts(members)}
    raw = found.get("rawmessagedata") or found.get("contentrawdata") or ""
    sender = next((found[name] for name in _SENDERS if found.get(name)), _sender_of(raw))
    template = found.get("template") or next(
        (value for name, value in found.items() if name.endswith("templatetemplatename")), ""
    )
    told = {"Source": sender, "TemplateName": template}
    told["ConfigurationSetName"] = found.get("configurationsetname", "")
    return {name: value for name, value in told.items() if value}


def email_resources(
    action: str, members: Mapping[str, Any], region: str, account: str
) -> list[str]:
    """Return the identity that an email is sent as, and what it is sent with."""
    told = email_members(members)
    sender = {"Source": told["Source"]} if "Source" in told else {}
    identity = resource_of_request(action, sender, region, account)
    types = {kind.pattern.rpartition(":")[2].partition("/")[0] for kind in resource_kinds(action)}
    more = [
        f"arn:aws:ses:{region}:{account}:{kind}/{told[name]}"
        for name, kind in _WITH.items()
        if name in told and kind in types
    ]
    return [each for each in (identity, *more) if each]


def email_context(members: Mapping[str, Any]) -> dict[str, str]:
    """Return the condition keys of who sends an email."""
    name, address = parseaddr(email_members(members).get("Source", ""))
    keys = {"ses:FromAddress": address, "ses:FromDisplayName": name}
    return {key: value for key, value in keys.items() if value}


def _texts(members: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the strings of a structure with the names on the way to them."""
    for name, value in members.items():
        if isinstance(value, str):
            yield f"{above}{name}", value
        elif isinstance(value, Mapping):
            yield from _texts(value, f"{above}{name}")


def _sender_of(raw: str) -> str:
    """Return the sender that a message in MIME names, as AWS takes it."""
    try:
        return str(message_from_bytes(base64.b64decode(raw))["From"] or "")
    except (binascii.Error, ValueError):
        return ""

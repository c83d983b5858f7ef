"""Claims about roles: a file that a security person writes and reads.

    for-every: [EnvironmentName]
    environments: {staging: {EnvironmentName: staging, UploadsBucketName: influmojo-staging}}
    claims:
      - claim: The task role never touches a bucket of anyone else
        role: TaskRole
        never:
          actions: s3:*
          not-resources: arn:aws:s3:::influmojo-*
      - claim: With a queue, the task role always sends to it
        role: TaskRole
        parameters: {HasQueue: "true"}
        always:
          actions: sqs:SendMessage
          resources: arn:aws:sqs:ap-south-1:111122223333:influmojo-jobs
      - claim: Only ECS tasks of this account become a role
        only-trusted-by:
          principals: {Service: ecs-tasks.amazonaws.com}
          conditions: {StringEquals: {aws:SourceAccount: "${AWS::AccountId}"}}

Texts can hold ``${AWS::AccountId}`` and the other pseudo parameters, and parameters of the
template; any other ``${...}`` is a policy variable.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeGuard

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.sections import with_parts
from influmojo_cfn.data.actions_without_permission import ACTIONS as NEED_NO_PERMISSION
from influmojo_cfn.errors import Path, Problem, TemplateError, did_you_mean, key_path
from influmojo_cfn.iam.arn import is_region, parse_arn
from influmojo_cfn.iam.conditions import condition_doubts
from influmojo_cfn.iam.document import Condition, Policy, read_policy
from influmojo_cfn.iam.operators import OPERATORS, parse_operator
from influmojo_cfn.iam.patterns import completed, has_wildcard, matcher, may_meet, pattern_of
from influmojo_cfn.iam.regions import region_problem, region_problem_of
from influmojo_cfn.iam.text import PSEUDO, example
from influmojo_cfn.iam.value_formats import scalar_text
from influmojo_cfn.input_files import CLAIMS, not_one, other_type

ClaimKind = Literal["never", "always", "only-trusted-by", "no-wider-than", "nothing-beyond-the-app"]
KINDS: tuple[ClaimKind, ...] = (
    "never",
    "always",
    "only-trusted-by",
    "no-wider-than",
    "nothing-beyond-the-app",
)
_SHAPE_KEYS = {
    "actions": "Action",
    "not-actions": "NotAction",
    "resources": "Resource",
    "not-resources": "NotResource",
    "conditions": "Condition",
}
_TRUST_KEYS = {"principals": "Principal", "conditions": "Condition", "actions": "Action"}
_POLICIES = ("never", "always", "only-trusted-by")
"""The kinds whose argument is about the requests that a policy would allow."""
_TOP_KEYS = ("for-every", "environments", "claims")
_CLAIM_KEYS = ("claim", "role", "roles", "parameters", *KINDS)


@dataclass(frozen=True)
class Claim:
    """One claim. ``roles`` is empty for every role of the template; ``argument`` is as written.

    It is about deployments in which the ``parameters`` have these values.
    """

    title: str
    kind: ClaimKind
    argument: Any
    roles: tuple[str, ...] = ()
    path: Path = ()
    parameters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The names that ``${...}`` in the argument can represent values of."""
        found: dict[str, None] = {}
        keep = lambda name: found.setdefault(name) or name  # noqa: E731
        _filled(self.argument, lambda text: "".join(map(keep, _REFERENCE.findall(text))))
        return tuple(found)

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The patterns of the actions that it is about, parameters as any string."""
        argument = self.argument if isinstance(self.argument, Mapping) else {}
        texts = (_REFERENCE.sub("*", str(text)) for text in _listed(argument.get("actions", "*")))
        return tuple(text.lower() for text in texts)

    @cached_property
    def condition_keys(self) -> tuple[str, ...]:
        """The condition keys that the argument names."""
        argument = self.argument if isinstance(self.argument, Mapping) else {}
        return tuple(key for keys in argument.get("conditions", {}).values() for key in keys)

    def policy(self, fill: Callable[[str], str], source: Document | None = None) -> Policy:
        """Return the requests that a never, always or only-trusted-by claim is about, as a policy.

        Args:
            fill: puts values in the place of parameters.
            source: the claims file, for places in messages.

        Raises:
            TemplateError: a part of it is not what a policy holds.
        """
        trust = self.kind == "only-trusted-by"
        names = _TRUST_KEYS if trust else _SHAPE_KEYS
        statement: dict[str, Any] = {"Effect": "Allow"}
        for key, value in self.argument.items():
            statement[names[key]] = _filled(value, fill)
        if "NotAction" not in statement:
            statement.setdefault("Action", "*")
        if not trust and "NotResource" not in statement:
            statement.setdefault("Resource", "*")
        policy, problems = read_policy(
            {"Version": "2012-10-17", "Statement": [statement]},
            kind="trust" if trust else "identity",
            name=self.title,
        )
        if problems:
            words = {name: key for key, name in names.items()}
            raise TemplateError(
                Problem.at(
                    source,
                    (*self.path, self.kind),
                    f"{_place_in_claim(problem.path, words)} {problem.message}",
                )
                for problem in problems
            )
        return replace(policy, within_segments=not trust)


@dataclass(frozen=True)
class Claims:
    """A claims file: the claims, and the parameters that are left open.

    ``environments`` are values of parameters by the name of an environment: the claims are about
    each of these as well.
    """

    claims: tuple[Claim, ...]
    for_every: tuple[str, ...] = ()
    source: Document | None = None
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def _filled(value: Any, fill: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return fill(value)
    return with_parts(value, lambda item: _filled(item, fill))


def parse_claims(document: Document) -> Claims:
    """Read a claims file.

    Raises:
        TemplateError: something in it is not a claim; every problem is listed with its place.
    """
    reader = _ClaimReader(document)
    claims = reader.claims()
    if reader.problems:
        raise TemplateError(reader.problems)
    return claims


class _ClaimReader:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Problem] = []

    def problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem.at(self.document, path, message))

    def claims(self) -> Claims:
        data = self.document.data
        other = other_type(data, CLAIMS) if isinstance(data, Mapping) else not_one(data, CLAIMS)
        if other:
            self.problem((), other)
            return Claims(())
        self.check_keys(data, _TOP_KEYS, ())
        rows = data.get("claims")
        if not isinstance(rows, list) or not rows:
            self.problem(("claims",), "is a list of claims, at least one")
            rows = []
        found = [self.claim(row, ("claims", index)) for index, row in enumerate(rows)]
        every = self.texts(data.get("for-every", []), ("for-every",))
        environments = self.environments(data.get("environments", {}))
        return Claims(tuple(c for c in found if c), every, self.document, environments)

    def environments(self, found: Any) -> Mapping[str, Mapping[str, str]]:
        shape = "maps the name of an environment to values of parameters: texts by name"
        if not isinstance(found, Mapping):
            self.problem(("environments",), shape)
            return {}
        for name, values in found.items():
            if not isinstance(name, str) or not _are_texts_by_name(values):
                self.problem(("environments", str(name)), f"is wrong; the key {shape}")
        return found

    def parameters(self, found: Any, path: Path) -> Mapping[str, str]:
        if _are_texts_by_name(found):
            return found
        self.problem(path, "maps names of parameters to values, each a string")
        return {}

    def check_keys(self, found: Mapping[Any, Any], keys: tuple[str, ...], path: Path) -> None:
        for key in found:
            if key not in keys:
                hint = did_you_mean(str(key), keys)
                self.problem(
                    (*path, str(key)),
                    f"is not known here{hint or '; expected one of ' + ', '.join(keys)}",
                )

    def texts(self, value: Any, path: Path) -> tuple[str, ...]:
        items = value if isinstance(value, list) else [value]
        if all(isinstance(item, str) for item in items):
            return tuple(items)
        self.problem(path, "is a string or a list of strings")
        return ()

    def claim(self, row: Any, path: Path) -> Claim | None:
        if not isinstance(row, Mapping):
            self.problem(path, "a claim is a mapping")
            return None
        self.check_keys(row, _CLAIM_KEYS, path)
        kinds = [kind for kind in KINDS if kind in row]
        if len(kinds) != 1:
            if kinds or all(key in _CLAIM_KEYS for key in row):
                found = " and ".join(kinds) or "none"
                self.problem(path, f"has {found} of {', '.join(KINDS)}; expected one")
            return None
        kind = kinds[0]
        title = row.get("claim", "")
        if not isinstance(title, str) or not title:
            self.problem((*path, "claim"), "is a sentence on what is claimed")
        if "role" in row and "roles" in row:
            self.problem((*path, "roles"), "cannot be combined with role; remove one of them")
        key = "role" if "role" in row else "roles"
        roles = self.texts(row.get(key, []), (*path, key))
        if row.get(key) == []:
            self.problem((*path, key), "lists nothing, so nothing is claimed; name one")
        given = self.parameters(row.get("parameters", {}), (*path, "parameters"))
        claim = Claim(str(title), kind, row[kind], roles, path, given)
        before = len(self.problems)
        self.argument(kind, row[kind], (*path, kind))
        if len(self.problems) == before and kind in _POLICIES:
            self.content(claim)
        return claim

    def argument(self, kind: ClaimKind, argument: Any, path: Path) -> None:
        if kind in _POLICIES:
            names = _TRUST_KEYS if kind == "only-trusted-by" else _SHAPE_KEYS
            if not isinstance(argument, Mapping) or not argument:
                self.problem(path, f"is a mapping of {', '.join(names)}")
                return
            self.check_keys(argument, tuple(names), path)
            for name in ("actions", "resources"):
                if name in argument and f"not-{name}" in argument:
                    self.problem(
                        (*path, f"not-{name}"),
                        f"cannot be combined with {name}; remove one of them",
                    )
            if kind == "only-trusted-by" and "principals" not in argument:
                self.problem(path, "has no principals")
        elif kind == "no-wider-than":
            if not isinstance(argument, str) or not argument:
                self.problem(
                    path, "is a template, a policy document or an AWS managed policy's ARN"
                )
        elif argument is not True and not isinstance(argument, str):
            self.problem(path, "is an app file, or true for influmojo-cfn.yaml")

    def content(self, claim: Claim) -> None:
        """Report what no policy could say, and what no service knows: it would claim nothing."""
        path = (*claim.path, claim.kind)
        try:
            claim.policy(lambda text: text, self.document)
        except TemplateError as error:
            self.problems.extend(error.problems)
            return
        for name in ("actions", "not-actions", "resources", "not-resources"):
            if claim.argument.get(name) == []:
                self.problem((*path, name), "lists nothing, so nothing is claimed; name one")
        for name in ("actions", "not-actions"):
            for place, text in self.written(claim, name):
                if not isinstance(text, str):
                    self.problem(place, "is not the name of an action; write SERVICE:ACTION")
                    continue
                message = unknown_action(text)
                if claim.kind == "never" and text.lower() in NEED_NO_PERMISSION:
                    message = f"{text} needs no permission: no policy decides who can call it"
                if message:
                    self.problem(place, message)
        for name in ("resources", "not-resources"):
            for place, text in self.written(claim, name):
                if isinstance(text, str) and (message := malformed_resource(text)):
                    self.problem(place, message)
        for keys, message in unknown_in_conditions(claim.argument.get("conditions", {})):
            self.problem((*path, "conditions", *keys), message)

    def written(self, claim: Claim, name: str) -> Iterator[tuple[Path, Any]]:
        """Yield what is written at a key of a claim, be it one or a list, with its place."""
        path = (*claim.path, claim.kind, name)
        found = claim.argument.get(name, [])
        for index, text in enumerate(_listed(found)):
            yield (*path, index) if isinstance(found, list) else path, text


def _are_texts_by_name(found: Any) -> TypeGuard[Mapping[str, str]]:
    return isinstance(found, Mapping) and all(
        isinstance(text, str) for pair in found.items() for text in pair
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _place_in_claim(path: Path, words: Mapping[str, str]) -> str:
    """Return a place in a claim's policy as the claim writes it: ``conditions.StringEquals``."""
    inner = path[2:]
    return key_path((words.get(str(inner[0]), inner[0]), *inner[1:])) if inner else key_path(path)


def unknown_action(text: str) -> str:
    """Return why a string is not an action of any service, if so."""
    from influmojo_cfn.iam import service_authorization

    prefix, colon, name = text.partition(":")
    if text == "*" or "${" in text:
        return ""
    if set("*?") & set(prefix):
        if any(map(matcher(prefix.lower()), service_authorization.service_prefixes())):
            return ""
        return f"no service has a prefix such as {prefix!r}, so the claim is empty"
    if not colon or not name:
        return f"{text!r} is not an action; expected one such as s3:GetObject"
    known = service_authorization.service(prefix)
    if known is None:
        hint = did_you_mean(prefix, service_authorization.service_prefixes())
        return f"no service has the prefix {prefix!r}, so the claim is empty{hint}"
    if service_authorization.actions_matching(text):
        return ""
    hint = did_you_mean(name, [action.name for action in known.actions.values()])
    return f"no action of {prefix} is {text!r}, so the claim is empty{hint}"


def malformed_resource(text: str) -> str:
    """Return why a string is neither ``*`` nor the ARN of anything, or a pattern of one, if so."""
    pattern = completed(pattern_of(_PLAUSIBLE(text)))
    if not may_meet(pattern, "arn:*:*:*:*:?*"):
        return f"{text!r} is not an ARN; expected one such as arn:aws:s3:::BUCKET/*, or *"
    arn = parse_arn(pattern)
    if arn is None or has_wildcard(arn.partition + arn.service):
        return ""
    letters = _REGION_PATTERN.fullmatch(arn.region)
    if not letters or (arn.region and not has_wildcard(arn.region) and not is_region(arn.region)):
        return f"{arn.region!r} of {text} is not a Region: an ARN has six parts between colons"
    if unknown := region_problem_of(pattern):
        return f"{text}: {unknown}"
    if arn.account.isdigit() and len(arn.account) != 12:
        return f"{arn.account!r} of {text} is not an account ID of 12 digits"
    return ""


_REGION_PATTERN = re.compile("[a-z0-9*?-]*")


def unknown_in_conditions(
    conditions: Mapping[str, Any],
) -> Iterator[tuple[Path, str]]:
    """Yield the places of wrong operators, keys and values, and what is wrong."""
    from influmojo_cfn.iam.unlisted_keys import misspelled_key

    for operator, keys in conditions.items():
        if parse_operator(operator) is None:
            hint = did_you_mean(operator, [row.name for row in OPERATORS])
            yield (operator,), f"is not an operator of IAM{hint}"
        if not isinstance(keys, Mapping):  # A function, of which a policy's content is unknown.
            yield (operator,), "is not a mapping of condition keys to values"
            continue
        for key in keys:
            if message := misspelled_key(key):
                yield (operator, key), message
            elif messages := _unread_values(operator, key, keys[key]):
                yield (operator, key), messages[0]
            elif key.lower() == "aws:requestedregion":
                given = keys[key] if isinstance(keys[key], list | tuple) else [keys[key]]
                for region in given:
                    if is_region(str(region)) and (message := region_problem(str(region))):
                        yield (operator, key), message


def _unread_values(operator: str, key: str, given: Any) -> tuple[str, ...]:
    """Return why an operator does not surely read values; parameters are not filled in yet."""
    scalars = (each for each in _listed(given) if isinstance(each, (str, bool, int, float)))
    values = [each if isinstance(each, str) else scalar_text(each) for each in scalars]
    known = tuple(text for text in values if "${" not in text)
    if parse_operator(operator) is None or not known:
        return ()
    return condition_doubts(Condition(operator, key, known), variables=True, denies=True)


_REFERENCE = re.compile(r"\$\{([A-Za-z0-9]+|AWS::[A-Za-z]+)\}")


def filler(values: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that puts values in the place of ``${Name}``; others stay as they are."""
    return lambda text: _REFERENCE.sub(lambda found: values.get(found[1], found[0]), text)


_PLAUSIBLE = filler({name: example(character) for name, character in PSEUDO.items()})
"""Fills in the pseudo parameters for a look at the form of a string."""

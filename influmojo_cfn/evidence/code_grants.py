"""The grants that an application's calls need, as an app file declares them.

Each call becomes its IAM actions, and those grants of the catalog, on exactly the resource that the
call names. An action that no row of the catalog has becomes ``custom.statement``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.app.validation import CUSTOM
from influmojo_cfn.data.action_grants import ALSO_IN, GRANTS, ActionGrant, GrantArgument
from influmojo_cfn.data.actions_without_permission import ACTIONS as WITHOUT_PERMISSION
from influmojo_cfn.data.sdk_operations import (
    ARGUMENT_ACTIONS,
    OBJECT_ADDRESS,
    OUTPUT_BUCKETS,
    READS_OBJECTS,
    TRANSACTION_ACTIONS,
)
from influmojo_cfn.evidence.call_resources import CallResources, elsewhere
from influmojo_cfn.evidence.called_actions import with_only
from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    SdkCall,
    UnknownExpression,
    table_of_kind,
)
from influmojo_cfn.evidence.needed_grants import Declaration
from influmojo_cfn.evidence.resource_values import (
    ParameterNames,
    is_value,
    name_in,
    resource_of,
    sender_of,
)
from influmojo_cfn.grants import grant
from influmojo_cfn.iam.inference_profiles import model_of_profile
from influmojo_cfn.iam.passed_roles import passed_to
from influmojo_cfn.iam.public_parameters import PUBLIC_PARAMETERS
from influmojo_cfn.iam.regions import region_problem
from influmojo_cfn.iam.sdk_operations import actions_of, letters, prefix_of

_LONGEST_REASON = 200
_ADDRESS = re.compile(OBJECT_ADDRESS)
_PARAMETERS = ("name", "names", "path")
"""The arguments that name a parameter of Parameter Store, several, or what is below a path."""
_PUBLIC_PARAMETER = "arn:${AWS::Partition}:ssm:${AWS::Region}::parameter"
_HOLDING = ("delete", "extraargs")
"""The arguments that hold arguments of the request: the objects to delete, extras of a transfer."""


@dataclass
class _Needed:
    """A declaration, and the lines and actions that need it."""

    declaration: Declaration
    places: dict[str, dict[str, None]] = field(default_factory=dict)
    actions: dict[str, None] = field(default_factory=dict)

    def document(self) -> Declaration:
        why = "; ".join(f"{place} {', '.join(calls)}" for place, calls in self.places.items())
        if self.declaration["grant"] != CUSTOM:
            return {**with_only(self.declaration, self.actions), "why": why}
        calls = ", ".join(dict.fromkeys(each for calls in self.places.values() for each in calls))
        reason = (
            f"The code calls {calls}." if len(calls) < _LONGEST_REASON else "The code calls it."
        )
        head = {"grant": CUSTOM, "actions": list(self.actions)}
        return {**head, **self.declaration, "use": "code", "reason": reason, "why": why}


@dataclass(frozen=True, kw_only=True)
class CodeGrants:
    """Declarations for an app file, and the calls whose actions are not known."""

    declarations: tuple[Declaration, ...]
    unknown: tuple[str, ...]


def code_grants(calls: Iterable[SdkCall], names: ParameterNames) -> CodeGrants:
    """Return the grants that calls need; ``names`` collects the parameters that they take."""
    gathered = _GatheredCalls(names)
    for call in calls:
        gathered.add(call)
    gathered.place_companions()
    return CodeGrants(
        declarations=tuple(each.document() for each in gathered.found.values()),
        unknown=tuple(gathered.unknown),
    )


class _GatheredCalls:
    def __init__(self, names: ParameterNames) -> None:
        self.names = names
        self.places = CallResources(names)
        self.found: dict[str, _Needed] = {}
        self.companions: list[tuple[str, SdkCall]] = []
        self.unknown: dict[str, None] = {}

    def add(self, call: SdkCall) -> None:
        self.reads_objects(call)
        self.passes_roles(call)
        for action in self._actions(call):
            if action.lower() in WITHOUT_PERMISSION:
                continue
            row = GRANTS.get(action)
            own: SdkCall | None = _of_kind(call, action)
            if action == "sns:Publish" and "phonenumber" in call.arguments:
                row = ActionGrant("sns.publish_sms")
            if row and row.grant == "bedrock.invoke_model":
                own = self._models(call, action)
            if row and row.grant == "ssm.read_parameters":
                own = self._public_parameters(call, action)
            if own is None:
                continue
            if action in ALSO_IN:
                self.companions.append((action, call))
            elif row is None:
                self.custom(action, own)
            else:
                self.of_catalog(row, own, action)

    def _models(self, call: SdkCall, action: str) -> SdkCall | None:
        """Grant what a call invokes by its ARN on that; return the rest, None where that is all.

        An application inference profile, a provisioned or imported model, a model of a Region.
        """
        others = [each for each in call.arguments.get("modelid", ()) if self._is_other_model(each)]
        for value in others:
            self.declare(
                {"grant": CUSTOM, **self.places.by_arn(value, "ModelArn", call)}, call, action
            )
            if ":application-inference-profile/" in self.places.known(value):
                models = f"{call.place}: the foundation models of {self.places.known(value)}"
                self.unknown[models] = None
        return _without(call, "modelid", others)

    def _public_parameters(self, call: SdkCall, action: str) -> SdkCall | None:
        """Grant what a call reads of AWS's own parameters; return the rest, None without any."""
        argument = next((each for each in _PARAMETERS if each in call.arguments), "")
        values = call.arguments.get(argument, ())
        own = [
            each for each in values if f"{self.places.known(each)}/".startswith(PUBLIC_PARAMETERS)
        ]
        for value in own:
            resource = f"{_PUBLIC_PARAMETER}{self.places.known(value)}"
            under = [f"{resource}/*"] if argument == "path" else []
            self.declare({"grant": CUSTOM, "resources": [resource, *under]}, call, action)
        return _without(call, argument, own)

    def _is_other_model(self, value: CodeValue) -> bool:
        text = self.places.known(value)
        return text.startswith("arn:") and ":inference-profile/" not in text

    def reads_objects(self, call: SdkCall) -> None:
        """Grant reading the objects that a service reads with the caller's own permissions."""
        if call.service not in READS_OBJECTS:
            return
        read = call.arguments.get("bucket", ()) or tuple(
            map(_bucket_of_address, call.arguments.get("mediafileuri", ()))
        )
        written = _values(call, OUTPUT_BUCKETS)
        for action, buckets in (("s3:GetObject", read), ("s3:PutObject", written)):
            if buckets:
                of = replace(call, arguments={"bucket": buckets})
                self.of_catalog(GRANTS[action], of, action)

    def passes_roles(self, call: SdkCall) -> None:
        """Grant passing the roles that a call names, where the grant of its action does not."""
        rows = (GRANTS.get(each) for each in actions_of(call.service, call.operation) or ())
        if any(row and _passes(row.grant) for row in rows):
            return
        for name, values in call.arguments.items():
            service = passed_to(f"{prefix_of(call.service)}:{call.operation}", name)
            condition = {"StringEquals": {"iam:PassedToService": service}}
            for value in values if service else ():
                resource = self.places.by_arn(value, "RoleArn", call)
                declaration = {"grant": CUSTOM, **resource, "conditions": condition}
                self.declare(declaration, call, "iam:PassRole")

    def _actions(self, call: SdkCall) -> Sequence[str]:
        actions = actions_of(call.service, call.operation)
        if actions is None:
            self.unknown[f"{call.place}: which action {call.operation} of {call.service} needs"] = (
                None
            )
            return ()
        if call.operation == "TransactWriteItems":
            return _of_items(call)
        more = ARGUMENT_ACTIONS.get(call.service, {}).get(call.operation, {})
        given = _given_words(call) if more else frozenset()
        return [*actions, *dict.fromkeys(more[each] for each in more if each in given)]

    def declare(
        self,
        declaration: Declaration,
        call: SdkCall,
        action: str,
        fixed: Iterable[tuple[str, bool]] = (),
    ) -> None:
        key = repr(sorted(declaration.items()))
        needed = self.found.setdefault(key, _Needed(declaration))
        needed.declaration |= dict(fixed)
        needed.places.setdefault(call.place, {})[call.operation] = None
        needed.actions[action] = None

    def of_catalog(self, row: ActionGrant, call: SdkCall, action: str) -> None:
        """Declare a grant once for each value that the call's resource can have."""
        kinds = {each.name: each.kind for each in grant(row.grant).arguments}
        alternatives: list[Declaration] = [{"grant": row.grant}]
        for argument in row.arguments:
            found = self._argument_values(argument, kinds[argument.name], call)
            alternatives = [base | one for base in alternatives for one in found]
        use = {"use": row.use} if row.use else {}
        for each in alternatives:
            self.declare(each | use, call, action, row.fixed)

    def _argument_values(
        self, argument: GrantArgument, kind: str, call: SdkCall
    ) -> list[dict[str, Any]]:
        values = _values(call, argument.given_by)
        if argument.optional:
            texts = [each.text for each in values if isinstance(each, Literal)]
            is_known = bool(texts) and len(texts) == len(values)
            if not is_known or not all(is_value(each, kind) for each in texts):
                return [{}]
            return [{argument.name: sorted(texts)}]
        if not values and argument.otherwise and not _is_hidden(call):
            return [{argument.name: argument.otherwise}]
        if not values:
            values = (UnknownExpression(""),)
        noun = argument.given_by[0] if argument.given_by else argument.name
        return [self._argument_value(argument, kind, value, call, noun) for value in values]

    def _argument_value(
        self, argument: GrantArgument, kind: str, value: CodeValue, call: SdkCall, noun: str
    ) -> dict[str, Any]:
        name, form = argument.name, argument.form
        if form == "secret":
            text = value.text if isinstance(value, Literal) else ""
            if isinstance(value, EnvironmentVariable):
                text = self.names.environment.get(value.name) or value.default
                text = "arn:" if not text and value.name.upper().endswith("ARN") else text
            if text.startswith("arn:"):
                name, kind = "arns", "secret_arn"
        if form == "model" and (found := self._through_profile(value, call, noun)):
            return found
        if form == "identity" and isinstance(value, Literal) and (sender := sender_of(value.text)):
            domain = sender.partition("@")[2]
            if not (is_value(domain, kind) and is_value(sender, kind)):
                return self._argument_value(
                    argument, kind, UnknownExpression(value.text), call, noun
                )
            return {"identities": [domain, sender], "from_addresses": [sender]}
        region = elsewhere(value.text).get("region", "") if isinstance(value, Literal) else ""
        if isinstance(value, Literal) and region and region_problem(region):
            value = UnknownExpression(f"{value.text!r}, which is not in a Region of AWS")
        taken = resource_of(value, form, kind, call.place, self.names, _noun_of(noun, name))
        extra: dict[str, Any] = {}
        if isinstance(value, Literal) and isinstance(taken, str) and name in ("queue", "topic"):
            extra = dict(elsewhere(value.text))
        return {name: taken, **extra}

    def _through_profile(self, value: CodeValue, call: SdkCall, noun: str) -> dict[str, Any]:
        """Return the model and the inference profile that a model ID is of, where it is one."""
        identifier = name_in(self.places.known(value), "model")
        model = model_of_profile(identifier)
        if not model:
            return {}
        profile = resource_of(
            Literal(identifier) if isinstance(value, Literal) else value,
            *("name", "inference_profile_id", call.place, self.names, noun),
        )
        return {"models": [model], "inference_profiles": [profile]}

    def place_companions(self) -> None:
        """Leave what comes with a grant on the same resource to it; grant the rest alone."""
        for action, call in self.companions:
            granted = [
                needed
                for needed in self.found.values()
                if needed.declaration["grant"] in ALSO_IN[action]
                and self._same_resource(needed.declaration, action, call)
            ]
            for needed in granted[:1]:
                needed.places.setdefault(call.place, {})[call.operation] = None
                needed.actions[action] = None
            if not granted:
                self.custom(action, call)

    def _same_resource(self, declaration: Declaration, action: str, call: SdkCall) -> bool:
        row = next(row for row in GRANTS.values() if row.grant == declaration["grant"])
        argument = row.arguments[0]
        kinds = {each.name: each.kind for each in grant(row.grant).arguments}
        values = _values(call, (*argument.given_by, "queuename"))
        names = replace(
            self.names,
            taken=dict(self.names.taken),
            unknown={},
            made=dict(self.names.made),
            variables=dict(self.names.variables),
        )
        if not values and argument.otherwise:
            return bool(declaration.get(argument.name) == argument.otherwise)
        return any(
            resource_of(value, argument.form, kinds[argument.name], call.place, names, "")
            == declaration.get(argument.name)
            for value in values
        )

    def custom(self, action: str, call: SdkCall) -> None:
        """Grant an action that the catalog lacks, on the resource that the call names."""
        for resource in self.places.resources(action, call):
            self.declare({"grant": CUSTOM, **resource}, call, action)


def _without(call: SdkCall, argument: str, values: Collection[CodeValue]) -> SdkCall | None:
    """Return a call without values of an argument, None where it has no others."""
    left = tuple(each for each in call.arguments.get(argument, ()) if each not in values)
    if values and not left:
        return None
    return replace(call, arguments={**call.arguments, argument: left}) if values else call


def _bucket_of_address(value: CodeValue) -> CodeValue:
    """Return the bucket of an object's address, as Amazon Transcribe takes it."""
    found = _ADDRESS.match(value.text) if isinstance(value, Literal) else None
    return Literal(found["bucket"]) if found else value


def _passes(name: str) -> bool:
    """Return whether a grant of the catalog passes roles."""
    actions = (each.JSONrepr() for row in grant(name).statements for each in row.actions)
    return "iam:PassRole" in actions


def _is_hidden(call: SdkCall) -> bool:
    """Return whether the entries of a call are made elsewhere, where they are not read."""
    return any(
        isinstance(value, UnknownExpression) and "{" not in value.expression
        for value in call.arguments.get("entries", ())
    )


def _of_kind(call: SdkCall, action: str) -> SdkCall:
    """Return a transaction with the tables of the items of one action, where they are known."""
    kind = next((kind for kind, each in TRANSACTION_ACTIONS.items() if each == action), "")
    tables = call.arguments.get(table_of_kind(kind))
    return replace(call, arguments={**call.arguments, "tablename": tables}) if tables else call


def _of_items(call: SdkCall) -> Sequence[str]:
    """Return the actions of a transaction's items, or where they are unknown of all but checks."""
    kinds = [
        each.text for each in call.arguments.get("transactitems", ()) if isinstance(each, Literal)
    ]
    known = [action for kind, action in TRANSACTION_ACTIONS.items() if kind in kinds]
    if known:
        return known
    is_checked = "conditioncheck" in call.arguments
    return [
        each for kind, each in TRANSACTION_ACTIONS.items() if is_checked or kind != "ConditionCheck"
    ]


def _given_words(call: SdkCall) -> frozenset[str]:
    """Return the arguments of a call, and the keys of those that hold others."""
    inner = [
        letters(word)
        for name in _HOLDING
        for value in call.arguments.get(name, ())
        if isinstance(value, UnknownExpression)
        for word in re.findall(r"[A-Za-z]\w*", value.expression)
    ]
    return frozenset((*call.arguments, *inner))


def _values(call: SdkCall, names: Sequence[str]) -> tuple[CodeValue, ...]:
    return next((call.arguments[name] for name in names if call.arguments.get(name)), ())


_NOUNS = {
    "bucket": "Bucket",
    "dbusername": "DatabaseUser",
    "keyid": "KeyArn",
    "names": "ParameterName",
    "queueurl": "QueueName",
    "resource_id": "DatabaseResourceId",
    "roles": "TaskRoles",
    "secretid": "SecretName",
    "tablename": "TableName",
    "topicarn": "TopicName",
}


def _noun_of(given_by: str, name: str) -> str:
    return (
        _NOUNS.get(given_by)
        or _NOUNS.get(name)
        or "".join(part.title() for part in name.split("_"))
    )

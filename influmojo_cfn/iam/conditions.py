"""A condition of a policy made ready to be tested, and what is not known of one.

Source (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import Operator, parse_operator
from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    Token,
    Variable,
    covers,
    has_wildcard,
    matcher,
    may_meet,
    tokenize,
    variables_of,
)
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.value_formats import DOUBTFUL, KINDS
from influmojo_cfn.iam.values import Comparison, doubtful, like_text, literal
from influmojo_cfn.iam.verdict import NO, UNKNOWN, YES, Verdict, negate, of

Values = tuple[str, ...] | Unknown
"""The values of a context key; never empty: a key without values is not in the context."""
Context = Mapping[str, Values]
"""The request context: lower-case condition key to its values."""
ANY_TAG = "aws:principaltag/*"
"""A key of a context that is unknown where it is not known which tags the caller has."""
_TAG = ANY_TAG[:-1]


def look_up(key: str, context: Context) -> Values | None:
    """Return the values of a key; Unknown for a tag that the caller can have or not."""
    values = context.get(key)
    return context.get(ANY_TAG) if values is None and key.startswith(_TAG) else values


@lru_cache(maxsize=1024)
def is_multivalued(key: str) -> bool:
    """Return whether AWS calls a key multivalued; of such a key there is not a policy variable.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    (read 2026-11-23): "You can use any single-valued condition key as a variable. You can't use a
    multivalued condition key as a variable."
    """
    from influmojo_cfn.iam import service_authorization

    known = service_authorization.condition_key(key)
    return known is not None and known.multivalued


def resolve_variables(tokens: Sequence[Token], context: Context) -> tuple[Token, ...] | Verdict:
    """Put the context's values in the place of variables.

    A variable without a value and without a default, or with several values, makes a string that
    equals nothing: NO. One whose value is not known gives UNKNOWN, and so does what AWS's words
    leave open: an empty value, and one of a multivalued key, which are filled in or not.
    """
    found: list[Token] = []
    for token in tokens:
        if not isinstance(token, Variable):
            found.append(token)
            continue
        values = look_up(token.key, context)
        if isinstance(values, Unknown):
            return UNKNOWN
        if values == ("",):
            return UNKNOWN
        single = values[0] if values is not None and len(values) == 1 else None
        value = token.default if values is None else single
        if value is None:
            return NO
        if is_multivalued(token.key):
            return UNKNOWN
        found.append(value)
    return tuple(found)


def of_several(condition: Condition) -> str:
    """Return that AWS does not tell what an operator does with several values of a key."""
    return (
        f"AWS does not document what {condition.operator} does with several values of "
        f"{condition.key} without ForAllValues or ForAnyValue"
    )


def of_absent(condition: Condition) -> str:
    """Return that AWS does not tell whether a condition holds for a request without its key."""
    return (
        f"AWS does not document whether {condition.operator} holds where a request has no "
        f"{condition.key}"
    )


def of_incomparable(condition: Condition) -> str:
    """Return that AWS does not tell what a negated operator does with a value of no such kind."""
    use = parse_operator(condition.operator)
    assert use is not None
    return (
        f"AWS does not document what {condition.operator} does with a value of {condition.key} that"
        f" is not {use.operator.kind.a}"
    )


def of_multivalued(variable: str) -> str:
    """Return that AWS does not tell what a policy variable of a multivalued key represents."""
    return f"{variable}: AWS takes no multivalued key for a policy variable"


def of_empty(variable: str) -> str:
    """Return that AWS does not tell what a policy variable of an empty value represents."""
    return f"{variable}: AWS does not document whether an empty value is one"


def variable_doubts(texts: Sequence[Text], context: Context) -> list[str]:
    """Return why it is not known what the policy variables of strings represent."""
    found: list[str] = []
    for text in texts:
        for variable in (
            variables_of(tokenize(text, variables=True)) if isinstance(text, str) else ()
        ):
            values = look_up(variable.key, context)
            if isinstance(values, Unknown):
                found.append(f"{variable.text}: {values.reason}")
            elif values == ("",):
                found.append(of_empty(variable.text))
            elif is_multivalued(variable.key):
                found.append(of_multivalued(variable.text))
    return found


def condition_doubts(
    condition: Condition, *, variables: bool, denies: bool = False
) -> tuple[str, ...]:
    """Return what AWS's pages do not tell of a condition, whatever the request.

    Such a condition is taken to hold or not: a Deny does not vanish with it, and an Allow is not
    relied on. What is surely no value of the operator matches nothing in an Allow. The negation of
    that, and a Deny that depends on it, are doubtful.
    """
    use = parse_operator(condition.operator)
    if use is None:
        return (f"{condition.operator!r} is not an operator of IAM",)
    if use.qualifier and use.operator.asks_presence:
        return (f"AWS does not document what {use.qualifier} does in front of Null",)
    if not condition.values and (use.operator.negated or denies):
        return (f"{condition.operator} of {condition.key} lists no value",)
    found: dict[str, None] = {}
    for value in condition.values:
        if isinstance(value, str):
            tokens = tokenize(value, variables=variables and use.operator.variables)
            if not variables_of(tokens):
                doubts = _value_doubts(value, literal(tokens), use.operator, denies)
                found.update(dict.fromkeys(doubts))
    return tuple(found)


def _value_doubts(value: str, text: str, operator: Operator, denies: bool) -> tuple[str, ...]:
    read = operator.kind.read(text)
    if read is DOUBTFUL:
        return (f"AWS does not document whether {value!r} is {operator.kind.a}",)
    if read is None and (operator.negated or denies):
        return (f"{operator.name} cannot read {value!r}: it is not {operator.kind.a}",)
    return ()


class CompiledCondition:
    """A condition made ready to test many requests.

    ``test`` returns whether it holds in a request context; ``doubts`` is what AWS's pages do not
    tell of it.
    """

    __slots__ = (
        "_asks_presence",
        "_denies",
        "_fixed",
        "_is_tag",
        "_negated",
        "_unknown",
        "_unreadable",
        "_variable",
        "condition",
        "doubts",
        "key",
        "test",
        "use",
    )
    test: Callable[[Context], Verdict]

    def __init__(self, condition: Condition, *, variables: bool, denies: bool = False) -> None:
        self.condition = condition
        self._denies = denies
        self.key = condition.key.lower()
        self._is_tag = self.key.startswith(_TAG)
        self.use = parse_operator(condition.operator)
        self.doubts = condition_doubts(condition, variables=variables, denies=denies)
        self._fixed: list[Comparison] = []
        self._variable: list[tuple[Token, ...]] = []
        self._unknown: list[Comparison] = []
        self._unreadable = False
        self._asks_presence = self._negated = False
        self.test = self._in_doubt if self.doubts else self._in_context
        if self.use is None or (self.doubts and not condition.values):
            self.test = self._always_in_doubt
        if self.use is None:
            return
        operator = self.use.operator
        self._asks_presence, self._negated = operator.asks_presence, operator.negated
        if operator.asks_presence:
            return
        for value in condition.values:
            if isinstance(value, Unknown):
                self._unknown.append(_could_be(value, operator))
                continue
            tokens = tokenize(value, variables=variables and operator.variables)
            if variables_of(tokens):
                self._variable.append(tokens)
            elif operator.kind.read(literal(tokens)) is None:
                self._unreadable = True
                if denies:
                    self._fixed.append(doubtful(operator.kind.read, literal(tokens)))
            else:
                self._fixed.append(operator.compare(tokens))

    def _always_in_doubt(self, context: Context) -> Verdict:
        return UNKNOWN

    def _in_doubt(self, context: Context) -> Verdict:
        return min(UNKNOWN, self._in_context(context))

    def _in_context(self, context: Context) -> Verdict:
        use = self.use
        assert use is not None
        values = context.get(self.key)
        if values is None and self._is_tag and ANY_TAG in context:
            return UNKNOWN
        if self._asks_presence:
            return self._null(values)
        if values is None:
            return use.when_absent
        if isinstance(values, Unknown):
            return UNKNOWN if use.qualifier else self._of_shape(values.covers, use.operator)
        if use.qualifier is None and len(values) > 1:
            return UNKNOWN if self._denies else NO
        if use.qualifier is None:
            return self._compare_value(values[0], context)
        if not any(values):
            return of(use.qualifier == "ForAllValues")
        results = [self._compare_value(value, context) for value in values]
        return min(results) if use.qualifier == "ForAllValues" else max(results)

    def _of_shape(self, shape: str, operator: Operator) -> Verdict:
        """Return whether the condition holds for all, or for none, of the values of a shape."""
        if not operator.kind.has_shape:
            return UNKNOWN
        found = (_shapes_match(value, shape, operator) for value in self.condition.values)
        best = max(found, default=NO)
        return negate(best) if operator.negated else best

    def incomparable(self, values: Values) -> bool:
        """Return whether a value of either side is not of the kind that the operator compares."""
        known = () if isinstance(values, Unknown) else values
        return bool(known) and (
            self._unreadable
            or any(compare(value) is None for value in known for compare in self._fixed)
        )

    def doubts_about(self, context: Context) -> list[str]:
        """Return why it is not known whether the condition holds in a request context."""
        found = list(self.doubts)
        values = look_up(self.key, context)
        if isinstance(values, Unknown):
            found.append(f"{self.condition.key}: {values.reason}")
        elif values is None and self.use is not None and self.use.is_contradictory:
            found.append(of_absent(self.condition))
        elif self._denies and self._lacks_qualifier(values):
            found.append(of_several(self.condition))
        elif values is not None and self.use is not None and not self.use.operator.asks_presence:
            kind = self.use.operator.kind
            if self._denies and self._negated and self.incomparable(values):
                found.append(of_incomparable(self.condition))
            found.extend(
                f"{self.condition.key}: AWS does not document whether {value!r} is {kind.a}"
                for value in values
                if kind.read(value) is DOUBTFUL
            )
            for tokens in self._variable:
                resolved = resolve_variables(tokens, context)
                if not isinstance(resolved, int):
                    text = literal(resolved)
                    found.extend(_value_doubts(text, text, self.use.operator, self._denies))
        found.extend(v.reason for v in self.condition.values if isinstance(v, Unknown))
        found.extend(variable_doubts(self.condition.values, context))
        return found

    def _lacks_qualifier(self, values: Values | None) -> bool:
        several = isinstance(values, tuple) and len(values) > 1
        return several and self.use is not None and self.use.qualifier is None

    def _null(self, values: Values | None) -> Verdict:
        wanted = values is None
        texts = [value for value in self.condition.values if isinstance(value, str)]
        read = [KINDS["Null"].read(text) for text in texts]
        if wanted in read:
            return YES
        unread = len(texts) < len(self.condition.values) or (self._denies and None in read)
        return UNKNOWN if unread else NO

    def _compare_value(self, value: str, context: Context) -> Verdict:
        """Compare one value of the request with all values of the policy."""
        incomparable = False
        best = NO
        if self._unknown and any(could_be(value) for could_be in self._unknown):
            best = UNKNOWN
        for compare in self._fixed:
            matched = compare(value)
            if matched is True:
                best = YES
                break
            if matched is None:
                incomparable = True
            elif matched is DOUBTFUL:
                best = UNKNOWN
        if best != YES and self._variable:
            assert self.use is not None
            for tokens in self._variable:
                resolved = resolve_variables(tokens, context)
                if isinstance(resolved, int):
                    best = max(best, resolved)
                    incomparable = incomparable or self.use.operator.kind.read(value) is None
                    continue
                unread = self.use.operator.kind.read(literal(resolved)) is None
                if unread and (self._negated or self._denies):
                    best = max(best, UNKNOWN)
                    continue
                matched = self.use.operator.compare(resolved)(value)
                if matched is True:
                    best = YES
                elif matched is DOUBTFUL:
                    best = max(best, UNKNOWN)
                incomparable = incomparable or matched is None
        if not self._negated:
            return best
        if incomparable:
            return UNKNOWN if self._denies and best != YES else NO
        return negate(best)


def _shapes_match(value: Text, shape: str, operator: Operator) -> Verdict:
    """Return whether all, some or none of the values of a shape match a value of a policy."""
    if isinstance(value, Unknown) or "${" in value:
        return UNKNOWN
    if operator.ignores_case:
        value, shape = value.lower(), shape.lower()
    if not operator.wildcards:
        return UNKNOWN if matcher(shape)(value) else NO
    if operator.family == "ARN":
        return _arn_shapes_match(value, shape)
    return YES if covers(value, shape) else UNKNOWN if may_meet(value, shape) else NO


def _arn_shapes_match(value: str, shape: str) -> Verdict:
    """Compare segment by segment; wildcards of a shape before the last one tell nothing."""
    mine, own = value.split(":", SEGMENTS - 1), shape.split(":", SEGMENTS - 1)
    if not len(mine) == len(own) == SEGMENTS or any(map(has_wildcard, own[:-1])):
        return UNKNOWN
    pairs = list(zip(mine, own, strict=True))
    if all(covers(*pair) for pair in pairs):
        return YES
    return UNKNOWN if all(may_meet(*pair) for pair in pairs) else NO


def _could_be(unknown: Unknown, operator: Operator) -> Comparison:
    """Return whether an unknown value could match, where its kind has a shape held to that."""
    if operator.kind.has_shape:
        folded = like_text(tokenize(unknown.covers.lower()))
        return lambda value: folded(value.lower())
    return lambda value: True

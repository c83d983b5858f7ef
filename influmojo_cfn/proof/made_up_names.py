"""Names that only a deployment knows, as parameters with every value.

CloudFormation makes them up or AWS completes them; the stack's own name is one, and so is what a
resource has after deployment. Whatever is shown of a letter holds for every name, and the same
resource has the same letter on both sides. So what a queue without a QueueName lets callers do is
compared like anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from influmojo_cfn.cloudformation.generated_names import generated_name, is_any_text
from influmojo_cfn.cloudformation.references import attribute_name
from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.automata import LETTERS, PLAIN_LETTERS, opaque
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import action_matches, covers, has_wildcard, may_meet, pattern_of
from influmojo_cfn.iam.unknown import Identity, Text, Unknown, UnknownPart, covered
from influmojo_cfn.proof.access import Access, Excess, ProofAnswer
from influmojo_cfn.proof.access_change import AccessChange
from influmojo_cfn.proof.targets import Target

_MOST = (LETTERS - PLAIN_LETTERS) // 2
"""The most names that are letters: parameters have the same range from its other end."""


class MadeUpNames:
    """The letters of made-up names in one comparison; ``letters`` is what people call each."""

    def __init__(self) -> None:
        self.letters: dict[str, str] = {}
        self._shapes: dict[str, str] = {}
        self._of: dict[UnknownPart, str] = {}
        self._targets: dict[int, tuple[Target, Target]] = {}
        """Targets without letters and with them; each is kept, so that its ID is its own."""
        self._generated: set[str] = set()
        """The letters of names that no pattern writes out with those of others."""
        self._named: dict[str, str] = {}
        """The resources in which there are letters, each with the pattern of all that it can be."""

    def targets(self, found: Mapping[str, Target]) -> dict[str, Target]:
        """Return targets in whose policies such names are letters."""
        for target in found.values():
            if id(target) not in self._targets:
                self._targets[id(target)] = target, self._target(target)
        return {name: self._targets[id(target)][1] for name, target in found.items()}

    def completed(self, found: Mapping[str, Target]) -> dict[str, Target]:
        """Return targets whose patterns name what they cover whatever its letter represents.

        What is one character to a pattern is not one to a letter: ``secret:a-??????`` covers the
        ARN of the secret ``a``, and so names it too.
        """
        return {name: _changed(target, self._complete) for name, target in found.items()}

    def _complete(self, statement: Statement) -> Statement:
        patterns = [each for each in statement.resources if isinstance(each, str) and "?" in each]
        more = [
            text
            for text, shape in (self._named.items() if patterns else ())
            if text not in statement.resources
            and any(_covers_shape(pattern, text, shape) for pattern in patterns)
        ]
        if not more:
            return statement
        return replace(statement, resources=(*statement.resources, *more))

    def _target(self, target: Target) -> Target:
        found = _changed(target, self._statement)
        reach = tuple(map(self._text, target.reach))
        return found if reach == target.reach else replace(found, reach=reach)

    def _statement(self, statement: Statement) -> Statement:
        if all(isinstance(text, str) for text in statement.texts):
            return statement
        found = statement.with_texts(self._text)
        self._named |= {
            text: self._shape(text)
            for text, before in zip(found.resources, statement.resources, strict=True)
            if isinstance(text, str) and isinstance(before, Unknown)
        }
        return found

    def _text(self, text: Text) -> Text:
        """Return a string with letters, if nothing else of it is unknown."""
        if isinstance(text, str) or not text.parts:
            return text
        pieces = [part if isinstance(part, str) else self._letter(part) for part in text.parts]
        known = [piece for piece in pieces if piece is not None]
        return "".join(known) if len(known) == len(pieces) else text

    def _letter(self, part: UnknownPart) -> str | None:
        """Return the letter of a name, or of what AWS adds to one; None for anything else."""
        name = _known_after_deployment(part.identity)
        if not name or (part not in self._of and len(self._of) >= _MOST):
            return None
        end = PLAIN_LETTERS if is_any_text(part.identity) else LETTERS
        letter = self._of.setdefault(part, opaque(end - 1 - len(self._of)))
        self._shapes[letter] = part.shape
        self._generated |= {letter} if generated_name(part.identity) else set()
        self.letters[letter] = name
        return letter

    def settled(self, change: AccessChange, old: Access, new: Access) -> AccessChange:
        """Return a change in which what the name itself decides is not known."""
        if not self.letters:
            return change
        return replace(
            change,
            gained=self._answer(change.gained, old, new),
            lost=self._answer(change.lost, new, old),
        )

    def _answer(self, answer: ProofAnswer, over: Access, within: Access) -> ProofAnswer:
        doubts = [self._doubt(found, over, within) for found in answer.excesses]
        if not any(doubts):
            return answer
        sure = tuple(e for e, doubt in zip(answer.excesses, doubts, strict=True) if not doubt)
        return ProofAnswer(sure, (*answer.unknown, *dict.fromkeys(filter(None, doubts))))

    def _doubt(self, found: Excess, over: Access, within: Access) -> str:
        """Return why it is not known whether an example is one; nothing where it surely is."""
        request = found.counterexample.request
        asked = [
            statement
            for effect, access in (("Allow", over), ("Deny", within))
            for statement in access.statements
            if statement.effect == effect and _is_about(statement, request.action)
        ]
        for text, pattern in (pair for each in asked for pair in _comparisons(each, request)):
            if self._is_decided_by_name(text, pattern):
                name = next(self.letters[c] for c in text if c in self.letters)
                return f"whether {covered(pattern)} matches the name of {name}"
        return ""

    def _is_decided_by_name(self, text: str, pattern: Text) -> bool:
        """Return whether some names that a string can have match a pattern, and others do not."""
        written = covered(pattern)
        named = {letter for letter in self.letters if letter in written}
        if named & self._generated or any(letter in text for letter in named):
            return False  # it names that resource, or one with another name
        if not any(letter in text for letter in self.letters):
            return False
        written = pattern_of(self._shape(written))
        return (
            has_wildcard(written)
            and may_meet(written, self._shape(text))
            and not covers(written, text)
        )

    def _shape(self, text: str) -> str:
        """Return the pattern of all that a string with letters can be."""
        return "".join(self._shapes.get(character, character) for character in text)


def _known_after_deployment(identity: Identity) -> str:
    """Return what people call a value of the deployment that is the same on both sides."""
    match identity:
        case ("pseudo", name):
            return name
        case ("attribute", logical_id, _, attribute, *_):
            return attribute_name(logical_id, attribute)
    return generated_name(identity)


def _changed(target: Target, change: Callable[[Statement], Statement]) -> Target:
    """Return a target each of whose statements is changed."""

    def policy(each: Policy) -> Policy:
        found = tuple(map(change, each.statements))
        return each if found == each.statements else replace(each, statements=found)

    def access(each: Access) -> Access:
        identity = tuple(map(policy, each.identity))
        boundary = None if each.boundary is None else tuple(map(policy, each.boundary))
        is_same = (identity, boundary) == (each.identity, each.boundary)
        return each if is_same else replace(each, identity=identity, boundary=boundary)

    permissions, trust = access(target.permissions), target.trust and access(target.trust)
    is_same = permissions is target.permissions and trust is target.trust
    return target if is_same else replace(target, permissions=permissions, trust=trust)


def _covers_shape(pattern: str, text: str, shape: str) -> bool:
    """Return whether a pattern covers all that a string can be, and not for its letters."""
    written = pattern_of(pattern)
    return covers(written, shape) and not covers(written, text)


def _is_about(statement: Statement, action: str) -> bool:
    """Return whether a statement can be about an action."""
    if statement.not_action:
        return True
    return any(action_matches(covered(text), action) for text in statement.actions)


def _comparisons(statement: Statement, request: Request) -> Iterator[tuple[str, Text]]:
    """Yield the strings of a request, each with a pattern that a statement has for it."""
    yield from product([request.resource], statement.resources)
    listed = [texts for texts in request.context.values() if isinstance(texts, tuple)]
    values = [text for texts in listed for text in texts]
    values += [request.principal.identifier] if request.principal else []
    patterns = [text for condition in statement.conditions for text in condition.values]
    yield from product(values, patterns)

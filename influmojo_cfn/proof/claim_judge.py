"""One claim about one role, in one case of the parameters: what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.shared_values import with_shared_values
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.budget import Allowance
from influmojo_cfn.iam.document import Statement
from influmojo_cfn.iam.managed_policies import aws_managed_policy, is_aws_managed
from influmojo_cfn.iam.resource_types import is_of_another_type
from influmojo_cfn.proof.access import NOTHING, Access, Excess, ProofAnswer
from influmojo_cfn.proof.arn_formats import shapes_of
from influmojo_cfn.proof.assignments import assigned, check_texts
from influmojo_cfn.proof.claim_cases import ClaimCase
from influmojo_cfn.proof.claims import Claim
from influmojo_cfn.proof.deployment_cases import changed
from influmojo_cfn.proof.limited_claims import ClaimLimits
from influmojo_cfn.proof.open_actions import ask_of_any_action
from influmojo_cfn.proof.possible_requests import can_name_resource
from influmojo_cfn.proof.question import ask
from influmojo_cfn.proof.targets import (
    NOBODY,
    POLICY,
    SharedTargets,
    Target,
    is_template,
    target_named,
    targets_of,
)

AppTemplate = Callable[[str | None], Document]
"""Builds the template of an app file, or of the Influmojo app where there is none."""

_Answers = dict[object, list[tuple[tuple[Access, ...], ProofAnswer]]]
_MOST_KEPT = 4_000
"""Of how many questions about one template the answers are kept."""


class ClaimJudge:
    """Judges claims about one template, and reads the policies and apps that they name.

    Args:
        template: the template as it is written, before what only a deployment knows has a name.
        source: where the claims are written.
        environment: values of parameters, account, Region and partition.
        base: the folder that names of files in the claims start from.
        app_template: builds an app's template, for nothing-beyond-the-app.
    """

    def __init__(
        self,
        template: Document,
        source: Document | None,
        environment: Environment,
        base: FilePath,
        app_template: AppTemplate | None,
    ) -> None:
        self.template = template
        self.source = source
        self.environment = environment
        self.base = base
        self.app_template = app_template
        self._apps: dict[str | None, SharedTargets] = {}
        self._limits: tuple[ClaimCase, ClaimLimits] | None = None
        self._is_app: dict[str | None, bool] = {}
        self._others: dict[str, SharedTargets] = {}
        self._claimed: dict[Hashable, tuple[Claim, Access]] = {}
        self._same: dict[Hashable, tuple[tuple[Access, ...], ProofAnswer]] = {}
        self._allowance = Allowance()
        self._answers: _Answers = _proven(template.memo.get(ClaimJudge, {}))
        template.memo[ClaimJudge] = self._answers

    def judge(self, claim: Claim, target: Target, case: ClaimCase) -> ProofAnswer:
        """Return what speaks against a claim about a role.

        Raises:
            TemplateError: what the claim names cannot be read, or has no such role.
        """
        if claim.kind == "never":
            requests = self._requests(claim, case)
            answer = self._excess(NOTHING, case.permissions(target), requests)
            return self._granted(answer, NOTHING, target, case, requests)
        if claim.kind == "always":
            return self._always(claim, target, case)
        if claim.kind == "only-trusted-by":
            return self._excess(self._requests(claim, case), target.trust or NOTHING)
        if claim.kind == "no-wider-than":
            bound = self._named_bound(claim, target, case)
            answer = self._excess(bound, case.permissions(target))
            return self._granted(answer, bound, target, case)
        return self._beyond_the_app(claim, target, case)

    def _always(self, claim: Claim, target: Target, case: ClaimCase) -> ProofAnswer:
        """Return what the role lacks, or what of the template might deny what it allows."""
        requests = self._requests(claim, case)
        found = self._excess(case.permissions(target), requests)
        if found.verdict == "refuted" and _names_nothing(requests.identity[0].statements[0]):
            return ProofAnswer()
        if found.verdict == "refuted" and self._is_granted(target, case, requests):
            found = ProofAnswer()
        if found.verdict != "proven" or not is_template(self.template):
            return found
        if self._limits is None or self._limits[0] is not case:
            roles = case.targets.values()
            self._limits = case, ClaimLimits(case.document, case.environment, roles)
        return ProofAnswer(unknown=tuple(self._limits[1].on(requests, target.principal)))

    def _granted(
        self, answer: ProofAnswer, over: Access, target: Target, case: ClaimCase, *within: Access
    ) -> ProofAnswer:
        """Return an answer with what policies of resources grant a role past a bound."""
        if answer.verdict == "refuted":
            return answer
        for each in case.granted(target):
            more = self._excess(over, each.granted, each.about, *within)
            if not each.is_exact and more.excesses:
                reason = f"what {each.name} grants the role, on what it is attached to"
                more = ProofAnswer(unknown=(reason, *more.unknown))
            answer = combined(answer, more.noted(f"granted by {each.name}"))
        return answer

    def _is_granted(self, target: Target, case: ClaimCase, requests: Access) -> bool:
        """Return whether the policy of one resource surely grants all of the requests."""
        return any(
            each.is_exact
            and all(
                self._excess(over, requests).verdict == "proven"
                for over in (each.about, each.granted)
            )
            for each in case.granted(target)
        )

    def _requests(self, claim: Claim, case: ClaimCase) -> Access:
        """Return the requests that a claim is about, once for the same values of what it names."""
        key = (id(claim), *(case.fill(f"${{{name}}}") for name in claim.references))
        if key not in self._claimed:
            self._claimed[key] = claim, Access((claim.policy(case.fill, self.source),))
        return self._claimed[key][1]

    def bounds(self, claims: Iterable[Claim]) -> list[Mapping[str, Any]]:
        """Return the templates that claims name as bounds, whose conditions decide them too."""
        named = [each.argument for each in claims if each.kind == "no-wider-than"]
        found = [self._bound(each).document for each in named if not is_aws_managed(each)]
        return [document.data for document in found if is_template(document)]

    def _bound(self, name: str) -> SharedTargets:
        """Return what a file that a claim names gives, read once."""
        if name not in self._others:
            document = processed(read_document(self.base / name), self.environment)
            document = self._with_the_same_values(document)
            check_texts(document.data, document.source)
            self._others[name] = SharedTargets(document)
        return self._others[name]

    def _named_bound(self, claim: Claim, target: Target, case: ClaimCase) -> Access:
        """Return the bound that a no-wider-than claim names."""
        if is_aws_managed(claim.argument):
            return Access((aws_managed_policy(claim.argument),))
        shared = self._bound(claim.argument)
        document, here = shared.document, changed(self.environment, case.changes)
        if not is_template(document):
            return targets_of(document, here)[POLICY].permissions
        other = target_named(shared.targets(assigned(document, here, case.values)), target.name)
        if other is None:
            raise TemplateError(f"{claim.argument}: has no role {target.name!r}; name another file")
        return other.permissions

    def _with_the_same_values(self, other: Document) -> Document:
        """Return a document in which what only a deployment knows is called as in the template."""
        return with_shared_values((self.template, other), self.environment.parameters)[1]

    def of_the_app(self, claim: Claim, case: ClaimCase) -> dict[str, Target]:
        """Return the roles that the app of a claim declares."""
        if self.app_template is None:
            raise TemplateError(f"{claim.title}: an app file cannot be built here")
        name = claim.argument if isinstance(claim.argument, str) else None
        if name not in self._apps:
            built = self.app_template(str(self.base / name) if name else None)
            self._apps[name] = SharedTargets(self._with_the_same_values(built))
            self._is_app[name] = built.data == self.template.data
        if self._is_app[name]:
            return case.targets
        shared = self._apps[name]
        here = changed(self.environment, case.changes)
        return shared.targets(assigned(shared.document, here, case.values))

    def _beyond_the_app(self, claim: Claim, target: Target, case: ClaimCase) -> ProofAnswer:
        """Compare with what the app file declares, both inclusions, permissions and trust."""
        other = target_named(self.of_the_app(claim, case), target.name) or NOBODY
        trusts = (target.trust or NOTHING, other.trust or NOTHING)
        answer = ProofAnswer()
        for mine, its in ((target.permissions, other.permissions), trusts):
            beyond = self._excess(its, mine).noted("granted, but not declared by the app")
            missing = self._excess(mine, its).noted("declared by the app, but not granted")
            answer = combined(combined(answer, beyond), missing)
        return answer

    def _excess(self, *accesses: Access) -> ProofAnswer:
        """Return what all but the first allow and the first does not; the same is asked once."""
        key: Hashable = tuple(map(id, accesses))
        if key not in self._same:
            self._same[key] = accesses, self._excess_of_equal(accesses)
        return self._same[key][1]

    def _excess_of_equal(self, accesses: tuple[Access, ...]) -> ProofAnswer:
        key = tuple(
            (each.actions, each.resources)
            for access in accesses
            for policy in access.identity
            for each in policy.statements
        )
        known = self._answers.setdefault(key, [])
        for asked, answer in known:
            if asked == accesses:
                return answer
        over, *within = accesses
        answer = ask_of_any_action(over, within, budget=self._allowance.budget())
        known.append((accesses, answer))
        return answer

    def says_nothing(self, claim: Claim, cases: Sequence[ClaimCase]) -> bool:
        """Return whether no request is of the shape that a claim is about, in any case."""
        if claim.kind not in ("never", "always", "only-trusted-by"):
            return False
        asked = {id(each): each for each in (self._requests(claim, case) for case in cases)}
        return all(
            has_no_request(each)
            or (claim.kind == "always" and _names_nothing(each.identity[0].statements[0]))
            for each in asked.values()
        )


def _proven(answers: _Answers) -> _Answers:
    """Return the answers that hold for other claims: an excess has the place of its own claim."""
    if len(answers) > _MOST_KEPT:
        return {}
    return {
        key: found
        for key, asked in answers.items()
        if (found := [row for row in asked if row[1].verdict == "proven"])
    }


def has_no_request(asked: Access) -> bool:
    """Return whether no request is of the shape of the one statement that an access has."""
    if _takes_none(asked.identity[0].statements[0]):
        return True
    return ask(NOTHING, [asked], first_only=True).verdict == "proven"


def _names_nothing(statement: Statement) -> bool:
    """Return whether no resource that a statement names can exist, such as a queue without name."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    texts = [text for text in statement.resources if isinstance(text, str)]
    actions = [text for text in statement.actions if isinstance(text, str) and ":" in text]
    if not texts or statement.not_resource or statement.not_action or "*" in texts:
        return False
    names = [each.qualified_name for text in actions for each in actions_matching(text)]
    return bool(names) and not any(
        can_name_resource(name, text) for name in names for text in texts
    )


def _takes_none(statement: Statement) -> bool:
    """Return whether no action takes one of the resources, each ``*`` within its segment."""
    from influmojo_cfn.iam.service_authorization import actions_matching

    texts = [text for text in statement.resources if isinstance(text, str)]
    if not texts or statement.not_resource or statement.not_action:
        return False
    if any(text == "*" or "${" in text for text in texts):
        return False
    named = [each for text in texts for each in patterns.arn(text, wide=False, any_service=True)]
    actions = [text for text in statement.actions if isinstance(text, str)]
    if not all(":" in text for text in actions):
        return False
    names = [each.qualified_name for text in actions for each in actions_matching(text)]
    if names and all(is_of_another_type(name, text) for name in names for text in texts):
        return True
    shapes = {shapes_of(name)[-1] for name in names}
    return not any(patterns.intersects(shape, named) for shape in shapes)


def combined(one: ProofAnswer, other: ProofAnswer) -> ProofAnswer:
    """Return what two cases show together; the same excess is said once."""
    return one.merged(other, _key)


def _key(found: Excess) -> tuple[object, ...]:
    return found.note, found.policy.name, found.statement.path, found.actions, found.resources

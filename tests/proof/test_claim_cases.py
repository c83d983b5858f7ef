"""The cases of a template are kept with it: another claim about it is judged in the same ones."""

from __future__ import annotations

from pathlib import Path

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.claim_cases import _MOST_KEPT, claim_cases
from influmojo_cfn.proof.claim_results import ProofReport
from influmojo_cfn.proof.claims import parse_claims
from influmojo_cfn.proof.prove import Prover
from tests.proof.test_claim_judge import TEMPLATE

GET = "{claim: reads nothing, never: {actions: s3:GetObject}}"
PUT = "{claim: writes nothing, never: {actions: s3:PutObject}}"
READS = "{claim: reads, always: {actions: s3:GetObject, resources: 'arn:aws:s3:::${Bucket}/*'}}"
OTHERS = "{claim: reads, always: {actions: s3:GetObject, resources: 'arn:aws:s3:::other/*'}}"
EFFECTS = ("Allow", "Deny")


def test_the_cases_of_the_same_question_are_the_same() -> None:
    template = parse(TEMPLATE, "t.yaml")
    asked = [
        (Environment(), {"Bucket"}),
        (Environment(parameters={"Bucket": "other"}), set()),
        (Environment(region="eu-west-1"), {"Bucket"}),
        (Environment(), set()),
    ]
    found = [claim_cases(template, *question) for question in asked]
    assert len({id(cases) for cases in found}) == len(asked)
    assert [claim_cases(template, *question) for question in asked] == found
    assert claim_cases(parse(TEMPLATE, "t.yaml"), *asked[0]) is not found[0]


def test_the_cases_of_few_environments_are_kept() -> None:
    template = parse(TEMPLATE, "t.yaml")
    first = claim_cases(template, Environment(), set())
    for number in range(_MOST_KEPT):
        claim_cases(template, Environment(parameters={"Bucket": f"b{number}"}), set())
    assert claim_cases(template, Environment(), set()) is not first


def test_a_case_is_made_once_for_claims_about_other_actions() -> None:
    template = parse(TEMPLATE, "t.yaml")
    claimed = [{"Resources": {"claims": [{"Action": action}]}} for action in ("a:B", "a:C")]
    one, other = (claim_cases(template, Environment(), {"Bucket"}, each) for each in claimed)
    assert one is not other
    assert {*map(id, one.all)} == {*map(id, other.all)}


def test_answers_of_other_claims_before_change_none() -> None:
    template = parse(TEMPLATE, "t.yaml")
    files = [
        (f"for-every: [{name}]\nclaims:\n  - {one}\n  - {other}\n", Environment(parameters=values))
        for one in (GET, PUT, READS, OTHERS)
        for other in (OTHERS, READS, PUT, GET)
        for name, values in (("Bucket", {}), ("", {"Bucket": "other"}), ("", {}))
        if one != other
    ]

    def proven(text: str, environment: Environment, *, anew: bool) -> ProofReport:
        document = parse(TEMPLATE, "t.yaml") if anew else template
        claims = parse_claims(parse(text, "claims.yaml"))
        return Prover(document, claims, environment=environment).prove()

    for text, environment in files:
        kept, new = (proven(text, environment, anew=anew) for anew in (False, True))
        assert repr(kept) == repr(new)
        assert [each.where for each in kept.findings] == ["claims.yaml:3", "claims.yaml:4"]


def test_a_refuted_claim_names_the_place_that_its_bound_has_now(tmp_path: Path) -> None:
    template = parse(TEMPLATE, "t.yaml")
    claims = parse_claims(parse("claims: [{claim: bound, no-wider-than: b.yaml}]", "claims.yaml"))
    allow, deny = (f"  - {{Effect: {each}, Action: 's3:*', Resource: '*'}}\n" for each in EFFECTS)
    bound = f"Version: '2012-10-17'\nStatement:\n{allow}{deny}"
    places = []
    for line_breaks in ("", "\n\n"):
        (tmp_path / "b.yaml").write_text(line_breaks + bound)
        (found,) = Prover(template, claims, base=tmp_path).prove().findings
        ((policy, statement),) = found.answer.excesses[0].denied
        places.append(policy.where(statement.path).rpartition(":")[2])
    assert places == ["4", "6"]

"""Why a mutant that no test notices is not worth a test, or is not a fault at all.

A row names a module and a function (``*`` is a wildcard), and what a person saw to be so: an
expression for the change. That is written ``OLD => NEW``: the strings that differ, each after the
twelve characters before it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

NOT_JUDGED = "not judged yet"


class Reason(NamedTuple):
    """Why some changes of a function are not noticed."""

    module: str
    function: str
    change: str
    reason: str


SAME_LENGTH = "equivalent: both sides of the zip have one length"
UTF_8 = "equivalent: the name of the encoding in another case, or the default, which is UTF-8"
LOWERED = "equivalent: `context_of` lowers the names of keys"
SAME_RESULT = "equivalent: both forms come to the same"
NOT_READ = "equivalent: the value is not read in this case, or is only asked whether it is false"
OTHER_WAY = "equivalent: another way to the same answer"
LESS_WORK = "equivalent: decides how much is looked at, not what is found"
NO_SECOND_COLON = "equivalent: no name has a second colon that leads to another answer"
GUESSED = "not worth it: which words are guessed, and in what order; each is then looked at"
SLOW_TEST = "not worth it: a test of more than a second notices it, and is not run here"
EVERY_KEY = "equivalent: every element that a claim can have is in the table"
AT_IMPORT = "not worth it: it is called while its module is imported, before a fault can be planted"
OTHER_PACKAGE = "not worth it: the tests of preflight, which alone asks it, notice it"
DEPTH = "not worth it: functions deeper within one another than any template has them"
SINCE = "noticed since: a test that came after this run notices it"
LIMIT = "not worth it: a limit that is one lower"
NO_OTHER_NAME = "not worth it: types that no table has, whose property Name is a name all the same"
WORDING = "not worth it: the wording of a message, of which tests compare the beginning or a part"

REASONS = (
    Reason("service_roles.call_tables.*", "_of_*", "", AT_IMPORT),
    Reason("service_roles.judge", "CallAnswer.is_kept_out", "", OTHER_PACKAGE),
    Reason("service_roles.automation_calls", "_action", r"'Service', '' => ", NOT_READ),
    Reason("template.merging", "merged", "count = ", SAME_RESULT),
    Reason("template.nesting", "_problems", "low => ", SAME_RESULT),
    Reason("template.statements", "_custom", r"'name', \(\) => |'name'", NOT_READ),
    Reason("evaluation.statements", "_resource_test", r"\(arn, context => ", NOT_READ),
    Reason("evaluation.simulate", "_strongest", "(<|>|= None) => |verdict ", SAME_RESULT),
    Reason("evaluation.simulate", "Evaluator.decide", "None, self => ", NOT_READ),
    Reason(
        "evaluation.statements", "CompiledStatement.match_conditions", "if verdict", SAME_RESULT
    ),
    Reason("service_roles.connections", "receiver_of", r"et\(service, '' => ", NOT_READ),
    Reason("service_roles.encrypted_calls", "key_of", r"S3::Bucket' +=> |of\(arn\), ", SAME_RESULT),
    Reason(
        "service_roles.judge", "Judge.allows_elsewhere", "Unknown", "equivalent: no one reads it"
    ),
    Reason("*", "*", r"strict=\w* => |, strict=True => ", SAME_LENGTH),
    Reason("*", "*", r"'utf => .*'UTF|'utf-8' => ", UTF_8),
    Reason(
        "template.budget", "_budget", "rows => ", "equivalent: they are made where none are given"
    ),
    Reason("template.quotas", "statement_size", "'S => .*'s", "equivalent: the length is the same"),
    Reason("evaluation.request*", "service_context", r"'aws:.* => .*'(?i:aws:)", LOWERED),
    Reason("iam.document", "_ResolvedData.texts", "", "equivalent: no effect but Deny denies"),
    Reason("iam.document_problems", "document_problems", r"VERSIONS\[-1", SAME_RESULT),
    Reason("iam.conditions", "CompiledCondition.__init__", r"(negated|readable) = ", NOT_READ),
    Reason("iam.pattern_questions", "_needed", r"len\(", LESS_WORK),
    Reason("iam.patterns.comparison", "_past", r"\+ 1 => ", "equivalent: both are past the end"),
    Reason("iam.patterns.comparison", "has_wildcard", r"sub\('|in text", SAME_RESULT),
    Reason("iam.patterns.matching", "_text", "piece.texts", OTHER_WAY),
    Reason("iam.patterns.tokens", "tokenize", "start = 0 => ", SAME_RESULT),
    Reason("iam.product", "shortest_word", "other=character == other => |guessed = ", SAME_RESULT),
    Reason("iam.product", "Product.*", r"\[\[0 => |append\(\[0\] => ", NOT_READ),
    Reason("iam.product", "Product.characters", r"add\(':|55295 => ", SAME_RESULT),
    Reason("iam.automata", "Automaton.step_anything", "get\\(place, 'x => ", NOT_READ),
    Reason("iam.document", "_ResolvedData.values", "item\\), wher => ", NOT_READ),
    Reason("iam.guesses", "_*", "", GUESSED),
    Reason("iam.pattern_questions", "_read_with", "pattern.text => ", NOT_READ),
    Reason("iam.pattern_questions", "shortest_text", "guess", SLOW_TEST),
    Reason("iam.patterns.pieces", "pieces_of", "at_end=Fals => .*Non", NOT_READ),
    Reason(
        "iam.patterns.pieces", "Piece.find", "(start|place) [+-] => ", "equivalent: the offset is 0"
    ),
    Reason("iam.service_authorization", "_keys_of_other_services", r"\.r", NO_SECOND_COLON),
    Reason("iam.service_authorization", "action", r"\.r", NO_SECOND_COLON),
    Reason("iam.service_authorization", "condition_key", r"\.upp", OTHER_WAY),
    Reason("iam.values", "_ordered", "", AT_IMPORT),
    Reason("iam.values", "_other_date", "or 1 => ", "equivalent: one of the two days is given"),
    Reason("iam.values", "read_date", "month or 1", "equivalent: a year alone is an epoch time"),
    Reason("iam.automata", "Automaton._places_made_useless", r"length \+ 1 => ", SAME_RESULT),
    Reason("evaluation.request*", "task_context", r"'aws:\w+ => .*'(?i:aws:\w+)$", LOWERED),
    Reason("proof.actions", "Family._words", r"== other|ds\[after", OTHER_WAY),
    Reason("proof.actions", "Family._words", r"keep\(2 ", LESS_WORK),
    Reason("proof.assignments", "_is_text", "'String' => ", SAME_RESULT),
    Reason("proof.claim_judge", "ClaimJudge.of_the_app", r"app\[name", LESS_WORK),
    Reason("proof.claims", "_place_in_claim", "inner", EVERY_KEY),
    Reason("proof.claims", "unknown_action", r"\* => |XX", SAME_RESULT),
    Reason(
        "proof.conditions", "_opaque", r"\.low", "equivalent: such atoms equal themselves alone"
    ),
    Reason("proof.conditions", "Atom._hash", "hash", "equivalent: a hash decides no equality"),
    Reason("proof.prove", "Prover._cases", "XX", WORDING),
    Reason("proof.question", "Question._resources", "at_most", SAME_RESULT),
    Reason("proof.question", "Question._ways_to_allow", r"layers\) > 1", LESS_WORK),
    Reason("proof.search", "Search._certain", "Fals", NOT_READ),
    Reason("proof.unused_grants", "_empty", "first_only", LESS_WORK),
    Reason("proof.unused_grants", "need", "first_only|budget", LESS_WORK),
    Reason(
        "proof.unused_grants", "_reason", "session", "equivalent: a role has no session policies"
    ),
    Reason("proof.values", "_Solver._value", "XX", WORDING),
    Reason(
        "proof.variables", "_one_or_another", "others", "equivalent: there are none in this case"
    ),
    Reason(
        "cloudformation.parameter_uses",
        "_equal_to",
        r"range\(",
        "equivalent: an end before the start gives the empty string once more",
    ),
    Reason("cloudformation.references", "References.*", "XXXX", NOT_READ),
    Reason("cloudformation.references", "References.one_of_names", "reason => ", WORDING),
    Reason(
        "cloudformation.environment_resolver",
        "EnvironmentResolver._pseudo_parameters",
        "StackName' => .*None",
        WORDING,
    ),
    Reason("cloudformation.intrinsics", "_join", "'an item", WORDING),
    Reason("cloudformation.language_extensions", "_Expander._loop", "XX", WORDING),
    Reason("cloudformation.intrinsics", "_select", "depth => ", DEPTH),
    Reason("cloudformation.resolver", "Resolver.opened", r"depth \+ 1 => ", DEPTH),
    Reason(
        "template.nesting",
        "build_nest",
        "environment, {} => ",
        "equivalent: there is a row for each",
    ),
    Reason(
        "template.quotas", "statement_size", "Condition => ", "equivalent: the length is the same"
    ),
    Reason("template.parameters", "_description", r"rstrip\('", SAME_RESULT),
    Reason("template.splitting", "WholeTemplate.part", "Condition => |'Condition', ''", NOT_READ),
    Reason("evaluation.request", "_of_no_service", r"\*'|''", SAME_RESULT),
    Reason("evaluation.request*", "_time_context", "'aws:", LOWERED),
    Reason("evaluation.request", "check_resource", "removesuf|ction: str", SAME_RESULT),
    Reason("evaluation.request*", "_problem_of_principal", "XX", WORDING),
    Reason("evaluation.request*", "service_context", "XX", WORDING),
    Reason("evaluation.resource_policies", "_of", "role.logical_id => |text", OTHER_WAY),
    Reason(
        "evaluation.resource_policies",
        "ResourcePolicies.weigh",
        r"XX",
        "equivalent: no resource has an ARN that is only a wildcard",
    ),
    Reason("evaluation.principals", "request_of", "texts = ", LESS_WORK),
    Reason("evaluation.simulate", "Evaluator._decided", "found = ", LESS_WORK),
    Reason(
        "evaluation.simulate",
        "_unknown_statements",
        "unknown=",
        "equivalent: the Deny that is read with it is not known either",
    ),
    Reason("iam.patterns.comparison", "_segments_meet", "maxsplit=", NOT_READ),
    Reason("iam.pattern_questions", "_searched", "guess", SLOW_TEST),
    Reason("iam.service_principals", "_in_another_order", "split", WORDING),
    Reason("iam.unlisted_keys", "_letters_apart", r"XX|\+ ", SAME_RESULT),
    Reason("iam.values", "scalar_text", "'", SAME_RESULT),
    Reason("service_roles.field_readers", "_secret", r"\[8:", SAME_RESULT),
    Reason("service_roles.ecs.log_calls", "_signed", "XX", SAME_RESULT),
    Reason(
        "service_roles.judge", "_reason", "", "equivalent: only what is not known is asked for it"
    ),
    Reason("cloudformation.parameters", "is_read", "String", SAME_RESULT),
    Reason("cloudformation.resource_grants", "default_grants", "XX", SAME_RESULT),
    Reason("cloudformation.intrinsics", "_to_json", "XX", WORDING),
    Reason(
        "cloudformation.roles",
        "RoleReader._policy",
        "nam => .*Non",
        "equivalent: a role without the document is an error",
    ),
    Reason("cloudformation.source", "_at_revision", "timeout", "not worth it: how long git takes"),
    Reason("cloudformation", "__getattr__", "", AT_IMPORT),
    Reason("template.stack_set", "_group", "XX", WORDING),
    Reason("template.nesting", "_taken_parameters", "message = ", WORDING),
    Reason(
        "cloudformation.environment_resolver",
        "EnvironmentResolver._either",
        r"self.show\(",
        "not worth it: two values that look alike and differ in what is not known of them",
    ),
    Reason(
        "cloudformation.environment_resolver",
        "EnvironmentResolver._condition_text",
        r"depth \+ 1 => ",
        DEPTH,
    ),
    Reason(
        "cloudformation.environment_resolver",
        "EnvironmentResolver._condition_text",
        "'equal",
        "not worth it: two spellings of one condition, of which each is still not known",
    ),
    Reason("cloudformation.intrinsics", "_get_att", "split", SAME_RESULT),
    Reason(
        "cloudformation.generated_names",
        "_meet",
        r"mine\[:2",
        "not worth it: a wildcard in the Region that reaches over colons",
    ),
    Reason("cloudformation.reader", "_DataBuilder._add", "_count >", LIMIT),
    Reason("cloudformation.references", "References.resource_name", "'name', '", NO_OTHER_NAME),
    Reason("cloudformation.resolved", "ResolvedTemplate._choice", "values, path", SAME_RESULT),
    Reason("cloudformation.roles", "RoleReader._not_read", "NOT_READ", WORDING),
    Reason("proof.access_comparison", "_apart", "origin=", SAME_RESULT),
    Reason("proof.access_comparison", "_only_about", "what it is attached to", WORDING),
    Reason("proof.arn_formats", "_by_colons", "split", SAME_RESULT),
    Reason("proof.assignments", "example_values", "'prod', '", GUESSED),
    Reason(
        "proof.assignments", "example_values", "get", "equivalent: every name that is asked has one"
    ),
    Reason("proof.claims", "_ClaimReader.claims", "for-every", WORDING),
    Reason("proof.conditions", "_ConditionReader.pattern", "tokens", WORDING),
    Reason("proof.counterexamples", "CounterexampleSearch._confirmed", "XX", WORDING),
    Reason("proof.counterexamples", "CounterexampleSearch._confirmed", "candidate.cub", NOT_READ),
    Reason("proof.counterexamples", "CounterexampleSearch._in_case", "readings", LESS_WORK),
    Reason(
        "proof.counterexamples",
        "CounterexampleSearch._split",
        "budget",
        "not worth it: what is suggested takes more than a budget only in policies made for it",
    ),
    Reason("proof.held_claims", "held_claims", "names and", LESS_WORK),
    Reason("proof.parameter_variations", "_one_by_one", "defaults &", LESS_WORK),
    Reason("proof.parameter_variations", "parameter_variations", "len", LIMIT),
    Reason("proof.prove", "Prover._merged", "wher", WORDING),
    Reason("proof.prove", "Prover._assumptions", "with", WORDING),
    Reason("proof.question", "Question.answer", "likely=", LESS_WORK),
    Reason("proof.question", "Question.answer", "lasses", SLOW_TEST),
    Reason("proof.targets", "_of_documents", "own, of=data|identity", WORDING),
    Reason("proof.template_comparison", "TemplateComparison._add_unread", "policy", WORDING),
    Reason("proof.unread_changes", "unread_changes", "XX", WORDING),
    Reason("proof.unused_grants", "_judged", "first_only", LESS_WORK),
    Reason(
        "service_roles.judge",
        "Judge.assume",
        "covered",
        "equivalent: a trust policy names no resource",
    ),
    Reason("service_roles.ecs.calls", "every_call_of", "Field", WORDING),
    Reason("evaluation.request_context", "caller_context", "'(?i:aws:)", LOWERED),
    Reason("evaluation.request_context", "_identity_context", "Unknown", WORDING),
    Reason("evaluation.request_context", "_identity_context", "(?i:not known|unique id)", WORDING),
    Reason("evaluation.request_context", "_identity_context", "'(?i:aws:)", LOWERED),
    Reason("evaluation.request_context", "service_context", "context\\['", LOWERED),
    Reason("evaluation.request_context", "task_context", "", LOWERED),
    Reason("evaluation.notes", "_of_another_type", "XX", WORDING),
    Reason(
        "evaluation.request", "_not_taken", "if action", "equivalent: no action has an empty name"
    ),
    Reason("evaluation.principals", "request_of", "action", LESS_WORK),
    Reason("cloudformation.reader", "_DataBuilder._intrinsic", "values", SAME_RESULT),
    Reason("cloudformation.sam_role_additions", "added_statements", "XXResource", SINCE),
    Reason("service_roles.ecs.calls", "_Collector.container", "any", SINCE),
    Reason("service_roles.request_keys", "keys_of_action", "resourcetag", SINCE),
    Reason("proof.difference", "compare_documents", "account = ", SINCE),
    Reason("proof.difference", "_PairReader.documents", "wher => ", SINCE),
    Reason("proof.values", "_Solver._empty_text", "passes", SINCE),
    Reason("proof.unused_grants", "_reason", "access", SINCE),
    Reason("proof.access_comparison", "_apart", "policy = ", SINCE),
    Reason("proof.access_comparison", "compare_apart", r"identity\[:", SAME_RESULT),
    Reason("proof.clauses", "Clause._readings_of", "service = ", SINCE),
    Reason("proof.difference", "_PairReader.differs", r"written\[", SINCE),
    Reason("proof.made_up_names", "MadeUpNames._letter", "or True", SINCE),
    Reason("proof.question", "Question._found", "certain = ", SINCE),
    Reason("proof.question", "Question._look", "numbers", SINCE),
    Reason("proof.template_comparison", "TemplateComparison.__init__", "looped", SINCE),
    Reason("proof.values", "_Solver._passing", "candidate", SINCE),
    Reason("proof.values", "_Solver._plain_words", "UNREADABLE", SINCE),
    Reason(
        "proof.changed_passed_roles",
        "changed_passed_roles",
        "'T => ",
        "not worth it: a resource whose type changes together with its role",
    ),
)


def reason_of(survivor: Mapping[str, str]) -> str:
    """Return why a survivor is left, or that no one judged it yet."""
    change = difference(survivor["change"])
    for row in REASONS:
        names = f"{row.module} {row.function}", f"{survivor['module']} {survivor['function']}"
        if fnmatchcase(names[1], names[0]) and re.search(row.change, change):
            return row.reason
    return NOT_JUDGED


def difference(change: str) -> str:
    """Return what differs between the lines of a change, each after what stands before it."""
    lines = change.splitlines()
    old = " ".join(line[2:] for line in lines if line.startswith("-"))
    new = " ".join(line[2:] for line in lines if line.startswith("+"))
    start = _shared(old, new)
    end = _shared(old[start:][::-1], new[start:][::-1])
    before = old[max(0, start - 12) : start]
    return f"{before}{old[start : len(old) - end]} => {before}{new[start : len(new) - end]}"


def _shared(one: str, other: str) -> int:
    """Count the characters that two strings have in common at the beginning."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count

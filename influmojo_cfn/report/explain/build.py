"""From the roles of a template to what is shown of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.passed_roles import passed_roles
from influmojo_cfn.cloudformation.principals import TemplatePrincipal, principals_of
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resource_grants import resource_grants
from influmojo_cfn.cloudformation.roles import TemplateRole
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.cloudformation.unread_resources import unread_of
from influmojo_cfn.iam.conditions import Context
from influmojo_cfn.iam.document import Condition, Policy, Statement
from influmojo_cfn.iam.service_authorization import actions_matching, data_version
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.proof.access import NOTHING, Access, Counterexample
from influmojo_cfn.proof.omitted_statements import OmittedStatement, omitted_statements
from influmojo_cfn.proof.unused_grants import Need, need, needs_of
from influmojo_cfn.report.assumed import assumed
from influmojo_cfn.report.explain.model import (
    EVERYONE,
    SOMEONE,
    ActionShown,
    ConditionShown,
    Explanation,
    HandoverShown,
    NeedShown,
    OmittedStatementShown,
    PolicyShown,
    PrincipalShown,
    ResourcePolicyShown,
    RoleShown,
    StatementShown,
    TrustShown,
)

CONTEXT = "com.aws.cloudformation.Context"
MOST_WORK = 1_500
"""How much is proven of what only an action allows: actions that it represents, times the role's
statements. So much takes some two seconds, and most templates a tenth of it."""
_KINDS = {
    "AWS::IAM::Role": "inline policy",
    "AWS::IAM::Policy": "inline policy",
    "AWS::IAM::RolePolicy": "inline policy",
    "AWS::IAM::ManagedPolicy": "customer managed policy",
    "AWS::IAM::User": "inline policy",
    "AWS::IAM::Group": "inline policy",
    "AWS::IAM::UserPolicy": "inline policy",
    "AWS::IAM::GroupPolicy": "inline policy",
    "AWS::SSO::PermissionSet": "inline policy",
}
_HANDING_OVER = ("AWS::IAM::InstanceProfile", "AWS::Cognito::IdentityPoolRoleAttachment")
_PRINCIPALS = {
    "AWS::IAM::User": "user",
    "AWS::IAM::Group": "group",
    "AWS::IAM::Role": "role elsewhere",
    "AWS::SSO::PermissionSet": "permission set",
}


def explain(
    document: Document,
    wanted: Collection[TemplatePrincipal],
    environment: Environment,
    *,
    others: bool = True,
) -> Explanation:
    """Gather what roles of a template can do, and why.

    The reason of a statement is the line of its policy's Context metadata that begins with its Sid,
    as ``influmojo-cfn build`` writes it. A policy's ``why`` without such lines is the reason of
    each of its statements.

    Args:
        document: the template.
        wanted: the roles to explain, or other principals, as :func:`.principal_of` gives them.
        environment: where the template is deployed.
        others: whether users, groups, permission sets and policies of resources are explained too.
    """
    document = processed(document, environment)
    resolved = ResolvedTemplate(document.data, environment, missing_is_unknown=True)
    builder = _ExplanationBuilder(document, resolved, omitted_statements(document, environment))
    context = _context(document.data)
    asked = principals_of(document, resolved).values() if others else wanted
    return Explanation(
        source=document.source,
        description=str(document.data.get("Description") or ""),
        architecture=" ".join(_texts(context.get("arch"))),
        roles=tuple(builder.role(each) for each in wanted if isinstance(each, TemplateRole)),
        account=environment.account,
        region=environment.region,
        partition=environment.known_partition,
        data_version=data_version(),
        principals=tuple(
            builder.principal(each) for each in asked if not isinstance(each, TemplateRole)
        ),
        resource_policies=tuple(builder.resource_policies()) if others else (),
        handovers=tuple(builder.handovers()) if others else (),
        unread=unread_of(resolved),
        assumed=assumed(environment, document.data),
    )


def _context(owner: Mapping[str, Any]) -> Mapping[str, Any]:
    return section(owner.get("Metadata"), CONTEXT)


def _texts(value: Any) -> list[str]:
    """Return the lines of a string, or of a list of strings."""
    strings = (item for item in items_of(value) if isinstance(item, str))
    return [line for string in strings for line in string.splitlines() if line]


class _ExplanationBuilder:
    def __init__(
        self, document: Document, resolved: ResolvedTemplate, omitted: Iterable[OmittedStatement]
    ) -> None:
        self.document = document
        self.resolved = resolved
        self.omitted = tuple(omitted)
        self.access = NOTHING
        self.statements = 0
        self.work_left = MOST_WORK

    def role(self, role: TemplateRole) -> RoleShown:
        self._count(role)
        description = self.resolved.property(role.logical_id, "Description")
        context = _context(self.resolved.resources[role.logical_id])
        name = role.name
        return RoleShown(
            logical_id=role.logical_id,
            name=name if isinstance(name, str) else f"{role.logical_id} (name made at deployment)",
            description=description if isinstance(description, str) else "",
            where=self.document.where(role.path),
            trust=tuple(self.trust(role.trust, each) for each in role.trust.statements),
            policies=tuple(self.policy(policy) for policy in role.policies),
            boundary=self.policy(role.boundary) if role.boundary else None,
            why=tuple(_texts(context.get("why"))),
            unknown=tuple(_doubts(role)),
            omitted=self._omitted(role),
        )

    def principal(self, found: TemplatePrincipal) -> PrincipalShown:
        """Return a principal that is not a role of the template."""
        self._count(found)
        return PrincipalShown(
            name=found.logical_id,
            kind=_PRINCIPALS.get(found.kind, found.kind),
            policies=tuple(map(self.policy, found.policies)),
            boundary=self.policy(found.boundary) if found.boundary else None,
            omitted=self._omitted(found),
        )

    def _omitted(self, principal: TemplatePrincipal) -> tuple[OmittedStatementShown, ...]:
        return tuple(_omitted(each) for each in self.omitted if each.role == principal.logical_id)

    def _count(self, principal: TemplatePrincipal) -> None:
        """Take the policies of a principal for those in which needs are looked for."""
        boundary = (principal.boundary,) if principal.boundary else None
        self.access = Access(principal.policies, boundary)
        self.statements = sum(len(policy.statements) for policy in principal.policies)

    def handovers(self) -> Iterator[HandoverShown]:
        """Yield the instance profiles and identity pools that give roles to those who use them."""
        for name, row in self.resolved.of_type(*_HANDING_OVER).items():
            yield HandoverShown(
                name=name,
                resource_type=str(row["Type"]),
                roles=tuple(
                    (each.to, role_called(each.role)) for each in passed_roles(self.resolved, name)
                ),
            )

    def resource_policies(self) -> Iterator[ResourcePolicyShown]:
        """Yield the policies of the template's resources."""
        self.access = NOTHING
        for name, grant in resource_grants(self.document, self.resolved).items():
            yield ResourcePolicyShown(
                resource_type=str(self.resolved.resource(name).get("Type")),
                policy=replace(self.policy(grant.policy), kind="resource policy", name=name),
                principals=tuple(map(_named_by, grant.policy.statements)),
                limits=grant.limits,
            )

    def policy(self, policy: Policy) -> PolicyShown:
        logical_id = str(policy.path[1]) if len(policy.path) > 1 else ""
        resource = self.resolved.resources.get(logical_id) if logical_id else None
        reasons = _texts(_context(resource).get("why")) if isinstance(resource, Mapping) else []
        kind = _KINDS.get(str(resource.get("Type"))) if isinstance(resource, Mapping) else None
        return PolicyShown(
            name=self.policy_name(policy, logical_id),
            kind=kind or ("AWS managed policy" if ":aws:policy/" in policy.name else "policy"),
            logical_id=logical_id,
            where=policy.where(policy.path),
            statements=tuple(self.statement(policy, each, reasons) for each in policy.statements),
            unknown=policy.unknown,
        )

    def policy_name(self, policy: Policy, logical_id: str) -> str:
        if logical_id == policy.name:
            name = self.resolved.name_of(logical_id, "AWS::IAM::ManagedPolicy")
            return name if isinstance(name, str) else logical_id
        return policy.name.partition(":aws:policy/")[2] or policy.name

    def statement(self, policy: Policy, statement: Statement, reasons: list[str]) -> StatementShown:
        patterns = tuple(map(covered, statement.actions))
        everything = statement.not_action or "*" in patterns
        found: dict[str, ActionShown] = {}
        unmatched = []
        for pattern in () if everything else patterns:
            actions = actions_matching(pattern)
            found |= {each.qualified_name: ActionShown.of(each) for each in actions}
            if not actions:
                unmatched.append(pattern)
        return StatementShown(
            sid=statement.sid or "",
            effect=statement.effect,
            patterns=patterns,
            actions=tuple(found.values()),
            unmatched=tuple(unmatched),
            resources=tuple(map(covered, statement.resources)),
            conditions=tuple(map(condition, statement.conditions)),
            not_action=statement.not_action,
            not_resource=statement.not_resource,
            reason=_reason(statement.sid or "", reasons),
            where=policy.where(statement.path),
            needs=tuple(self.needs(policy, statement)),
            unknown=_unknown(statement),
        )

    def needs(self, policy: Policy, statement: Statement) -> Iterator[NeedShown]:
        """Yield what only this statement allows; AWS managed policies are not ours to trim."""
        if statement.effect != "Allow" or not policy.path:
            return
        if policy not in self.access.identity:
            return
        if statement.not_action:
            yield from map(_need_shown, needs_of(self.access, policy, statement))
            return
        for action in statement.actions:
            if not isinstance(action, str):
                continue
            work = len(actions_matching(action)) * self.statements
            if work > self.work_left:
                yield NeedShown(action=action, reason="not looked for: too much to prove at once")
                continue
            self.work_left -= work
            yield _need_shown(need(self.access, policy, statement, action))

    def trust(self, policy: Policy, statement: Statement) -> TrustShown:
        return TrustShown(
            effect=statement.effect,
            principals=_named_by(statement),
            actions=tuple(map(covered, statement.actions)),
            conditions=tuple(map(condition, statement.conditions)),
            where=policy.where(statement.path),
            unknown=_unknown(statement),
        )


def _doubts(role: TemplateRole) -> Iterator[str]:
    """Yield what is not known of a role: whether there is one, and who can assume it."""
    if role.doubt:
        yield role.doubt
    for reason in role.trust.unknown:
        yield f"who can assume it: {reason}"


def _omitted(found: OmittedStatement) -> OmittedStatementShown:
    return OmittedStatementShown(
        effect=found.statement.effect,
        sid=found.statement.sid or "",
        actions=found.actions,
        resources=found.resources,
        where=found.where,
        place=found.policy.where(found.statement.path),
    )


def role_called(role: Text) -> str:
    """Return what a role is called: its logical ID, or its name or ARN."""
    return role.logical_id or role.covers if isinstance(role, Unknown) else role


def _named_by(statement: Statement) -> tuple[str, ...]:
    """Return the principals that a statement names, in words."""
    named = tuple(
        _principal(kind, text)
        for kind, texts in (statement.principals or {}).items()
        for text in texts
    )
    return (f"everyone but {', '.join(named)}",) if statement.not_principal else named


def _principal(kind: str, text: Text) -> str:
    if covered(text) != "*" or kind not in ("*", "AWS"):
        return f"{kind} {covered(text)}"
    return SOMEONE if isinstance(text, Unknown) else EVERYONE


def condition(found: Condition) -> ConditionShown:
    """Show a condition."""
    values = tuple(map(covered, found.values))
    return ConditionShown(operator=found.operator, key=found.key, values=values)


def _reason(sid: str, reasons: list[str]) -> str:
    """Find the reason of a statement among the lines of its policy's."""
    own = [line for line in reasons if sid and line.startswith(f"{sid}:")]
    if own:
        return own[0].partition(":")[2].strip()
    keyed = any(line.partition(":")[0].isalnum() and ":" in line for line in reasons)
    return "" if keyed else " ".join(reasons)


def _need_shown(found: Need) -> NeedShown:
    return NeedShown(
        action=found.action,
        example=_example(found.counterexample, found.action) if found.counterexample else "",
        reason=found.reason,
        redundant=found.redundant,
    )


def _example(counterexample: Counterexample, action: str) -> str:
    """Write a request; its action too, where it is one of several."""
    request = counterexample.request
    keys = [f"{key} = {values}" for key, values in _texts_of(request.context)]
    one_of = f"{request.action} on " if request.action.lower() != action.lower() else ""
    return one_of + " with ".join([request.resource, *([", ".join(keys)] if keys else [])])


def _texts_of(context: Context) -> Iterator[tuple[str, str]]:
    for key, values in sorted(context.items()):
        if not isinstance(values, Unknown):
            yield key, " and ".join(values)


def _unknown(statement: Statement) -> tuple[str, ...]:
    texts = [*statement.actions, *statement.resources]
    texts += [value for each in statement.conditions for value in each.values]
    texts += [text for named in (statement.principals or {}).values() for text in named]
    reasons = [text.reason for text in texts if isinstance(text, Unknown)]
    return tuple(dict.fromkeys((*statement.unknown, *reasons)))

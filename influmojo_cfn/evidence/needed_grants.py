"""The grants that allow calls of ECS, as an app file declares them: the least that do.

A call on something of the tasks' own account and Region gets the catalog's grant. One that no row
of the catalog can name gets ``custom.statement`` with the exact ARN.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from influmojo_cfn.iam.arn import Arn, parse_arn
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.calls import Call
from influmojo_cfn.service_roles.ecs.log_calls import TASK_ID
from influmojo_cfn.service_roles.field_values import Home

Declaration = dict[str, Any]
_SUFFIX = "-??????"


@dataclass(frozen=True, kw_only=True)
class Needed:
    """Declarations for an app file, and the calls that none of them can allow."""

    declarations: tuple[Declaration, ...]
    open: tuple[Call, ...]


def needed_grants(calls: Iterable[Call], home: Home) -> Needed:
    """Return the grants that allow calls.

    Args:
        calls: the calls, of :func:`influmojo_cfn.service_roles.ecs.calls.calls_of`.
        home: where the tasks run, and where the template is to be deployed.
    """
    gathered = _Gathered(home)
    for call in calls:
        gathered.add(call)
    return Needed(declarations=tuple(gathered.declarations()), open=tuple(gathered.open))


@dataclass
class _Grant:
    """One declaration while its lists grow; ``fixed`` are its other arguments."""

    grant: str
    fixed: dict[str, Any]
    lists: dict[str, dict[str, None]] = field(default_factory=dict)

    def document(self) -> Declaration:
        lists = {name: sorted(values) for name, values in self.lists.items() if values}
        return {"grant": self.grant, **lists, **self.fixed}


class _Gathered:
    def __init__(self, home: Home) -> None:
        self.home = home
        self.found: dict[tuple[str, object], _Grant] = {}
        self.open: list[Call] = []
        self.token: Call | None = None

    def declarations(self) -> list[Declaration]:
        pulls = any(name == "ecr.pull_images" for name, *_ in self.found)
        if self.token and not pulls:
            # The repository is not known, the registry is: its token comes with no grant of both.
            self.custom(self.token)
        return [grant.document() for grant in self.found.values()]

    def add(self, call: Call) -> None:
        grant = call.row.grant
        if grant is None:
            return
        call = replace(call, resource=_placed(call), subject=self._at_home(call.subject))
        make = _GRANTS[grant]
        alone = _Gathered(self.home)
        make(alone, call)
        if all(_fits(declaration) for declaration in alone.declarations()):
            make(self, call)
        else:
            self.custom(call)

    def _at_home(self, subject: Mapping[str, Text]) -> Mapping[str, Text]:
        """Take the tasks' own account and Region where those of a call are not known."""
        home = self.home.names
        return {
            name: home[name] if isinstance(value, Unknown) and name in home else value
            for name, value in subject.items()
        }

    def _pseudo(self, resource: str) -> str:
        """Return an ARN with pseudo parameters where it is of the tasks' own place."""
        arn = parse_arn(resource)
        if arn is None or arn.partition != self.home.partition:
            return resource
        own = arn.with_pseudo_parameters(self.home.region, self.home.account)
        if arn.service == "ecr" and arn.account == self.home.account in arn.resource:
            name = arn.resource.replace(self.home.account, own.account)
            own = own._replace(resource=name.replace(self.home.region, own.region))
        return str(own)

    def grant(self, name: str, key: object = None, **fixed: Any) -> _Grant:
        """Return the declaration of a grant, the same one for the same key."""
        found = self.found.setdefault((name, key), _Grant(grant=name, fixed={}))
        found.fixed.update({name: value for name, value in fixed.items() if value})
        return found

    def listed(
        self, name: str, argument: str, value: str, key: object = None, **fixed: Any
    ) -> None:
        self.grant(name, key, **fixed).lists.setdefault(argument, {})[value] = None

    def is_home(self, arn: Arn) -> bool:
        home = self.home
        here = (home.partition, home.region, home.account)
        return (arn.partition, arn.region, arn.account) == here

    def custom(self, call: Call) -> None:
        """Allow exactly the call; of what is named when a task runs, whatever it is called."""
        resource, is_of_group, _ = covered(call.resource).partition(":log-stream:")
        if isinstance(call.resource, Unknown) and "*" in resource:
            self.open.append(call)
            return
        resource = resource.replace(TASK_ID, "*") + (":*" if is_of_group else "")
        resource = self._pseudo(resource)
        use = "code" if call.role == "task" else "start"
        reason = f"To {call.row.purpose}."
        key = (use, reason, resource)
        actions, resources = [call.action], [resource]
        plain = {"grant": "custom.statement", "actions": actions, "resources": resources}
        if not _fits({**plain, "use": use, "reason": reason}):
            self.open.append(call)
            return
        self.listed("custom.statement", "actions", call.action, key, use=use, reason=reason)
        self.found["custom.statement", key].lists.setdefault("resources", {})[resource] = None

    def image(self, call: Call) -> None:
        if call.resource == "*":
            # The registry's token comes with ecr.pull_images.
            self.open += [call] if call.only_if else []
            self.token = self.token if call.only_if else call
            return
        if isinstance(call.resource, Unknown):
            self.open.append(call)
            return
        arn = _named(call)
        if arn is None or arn.partition != self.home.partition:
            self.custom(call)
            return
        account = arn.account if arn.account != self.home.account else None
        region = arn.region if arn.region != self.home.region else None
        repository = arn.resource.removeprefix("repository/")
        if self.home.account in repository and arn.account == self.home.account:
            # A name such as that of the CDK's assets: no fixed account where the home's will do.
            self.custom(call)
            return
        key = (account, region)
        self.listed(
            "ecr.pull_images", "repositories", repository, key, account=account, region=region
        )

    def image_cache(self, call: Call) -> None:
        arn = _named(call)
        if arn is None or not self.is_home(arn):
            self.custom(call)
            return
        prefix = arn.resource.removeprefix("repository/").partition("/")[0]
        self.grant("ecr.pull_through_cache", prefix, prefix=prefix)

    def parameter(self, call: Call) -> None:
        arn = _named(call)
        if arn is None or not self.is_home(arn):
            self.custom(call)
            return
        name = "/" + arn.resource.removeprefix("parameter/")
        self.listed("ssm.read_parameters", "names", name)

    def secret(self, call: Call) -> None:
        text = covered(call.resource)
        arn = parse_arn(text)
        if arn is None or "*" in text:
            self.open.append(call)
        elif not isinstance(call.resource, Unknown):
            self.listed("secretsmanager.read_secrets", "arns", text)
        elif self.is_home(arn) and text.endswith(_SUFFIX):
            name = arn.resource.removeprefix("secret:").removesuffix(_SUFFIX)
            self.listed("secretsmanager.read_secrets", "names", name)
        else:
            self.custom(call)

    def decrypt(self, call: Call) -> None:
        """Name the key where the value is granted, which narrows it to that, or else by itself."""
        if isinstance(call.resource, Unknown):
            self.open.append(call)
            return
        is_parameter = "parameter_key" in call.subject
        service = "ssm" if is_parameter else "secretsmanager"
        value = parse_arn(covered(call.subject["parameter" if is_parameter else "secret"]))
        if value is None or value.region != self.home.region:
            self.decrypt_elsewhere(call, service)
            return
        name = "ssm.read_parameters" if is_parameter else "secretsmanager.read_secrets"
        read = self.found.get((name, None))
        if read and _reads(read, value, at_home=self.is_home(value)):
            read.fixed["kms_key"] = call.resource
            return
        key = call.resource
        self.listed("kms.decrypt", "services", service, key)
        self.found["kms.decrypt", key].fixed |= {"key": key, "use": "environment"}

    def decrypt_elsewhere(self, call: Call, service: str) -> None:
        via = f"{service}.{covered(call.subject['region'])}.amazonaws.com"
        resource = covered(call.resource)
        reason = f"To {call.row.purpose}."
        key = (resource, via)
        self.listed("custom.statement", "actions", call.action, key, use="start", reason=reason)
        found = self.found["custom.statement", key]
        found.lists["resources"] = {resource: None}
        found.fixed["conditions"] = {"StringEquals": {"kms:ViaService": via}}

    def start_object(self, call: Call) -> None:
        arn = _named(call)
        if arn is None or arn.partition != self.home.partition:
            self.custom(call)
            return
        bucket, _, key = arn.resource.partition("/")
        if not key:
            # The bucket comes with s3.read_env_files, where an object of it is named.
            if ("s3.read_env_files", bucket) not in self.found:
                self.custom(call)
            return
        self.listed("s3.read_env_files", "objects", key, bucket, bucket=bucket)

    def log(self, call: Call) -> None:
        subject = call.subject
        group = subject["group"]
        here = (covered(subject["region"]), covered(subject["account"]))
        if isinstance(group, Unknown) or here != (self.home.region, self.home.account):
            self.custom(call)
            return
        use = "code" if call.role == "task" else None
        create = call.action == "logs:CreateLogGroup"
        if create:
            self.listed("logs.write_logs", "groups", group, (use, True), create_group=True, use=use)
        elif group not in self._created(use):
            self.listed("logs.write_logs", "groups", group, (use, False), use=use)

    def _created(self, use: str | None) -> Mapping[str, None]:
        created = self.found.get(("logs.write_logs", (use, True)))
        return created.lists["groups"] if created else {}

    def assumed(self, call: Call) -> None:
        """Name the role that the log router assumes."""
        arn = _named(call)
        if arn is None:
            self.open.append(call)
            return
        name = arn.resource.removeprefix("role/")
        if arn.account == self.home.account and "/" not in name:
            self.listed("sts.assume_role", "names", name)
        else:
            self.listed("sts.assume_role", "arns", str(arn))

    def traces(self, call: Call) -> None:
        self.grant(call.row.grant or "")

    def metrics(self, call: Call) -> None:
        namespace = call.subject["namespace"]
        if isinstance(namespace, Unknown):
            self.open.append(call)
            return
        self.listed("cloudwatch.put_metrics", "namespaces", namespace)

    def routed_objects(self, call: Call) -> None:
        bucket = call.subject["bucket"]
        if isinstance(bucket, Unknown):
            self.open.append(call)
            return
        self.grant("s3.upload_objects", bucket, bucket=bucket)

    def file_system(self, call: Call) -> None:
        identifier = call.subject["id"]
        point = call.subject.get("access_point")
        if isinstance(identifier, Unknown):
            self.custom(call)
            return
        if isinstance(point, Unknown):
            self.open.append(call)
            return
        write = call.action == "elasticfilesystem:ClientWrite"
        access_point = point.rpartition("/")[2] if point else None
        self.grant(
            "elasticfilesystem.mount",
            (identifier, access_point),
            file_system=identifier,
            access_point=access_point,
            write=write,
        )

    def execute_command(self, call: Call) -> None:
        subject = call.subject
        arguments = {"log_group": "group", "log_bucket": "bucket", "kms_key": "key"}
        names = {argument: subject.get(name) for argument, name in arguments.items()}
        known = {name: value for name, value in names.items() if isinstance(value, str)}
        if any(isinstance(value, Unknown) for value in names.values()):
            self.open.append(call)
        prefix = subject.get("prefix")
        if isinstance(prefix, str) and prefix:
            known["log_prefix"] = prefix
        self.grant("ssmmessages.execute_command", **known)


def _named(call: Call) -> Arn | None:
    """Return the ARN that a call acts on; None where it is not known, or is none."""
    return None if isinstance(call.resource, Unknown) else parse_arn(call.resource)


def _placed(call: Call) -> Text:
    """Return what a call acts on in the tasks' own place, where no other is known.

    A secret there goes by its name: no account that a pipeline fills in stands in a written ARN.
    """
    found = call.at_home
    if found == call.resource or isinstance(found, Unknown) or ":secret:" not in found:
        return found
    name = re.sub(r"-[A-Za-z0-9]{6}$", _SUFFIX, found)
    return Unknown("its account is not known", name) if name.endswith(_SUFFIX) else found


def _reads(read: _Grant, value: Arn, *, at_home: bool) -> bool:
    """Return whether a grant names a parameter or secret, so that its key goes with it.

    By a name it names what is at home alone; another account can have one of the same name.
    """
    name = value.resource.partition(":" if value.service == "secretsmanager" else "/")[2]
    texts = {str(value)}
    if at_home:
        texts |= {f"/{name}", name.removesuffix(_SUFFIX)}
    return any(texts & set(listed) for listed in read.lists.values())


def _fits(declaration: Declaration) -> bool:
    """Return whether the catalog takes the values; a rejected name is granted by its ARN."""
    from influmojo_cfn.app import App, GrantUse
    from influmojo_cfn.errors import AppError

    arguments = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in declaration.items()
        if key not in ("grant", "use")
    }
    use = GrantUse(grant=declaration["grant"], arguments=arguments, use=declaration.get("use"))
    try:
        App(project="app", grants=(use,))
    except AppError:
        return False
    return True


_GRANTS: Mapping[str, Callable[[_Gathered, Call], None]] = {
    "": _Gathered.custom,
    "cloudwatch.put_metrics": _Gathered.metrics,
    "xray.write_traces": _Gathered.traces,
    "ecr.pull_images": _Gathered.image,
    "ecr.pull_through_cache": _Gathered.image_cache,
    "elasticfilesystem.mount": _Gathered.file_system,
    "kms.decrypt": _Gathered.decrypt,
    "logs.write_logs": _Gathered.log,
    "s3.read_env_files": _Gathered.start_object,
    "s3.upload_objects": _Gathered.routed_objects,
    "secretsmanager.read_secrets": _Gathered.secret,
    "ssm.read_parameters": _Gathered.parameter,
    "ssmmessages.execute_command": _Gathered.execute_command,
    "sts.assume_role": _Gathered.assumed,
}
"""How the grants that the table of calls names are declared."""

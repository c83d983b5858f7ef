"""Where TypeScript, JavaScript, Go and Java read an environment variable, and its default.

By the language, by a framework (NestJS, Spring, tags of structs in Go), or by a function of the
application that reads the variable whose name it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.evidence.braced_file import BracedFile
from influmojo_cfn.evidence.code_value import CodeValue, EnvironmentVariable, Literal

_QUOTES = "\"'`"
_NAME = r"[A-Z][A-Z0-9_]*"
_READ = re.compile(
    r"(?:process|import\.meta)\.env\.(?P<member>\w+)"
    r"|(?:process|import\.meta)\.env\[\s*[\"'`](?P<item>\w+)[\"'`]\s*\]"
    r"|System\.getenv\(\)\.(?:get|getOrDefault)\(\s*\"(?P<java>\w+)\"(?:\s*,\s*\"(?P<java_default>[^\"]*)\")?\s*\)"
    r"|(?:[\w.]*[eE][nN][vV]\w*(?:\.\w+)?|[\w.]*[cC]onfig\w*\.get\w*|viper\.Get\w*)(?:<[^<>()]*>)?"
    rf"\(\s*[\"'`](?P<call>{_NAME})[\"'`]"
    r"(?:\s*,\s*[\"'`](?P<call_default>[^\"'`]*)[\"'`])?\s*(?:,\s*\{[^{}]*\}\s*)?\)"
)
_VIPER = re.compile(r"viper\.Get(?:String)?\(\s*\"([\w.-]+)\"\s*\)")
_BOUND_BY_VIPER = re.compile(r"BindEnv\(\s*\"([\w.-]+)\"\s*,\s*\"(\w+)\"")
_DEFAULT_OF_VIPER = re.compile(r"SetDefault\(\s*\"([\w.-]+)\"\s*,\s*\"([^\"]*)\"")
_PREFIX_OF_VIPER = re.compile(r"SetEnvPrefix\(\s*\"(\w+)\"")
_READS = re.compile(r"\benv\[|\b(?:Getenv|LookupEnv|getenv)\(\s*\w+\s*\)|\benv\.get\(\s*\w+")
_CALL = re.compile(r"(?:[\w$]+\.)*(?P<name>[\w$]+)\s*(?:<[^<>()]*>)?\(")
_HANDED_ON = re.compile(r"[(:,]\s*process\.env\s*[,)}\n]")
_SCHEMA_DEFAULT = re.compile(r"\bdefault\s*[:(]\s*[\"'`]([^\"'`]*)[\"'`]")
_TAGGED = re.compile(r"\s+[*\w.]+\s+`([^`]*)`")
_STRING = re.compile(r"\bString\s+$")
_TAG = re.compile(rf"\b(?:env|envconfig|mapstructure|arg)\s*:\s*\"(?:env:)?({_NAME})\b")
_TAG_DEFAULT = re.compile(r"\b(?:default|envDefault|env-default)\s*:\s*\"([^\"]*)\"")
_INJECTED = re.compile(
    r"@(?:Value\(\s*\"\$\{([\w.\-]+)(?::([^}\"]*))?\}\""
    r"|Value\(\s*\"#\{\s*(?:environment|systemEnvironment)[.\[']+(\w+)[^\"]*\""
    r"|(?:ConfigProperty|Property)\(\s*name\s*=\s*\"([\w.\-]+)\"(?:\s*,\s*defaultValue\s*=\s*\"([^\"]*)\")?)"
    r"\s*\)[^;()]*?\b(\w+)\s*[;,)=]"
)
_BOUND = re.compile(r"@ConfigurationProperties\(\s*(?:prefix\s*=\s*|value\s*=\s*)?\"([\w.\-]+)\"")
_PLACEHOLDER = re.compile(r"\$\{([\w.\-]+)(?::([^}]*))?\}")


def variable_in(expression: str) -> EnvironmentVariable | None:
    """Return the variable that an expression reads, or None."""
    found = _READ.fullmatch(expression)
    if found is None:
        return None
    name = found["member"] or found["item"] or found["java"] or found["call"]
    return EnvironmentVariable(name, found["java_default"] or found["call_default"] or "")


def variable_of_function(
    files: Sequence[BracedFile], expression: str
) -> EnvironmentVariable | None:
    """Return the variable that a function of the application reads, which is given its name."""
    found = _CALL.match(expression)
    if found is None:
        return None
    given = re.fullmatch(
        rf"\s*[\"'`]({_NAME})[\"'`]\s*(?:,\s*[\"'`]([^\"'`]*)[\"'`]\s*)?\)",
        expression[found.end() :],
    )
    if given is None or not any(_reads(file, found["name"]) for file in files):
        return None
    return EnvironmentVariable(given[1], given[2] or "")


def variable_of_viper(files: Sequence[BracedFile], expression: str) -> EnvironmentVariable | None:
    """Return the variable that Go's viper reads for a key: bound to it, or of its name.

    https://pkg.go.dev/github.com/spf13/viper#readme-working-with-environment-variables
    """
    key = _VIPER.fullmatch(expression)
    text = "\n".join(file.code for file in files if "viper" in file.text) if key else ""
    if key is None or not text:
        return None
    bound = dict(_BOUND_BY_VIPER.findall(text)).get(key[1])
    if bound is None and "AutomaticEnv" not in text and "BindEnv" not in text:
        return None
    prefix = _PREFIX_OF_VIPER.search(text)
    name = f"{prefix[1]}_{key[1]}" if prefix else key[1]
    default = dict(_DEFAULT_OF_VIPER.findall(text)).get(key[1], "")
    return EnvironmentVariable(bound or re.sub(r"[.-]", "_", name).upper(), default)


def _reads(file: BracedFile, name: str) -> bool:
    return any(_READS.search(file.text[start:end]) for start, end in file.bodies(name))


def variables_of_name(
    file: BracedFile, name: str, properties: Mapping[str, str]
) -> Iterator[CodeValue]:
    """Yield what a name of a file is taken from by destructuring, a tag, or an annotation."""
    for found in re.finditer(r"\{([^{}]*)\}\s*=\s*process\.env\b", file.text):
        for part in found[1].split(","):
            key, _, default = part.partition("=")
            variable, _, alias = (each.strip() for each in key.partition(":"))
            if name == (alias or variable):
                yield EnvironmentVariable(variable, default.strip().strip(_QUOTES))
                return
    if file.file.language in ("typescript", "javascript") and re.fullmatch(_NAME, name):
        yield from _checked(file, name)
    elif file.file.language == "go":
        yield from _tagged(file, name)
    elif file.file.language == "java":
        yield from _injected(file, name, properties)


def _checked(file: BracedFile, name: str) -> Iterator[EnvironmentVariable]:
    """Yield the variable that a file checks by a schema: of zod, envalid, joi and others.

    ``z.object({ NAME: z.string() }).parse(process.env)``, ``cleanEnv(process.env, { ... })``.
    """
    if not _HANDED_ON.search(file.mask):
        return
    for found in file.assigned_members.get(name, ()):
        end = file.end_of_expression(found.end())
        default = _SCHEMA_DEFAULT.search(file.text, found.end(), end)
        yield EnvironmentVariable(name, default[1] if default else "")
        return


def _tagged(file: BracedFile, name: str) -> Iterator[EnvironmentVariable]:
    for found in file.identifiers.get(name, ()):
        field = _TAGGED.match(file.text, found.end())
        tag = _TAG.search(field[1]) if field else None
        default = _TAG_DEFAULT.search(field[1]) if field else None
        if tag:
            yield EnvironmentVariable(tag[1], default[1] if default else "")
            return


def _injected(file: BracedFile, name: str, properties: Mapping[str, str]) -> Iterator[CodeValue]:
    for spring, default, variable, other, other_default, field in _INJECTED.findall(file.text):
        if field == name:
            own = default or other_default
            yield from (
                [EnvironmentVariable(variable)]
                if variable
                else property_value(spring or other, own, properties)
            )
            return
    bound = _BOUND.search(file.text)
    is_field = any(
        _STRING.search(file.mask, max(0, found.start() - 40), found.start())
        for found in file.identifiers.get(name, ())
    )
    if bound and is_field:
        key = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
        yield from property_value(f"{bound[1]}.{key}", "", properties)


def property_value(
    name: str, default: str, properties: Mapping[str, str], depth: int = 0
) -> Iterator[CodeValue]:
    """Yield what a property of Spring, Micronaut or Quarkus is: of its file, or a variable.

    https://docs.spring.io/spring-boot/reference/features/external-config.html: where no file has
    it, a variable of its name sets it, with underscores for dots and without hyphens.
    """
    text = properties.get(name)
    if text is None:
        variable = name.upper().replace(".", "_").replace("-", "")
        yield EnvironmentVariable(variable, default)
        return
    yield from property_in(text, properties, depth)


def property_in(text: str, properties: Mapping[str, str], depth: int = 0) -> Iterator[CodeValue]:
    """Yield what a text of Spring is, which can be a placeholder: ``${orders.queue:orders}``."""
    found = _PLACEHOLDER.fullmatch(text)
    if found and depth < 4:
        yield from property_value(found[1], found[2] or "", properties, depth + 1)
    elif "${" not in text:
        yield Literal(text)

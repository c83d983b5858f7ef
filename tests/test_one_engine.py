"""Each question has one answer: one matcher, one resolver, no circle, one class of a name.

What wildcards match is decided in ``iam/`` alone. Every exemption names its reason, and a test
fails when it is not needed any more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "influmojo_cfn"


@cache
def sources() -> dict[str, ast.Module]:
    """Return the syntax tree of each module by its file below the package."""
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text("utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
    }


MATCHERS = {
    "account/import_plan.py: text": "finds a Region in an ARN; there is no pattern",
    "account/resource_type_calls.py: _beginning": "writes the stack's name before what AWS adds",
    "account/simulated_calls.py: _instance": "writes an example that a pattern names",
    "app/values.py: _own_pattern": "asks whether an AllowedPattern is a regular expression",
    "cloudformation/expression_matching.py: admits": "AllowedPattern is a regular expression",
    "evidence/derive.py: hinted_grants": "a table of regular expressions for variables",
    "evidence/recorded_grants.py: _expression": "takes the named parts out of an ARN",
    "proof/variables.py: _expression": "suggests texts for letters; each is confirmed afterwards",
    "proof/variables.py: suggested": "suggests texts for letters; each is confirmed afterwards",
    "rehearsal/example_requests.py: arn_expression": "takes the named parts out of an ARN",
    "rehearsal/example_requests.py: filled": "writes an example that a pattern names",
    "rules/placeholders.py": "a table of regular expressions for placeholders",
    "service_roles/ecs/sidecars.py: sidecar_of": "a table of regular expressions for images",
    "task_definition/placeholders.py": "a table of regular expressions for placeholders",
}
"""Functions outside ``iam/`` that look like a second matcher, as FILE: FUNCTION, and why not."""

RESOLVERS = {
    "account/deployment.py": "reads the role's name out of a template that it wrote",
    "account/import_plan.py": "writes a template",
    "app/values.py": "tells the author of an app file that a function is no value there",
    "data/resource_identifiers.py": "what Ref gives for each type is a fact of CloudFormation",
    "iam/document_problems.py": "tells that a function is not resolved",
    "iam/written.py": "tells that a function is not resolved",
    "preflight/tags.py": "asks what Ref gives for a type",
    "rules/resources/of_kind.py": "tells names from ARNs by what Ref gives",
    "task_definition/surroundings.py": "finds which resources name a task definition",
}
"""Files outside ``cloudformation/`` that know an intrinsic function by its name, and why."""

CIRCLES: dict[frozenset[str], str] = {}
"""Modules that still import each other in a circle, and why."""

_REGEX_FUNCTIONS = {
    *("compile", "match", "fullmatch", "search", "split", "sub", "subn", "findall", "finditer"),
}
_SPLITTING = {"split", "rsplit", "partition", "rpartition", "find", "rfind", "index", "rindex"}
_WILDCARDS = {"*", "?"}


def is_constant(node: ast.expr) -> bool:
    """Return whether a regular expression is written in the source, whole or in named parts."""
    if isinstance(node, ast.JoinedStr):
        parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
        return all(is_constant(each) for each in parts)
    if isinstance(node, ast.BinOp):
        return is_constant(node.left) and is_constant(node.right)
    if isinstance(node, ast.Attribute):
        # The text of another expression, or an AllowedPattern, which is one by definition.
        return node.attr in {"pattern", "allowed_pattern"}
    if isinstance(node, ast.Subscript):
        return texts_in(node.slice) == {"pattern"}
    if isinstance(node, ast.BoolOp):
        return all(is_constant(each) for each in node.values)
    if isinstance(node, ast.Name):
        return node.id.strip("_").isupper()
    return isinstance(node, ast.Constant)


def texts_in(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def matches_wildcards(node: ast.AST) -> bool:
    """Return whether a piece of code looks like a matcher of wildcards."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        modules = {getattr(node, "module", None), *(alias.name for alias in node.names)}
        return "fnmatch" in modules
    if isinstance(node, ast.Attribute):
        return node.attr == "escape" and isinstance(node.value, ast.Name) and node.value.id == "re"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return is_matching_call(node, node.func)
    if isinstance(node, ast.Dict):
        # {"*": ".*", "?": "."}
        return any(
            isinstance(key, ast.Constant)
            and key.value in _WILDCARDS
            and any(text.startswith((".", "[^")) for text in texts_in(value))
            for key, value in zip(node.keys, node.values, strict=True)
        )
    if isinstance(node, ast.Compare):
        return walks_wildcards(node)
    return False


def is_matching_call(node: ast.Call, function: ast.Attribute) -> bool:
    first = node.args[0] if node.args else None
    if isinstance(function.value, ast.Name) and function.value.id == "re":
        return function.attr in _REGEX_FUNCTIONS and first is not None and not is_constant(first)
    written = first.value if isinstance(first, ast.Constant) else None
    if function.attr in _SPLITTING:
        return written in _WILDCARDS
    if function.attr in {"replace", "sub"} and len(node.args) > 1:
        return any(text in {".", ".*", ".+", "[^:]*"} for text in texts_in(node.args[1]))
    return False


def walks_wildcards(node: ast.Compare) -> bool:
    """Return whether one character is compared with a wildcard: ``pattern[i] == "*"``."""
    sides = [node.left, *node.comparators]
    wild = any(isinstance(s, ast.Constant) and s.value in _WILDCARDS for s in sides)
    either = any(
        isinstance(side, (ast.Tuple, ast.Set, ast.List, ast.Constant))
        and (texts_in(side) == _WILDCARDS or texts_in(side) & {"*?", "?*"})
        for side in node.comparators
    )
    indexed = any(isinstance(side, ast.Subscript) and names_in(side.slice) for side in sides)
    fixed = isinstance(node.left, ast.Subscript) and not names_in(node.left.slice)
    question = any(isinstance(s, ast.Constant) and s.value == "?" for s in sides)
    equality = isinstance(node.ops[0], (ast.Eq, ast.NotEq))
    membership = isinstance(node.ops[0], (ast.In, ast.NotIn))
    return (equality and (question or (wild and indexed))) or (membership and either and not fixed)


def matchers_in(tree: ast.AST) -> set[str]:
    """Return the functions that look like a matcher; an empty name is the module itself."""
    found: set[str] = set()

    def visit(node: ast.AST, name: str) -> None:
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef) else name
            if matches_wildcards(child):
                found.add(name)
            visit(child, name or inner)

    visit(tree, "")
    return found


def test_wildcards_are_matched_in_iam_alone() -> None:
    found = {
        f"{file}: {name}".rstrip(": ")
        for file, tree in sources().items()
        if not file.startswith("iam/")
        for name in matchers_in(tree)
    }
    second = found - set(MATCHERS)
    assert not second, f"a second matcher? ask influmojo_cfn.iam.patterns: {sorted(second)}"
    assert not set(MATCHERS) - found, "exempt, and not needed any more"


@pytest.mark.parametrize(
    "code",
    [
        "from fnmatch import fnmatchcase",
        "import fnmatch",
        "def f(p, t): return re.fullmatch(re.escape(p).replace(r'\\*', '.*'), t)",
        "def f(p): return '.*'.join(map(re.escape, p.split('*')))",
        "def f(p, t): return re.match(p.replace('*', '.*'), t)",
        "def f(p, t): return re.compile(to_regex(p)).match(t)",
        "def f(p): return ''.join({'*': '.*', '?': '.'}.get(c, c) for c in p)",
        "def f(p, t):\n    head, *rest = p.split('*')\n    return t.startswith(head)",
        "def f(p, t): return t.startswith(p.partition('*')[0])",
        "def f(p, t, i, j): return p[i] == '*' or p[i] == t[j]",
        "def f(p): return [c for c in p if c == '?']",
        "def f(p): return [c for c in p if c in '*?']",
        "def f(p): return [c for c in p if c in ('*', '?')]",
    ],
)
def test_a_second_matcher_is_noticed(code: str) -> None:
    assert matchers_in(ast.parse(code))


@pytest.mark.parametrize(
    "code",
    [
        "A = re.compile(r'[a-z]+')\nB = re.compile(rf'{A.pattern}-x')",
        "def f(t): return t == '*' or '?' in t",
        "def f(t): return re.sub(r'\\${x}', '*', t)",
        "def f(t): return t.split(':')[5]",
    ],
)
def test_other_code_is_none(code: str) -> None:
    assert not matchers_in(ast.parse(code))


FUNCTION = re.compile(r"Ref|AWS::NoValue|Fn::\w*")


def test_intrinsic_functions_are_known_in_cloudformation_alone() -> None:
    found = {
        file
        for file, tree in sources().items()
        if not file.startswith("cloudformation/")
        and any(FUNCTION.fullmatch(text) for text in texts_in(tree))
    }
    second = found - set(RESOLVERS)
    assert not second, f"a second resolver? ask influmojo_cfn.cloudformation: {sorted(second)}"
    assert not set(RESOLVERS) - found, "exempt, and not needed any more"


def module_of(file: str) -> str:
    return f"influmojo_cfn.{file.removesuffix('.py').replace('/', '.')}".removesuffix(".__init__")


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of each module by its name."""
    return {module_of(file): tree for file, tree in sources().items()}


def imported(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that a module imports, in its functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in modules() else node.module


def circles(graph: dict[str, set[str]]) -> set[frozenset[str]]:
    """Return the sets of modules each of which reaches all others of its set."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen: set[str] = set()
        ahead = [start]
        while ahead:
            for other in graph[ahead.pop()] - seen:
                seen.add(other)
                ahead.append(other)
        reached[start] = seen
    return {
        frozenset(each for each in reached[start] if start in reached[each])
        for start in graph
        if start in reached[start]
    }


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {name: set(imported(tree)) & set(modules()) for name, tree in modules().items()}
    assert circles(graph) == set(CIRCLES)


def test_a_circle_is_noticed() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == {frozenset("bc")}
    assert not circles({"a": {"b", "c"}, "b": {"c"}, "c": set()})


def test_a_name_of_a_type_stands_in_one_module() -> None:
    places: dict[str, set[str]] = {}
    for file, tree in sources().items():
        for name in (*classes_in(tree), *types_in(tree)):
            places.setdefault(name, set()).add(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def classes_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the classes of a module."""
    return (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def types_in(tree: ast.Module) -> Iterator[str]:
    """Yield the names of the types that a module makes of others."""
    for each in tree.body:
        targets = each.targets if isinstance(each, ast.Assign) else [getattr(each, "target", None)]
        for target in targets:
            if isinstance(target, ast.Name) and re.fullmatch(r"([A-Z][a-z]+)+", target.id):
                yield target.id


def test_a_type_of_others_is_noticed() -> None:
    code = "Token = str | int\nKind: TypeAlias = Literal['x']\nMOST = 3\n_Row = 1"
    assert list(types_in(ast.parse(code))) == ["Token", "Kind"]

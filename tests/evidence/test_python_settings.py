"""What settings of frameworks stand for."""

from __future__ import annotations

import ast

import pytest

from influmojo_cfn.evidence.code_value import Literal
from influmojo_cfn.evidence.python_scope import Found, Scope
from influmojo_cfn.evidence.python_settings import is_settings, plain, settings_variable
from influmojo_cfn.evidence.python_source import Project
from tests.evidence.reading import file_of
from tests.evidence.test_python_source import value_of

SETTINGS = "class S(BaseSettings):\n    {}\nshow(S().a)"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("a: str", "$A"),
        ("a: str = 'x'", "$A=x"),
        ("a: str = Field('x')", "$A=x"),
        ("a: str = Field(..., alias='Bucket')", "$BUCKET"),
        ("a: str = Field(default='x', validation_alias=AliasChoices('B', 'C'))", "$B=x"),
        ("a: str = Field(env='OLD_NAME')", "$OLD_NAME"),
        ("model_config = SettingsConfigDict(env_prefix='app_')\n    a: str", "$APP_A"),
        ("a: str\n    class Config:\n        env_prefix = 'APP_'", "$APP_A"),
    ],
)
def test_pydantic(body: str, expected: str) -> None:
    assert value_of(SETTINGS.format(body)) == [expected]


def test_pydantic_by_inheritance_and_by_a_function() -> None:
    text = (
        "class Base(BaseSettings):\n    a: str\nclass S(Base):\n    b: str\n"
        "def make() -> S:\n    return S()\nsettings = make()\nshow({})"
    )
    assert value_of(text.format("settings.b")) == ["$B"]
    assert value_of(text.format("settings.a")) == ["$A"]
    scope = Scope(file_of("", "a.py"), ast.parse("class A(B): ...").body[0])
    assert not is_settings(scope, {"B": [scope]})


def test_what_fastapi_injects() -> None:
    made = "class S(BaseSettings):\n    a: str\ndef make():\n    return S()\n"
    for parameter in ("s=Depends(make)", "s: Annotated[S, Depends(make)]", "s: 'S'", "s: S | None"):
        assert value_of(f"{made}def f({parameter}):\n    show(s.a)") == ["$A"], parameter
    alias = "Alias = Annotated[S, Depends(make)]\ndef f(s: Alias):\n    show(s.a)"
    assert value_of(made + alias) == ["$A"]
    assert value_of("def f(s: str):\n    show(s)") == ["?s"]


def test_settings_of_django_and_flask() -> None:
    text = "from django.conf import settings\nshow(settings.A)"
    assert value_of(text, "A = 'x'") == ["?settings.A"]
    flask = "app.config['A'] = os.environ['B']\nshow(current_app.config['A'])"
    assert value_of(flask) == ["$B"]
    assert value_of("class ProdConfig:\n    A = 'x'\nshow(app.config.get('A'))") == ["'x'"]
    assert value_of("app.config.from_mapping(A='x')\nshow(app.config['A'])") == ["'x'"]


def test_a_class_of_a_settings_module_is_read() -> None:
    use = file_of("show(current_app.config['A'])", "app.py")
    classes = file_of("class Base:\n    A = 'x'\nclass Live(Base):\n    B = 'y'", "settings.py")
    project = Project([use, classes])
    call = project.callers["show"][0]
    assert isinstance(call.node, ast.Call)
    assert project.values(Found(call.node.args[0], call.scope)) == (Literal("x"),)


def test_fields_of_dataclasses() -> None:
    for field in ("field(default_factory=lambda: os.environ['A'])", "field(default='x')", "'x'"):
        text = f"@dataclass\nclass C:\n    a: str = {field}\nshow(C().a)"
        assert value_of(text) == (["$A"] if "environ" in field else ["'x'"])
    given = "@dataclass\nclass C:\n    a: str\n    b: str\n"
    assert value_of(given + "show(C('x', b='y').b)") == ["'y'"]
    assert value_of(given + "c = C('x', 'y')\nshow(c.a)") == ["'x'"]
    assert value_of(given + "    def f(self):\n        show(self.b)\nC('x', 'y')") == ["'y'"]


def test_what_is_plain_already() -> None:
    node = ast.parse("f(x)", mode="eval").body
    found = Found(node, Scope(file_of("", "a.py"), node))
    assert plain(found) is found
    field = ast.parse("class S:\n    a: str = g()").body[0]
    assert isinstance(field, ast.ClassDef)
    scope = Scope(file_of("", "a.py"), field)
    scope.fields["a"] = field.body[0]  # type: ignore[assignment]
    assert settings_variable(scope, "a").default == ""

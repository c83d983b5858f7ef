"""Where environment variables are read."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_environment import property_value, variable_in
from influmojo_cfn.evidence.braced_source import BracedProject
from influmojo_cfn.evidence.code_value import EnvironmentVariable, Literal
from tests.evidence.reading import file_of, shown
from tests.evidence.test_braced_source import value_of


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("this.config.get<string>('A_B', 'x')", EnvironmentVariable("A_B", "x")),
        ("this.configService.getOrThrow('A')", EnvironmentVariable("A")),
        ("config.get('A', { infer: true })", EnvironmentVariable("A")),
        ('viper.GetString("A")', EnvironmentVariable("A")),
        ("env.get('A').required()", None),
        ("config.get('aws.bucket')", None),
    ],
)
def test_an_expression(expression: str, expected: EnvironmentVariable | None) -> None:
    assert variable_in(expression) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.ts", "function need(n: string) { return process.env[n]; }\nshow(need('A'))", ["$A"]),
        ("a.ts", "const need = (n) => process.env[n];\nshow(need('A', 'x'))", ["$A=x"]),
        ("a.ts", "function need(n) { return table[n]; }\nshow(need('A'))", ["?need('A')"]),
        (
            "a.go",
            'func must(k string) string { return os.Getenv(k) }\nf(){show(must("A"))}',
            ["$A"],
        ),
        ("a.go", 'type C struct {\n B string `env:"A,required"`\n}\nf(){show(c.B)}', ["$A"]),
        (
            "a.go",
            'type C struct {\n B string `envconfig:"A" default:"x"`\n}\nf(){show(&c.B)}',
            ["$A=x"],
        ),
        ("a.go", 'type C struct {\n B string `json:"A"`\n}\nf(){show(c.B)}', ["?c.B"]),
        ("a.go", 'f(){viper.BindEnv("a.b", "X")\nshow(viper.GetString("a.b"))}', ["$X"]),
        (
            "a.go",
            'f(){viper.SetEnvPrefix("app")\nviper.AutomaticEnv()\nviper.SetDefault("a.b", "x")\n'
            'show(viper.GetString("a.b"))}',
            ["$APP_A_B=x"],
        ),
        (
            "a.go",
            'f(){viper.ReadInConfig()\nshow(viper.GetString("a.b"))}',
            ['?viper.GetString("a.b")'],
        ),
        (
            "a.ts",
            "const env = z.object({ A: z.string().default('x') }).parse(process.env);\nshow(env.A)",
            ["$A=x"],
        ),
        ("a.ts", "const env = cleanEnv(process.env, { A: str() });\nshow(env.A)", ["$A"]),
        ("a.ts", "const env = check({ A: str() });\nshow(env.A)", ["?env.A"]),
    ],
)
def test_functions_and_tags(name: str, text: str, expected: list[str]) -> None:
    assert value_of(name, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('@Value("${app.bucket}") String b;\nvoid f() { show(b); }', "$REPORTS=x"),
        ('@Value("#{environment.APP_B}") String b;\nvoid f() { show(b); }', "$APP_B"),
        ('@Value("${app.fixed}") String b;\nvoid f() { show(b); }', "'fixed'"),
        ('@Value("${app.my-other}") String b;\nvoid f() { show(b); }', "$APP_MYOTHER"),
        ('@ConfigProperty(name = "app.bucket") String b;\nvoid f() { show(b); }', "$REPORTS=x"),
        (
            '@ConfigProperty(name = "q", defaultValue = "d") String b;\nvoid f() { show(b); }',
            "$Q=d",
        ),
        (
            '@ConfigurationProperties("app") record P(String bucket) {}\nshow(p.bucket());',
            "$REPORTS=x",
        ),
    ],
)
def test_properties_of_java_frameworks(text: str, expected: str) -> None:
    properties = {"app.bucket": "${REPORTS:x}", "app.fixed": "fixed"}
    project = BracedProject([file_of(text, "A.java")], properties)
    file = project.files[0]
    span = file.parts(file.mask.index("show(") + 4)[0]
    assert [shown(each) for each in project.values(file, *span)] == [expected]


def test_a_property_that_names_itself() -> None:
    assert list(property_value("a", "", {"a": "${a}"})) == []
    assert list(property_value("a", "", {"a": "b${c}"})) == []
    assert list(property_value("a", "", {"a": "${b}", "b": "x"})) == [Literal("x")]

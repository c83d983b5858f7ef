"""What expressions of TypeScript, Go and Java stand for."""

from __future__ import annotations

import pytest

from influmojo_cfn.evidence.braced_source import BracedProject
from tests.evidence.reading import file_of, shown


def value_of(name: str, *texts: str) -> list[str]:
    """Return what ``show(...)`` is given in the first text, among other files."""
    files = [file_of(each, name if not n else f"f{n}.{name}") for n, each in enumerate(texts)]
    project = BracedProject(files)
    file = project.files[0]
    opening = file.mask.index("show(") + 4
    return [shown(each) for each in project.values(file, *file.parts(opening)[0])]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.ts", 'show("a")', ["'a'"]),
        ("a.ts", "show(process.env.A!)", ["$A"]),
        ("a.ts", "show(process.env['A'] ?? 'x')", ["$A=x"]),
        ("a.ts", "const b = process.env.A as string;\nshow(b)", ["$A"]),
        ("a.ts", "show(<string>process.env.A)", ["$A"]),
        ("a.ts", "const b = process.env.A as string | undefined;\nshow(b!)", ["$A"]),
        ("a.ts", "show(process.env.A satisfies string[])", ["$A"]),
        ("a.ts", "const b = 'x';\nfunction f(b: string) { show(b) }", ["?b"]),
        ("a.ts", "const b = 'x';\nconst f = (b) => show(b)", ["?b"]),
        ("a.ts", "function f(a, b) { show(b) }\nf(1, 'x');\nf(2, 'y');", ["'x'", "'y'"]),
        ("a.ts", "function f(b) { show(b) }\nf(other);", ["?other"]),
        (
            "a.go",
            "type I interface {\n\tf(a int, b *string)\n}\n"
            'func f(a int, b *string) { show(b) }\nf(1, "x")',
            ["'x'"],
        ),
        ("a.ts", "class A { constructor(b) { show(b) } }\nnew A('x');", ["'x'"]),
        ("a.ts", "const f = async (b) => { show(b) };\nf('x');", ["'x'"]),
        ("A.java", 'class A { A(int a, String b) { show(b); } }\nA x = new A(1, "x");', ["'x'"]),
        ("a.ts", "{ const b = 'x'; }\nshow(b)", ["?b"]),
        ("a.ts", "const b = 'x';\nif (b) { show(b) }", ["'x'"]),
        ("a.ts", "const b = 'x'; // b = 'comment'\nshow(b)", ["'x'"]),
        ("a.ts", "const p = 'shop';\nshow(`${p}-a`)", ["'shop-a'"]),
        ("a.ts", "show(`${q}-a`)", ["?`${q}-a`"]),
        ("a.ts", "const p = c ? 'x' : 'y';\nshow(`${p}-a`)", ["?`${p}-a`"]),
        ("a.ts", "function f() { show(b) }\nconst b = 'x';", ["'x'"]),
        ("a.ts", "class A { b = 'x';\n f() { show(this.b) } }", ["'x'"]),
        ("a.go", 'b := os.Getenv("A")\nfunc() { show(aws.String(b)) }', ["$A"]),
        ("a.go", 'b, ok := os.LookupEnv("A")\nshow(&b)', ["$A"]),
        ("a.go", 'show(getEnv("A", "x"))', ["$A=x"]),
        ("a.go", 'show(cmp.Or(os.Getenv("A"), "x"))', ["$A=x"]),
        ("a.go", 'const n = "A"\nfunc f() { show(getEnv(n, "x")) }', ["$A=x"]),
        ("a.go", 'const n = "A"\nfunc f() { show(os.Getenv(n)) }', ["$A"]),
        ("a.ts", "const n = 'A';\nshow(process.env[n])", ["$A"]),
        ("a.go", 'var b = flag.String("b", os.Getenv("A"), "words")\nfunc f() { show(b) }', ["$A"]),
        ("a.go", 'show(flag.String("b", "x", "words"))', ['?flag.String("b", "x", "words")']),
        ("a.go", 'type B string\nfunc f() { show(string(B(os.Getenv("A")))) }', ["$A"]),
        ("a.go", 'func f() { show(b(os.Getenv("A"))) }', ['?b(os.Getenv("A"))']),
        (
            "a.ts",
            "class A { constructor(private readonly b: string) {}\n f() { show(this.b) } }\n"
            "new A('x');",
            ["'x'"],
        ),
        (
            "a.ts",
            "class A<T> { constructor(protected b: string) {}\n f() { show(this.b) } }\n"
            "class C extends A<{ id: string }> { constructor() { super('x'); } }\n"
            "class D extends E { constructor() { super('y'); } }",
            ["'x'"],
        ),
        ("a.ts", "show(c ? 'x' : 'y')", ["'x'", "'y'"]),
        ("a.ts", "class A { get b() { return process.env.A; }\n f() { show(this.b) } }", ["$A"]),
        ("a.ts", "const b = () => 'x';\nshow(b())", ["'x'"]),
        ("a.ts", "show(config.get('aws.bucket'));\nf(() => ({ bucket: process.env.A }))", ["$A"]),
        ("A.java", 'show(Optional.ofNullable(System.getenv("A")).orElse("x"));', ["$A=x"]),
        ("A.java", 'show(Objects.requireNonNull(System.getenv("A"), "words"));', ["$A"]),
        ("A.java", 'String b() { return "x"; }\nvoid f() { show(p.b()); }', ["'x'"]),
        ("A.java", 'String b = System.getenv("A");\nshow(b)', ["$A"]),
        (
            "A.java",
            '@Value("${shop.bucket:x}") String b;\nvoid f() { show(b); }',
            ["$SHOP_BUCKET=x"],
        ),
    ],
)
def test_values(name: str, text: str, expected: list[str]) -> None:
    assert value_of(name, text) == expected


@pytest.mark.parametrize(("count", "known"), [(8, True), (9, False)])
def test_what_can_be_very_much_is_not_known(count: int, known: bool) -> None:
    calls = "".join(f"f('x{n}');\n" for n in range(count))
    found = value_of("a.ts", f"function f(b) {{ show(b) }}\n{calls}")
    assert found == ([f"'x{n}'" for n in range(count)] if known else ["?b"])


def test_names_of_other_files() -> None:
    assert value_of("a.ts", "show(B)", "export const B = 'x';") == ["'x'"]
    assert value_of("a.ts", "show(B)", "function f() { { const B = 'x'; } }") == ["?B"]
    for taken in ("{ B } = require('./f')", "{ A: B } = await import('./f')", "{ B } = config"):
        key = "A" if "A:" in taken else "B"
        assert value_of("a.js", f"const {taken};\nshow(B)", f"exports = {{ {key}: 'x' }}") == [
            "'x'"
        ]
    assert value_of("a.js", "const { B } = f(body);\nshow(B)", "exports = { B: 'x' }") == ["?B"]
    assert value_of("a.go", "show(cfg.Bucket)", 'c := C{Bucket: os.Getenv("A")}') == ["$A"]


@pytest.mark.parametrize(
    ("name", "line"), [("a.ts", "this.f{n} = this.f{m};\n"), ("a.go", "x.f{n} = y.f{m}\n")]
)
def test_members_that_are_assigned_each_other_are_read_once(name: str, line: str) -> None:
    # Each of ten members is assigned every other: 10 ** 8 paths to the depth that is read.
    pairs = [(n, m) for n in range(10) for m in range(10) if n != m]
    text = "".join(line.format(n=n, m=m) for n, m in pairs)
    known = line.partition("=")[0].format(n=3)
    last = line.rpartition("= ")[2].strip("\n;").format(m=0)
    assert value_of(name, f"{text}{known}= 'x';\nshow({last})".replace("'", '"')) == ["'x'"]


def test_an_object_that_every_caller_hands_on_comes_to_an_end() -> None:
    """Callers of callers of callers are asked once each."""
    functions = "\n".join(
        f"function f{n}(p, q) {{ f{n + 1}(p, q); f{n + 1}(q, p); f{n + 2}(p, p); }}"
        for n in range(40)
    )
    text = f"{functions}\nfunction f40(p, q) {{ show(p) }}\nf0({{ Bucket: 'b' }}, {{}});"
    project = BracedProject([file_of(text, "a.ts")])
    (file,) = project.files
    at = file.mask.index("show(") + 5
    found = project.literals_of(file, at, at + 1)
    assert [file.text[opening : opening + 14] for _, opening in found] == ["{ Bucket: 'b' ", "{});"]

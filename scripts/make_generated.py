"""Write all that is generated (``make generated``), or name what is stale (``--check``).

Paths, or the folders that they are in, choose files among them.
The index of the catalog comes first: schema, templates and pages read the rows by it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path

from scripts import decision_cases
from scripts.generated_pages import PAGES, ROOT, made_by, orphans

GRANTS = ROOT / "influmojo_cfn" / "grants"
LAST = "custom.statement"
"""A new service's grants stand before it."""


def catalog() -> dict[str, list[str]]:
    """Return each module of ``grants/`` that holds rows, and their names in order."""
    found = {}
    for path in sorted(GRANTS.glob("*.py")):
        if path.stem not in {"__init__", "model", "arguments"}:
            rows = import_module(f"influmojo_cfn.grants.{path.stem}").GRANTS
            found[path.stem] = [row.name for row in rows]
    return found


def ordered(known: Mapping[str, str], modules: Mapping[str, list[str]]) -> dict[str, str]:
    """Return the index: known grants keep their order, a new one follows those of its module."""
    of = {name: module for module, names in modules.items() for name in names}
    order = [name for name in known if name in of]
    for names in modules.values():
        for position, name in enumerate(names):
            if name in order:
                continue
            before = names[:position]
            here = order.index(before[-1]) + 1 if before else _first(order, names, position)
            order.insert(here, name)
    return {name: of[name] for name in order}


def _first(order: list[str], names: list[str], position: int) -> int:
    after = [order.index(name) for name in names[position:] if name in order]
    return min(after) if after else order.index(LAST) if LAST in order else len(order)


def index() -> str:
    """Return the text of the index; what is imported from now on finds grants by it."""
    from influmojo_cfn.data.grant_index import INDEX

    today = ordered(dict(INDEX), catalog())
    INDEX.clear()
    INDEX.update(today)
    rows = "".join(f"    {json.dumps(name)}: {json.dumps(INDEX[name])},\n" for name in INDEX)
    return f'"""{INDEX_WORDS}"""\n\nINDEX: dict[str, str] = {{\n{rows}}}\n'


INDEX_WORDS = (
    "Name of a grant to its module in ``grants/``, in the catalog's order, by `make generated`."
)


def project_file() -> str:
    """Return the app file of this repository: the Influmojo app."""
    from influmojo_cfn.config import dump
    from influmojo_cfn.influmojo import APP

    return PROJECT_WORDS + dump(APP, schema="influmojo_cfn/data/app.schema.json")


PROJECT_WORDS = (
    "# The Influmojo app, which the commands take in this repository.\n"
    "# make generated writes this file from influmojo_cfn/influmojo.py.\n"
)


def _template(build: str, *more: str) -> Callable[[], str]:
    def text() -> str:
        from influmojo_cfn.cloudformation import dump
        from influmojo_cfn.influmojo import APP

        module, _, function = build.rpartition(".")
        made = getattr(import_module(f"influmojo_cfn.template.{module}"), function)
        return dump(made(APP, *more))

    return text


GENERATED: Mapping[str, Callable[[], str]] = {
    "influmojo_cfn/data/grant_index.py": index,
    "influmojo_cfn/data/app.schema.json": made_by("scripts.app_schema.text"),
    "influmojo_cfn/data/claims.schema.json": made_by("scripts.claims_schema.text"),
    "requirements/run.txt": made_by("scripts.run_requirements.text"),
    "tests/data/rows.txt": made_by("scripts.table_rows.text"),
    "influmojo-cfn.yaml": project_file,
    "templates/influmojo-ecs-iam.yaml": _template("assembly.build"),
    "templates/influmojo-ecs-boundary.yaml": _template("boundary.build_boundary"),
    "templates/influmojo-ecs-service.yaml": _template("ecs.build_services"),
    "templates/influmojo-root.yaml": _template("nesting.build_root", "influmojo-ecs-service.yaml"),
    **{name: partial(str, text) for name, text in decision_cases.files().items()},
    **PAGES,
}
"""Each generated file, in the order in which they are written."""


def stale(name: str) -> str | None:
    """Return what a file should hold where it holds something else."""
    path: Path = ROOT / name
    text = GENERATED[name]()
    return None if path.exists() and path.read_text("utf-8") == text else text


def main(arguments: list[str]) -> int:
    """Write what is stale, or with ``--check`` name it and give 2."""
    check = "--check" in arguments
    chosen = tuple(each for each in arguments if each != "--check") or ("",)
    old = [name for name in GENERATED if name.startswith(chosen) and _is_renewed(name, check)]
    gone = [name for name in orphans() if name.startswith(chosen)]
    for name in gone:
        print(
            f"{name} is of nothing that exists: run make generated" if check else f"removed {name}"
        )
        if not check:
            (ROOT / name).unlink()
    return 2 if check and (old or gone) else 0


def _is_renewed(name: str, check: bool) -> bool:
    """Return whether a file was stale; it is told so, or written."""
    text = stale(name)
    if text is None:
        return False
    if not check:
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, "utf-8")
    print(f"{name} is stale: run make generated" if check else f"wrote {name}")
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

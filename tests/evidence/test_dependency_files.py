"""The packages that files of dependencies name, and their lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.dependency_files import dependencies_above, dependencies_of

FILES = {
    "requirements.txt": (
        "# s3fs\nboto3==1\ncelery[sqs]>=5  # queue\n-r base.txt\n",
        "2 boto3,3 celery",
    ),
    "requirements-prod.in": ("Django_Storages[s3]\n", "1 Django_Storages"),
    "requirements-dev.txt": ("moto\n", ""),
    "pyproject.toml": ('dependencies = [\n  "s3fs>=1",\n]\nkombu = "^5"\n', "2 s3fs,4 kombu"),
    "setup.cfg": (
        "install_requires =\n    boto3>=1\n[options.extras_require]\naws =\n    s3fs\n",
        "2 boto3,5 s3fs",
    ),
    "Pipfile": ('[packages]\nboto3 = "*"\naws = ["s3fs"]\n', "2 boto3,3 s3fs"),
    "package.json": (
        '{"dependencies": {"multer-s3": "3"},\n"devDependencies": {"aws-sdk-mock": "1"}}',
        "1 multer-s3",
    ),
    "go.mod": ("require (\n\tgocloud.dev v0.1.0\n\ta.b/c v1.0.0 // indirect\n)\n", "2 gocloud.dev"),
    "pom.xml": ("<artifactId>aws-msk-iam-auth</artifactId>\n", "1 aws-msk-iam-auth"),
    "build.gradle": (
        "implementation 'a.b:camel-aws2-s3:4.0'\ntestImplementation 'a.b:aws-mock:1'\n",
        "1 camel-aws2-s3",
    ),
    "notes.txt": ("boto3\n", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_packages(tmp_path: Path, name: str) -> None:
    text, expected = FILES[name]
    (tmp_path / name).write_text(text)
    found = [
        f"{each.place.rpartition(':')[2]} {each.name}" for each in dependencies_of(tmp_path / name)
    ]
    wanted = [each for each in expected.split(",") if each]
    assert found == wanted


def test_packages_of_the_project_around_code(tmp_path: Path) -> None:
    (tmp_path / "shop/src").mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("s3fs\n")
    assert [each.name for each in dependencies_above(tmp_path / "shop/src")] == ["s3fs"]
    (tmp_path / "shop/.git").mkdir()
    assert dependencies_above(tmp_path / "shop/src") == []

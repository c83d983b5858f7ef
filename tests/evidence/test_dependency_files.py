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
    "requirements/base.txt": ("s3fs\n", "1 s3fs"),
    "requirements/test.txt": ("moto\n", ""),
    "pyproject.toml": (
        '[project]\nauthors = [{name = "Amazon Web Services"}]\ndependencies = [\n"s3fs==1",\n]\n'
        '[project.optional-dependencies]\naws = ["kombu"]\ndev = ["moto"]\n'
        '[dependency-groups]\ntest = ["aws-mock"]\n[build-system]\nrequires = ["aws-build"]\n',
        "4 s3fs,7 kombu",
    ),
    "poetry/pyproject.toml": (
        '[tool.poetry]\nname = "aws-shop"\n[tool.poetry.dependencies]\npython = "^3.12"\n'
        's3fs = {version = "1", extras = ["boto3"]}\n[tool.poetry.dependencies.kombu]\n'
        'version = "5"\n[tool.poetry.group.dev.dependencies]\nmoto = "5"\n'
        '[tool.poetry.group.dev.dependencies.awscli]\nversion = "1"\n'
        '[tool.poetry.group.queues.dependencies]\ncelery = "5"\n',
        "4 python,5 s3fs,6 kombu,13 celery",
    ),
    "broken/pyproject.toml": ("[project\ndependencies = ['s3fs']\n", ""),
    "odd/pyproject.toml": (
        "dependency-groups = 1\n[project]\ndependencies = 's3fs'\n"
        "[project.optional-dependencies]\naws = 3\nqueues = ['kombu', 4]\n",
        "6 kombu",
    ),
    "broken/setup.cfg": ("install_requires = boto3\n[options\n", ""),
    "setup.cfg": (
        "[metadata]\nauthor = Amazon\n[options]\ninstall_requires =\n    boto3>=1\n"
        "[options.extras_require]\naws =\n    s3fs\ntests =\n    moto\n",
        "5 boto3,8 s3fs",
    ),
    "setup.py": (
        'WANTED = ["boto3>=1"]\nsetup(author="Amazon", install_requires=WANTED,\n'
        'extras_require={"aws": ["s3fs"],\n"dev": ["moto"]})\n',
        "1 boto3,3 s3fs",
    ),
    "Pipfile": (
        '[packages]\nboto3 = "*"\ns3fs = {extras = ["a"]}\n[dev-packages]\nmoto = "*"\n',
        "2 boto3,3 s3fs",
    ),
    "environment.yml": ("dependencies:\n  - s3fs=1\n", "1 dependencies,2 s3fs"),
    "package.json": (
        '{"dependencies": {"multer-s3": "3"},\n"devDependencies": {"aws-sdk-mock": "1"}}',
        "1 multer-s3",
    ),
    "go.mod": (
        "require (\n\tgocloud.dev v0.1.0\n\ta.b/c v1.0.0 // indirect\n)\n",
        "2 gocloud.dev",
    ),
    "pom.xml": (
        "<project><artifactId>aws-shop</artifactId>\n<dependencyManagement><dependency>"
        "<artifactId>aws-bom</artifactId></dependency></dependencyManagement>\n<dependency>\n"
        "<artifactId>aws-msk-iam-auth</artifactId></dependency>\n<dependency>"
        "<artifactId>aws-mock</artifactId><scope>test</scope></dependency></project>\n",
        "4 aws-msk-iam-auth",
    ),
    "build.gradle": (
        "implementation 'a.b:camel-aws2-s3:4.0'\ntestImplementation 'a.b:aws-mock:1'\n"
        "integrationTestImplementation 'a.b:aws-local:1'\n",
        "1 camel-aws2-s3",
    ),
    "notes.txt": ("boto3\n", ""),
}


@pytest.mark.parametrize("name", FILES)
def test_packages(tmp_path: Path, name: str) -> None:
    text, expected = FILES[name]
    (tmp_path / name).parent.mkdir(exist_ok=True)
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

"""The arguments of calls, and what stands inside them."""

from __future__ import annotations

import pytest

from tests.evidence.reading import calls_of, lines


@pytest.mark.parametrize(
    "source",
    ["{'Bucket': 'from', 'Key': k}", "f'from/{k}'", "'from/' + k", "f'/{F}/{k}'", "'from/k'"],
)
def test_the_source_of_a_copy(source: str) -> None:
    text = (
        "F = 'from'\ns3 = boto3.client('s3')\n"
        f"s3.copy_object(Bucket='to', Key='k', CopySource={source})"
    )
    assert sorted(lines(calls_of(text, name="a.py"), "bucket")) == [
        "3 s3 CopyObject 'to'",
        "3 s3 GetObject 'from'",
    ]


def test_names_in_a_list_that_is_made_before() -> None:
    text = (
        "P = '/a'\nssm = boto3.client('ssm')\nnames = [f'{P}/b', f'{P}/c']\n"
        "ssm.get_parameters(Names=names)"
    )
    assert lines(calls_of(text, name="a.py"), "names") == ["4 ssm GetParameters '/a/b' '/a/c'"]

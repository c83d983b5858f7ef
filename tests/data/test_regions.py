"""The table of Regions against the lists of cfn-lint and botocore."""

from __future__ import annotations

import json
from pathlib import Path

import botocore
from cfnlint.helpers import REGIONS as OF_CFN_LINT

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.data.regions import REGIONS, REGIONS_OF
from influmojo_cfn.iam.arn import PARTITIONS


def test_no_region_of_cfn_lint_is_missing() -> None:
    assert set(OF_CFN_LINT) <= REGIONS


def test_each_region_is_one_of_botocore_in_its_partition() -> None:
    text = (Path(botocore.__file__).parent / "data" / "partitions.json").read_text("utf-8")
    known = {each["id"]: set(each["regions"]) for each in json.loads(text)["partitions"]}
    for partition, regions in REGIONS_OF.items():
        assert set(regions) <= known[partition]


def test_what_a_region_begins_with_tells_its_partition() -> None:
    assert set(REGIONS_OF) == set(PARTITIONS)
    for partition, regions in REGIONS_OF.items():
        assert {partition_of(region) for region in regions} == {partition}

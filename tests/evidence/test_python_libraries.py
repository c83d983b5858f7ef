"""The calls of libraries in Python that the code tells."""

from __future__ import annotations

import pytest

from tests.evidence.reading import calls_of, lines

NAMES = ("bucket", "loggroupname", "name", "path", "secretid", "tablename")
POWERTOOLS = "from aws_lambda_powertools.utilities import parameters\n"
MODEL = (
    "from pynamodb.models import Model\nclass Base(Model):\n    pass\n"
    "class User(Base):\n    class Meta:\n        table_name = 'users'\n"
)
CASES = {
    "a function of an imported module": (
        f"{POWERTOOLS}parameters.get_parameter('/a')",
        ["2 ssm GetParameter '/a'"],
    ),
    "a function under another name": (
        "from aws_lambda_powertools.utilities.parameters import get_secret as s\ns(name='a')",
        ["2 secretsmanager GetSecretValue 'a'"],
    ),
    "a method of an object": (
        f"{POWERTOOLS}p = parameters.SSMProvider()\np.get_multiple('/a')",
        ["3 ssm GetParametersByPath '/a'"],
    ),
    "a cache of secrets": (
        "from aws_secretsmanager_caching import SecretCache\nSecretCache().get_secret_string('a')",
        ["2 secretsmanager DescribeSecret 'a'", "2 secretsmanager GetSecretValue 'a'"],
    ),
    "what is read at an address": (
        "import smart_open\nsmart_open.open('s3://b/k')",
        ["2 s3 GetObject 'b'"],
    ),
    "what is written at an address that is made": (
        "import os\nfrom smart_open import open\nB = os.environ['B']\nopen(f's3://{B}/{k}', 'wb')",
        ["4 s3 UploadFile $B"],
    ),
    "what is read at an address that is named": (
        "import pandas as pd\npd.read_csv(filepath_or_buffer='s3://b/k')\npd.read_csv('k.csv')",
        ["2 s3 GetObject 'b'", "2 s3 HeadObject 'b'"],
    ),
    "what is written at an address after others": (
        "import awswrangler as wr\nwr.s3.to_parquet(df, 's3://b/k')\n"
        "wr.s3.to_json(df=df, path='s3://c/k')",
        ["2 s3 UploadFile 'b'", "3 s3 UploadFile 'c'"],
    ),
    "a bucket whose name begins with a text": (
        "import smart_open\nsmart_open.open(f's3://acme-{stage}/k')",
        [],
    ),
    "a bucket whose name has two parts": (
        "import smart_open\nteam = 'a'\nsmart_open.open(f's3://{team}-{stage}/k')",
        [],
    ),
    "an empty address": ("import smart_open\nsmart_open.open(f'')", []),
    "another address": ("import smart_open\nsmart_open.open('https://b/k')", []),
    "a handler of logs": (
        "import watchtower\nwatchtower.CloudWatchLogHandler(log_group_name='g', log_group_tags={})",
        [
            "2 logs CreateLogGroup 'g'",
            "2 logs CreateLogStream 'g'",
            "2 logs DescribeLogGroups 'g'",
            "2 logs PutLogEvents 'g'",
            "2 logs TagResource 'g'",
        ],
    ),
    "a method of a model": (f"{MODEL}User.get('a')", ["7 dynamodb GetItem 'users'"]),
    "an object of a model": (
        f"{MODEL}u = User('a')\nu.save()\nfor each in User.scan():\n    each.delete()",
        [
            "8 dynamodb PutItem 'users'",
            "9 dynamodb Scan 'users'",
            "10 dynamodb DeleteItem 'users'",
        ],
    ),
    "an index of a model": (f"{MODEL}User.by_email.query('a')", ["7 dynamodb Query 'users'"]),
    "a class of another library": ("class User(Model):\n    pass\nUser.get('a')", []),
    "a function of the same name": ("def get_secret(n): ...\nget_secret('a')", []),
}


@pytest.mark.parametrize("name", CASES)
def test_calls(name: str) -> None:
    text, expected = CASES[name]
    assert lines(calls_of(text, name="a.py"), *NAMES) == expected

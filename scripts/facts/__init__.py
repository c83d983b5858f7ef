"""Tables of AWS's facts that a program can make, from what installed packages know.

``make facts`` (``python -m scripts.facts``) makes each anew, writes those that changed with today's
date, and prints what came, went or changed. ``--check`` writes nothing and ends with 2 where
something would be written. ``--account`` asks an AWS account for the managed policies (boto3, and
iam:GetAccountAuthorizationDetails). docs/reference/facts.md lists every
table, made or read by people.
"""

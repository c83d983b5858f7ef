"""The geographies of Amazon Bedrock's cross-Region inference profiles.

The ID of a profile that AWS defines is a geography and the ID of its foundation model:
https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html (read
2026-11-27).
"""

from __future__ import annotations

GEOGRAPHIES = ("apac", "au", "ca", "eu", "global", "jp", "us", "us-gov")

"""Inference profiles of Amazon Bedrock: the foundation model that one is of."""

from __future__ import annotations

from influmojo_cfn.data.inference_profiles import GEOGRAPHIES


def model_of_profile(identifier: str) -> str:
    """Return the foundation model of a cross-Region inference profile, by its ID; else nothing."""
    geography, dot, model = identifier.partition(".")
    return model if dot and geography in GEOGRAPHIES and "." in model else ""

"""Least-privilege IAM roles for Amazon ECS, built, checked, rehearsed and proven."""

__version__ = "0.1.0"

__all__ = ["__version__"]

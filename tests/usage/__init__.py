"""Tests of influmojo_cfn.usage."""

"""Tests of influmojo_cfn.recording."""

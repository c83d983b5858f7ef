"""Mutation testing of the rooms that answer questions: ``make mutants ROOM=iam``.

``generate`` writes a copy of the repository in which every function of a room can be switched to
one of its mutants, by mutmut. ``runner`` is a pytest plugin that runs a room's tests there once,
notes which test reaches which function, and then forks a process for each mutant. ``record`` adds
what a run found to ``results.json``, of which ``page`` makes docs/contributing/mutants.md.
"""

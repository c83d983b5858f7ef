"""Record what the command line answers to a folder of inputs, or compare two records.

``python -m scripts.record_answers INPUTS OUTPUT.jsonl [--jobs 2] [--only COMMAND]`` finds out what
each file of INPUTS is (template, policy document, task definition, claims, app file; ``X.old.yaml``
and ``X.new.yaml`` are a pair, as ``X-bad.yaml`` and ``X-good.yaml`` are), asks every command that
takes such a file, and writes one JSON line for each call.
``python -m scripts.record_answers --compare OLD.jsonl NEW.jsonl`` ends with 2 where they differ.

It knows nothing of the package but ``python -m influmojo_cfn``, so that it outlives changes within.
Each call runs in a fork of a process that has made a few calls before: nothing is imported twice,
and no call sees another's state. In arguments and answers ``{out}`` is an empty folder, the files
written to it are recorded, and a traceback is its last line.
"""

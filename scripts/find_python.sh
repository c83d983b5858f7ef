#!/bin/sh
# Print the first command that is Python 3.10 or later and can make virtual environments.
# Arguments: commands to try before the usual names.
for candidate in "$@" python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
    found=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2]) or sys.exit(sys.version_info < (3, 10))' 2>/dev/null)
    status=$?
    if [ "$status" -ne 0 ]; then
        [ -n "$found" ] && seen="$seen $candidate is $found;"
    elif "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        echo "$candidate"
        exit 0
    else
        seen="$seen $candidate ($found) lacks venv or ensurepip (on Debian and Ubuntu: apt install python3-venv);"
    fi
done
echo "Python 3.10 or later is needed, and none was found:${seen:- no python3 on the PATH;} name one with make PYTHON=/path/to/python3" >&2
exit 1

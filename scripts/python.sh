#!/bin/sh
# Runs a script with the first Python that is new enough, the environment's own before all others: it is there
# at every start but the first, and quickest. No path of its own, so that blanks in the folder's name cannot
# hurt it.
for python in .venv/bin/python python3.13 python3.12 python3.11 python3.14 python3 python; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        exec "$python" "$@"
    fi
done
echo "No Python 3.11 or newer was found on this machine." >&2
echo "Install one (python.org, your package manager, or 'brew install python@3.13') and run make again." >&2
exit 1

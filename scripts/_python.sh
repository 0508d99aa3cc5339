# Sourced by the commands. Sets $scripts (this folder) and $python (the first Python that is new enough).
scripts=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
python=
for candidate in python3 python3.13 python3.12 python3.11; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "gongyi: Python 3.11 or newer is needed and none was found: install it (Debian 12: apt-get install python3 python3-venv) and start again." >&2
    exit 2
fi

#!/bin/sh
# Writes requirements/*.txt from pyproject.toml: exact versions with the hashes of all files, for every platform.
# Local wheel folders and extra indexes of this machine are shut out, so that everybody gets the same files.
set -eu
cd "$(dirname "$0")/.."
unset UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL
uv="${UV:-.venv/bin/uv}"

compile() {
    out="requirements/$1.txt"
    shift
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-header \
        --no-emit-index-url --no-emit-find-links --output-file "$out" "$@"
}

# `make lock UPGRADE=1` takes newer versions; else the versions in the files stay while pyproject.toml allows them.
upgrade=${UPGRADE:+--upgrade}
compile run $upgrade --extra site pyproject.toml
compile build $upgrade --group build
compile extras $upgrade --constraints requirements/run.txt --all-extras pyproject.toml
compile dev $upgrade --constraints requirements/extras.txt --constraints requirements/build.txt \
    --all-extras --group dev pyproject.toml
compile bench $upgrade --group bench
compile lock $upgrade --group lock

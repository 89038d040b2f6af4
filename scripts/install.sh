#!/bin/sh
# Makes .venv where there is none and installs the pinned, hashed requirements: `install.sh run|extras|dev|bench`.
# Debian ships python3 without venv; as root that package is fetched, for anybody else one line says what to do.
set -eu
cd "$(dirname "$0")/.."
python="${PYTHON:-python3}"
bin=.venv/bin

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "需要 Python 3.11 或更高版本；可用 make PYTHON=/路径/python3.11 指定。" >&2
    exit 1
}

if ! "$bin/python" -m pip --version >/dev/null 2>&1; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        else
            echo "缺少 Python 的 venv 模块，请先运行：sudo apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    "$python" -m venv --clear .venv
fi

pip() {
    "$bin/python" -m pip install --quiet --quiet --disable-pip-version-check --no-warn-script-location "$@"
}

# The build backend comes first and with hashes too, so that nothing unpinned is fetched while building. Only crontab
# (asked for by django-tasks-rq) and fontmeta
# (asked for by mplfonts) have no wheel.
locked() {
    pip --require-hashes --no-deps --no-build-isolation --use-pep517 --no-compile --only-binary :all: \
        --no-binary fontmeta,crontab "$@"
}

# pip compiles on one core, a file after another; this takes all of them. A few packages carry templates that are no Python.
compiled() {
    "$bin/python" -m compileall -qq -j 0 .venv/lib || true
}

case "$1" in
run)
    echo "正在安装到 .venv（首次约需一两分钟）……"
    locked -r requirements/build.txt
    locked -r requirements/run.txt
    pip --no-deps --no-build-isolation --editable .
    compiled
    ;;
extras)
    echo "正在安装可选部分：扫描件识别、Dask 集群……"
    locked -r requirements/extras.txt
    compiled
    ;;
dev)
    echo "正在安装开发与测试所需的软件（首次约需一两分钟）……"
    locked -r requirements/dev.txt
    compiled
    ;;
bench)
    echo "正在安装用来比较的软件到 .venv/peers……"
    bin=.venv/peers/bin
    .venv/bin/python -m venv --clear .venv/peers
    pip --require-hashes --no-deps --only-binary :all: -r requirements/bench.txt
    ;;
*)
    echo "usage: install.sh run|extras|dev|bench" >&2
    exit 2
    ;;
esac

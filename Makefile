# What this project can do on a fresh Debian machine with only Python 3.11 and make. `make` alone lists it.

PYTHON ?= python3
JOBS ?= 2
BIN := .venv/bin
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
PEERS := .venv/peers/stamp

.DEFAULT_GOAL := help
.PHONY: help run reports extras test test-postgresql check fix bench docs examples lock clean

help:  ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## */  make \1\t/' | expand -t 26

run: $(RUN)  ## 安装并启动演示网站，按 Ctrl-C 停止；PORT=8001 换端口
	@$(BIN)/gongkai demo $(if $(PORT),--port $(PORT))

reports: $(RUN)  ## 安装并核对仓库自带的示例年报
	@# Exit status 1 only means that a report has errors, and some of the examples do.
	@$(BIN)/gongkai report check examples/reports/* || test $$? -eq 1
	@echo
	@echo '核对自己的年报：$(BIN)/gongkai report check 文件（docx、pdf、html、txt、md、xlsx、ofd 均可，可一次多份）'
	@echo '转成别的格式：  $(BIN)/gongkai report convert 文件 年报.docx（或 .pdf .html .xlsx .json）'

extras: $(RUN)  ## 安装可选部分：扫描件识别、Dask 集群
	@scripts/install.sh extras

test: $(DEV)  ## 运行测试；加 SLOW=1 连同慢的一起
	$(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(if $(SLOW),,-m "not slow")

# The server is started and stopped by tests/web/servers.py, on a port of its own. Left out are the tests that choose their
# databases themselves, and those for which the database makes no difference: browsers, the check of reports, cleaning,
# redaction, the words of letters; and the slow ones.
test-postgresql: $(DEV)  ## 在 PostgreSQL 上再运行一遍网站的测试
	$(BIN)/python -m tests.web.servers $(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/web -m "not slow" \
		--ignore=tests/web/running --ignore=tests/web/backup/test_damage.py --ignore=tests/web/check \
		--ignore=tests/web/files/test_cleaning.py --ignore=tests/web/test_upgrade.py --ignore-glob='*browser.py' \
		--ignore-glob='*/test_redaction_*' --ignore=tests/web/info_requests/test_letters.py \
		--ignore=tests/web/info_requests/test_killed.py

check: $(DEV)  ## 代码规范、类型、分层，以及生成的文档是否最新
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m scripts.make_docs --check

fix: $(DEV)  ## 自动修正代码格式
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(DEV) $(PEERS)  ## 测速，结果写入 docs/benchmarks.md
	$(BIN)/python -m benchmarks

docs: $(DEV)  ## 重新生成 docs/ 中由代码得出的页面
	$(BIN)/python -m scripts.make_docs

examples: $(DEV)  ## 由 examples/sources 重新写出 examples/reports
	$(BIN)/python -m examples.make

lock: $(RUN)  ## 由 pyproject.toml 重写 requirements/；加 UPGRADE=1 取新版本
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/lock.txt
	UPGRADE=$(UPGRADE) scripts/lock.sh

clean:  ## 删除缓存和构建产物（不动 .venv）
	rm -rf build dist htmlcov .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests scripts examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# The stamps make a second run fast: they are renewed only when the requirements or the project's own table change.
$(RUN): requirements/build.txt requirements/run.txt pyproject.toml scripts/install.sh
	@PYTHON="$(PYTHON)" scripts/install.sh run
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@PYTHON="$(PYTHON)" scripts/install.sh dev
	@touch $@

$(PEERS): requirements/bench.txt scripts/install.sh $(RUN)
	@scripts/install.sh bench
	@touch $@

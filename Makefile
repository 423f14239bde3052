# The project's tasks; each is a script that can be called by itself.
.DEFAULT_GOAL := help
.PHONY: help setup build release demo test quick check format bench

help:  ## list the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile
setup:  ## install the packages that are missing
	@scripts/setup
build:  ## build everything for development, into build/dev
	@scripts/build dev
release:  ## build what users run, into build/release
	@scripts/build release
demo:  ## start a server, train, and look at the runs
	@scripts/demo
test:  ## all checks and tests, with sanitizers
	@scripts/test
quick:  ## checks and tests without sanitizers
	@scripts/test --quick
check:  ## format, direction of includes, sizes
	@scripts/check
format:  ## format the sources
	@scripts/check --fix
bench:  ## measure; the figures are explained in bench/README.md
	@bench/run

# Two commands are enough: `make run` and `make demo`. See README.md.
.PHONY: help setup run demo test lint bench

help:
	@echo "make run    Odoo with the suite and its demonstration cast on http://127.0.0.1:8069"
	@echo "make demo   play the demonstration story against that server"
	@echo "make test   all tests      make lint   all linters      make bench   benchmarks"
	@echo "make setup  only fetch what is needed"

setup:
	@scripts/setup

run:
	@scripts/run

demo:
	@scripts/demo

test:
	@scripts/test

lint:
	@scripts/lint

bench:
	@scripts/bench

.DEFAULT_GOAL := help
.PHONY: help build run test bench bench-scale bench-oval bench-inspect bench-exposure bench-trust bench-versions label-corpus soak clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## leave the program at out/plimsoll
	@echo "building out/plimsoll, which takes a minute or two the first time"
	@DOTNET_CLI_TELEMETRY_OPTOUT=1 dotnet publish src/Plimsoll.Cli -c Release -p:RestoreLockedMode=true -o out -v quiet -nologo --tl:off

run: ## build and serve on http://127.0.0.1:5000, data in ./data
	@scripts/install-libraries.sh
	@$(MAKE) --no-print-directory build
	@exec out/plimsoll serve --data ./data --url http://127.0.0.1:5000

test: ## install what the tests need, run them all
	@scripts/test.sh

bench: ## measure against a peer registry, nginx and a bare server
	@scripts/bench.sh

bench-scale: ## measure a store of a million manifests
	@scripts/bench-scale.sh

bench-oval: ## measure the evaluation of 40,000 OVAL definitions
	@scripts/bench-oval.sh

bench-inspect: ## measure how images are opened, against a scanner and against the least that must be done
	@scripts/bench-inspect.sh

bench-exposure: ## ask a store of a million images what a vulnerability reaches
	@scripts/bench-exposure.sh

bench-trust: ## measure the transparency log, the verification of a bundle, and what it adds to a push
	@scripts/bench-trust.sh

bench-versions: ## compare versions on one core
	@scripts/bench-versions.sh

label-corpus: ## hold what is found against what people said of real images
	@scripts/label-corpus.sh

soak: ## push, collect and kill servers for 2 x 10 minutes, lose nothing (MINUTES=1 for less)
	@scripts/soak.sh --minutes $(or $(MINUTES),10)

clean: ## remove what build and test made; ./data stays
	@rm -rf artifacts out .tools

# The front door. `make help` lists the rooms; the work is done in scripts/ and tests/run.
.DEFAULT_GOAL := help
.PHONY: help up down logs build test sanitize fuzz bench format lint clean
export PORT DATA FUZZ_SECONDS

help:           ## this list
	@sed -n 's/^\([a-z]*\): .*## /  make \1\t/p' Makefile | expand -t 20

up:             ## install what is missing, build, start nsl in the background (PORT=N, 0: a free one; DATA=folder)
	@scripts/packages build
	@scripts/build release program
	@scripts/dev start

down:           ## stop what `make up` started (DATA=folder)
	@scripts/dev stop

logs:           ## the log of what `make up` started (DATA=folder)
	@scripts/dev logs

build:          ## build/release/nsl
	@scripts/packages build
	@scripts/build release program

test:           ## build and run every test
	@scripts/packages build test
	@scripts/test-packages
	@scripts/build release tests
	@tests/run release

sanitize:       ## every test under AddressSanitizer with UndefinedBehaviorSanitizer, and under ThreadSanitizer
	@scripts/packages build test sanitize
	@scripts/test-packages
	@scripts/sanitize

fuzz:           ## fuzz every target (FUZZ_SECONDS=60 in all)
	@scripts/packages build test sanitize
	@scripts/build fuzz fuzzers
	@scripts/fuzz

bench:          ## measure, also against other systems
	@scripts/packages build test bench
	@scripts/build release bench
	@bench/run

format:         ## bring the C++ into the project's form
	@scripts/packages lint
	@git ls-files -z '*.h' '*.cpp' | xargs -0 clang-format-19 -i

lint:           ## clang-tidy over the C++
	@scripts/packages build test lint
	@scripts/build release tests
	@scripts/lint

clean:          ## remove what was built (data folders stay)
	rm -rf build

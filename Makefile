# What a newcomer needs; .ci/run is the gate.
.PHONY: build test race lint bench accuracy fuzz ci

build:
	go build -o bin/ ./cmd/...

test:
	go test ./...

race:
	go test -race ./...

lint:
	.ci/run lint

bench:
	go run ./bench/throughput ../shared/data/throughput/kyoto.ja.txt.gz ../shared/data/throughput/kyoto.en.txt.gz

# Rewrites the figures of accuracy; read the diff.
accuracy:
	go test ./bench/codebooks -update

# Five minutes a target, two at a time.
fuzz:
	FUZZ_SECONDS=300 .ci/run fuzz

ci:
	.ci/run

# What a newcomer needs; .ci/run is the gate.
.PHONY: build test race lint bench ci

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

ci:
	.ci/run

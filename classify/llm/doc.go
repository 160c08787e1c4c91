// Package llm asks a language model which themes verbatims have, over any server
// that speaks OpenAI's chat API.
//
// It has two halves. A Client is the way to a server: what of the API that takes,
// rates, retries, giving up (client.go; dialect.go, judge.go, pace.go, retry.go,
// breaker.go, wire.go). An Asker knows what to ask: it shows the themes of a Menu,
// packs Items into requests within context and budget, and checks what comes back
// (ask.go, round.go, budget.go; menu.go, prompt.go, pack.go, parse.go, quote.go).
// Nothing here keeps an answer: a Recorder does.
package llm

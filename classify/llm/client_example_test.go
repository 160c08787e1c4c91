package llm_test

import (
	"context"
	"encoding/json"
	"fmt"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
)

func ExampleClient() {
	// Any server will do that speaks OpenAI's API; this one lives in the process.
	server := llmtest.Start(func(rule string) { fmt.Println(rule) })
	defer server.Close()
	server.Model = func(system, user string, schema json.RawMessage) string { return `{"mood":"glad"}` }
	server.Refuse(llmtest.Schema)

	client, err := llm.NewClient(llm.Config{BaseURL: server.URL, Key: server.Key, Model: "tiny"}, "", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer client.Close()
	reply, err := client.Complete(context.Background(), &llm.Request{
		System:     "Name the mood of the text, as JSON.",
		User:       "Arrived a day early!",
		SchemaName: "mood",
		Schema: json.RawMessage(`{"type":"object","properties":{"mood":{"type":"string"}},
			"required":["mood"],"additionalProperties":false}`),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reply.Text, reply.Mode, reply.Attempts)
	fmt.Println("to remember for the next run:", client.Mode())
	// Output:
	// {"mood":"glad"} json 2
	// to remember for the next run: json
}

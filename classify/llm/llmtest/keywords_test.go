package llmtest

import (
	"encoding/json"
	"testing"
)

func TestByKeywords(t *testing.T) {
	model := ByKeywords(map[string][]string{"speed": {"slow", "遅い"}, "export": {"export"}})
	const system = `{"id":"speed","name":"Speed"}` + "\n" + `{"id":"price","name":"Price"}`
	got := model(system, `{"id":1,"text":"Exports are SLOW"}`+"\n"+`{"id":2,"text":"遅いですか？"}`, nil)
	const want = `{"items":[{"id":1,"intent":"problem","tags":[{"quote":"SLOW","theme":"speed","sentiment":"negative","confidence":0.9}]},` +
		`{"id":2,"intent":"question","tags":[{"quote":"遅い","theme":"speed","sentiment":"negative","confidence":0.9}]}]}`
	if got != want {
		t.Errorf("want\n%s\nfound\n%s", want, got)
	}
	other := json.RawMessage(`{"type":"object","properties":{"names":{"type":"array","items":{"type":"string"}}}}`)
	if got := model("Name the clusters.", "texts", other); got != `{"names":[]}` {
		t.Errorf("want the least that the schema allows, found %s", got)
	}
}

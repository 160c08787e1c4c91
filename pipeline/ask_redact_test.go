package pipeline

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"verbatim/classify/llm"
	"verbatim/classify/llm/llmtest"
	"verbatim/pipeline/state"
)

// TestQuestionsAreRedacted: survey tools put the names of people into questions.
func TestQuestionsAreRedacted(t *testing.T) {
	server := llmtest.New(t)
	input := survey(t, "named.csv", `Response ID,NPS,Owner,"Tell Quentin Blythe what you think"`, "1,3,Quentin Blythe,It was all rather sluggish this time")
	o := askOptions(t.TempDir(), input, askedCodebook(t), serverOf(server))
	o.Source.Text, o.Source.Contact = []string{"Tell Quentin Blythe what you think"}, []string{"Owner"}
	mustRun(t, o)
	if len(server.Requests()) == 0 {
		t.Fatal("nothing was asked")
	}
	for _, r := range server.Requests() {
		if strings.Contains(r.Body, "Quentin") {
			t.Errorf("a contact left in a question: %s", r.Body[strings.Index(r.Body, "Quentin")-60:][:120])
		}
	}
}

// TestMenusAreRedacted: discover writes customers' words into examples. What is
// replaced changes neither what answers cover nor under which menu they stand.
func TestMenusAreRedacted(t *testing.T) {
	server := llmtest.New(t)
	ws, input := t.TempDir(), askSurvey(t)
	cb := askedCodebook(t, "examples: {en: [freezes]", "definition: {en: Ask Neko Cloud.}, examples: {en: [freezes, call me at +1 415 555 0132, or mail jo@example.com]")
	l := serverOf(server)
	l.Names = []string{"Neko Cloud"}
	mustRun(t, askOptions(ws, input, cb, l))
	shown := false
	for _, r := range server.Requests() {
		for _, personal := range []string{"555 0132", "jo@example.com", "Neko"} {
			if strings.Contains(r.Body, personal) {
				t.Errorf("%s left in the menu", personal)
			}
		}
		shown = shown || strings.Contains(r.Body, "[EMAIL_1]") && strings.Contains(r.Body, "[NAME_1]")
	}
	if !shown {
		t.Error("no request shows placeholders in the menu")
	}
	checkRecordedMenu(t, ws, llm.NewMenu(cb, "en"))
	asked := server.Count()
	l.Names = nil
	if _, err := Retag(context.Background(), askOptions(ws, input, cb, l)); err != nil || server.Count() != asked {
		t.Errorf("a retag with other names: error %v, %d requests, want none", err, server.Count()-asked)
	}
}

// checkRecordedMenu wants a menu recorded under its hash, with its ids and hashes
// and without what was replaced.
func checkRecordedMenu(t *testing.T, ws string, want *llm.Menu) {
	t.Helper()
	log, err := state.OpenReader(filepath.Join(ws, state.File))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	body, err := log.Menu(t.Context(), want.Hash())
	if err != nil {
		t.Fatal(err)
	}
	var got llm.Menu
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	same := func(a, b llm.MenuTheme) bool { return a.ID == b.ID && a.Hash == b.Hash }
	if got.Hash() != want.Hash() || !slices.EqualFunc(got.Themes, want.Themes, same) || strings.Contains(string(body), "jo@example.com") {
		t.Errorf("recorded as %s", body)
	}
}

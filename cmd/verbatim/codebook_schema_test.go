package main

import (
	"bytes"
	"testing"

	"verbatim/themes"
)

func TestCodebookSchema(t *testing.T) {
	cmd := newCodebookSchema()
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetArgs([]string{})
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), themes.Schema()) {
		t.Errorf("schema is printed as %s", out.Bytes())
	}
	cmd.SetArgs([]string{"codebook.yaml"})
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	if err := cmd.Execute(); err == nil {
		t.Error("takes an argument")
	}
}

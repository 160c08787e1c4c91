package index

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	bleve "github.com/blevesearch/bleve/v2"

	"verbatim/datasets"
	"verbatim/datasets/columns"
)

// TestBuildShardIsSteady proves that document numbers are rows, which Bleve
// does not promise, and that the same documents give the same segment.
func TestBuildShardIsSteady(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := &corpus{}
	for i := range 3000 {
		c.add(tk, cb, datasets.Verbatim{Text: "word" + strconv.Itoa(i) + " 料金は高かった " + strconv.Itoa(i%7)})
	}
	s := c.open(t, cb, tk)
	for row := range c.docs {
		id, err := s.shards[0].segment.DocID(uint64(row))
		if err != nil || string(id) != strconv.Itoa(row) {
			t.Fatalf("document %d is row %s (%v)", row, id, err)
		}
	}
	var segments [2][]byte
	for i := range segments {
		dir := filepath.Join(t.TempDir(), "index")
		if err := BuildShard(context.Background(), dir, c.docs); err != nil {
			t.Fatal(err)
		}
		paths, _ := filepath.Glob(filepath.Join(dir, storeName, "*.zap"))
		if len(paths) != 1 {
			t.Fatalf("segments %v, want one", paths)
		}
		segments[i], _ = os.ReadFile(paths[0])
	}
	// The table of fields at the end is in the order of a Go map.
	const fieldTable = 1024
	a, b := segments[0], segments[1]
	if len(a) != len(b) || !bytes.Equal(a[:len(a)-fieldTable], b[:len(b)-fieldTable]) {
		t.Error("the same documents gave two different segments")
	}
}

// TestBuildShardOpensInBleve proves that Bleve's own tools can read an index.
func TestBuildShardOpensInBleve(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk, "料金が高い", "nothing", "too expensive")
	dir := filepath.Join(t.TempDir(), "index")
	if err := BuildShard(context.Background(), dir, c.docs); err != nil {
		t.Fatal(err)
	}
	idx, err := bleve.OpenUsing(dir, map[string]interface{}{"read_only": true})
	if err != nil {
		t.Fatal(err)
	}
	defer idx.Close()
	q := bleve.NewPhraseQuery([]string{"料金", "が", "高い"}, fieldBoth)
	res, err := idx.Search(bleve.NewSearchRequest(q))
	if err != nil || res.Total != 1 || res.Hits[0].ID != "0" {
		t.Errorf("phrase: %v, %v; want document 0", res, err)
	}
	lang := bleve.NewTermQuery("ja")
	lang.SetField("lang")
	if res, err = idx.Search(bleve.NewSearchRequest(lang)); err != nil || res.Total != 1 {
		t.Errorf("lang:ja: %v, %v; want one document", res, err)
	}
}

func TestBuildShardEdges(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "index")
	if err := BuildShard(ctx, dir, nil); err != nil {
		t.Errorf("no documents: %v", err)
	}
	if err := BuildShard(ctx, dir, []Doc{{}, {Terms: []Term{{"plan", ""}}}}); err != nil {
		t.Errorf("documents without words: %v", err)
	}
	if err := BuildShard(ctx, dir, []Doc{{Terms: []Term{{"_text", "x"}}}}); err == nil {
		t.Error("a field of the package's own was accepted")
	}
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if err := BuildShard(ctx, dir, []Doc{{}}); err == nil {
		t.Error("a canceled context was not noticed")
	}
}

func TestOpenRefuses(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk, "one", "two")
	dir := t.TempDir()
	c.write(t, dir)
	cols, err := columns.Load(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	shard := filepath.Join(dir, "index", "part-000001", ShardName(0))
	if err := BuildShard(context.Background(), shard, c.docs[:1]); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, cols, cb, tk); err == nil {
		t.Error("an index with too few documents was opened")
	}
	if err := os.RemoveAll(shard); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, cols, cb, tk); err == nil {
		t.Error("an index that is not there was opened")
	}
}

func TestEmptyGeneration(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	s := (&corpus{}).open(t, cb, tk)
	if got := find(t, s, parse(t, "料金 OR theme:none")); len(got) != 0 {
		t.Errorf("rows %v of nothing", got)
	}
}

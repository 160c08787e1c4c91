package index

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
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
	ctx := context.Background()
	build := func(t *testing.T, dir string, docs []Doc) {
		if err := BuildShard(ctx, dir, docs); err != nil {
			t.Fatal(err)
		}
	}
	remove := func(t *testing.T, dir string) {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		name, want string
		damage     func(t *testing.T, dir string, docs []Doc) // of the first part, which has 2+1 rows
	}{
		{"nothing", "", func(*testing.T, string, []Doc) {}},
		{"a plain file", "", func(t *testing.T, dir string, _ []Doc) {
			if err := os.WriteFile(filepath.Join(dir, "notes"), nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}},
		{"a document less", "want 3 documents, one for each row of the tables, found 2 in 2 shards", func(t *testing.T, dir string, docs []Doc) {
			build(t, filepath.Join(dir, ShardName(0)), docs[:1])
		}},
		{"a shard more", "want 3 documents, one for each row of the tables, found 4 in 3 shards", func(t *testing.T, dir string, docs []Doc) {
			build(t, filepath.Join(dir, ShardName(2)), docs[:1])
		}},
		{"no last shard", "found 2 in 1 shards", func(t *testing.T, dir string, _ []Doc) { remove(t, filepath.Join(dir, ShardName(1))) }},
		{"no first shard", "want shard 00000, found 1 other", func(t *testing.T, dir string, _ []Doc) { remove(t, filepath.Join(dir, ShardName(0))) }},
		{"no shards", "want the shards of a part", func(t *testing.T, dir string, _ []Doc) { remove(t, dir) }},
		{"an empty shard", "root.bolt", func(t *testing.T, dir string, _ []Doc) { build(t, filepath.Join(dir, ShardName(2)), nil) }},
		{"another directory", "found backup", func(t *testing.T, dir string, docs []Doc) { build(t, filepath.Join(dir, "backup"), docs[:1]) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := texts(t, cb, tk, "one", "two", "three", "four")
			c.parts, c.sizes = []int{3, 1}, []int{2, 1}
			dir := t.TempDir()
			c.write(t, dir)
			tt.damage(t, filepath.Join(dir, "index", "part-000001"), c.docs)
			cols, err := columns.Load(ctx, dir, nil)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(dir, cols, cb, tk, nil)
			if err == nil {
				err = s.Close()
			}
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}

// TestOpenWants names the columns that Open cannot do without.
func TestOpenWants(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	c := texts(t, cb, tk, "one")
	dir := t.TempDir()
	c.write(t, dir)
	need := []string{"response_id", "nps_group", columnDay, "score", columnInstant}
	for i, name := range need {
		cols, err := columns.Load(context.Background(), dir, slices.Delete(slices.Clone(need), i, i+1))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, cols, cb, tk, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: error %v", name, err)
		}
	}
	c.zone = "Atlantis"
	c.write(t, dir)
	cols, err := columns.Load(context.Background(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, cols, cb, tk, nil); err == nil || !strings.Contains(err.Error(), "Atlantis") {
		t.Errorf("unknown zone: error %v", err)
	}
}

// TestShardsOfAnySize divides the same rows in several ways, parts without
// rows among them: what is found must not depend on it.
func TestShardsOfAnySize(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	for _, tt := range []struct{ parts, sizes []int }{
		{nil, nil},
		{[]int{150}, []int{1, 64, 3, 65}},
		{[]int{0, 70, 0, 80}, []int{63, 2}},
		{[]int{20, 130, 0}, []int{7}},
	} {
		c := &corpus{parts: tt.parts, sizes: tt.sizes}
		for i := range 150 {
			c.add(tk, cb, datasets.Verbatim{Text: "word" + strconv.Itoa(i%10), Metric: datasets.MetricCSAT, Score: datasets.Some(float64(i))})
		}
		s := c.open(t, cb, tk)
		next := 0
		for _, sh := range s.shards {
			if sh.start != next {
				t.Fatalf("%v: a shard starts at row %d, want %d", tt, sh.start, next)
			}
			next += sh.rows
		}
		res, err := s.Search(context.Background(), parse(t, "word3"), Options{Limit: 99, Sort: SortScore})
		if err != nil {
			t.Fatal(err)
		}
		var want []Hit
		for row := 3; row < 150; row += 10 {
			want = append(want, Hit{Row: row})
		}
		if !slices.Equal(res.Hits, want) || next != 150 {
			t.Errorf("%v: hits %v over %d rows, want %v", tt, res.Hits, next, want)
		}
	}
}

// TestShardPaths has more shards than three digits, some of them with the names
// that generations had before.
func TestShardPaths(t *testing.T) {
	dir := t.TempDir()
	const shards = 1003
	for k := range shards {
		name := ShardName(k)
		if k < 1000 {
			name = fmt.Sprintf("%03d", k)
		}
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	paths, err := shardPaths(dir)
	if err != nil || len(paths) != shards {
		t.Fatalf("%d shards, %v", len(paths), err)
	}
	for k, path := range paths {
		if n, err := strconv.Atoi(filepath.Base(path)); err != nil || n != k {
			t.Fatalf("shard %d is %s", k, path)
		}
	}
	for k := range 20_000 {
		if ShardName(k) >= ShardName(k+1) {
			t.Fatalf("%s does not sort before %s", ShardName(k), ShardName(k+1))
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "0000"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := shardPaths(dir); err == nil {
		t.Error("a shard that is there twice was accepted")
	}
}

func TestEmptyGeneration(t *testing.T) {
	tk, cb := tokenizer(), codebook(t)
	s := (&corpus{}).open(t, cb, tk)
	if got := find(t, s, parse(t, "料金 OR theme:none")); len(got) != 0 {
		t.Errorf("rows %v of nothing", got)
	}
}

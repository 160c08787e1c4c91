package index

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

const (
	metaName  = "index_meta.json"
	storeName = "store"

	// indexMeta and fieldMapping are what bleve.Open wants beside the segment, so
	// that anybody can look into an index with Bleve's own tools. Nothing
	// here reads them.
	indexMeta    = `{"storage":"scorch","index_type":"scorch"}`
	fieldMapping = `{"default_mapping":{"enabled":true,"dynamic":false},"type_field":"_type","default_type":"_default","default_analyzer":"keyword","default_field":"_text"}`

	// Internal values of the index, in decimal: the number of tokens of the
	// shard, and the length in bytes of its longest surface.
	tokensKey  = "verbatim_tokens"
	longestKey = "verbatim_longest"
)

// BuildShard writes the index of docs to the directory dir, replacing whatever
// stands there: docs[i] is row i. Without docs there is nothing in it, and Open refuses
// it: a part without verbatims has no shards. Bleve
// syncs what it writes; the directories are the caller's to sync. Several
// shards may be built at the same time. ctx is looked at in the beginning
// only, since a shard takes well under a second.
func BuildShard(ctx context.Context, dir string, docs []Doc) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := checkTerms(docs); err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear the way for index %s: %w", dir, err)
	}
	store := filepath.Join(dir, storeName)
	if err := os.MkdirAll(store, 0o755); err != nil {
		return fmt.Errorf("make index %s: %w", dir, err)
	}
	if len(docs) == 0 {
		return nil
	}
	if err := writeSegment(dir, store, docs); err != nil {
		return fmt.Errorf("build index %s: %w", dir, err)
	}
	if err := os.WriteFile(filepath.Join(dir, metaName), []byte(indexMeta), 0o644); err != nil {
		return fmt.Errorf("build index %s: %w", dir, err)
	}
	return shareFiles(store)
}

// checkTerms refuses fields that would mix with the package's own.
func checkTerms(docs []Doc) error {
	for i := range docs {
		for _, t := range docs[i].Terms {
			if t.Field == "" || strings.HasPrefix(t.Field, "_") {
				return fmt.Errorf("index row %d: field %q: want a name that does not begin with an underscore", i, t.Field)
			}
		}
	}
	return nil
}

// writeSegment lets Bleve write one segment that holds all docs.
func writeSegment(dir, store string, docs []Doc) error {
	tokens, longest := 0, 0
	for i := range docs {
		tokens += len(docs[i].Tokens)
		for j := range docs[i].Tokens {
			longest = max(longest, len(docs[i].Tokens[j].Surface))
		}
	}
	builder, err := scorch.NewBuilder(map[string]interface{}{
		"path":            store,
		"buildPathPrefix": dir,
		"batchSize":       len(docs) + 1, // flushed by Close alone
		"internal": map[string][]byte{
			"_mapping": []byte(fieldMapping),
			tokensKey:  strconv.AppendInt(nil, int64(tokens), 10),
			longestKey: strconv.AppendInt(nil, int64(longest), 10),
		},
	})
	if err != nil {
		return err
	}
	b := newBatch(docs)
	all := make([]doc, len(docs))
	for i := range all {
		all[i] = doc{batch: b, key: strconv.Itoa(i)}
		if err := builder.Index(&all[i]); err != nil {
			return err
		}
	}
	if err := builder.Close(); err != nil {
		return err
	}
	if b.broken || b.bound != len(docs) {
		return fmt.Errorf("bleve numbered %d documents in an order that is not the rows'; this build of verbatim does not fit its bleve", len(docs))
	}
	return nil
}

// shareFiles gives Bleve's files the permissions that the tables have; Bleve
// makes them for the owner alone.
func shareFiles(store string) error {
	entries, err := os.ReadDir(store)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.Chmod(filepath.Join(store, e.Name()), 0o644); err != nil {
			return err
		}
	}
	return nil
}

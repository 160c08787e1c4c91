// Package table writes and reads Verbatim's public tables as Parquet files.
//
// Every column of every table is declared once, in responses.go, verbatims.go
// and their siblings: its name, its type, whether it may be null, what it
// means and which field of the record holds it. The schema, the Writer, the
// Reader and the column lists of docs/data.md all come from that declaration.
//
// Files follow what the usual engines write and read: LIST, TIMESTAMP and DATE
// logical types, plain and dictionary encoding, zstd, statistics, page index,
// a bloom filter on the key column. The same rows and Meta give the same bytes.
package table

import (
	"encoding/json"
	"fmt"
	"strconv"

	"verbatim/datasets"
)

// Row is a record type that has a table.
type Row interface {
	datasets.Response | datasets.Verbatim | datasets.Tag | datasets.Route | datasets.Theme
}

// MaxAttributeColumns is how many attributes get a column of their own. A
// workspace that has more keeps them in one MAP column, "attributes".
const MaxAttributeColumns = 200

// Keys of the key/value metadata that every file carries. Meta.KeyValue adds
// to them.
const (
	KeySchemaVersion = "verbatim.schema_version" // decimal, datasets.SchemaVersion
	KeyTable         = "verbatim.table"          // responses, verbatims, tags, routes or themes
	KeyAttributes    = "verbatim.attributes"     // JSON: [{"slug": …, "header": …}, …]; absent without attributes
)

// Meta is what a file says beside its rows.
type Meta struct {
	// Attributes fixes the attribute columns and their order; every row's
	// Attributes are aligned with it. All parts of a generation have the same.
	// Tables without attributes ignore it.
	Attributes []datasets.Attribute
	// KeyValue is provenance: codebook version, run, generation. It is written
	// sorted by key. It may not set the keys that this package sets itself.
	KeyValue map[string]string
}

// keyValues returns the metadata of a file of the named table.
func (m Meta) keyValues(table string) (map[string]string, error) {
	own := map[string]string{
		KeySchemaVersion: strconv.Itoa(datasets.SchemaVersion),
		KeyTable:         table,
	}
	if len(m.Attributes) > 0 {
		b, err := json.Marshal(attributesJSON(m.Attributes))
		if err != nil {
			return nil, fmt.Errorf("table %s: encode attributes: %w", table, err)
		}
		own[KeyAttributes] = string(b)
	}
	for k, v := range m.KeyValue {
		if _, taken := own[k]; taken || k == KeyAttributes {
			return nil, fmt.Errorf("table %s: metadata key %s is set by the table writer; choose another", table, k)
		}
		own[k] = v
	}
	return own, nil
}

// attributeJSON is how KeyAttributes holds one attribute.
type attributeJSON struct {
	Slug   string `json:"slug"`
	Header string `json:"header"`
}

func attributesJSON(attrs []datasets.Attribute) []attributeJSON {
	out := make([]attributeJSON, len(attrs))
	for i, a := range attrs {
		out[i] = attributeJSON(a)
	}
	return out
}

// ParseAttributes reads the value of KeyAttributes.
func ParseAttributes(value string) ([]datasets.Attribute, error) {
	var in []attributeJSON
	if err := json.Unmarshal([]byte(value), &in); err != nil {
		return nil, fmt.Errorf("metadata %s: want a JSON array of slug and header: %w", KeyAttributes, err)
	}
	out := make([]datasets.Attribute, len(in))
	for i, a := range in {
		out[i] = datasets.Attribute(a)
	}
	return out, nil
}

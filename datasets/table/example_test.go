package table_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"verbatim/datasets"
	"verbatim/datasets/table"
)

// Writing a part of responses, and reading two columns back.
func Example() {
	path := filepath.Join(os.TempDir(), "example-part-000001.parquet")
	defer os.Remove(path)
	if err := write(path); err != nil {
		fmt.Println(err)
		return
	}
	r, err := table.Open[datasets.Response](path, "score", "attr_plan")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer r.Close()
	rows := make([]datasets.Response, 100)
	for {
		n, err := r.Read(rows)
		if err == io.EOF {
			break
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, row := range rows[:n] {
			fmt.Println(row.Score.V, row.Attributes[0])
		}
	}
	// Output:
	// 9 pro
	// 3
}

func write(path string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := table.NewWriter[datasets.Response](f, table.Meta{
		Attributes: []datasets.Attribute{{Slug: "plan", Header: "プラン"}},
		KeyValue:   map[string]string{"verbatim.codebook_version": "0123456789abcdef"},
	})
	if err != nil {
		return err
	}
	rows := []datasets.Response{
		{ResponseID: "r1", Metric: datasets.MetricNPS, Score: datasets.Some(9.0), Attributes: []string{"pro"}},
		{ResponseID: "r2", Metric: datasets.MetricNPS, Score: datasets.Some(3.0), Attributes: []string{""}},
	}
	if err := w.Write(rows); err != nil {
		return err
	}
	return w.Close()
}

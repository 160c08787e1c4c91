package source_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"

	"verbatim/datasets/source"
)

// A survey export is read without being told what its columns are.
func ExampleReader() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "survey.csv")
	survey := "回答ID,回答日,推奨度,コメント,プラン\n" +
		"r-1,2026/04/01,3,\"検索が遅い。\n直してください。\",Pro\n" +
		"r-2,2026/04/02,11,とても良いです。,Free\n" +
		"r-3,2026/04/03,9,,Pro\n"
	if err := os.WriteFile(path, []byte(survey), 0o600); err != nil {
		log.Fatal(err)
	}

	ctx := context.Background()
	options := source.Options{Metric: "nps"}
	info, err := source.Inspect(ctx, path, options)
	if err != nil {
		log.Fatal(err)
	}
	decision, err := source.Decide(ctx, info, options)
	if err != nil {
		log.Fatal(err)
	}
	reader, err := source.Open(ctx, info)
	if err != nil {
		log.Fatal(err)
	}
	defer reader.Close()

	parser := source.NewParser(info, decision)
	var record source.Record
	for {
		row, err := reader.Read()
		var bad *source.RowError
		switch {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &bad):
			fmt.Println("reject", bad)
			continue
		case err != nil:
			log.Fatal(err)
		}
		if reject := parser.Parse(row, &record); reject != nil {
			fmt.Println("reject line", reject.Line, reject.Column, reject.Value, reject.Reason)
			continue
		}
		fmt.Println(record.Line, record.ID, record.On.V, record.Score.V, len(record.Answers), record.Attributes)
	}
	// Output:
	// 2 r-1 2026-04-01 3 1 [Pro]
	// reject line 4 推奨度 11 is out of 0 to 10 of NPS
	// 5 r-3 2026-04-03 9 0 [Pro]
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/datasets/sheet"
	"verbatim/themes"
)

func newCodebookExport(s *cli.Settings) *cobra.Command {
	var force bool
	cmd := &cobra.Command{
		Use:   "export FILE",
		Short: "Write the lists as a sheet (.csv, .xlsx), one row a term",
		Long: `Writes the codebook that is in use as a sheet to be edited in a spreadsheet, one
row a term; codebook import reads it back. FILE ends with .csv or .xlsx; with
.yaml the whole codebook is written, in a plain layout without comments, and - is
that to standard output. A file that is there is not overwritten without --force.`,
		Example: `  verbatim codebook export lists.xlsx
  verbatim codebook export lists.csv --codebook codebook.yaml --force`,
		Args: cli.Args(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			cb, err := codebookInUse(s)
			if err != nil {
				return err
			}
			write, err := exporter(args[0])
			if err != nil {
				return err
			}
			if err := writeOut(cmd, args[0], force, func(w io.Writer) error { return write(w, cb) }); err != nil {
				return err
			}
			if !s.Quiet {
				fmt.Fprintf(cmd.ErrOrStderr(), "%s of codebook version %s\n", cli.Plural(len(cb.Themes), "theme"), cb.Hash)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite a file that is there")
	return cmd
}

// exporter chooses the format by the name of the file.
func exporter(path string) (func(io.Writer, *themes.Codebook) error, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return func(w io.Writer, cb *themes.Codebook) error {
			header, rows := themes.Rows(cb)
			out, err := sheet.CSV(w, header)
			return writeRows(out, err, rows)
		}, nil
	case ".xlsx":
		return func(w io.Writer, cb *themes.Codebook) error {
			header, rows := themes.Rows(cb)
			out, err := sheet.XLSX(w, "codebook", header)
			return writeRows(out, err, rows)
		}, nil
	case ".yaml", ".yml":
		return writeYAML, nil
	}
	if path == standardOutput {
		return writeYAML, nil
	}
	return nil, cli.Usage("%s: wanted a name that ends with .csv, .xlsx or .yaml", path)
}

func writeYAML(w io.Writer, cb *themes.Codebook) error {
	_, err := w.Write(themes.Format(cb))
	return err
}

func writeRows(out sheet.Writer, err error, rows [][]string) error {
	if err != nil {
		return err
	}
	for _, row := range rows {
		cells := make([]sheet.Cell, len(row))
		for i, text := range row {
			if text != "" {
				cells[i] = sheet.Text(text)
			}
		}
		if err := out.Write(cells); err != nil {
			out.Close()
			return err
		}
	}
	return out.Close()
}

// standardOutput as a file's name stands for it.
const standardOutput = "-"

// writeOut writes a file, whole or not at all, or standard output. A file that
// is there is left alone without force.
func writeOut(cmd *cobra.Command, path string, force bool, write func(io.Writer) error) error {
	if path == standardOutput {
		return write(cmd.OutOrStdout())
	}
	if _, err := os.Lstat(path); err == nil && !force {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s is there already: nothing written", path), Hint: "--force overwrites it, or name another file"}
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return replaceFile(path, b.Bytes())
}

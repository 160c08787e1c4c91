package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"verbatim/cmd/internal/cli"
	"verbatim/themes"
)

//go:embed templates/verbatim.en.yaml
var configEN []byte

//go:embed templates/verbatim.ja.yaml
var configJA []byte

func newInit(*cli.Settings) *cobra.Command {
	var lang string
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write verbatim.yaml and codebook.yaml to begin with",
		Long: `Writes a configuration with every key commented out, and the built-in codebook,
for you to change. A file that is there already stays as it is; where both are,
that is an error.`,
		Args: cli.Args(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			config, err := configIn(lang)
			if err != nil {
				return err
			}
			return writeStart(cmd, dir, []startFile{{"verbatim.yaml", config}, {"codebook.yaml", themes.StarterYAML()}})
		},
	}
	cmd.Flags().StringVar(&lang, "lang", "", "`language` of the comments, en or ja (default that of the environment)")
	return cmd
}

func configIn(lang string) ([]byte, error) {
	if lang == "" {
		lang = "en"
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if v := os.Getenv(name); v != "" {
				if strings.HasPrefix(v, "ja") {
					lang = "ja"
				}
				break
			}
		}
	}
	switch lang {
	case "en":
		return configEN, nil
	case "ja":
		return configJA, nil
	}
	return nil, cli.Usage("--lang %q: wanted en or ja", lang)
}

// startFile is a file that init writes.
type startFile struct {
	name string
	data []byte
}

// writeStart writes the files that are not there; that all are is an error.
func writeStart(cmd *cobra.Command, dir string, files []startFile) error {
	var kept []string
	missing := slices.DeleteFunc(slices.Clone(files), func(f startFile) bool {
		path := filepath.Join(dir, f.name)
		_, err := os.Lstat(path)
		if err == nil {
			kept = append(kept, path)
		}
		return err == nil
	})
	if len(missing) == 0 {
		return &cli.Error{Code: cli.ExitUsage, Err: fmt.Errorf("%s are there already: nothing written", strings.Join(kept, " and ")), Hint: "name another directory, or move the files away"}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, f := range missing {
		path := filepath.Join(dir, f.name)
		if err := os.WriteFile(path, f.data, 0o644); err != nil {
			return err
		}
		fmt.Fprintln(cmd.OutOrStdout(), path)
	}
	for _, path := range kept {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s is there already and was kept\n", path)
	}
	return nil
}

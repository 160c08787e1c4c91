package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"verbatim/themes"
	"verbatim/tokenize"
)

// Settings are the flags that every verb takes, and what verbatim.yaml holds
// beside flags.
type Settings struct {
	Workspace string
	Config    string
	Codebook  string
	JSON      bool
	Quiet     bool
	Verbose   bool

	Dictionary []tokenize.Entry
	Synonyms   [][]string
}

// Bind adds the flags to a command and all below it.
func (s *Settings) Bind(cmd *cobra.Command) {
	f := cmd.PersistentFlags()
	f.StringVarP(&s.Workspace, "workspace", "w", "./workspace", "directory of the `workspace`")
	f.StringVar(&s.Config, "config", "", "configuration `file` (default ./verbatim.yaml where it exists)")
	f.StringVar(&s.Codebook, "codebook", "", "codebook `file` (default ./codebook.yaml where it exists, else the workspace's, else the built-in one)")
	f.BoolVar(&s.JSON, "json", false, "print one JSON object instead of text")
	f.BoolVar(&s.Quiet, "quiet", false, "print results and errors only")
	f.BoolVarP(&s.Verbose, "verbose", "v", false, "say more of what is done")
}

const defaultConfig = "verbatim.yaml"

// Load fills flags that were not given from the environment (VERBATIM_ID_IS
// for --id-is), then from the configuration file.
func (s *Settings) Load(cmd *cobra.Command) error {
	if err := fromEnvironment(cmd); err != nil {
		return err
	}
	path := s.Config
	if path == "" {
		path = defaultConfig
	}
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && s.Config == "" {
		return nil
	}
	if err != nil {
		return Usage("configuration: %w", err)
	}
	return s.fromConfig(cmd, path, src)
}

func fromEnvironment(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := "VERBATIM_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value, ok := os.LookupEnv(name)
		if !ok || f.Changed || err != nil {
			return
		}
		if e := cmd.Flags().Set(f.Name, value); e != nil {
			err = Usage("environment variable %s: %w", name, e)
		}
	})
	return err
}

// fromConfig reads a configuration: dictionary, synonyms, and one key for each
// flag of any verb.
func (s *Settings) fromConfig(cmd *cobra.Command, path string, src []byte) error {
	var own struct {
		Dictionary []struct {
			Surface string   `yaml:"surface"`
			Cut     []string `yaml:"cut"`
			Base    string   `yaml:"base"`
		} `yaml:"dictionary"`
		Synonyms [][]string     `yaml:"synonyms"`
		Flags    map[string]any `yaml:",inline"`
	}
	if err := yaml.Unmarshal(src, &own); err != nil {
		return Usage("%s: %s", path, yaml.FormatError(err, false, true))
	}
	for _, e := range own.Dictionary {
		if e.Surface == "" {
			return Usage("%s: dictionary: an entry has no surface: every entry needs the word as it is written", path)
		}
		s.Dictionary = append(s.Dictionary, tokenize.Entry{Surface: e.Surface, Cut: e.Cut, Base: e.Base})
	}
	s.Synonyms = own.Synonyms
	known := flagsOfAllVerbs(cmd.Root())
	for key, value := range own.Flags {
		if !slices.Contains(known, key) {
			return Usage("%s: unknown key %q: keys are dictionary, synonyms and the flags without their dashes (%s)", path, key, strings.Join(known, ", "))
		}
		f := cmd.Flags().Lookup(key)
		if f == nil || f.Changed {
			continue
		}
		if err := setFlag(cmd.Flags(), key, value); err != nil {
			return Usage("%s: %s: %w", path, key, err)
		}
	}
	return nil
}

func setFlag(flags *pflag.FlagSet, name string, value any) error {
	list, ok := value.([]any)
	if !ok {
		return flags.Set(name, fmt.Sprint(value))
	}
	for _, v := range list {
		if err := flags.Set(name, fmt.Sprint(v)); err != nil {
			return err
		}
	}
	return nil
}

// flagsOfAllVerbs returns the names of the flags that a configuration may set.
func flagsOfAllVerbs(cmd *cobra.Command) []string {
	var names []string
	add := func(f *pflag.Flag) {
		if f.Name != "help" && f.Name != "config" {
			names = append(names, f.Name)
		}
	}
	cmd.PersistentFlags().VisitAll(add)
	cmd.Flags().VisitAll(add)
	for _, sub := range cmd.Commands() {
		names = append(names, flagsOfAllVerbs(sub)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// NewTokenizer returns a tokenizer with the user's own words.
func (s *Settings) NewTokenizer() (*tokenize.Tokenizer, error) {
	tk, err := tokenize.New(tokenize.Options{Dictionary: s.Dictionary, Synonyms: s.Synonyms})
	if err != nil {
		return nil, &Error{Code: ExitUsage, Err: err}
	}
	return tk, nil
}

const defaultCodebook = "codebook.yaml"

// LoadCodebook returns the codebook that the settings name: --codebook, else
// ./codebook.yaml, else the copy at published (of the workspace's generation),
// else the built-in one. A mistake in it is an error of configuration.
func (s *Settings) LoadCodebook(published string) (*themes.Codebook, error) {
	candidates := []string{s.Codebook}
	if s.Codebook == "" {
		candidates = []string{defaultCodebook, published}
	}
	for _, path := range candidates {
		if path == "" {
			continue
		}
		src, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) && s.Codebook == "" {
			continue
		}
		if err != nil {
			return nil, Usage("codebook: %w", err)
		}
		cb, err := themes.Parse(path, src)
		if err != nil {
			return nil, &Error{Code: ExitUsage, Err: err}
		}
		return cb, nil
	}
	return themes.Starter(), nil
}

package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"verbatim/themes"
	"verbatim/themes/expr"
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
		if !ok || f.Changed || err != nil || f.Name == "help" || f.Name == "version" {
			return
		}
		if e := setText(cmd.Flags(), f, value); e != nil {
			err = Usage("environment variable %s: %w", name, e)
		}
	})
	return err
}

// ownKeys are the keys of a configuration that are no flags.
type ownKeys struct {
	Dictionary []struct {
		Surface string   `yaml:"surface"`
		Cut     []string `yaml:"cut"`
		Base    string   `yaml:"base"`
	} `yaml:"dictionary"`
	Synonyms [][]string `yaml:"synonyms"`
}

// fromConfig reads a configuration: dictionary, synonyms, and one key for each
// flag of any verb.
func (s *Settings) fromConfig(cmd *cobra.Command, path string, src []byte) error {
	// An inline map would be given every key, those of the struct's fields
	// too, so the source is read twice.
	var own ownKeys
	var keys map[string]any
	for _, into := range []any{&keys, &own} {
		if err := yaml.Unmarshal(src, into); err != nil {
			return Usage("%s: %s", path, yaml.FormatError(err, false, true))
		}
	}
	if err := s.takeWords(path, &own); err != nil {
		return err
	}
	delete(keys, "dictionary")
	delete(keys, "synonyms")
	known := flagsOfAllVerbs(cmd.Root())
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		if !slices.Contains(known, key) {
			return unknownKey(path, key, append(known, "dictionary", "synonyms"))
		}
		f := cmd.Flags().Lookup(key)
		if f == nil || f.Changed || keys[key] == nil {
			continue
		}
		if err := setFlag(cmd.Flags(), f, keys[key]); err != nil {
			return Usage("%s: %s: %w", path, key, err)
		}
	}
	return nil
}

func (s *Settings) takeWords(path string, own *ownKeys) error {
	for _, e := range own.Dictionary {
		if e.Surface == "" {
			return Usage("%s: dictionary: an entry has no surface: every entry needs the word as it is written", path)
		}
		s.Dictionary = append(s.Dictionary, tokenize.Entry{Surface: e.Surface, Cut: e.Cut, Base: e.Base})
	}
	s.Synonyms = own.Synonyms
	return nil
}

func unknownKey(path, key string, known []string) error {
	slices.Sort(known)
	hint := expr.DidYouMean(key, known)
	if hint == "" {
		hint = "keys are the flags without their dashes: " + strings.Join(known, ", ")
	}
	return &Error{Code: ExitUsage, Err: fmt.Errorf("%s: unknown key %q", path, key), Hint: hint}
}

// setFlag gives a flag a value of a configuration, each of a list in turn.
func setFlag(flags *pflag.FlagSet, f *pflag.Flag, value any) error {
	list, isList := value.([]any)
	_, takesList := f.Value.(pflag.SliceValue)
	switch {
	case isList && !takesList:
		return errors.New("wanted one value, found a list")
	case !isList:
		list = []any{value}
	}
	for _, v := range list {
		if _, isMap := v.(map[string]any); isMap {
			return errors.New("wanted a value, found a mapping")
		}
		if err := setText(flags, f, fmt.Sprint(v)); err != nil {
			return err
		}
	}
	return nil
}

// setText sets a flag, and says what it wanted where it cannot.
func setText(flags *pflag.FlagSet, f *pflag.Flag, text string) error {
	if err := flags.Set(f.Name, text); err != nil {
		return wanted(f, text)
	}
	return nil
}

// wanted says which values a flag takes.
func wanted(f *pflag.Flag, text string) error {
	kind := f.Value.Type()
	switch kind {
	case "int":
		kind = "a whole number"
	case "bool":
		kind = "true or false"
	}
	return fmt.Errorf("wanted %s, found %q", kind, text)
}

// flagsOfAllVerbs returns the names of the flags that a configuration may set.
func flagsOfAllVerbs(cmd *cobra.Command) []string {
	var names []string
	add := func(f *pflag.Flag) {
		if settable(f) {
			names = append(names, f.Name)
		}
	}
	cmd.PersistentFlags().VisitAll(add)
	cmd.LocalNonPersistentFlags().VisitAll(add)
	for _, sub := range cmd.Commands() {
		if sub.Name() != "completion" && sub.Name() != "help" && !sub.Hidden {
			names = append(names, flagsOfAllVerbs(sub)...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// settable leaves out the flags that only a command line has.
func settable(f *pflag.Flag) bool {
	return f.Name != "help" && f.Name != "version" && f.Name != "config"
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

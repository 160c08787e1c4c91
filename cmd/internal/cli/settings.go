package cli

import (
	"cmp"
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
// flag of any verb. Flags with a common beginning may stand below it: llm.model
// is --llm-model, and llm.mode is --llm itself.
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
	list := flatten(keys, known)
	for i, k := range list {
		if err := k.check(path, known); err != nil {
			return err
		}
		if i > 0 && list[i-1].flag == k.flag {
			return Usage("%s: %s and %s say the same: keep one of them", path, list[i-1].name, k.name)
		}
	}
	for _, k := range list {
		f := cmd.Flags().Lookup(k.flag)
		if f == nil || f.Changed || k.value == nil || notConfigured(f) {
			continue
		}
		if err := setFlag(cmd.Flags(), f, k.value); err != nil {
			return Usage("%s: %s: %w", path, k.name, err)
		}
	}
	return nil
}

// configKey is a key of a configuration.
type configKey struct {
	name  string // as it stands there; llm.base_url where it is nested
	below string // the key that it is nested below, or ""
	flag  string // that it should set
	value any
}

// flatten returns the keys of a configuration, sorted by flag.
func flatten(keys map[string]any, known []string) []configKey {
	var all []configKey
	for key, value := range keys {
		nested, isMap := value.(map[string]any)
		if !isMap || !slices.ContainsFunc(known, func(flag string) bool { return strings.HasPrefix(flag, key+"-") }) {
			all = append(all, configKey{name: key, flag: key, value: value})
			continue
		}
		for inner, value := range nested {
			flag := key + "-" + strings.ReplaceAll(inner, "_", "-")
			if inner == "mode" {
				flag = key
			}
			all = append(all, configKey{name: key + "." + inner, below: key, flag: flag, value: value})
		}
	}
	slices.SortFunc(all, func(a, b configKey) int { return cmp.Or(cmp.Compare(a.flag, b.flag), cmp.Compare(a.name, b.name)) })
	return all
}

// check refuses a key that no verb has.
func (k *configKey) check(path string, known []string) error {
	if slices.Contains(known, k.flag) {
		return nil
	}
	if k.below == "" {
		return unknownKey(path, k.name, append(known, "dictionary", "synonyms"))
	}
	if err := refuseKey(path, strings.TrimPrefix(k.name, k.below+".")); err != nil {
		return err
	}
	var siblings []string
	for _, flag := range known {
		if rest, ok := strings.CutPrefix(flag, k.below+"-"); ok {
			siblings = append(siblings, k.below+"."+strings.ReplaceAll(rest, "-", "_"))
		}
	}
	if slices.Contains(known, k.below) {
		siblings = append(siblings, k.below+".mode")
	}
	return unknownKey(path, k.name, siblings)
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
	known = slices.Sorted(slices.Values(known))
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
	case "int", "int64":
		kind = "a whole number"
	case "float64":
		kind = "a number"
	case "duration":
		kind = "a time such as 90s or 2m"
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

const noConfig = "verbatim_no_config"

// NotConfigured keeps a flag of one verb from what a configuration says for
// others by the same name.
func NotConfigured(flags *pflag.FlagSet, name string) {
	f := flags.Lookup(name)
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[noConfig] = []string{"true"}
}

func notConfigured(f *pflag.Flag) bool { return len(f.Annotations[noConfig]) > 0 }

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
		if errors.Is(err, fs.ErrNotExist) {
			return nil, &Error{Code: ExitUsage, Err: fmt.Errorf("codebook: %w", err), Hint: "verbatim init writes a codebook.yaml to begin with"}
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

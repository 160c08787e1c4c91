package pipeline

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"verbatim/classify/linear"
)

// classifierFile holds the classifier of a generation.
const classifierFile = "classifier.bin"

// LoadClassifier reads a classifier's file.
func LoadClassifier(path string) (_ *linear.Model, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("classifier: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	m, err := linear.Read(f)
	if err != nil {
		return nil, fmt.Errorf("classifier %s: %w", path, err)
	}
	return m, nil
}

// chooseClassifier takes the classifier of the published generation where the
// options name none, and refuses one that was trained on other tokens.
func (r *runner) chooseClassifier() (err error) {
	given := r.o.Classifier != nil
	switch {
	case r.o.NoClassifier:
		r.o.Classifier = nil
	case r.o.Classifier == nil && r.base != nil && r.base.Classifier != nil:
		if r.o.Classifier, err = LoadClassifier(filepath.Join(r.baseDir, classifierFile)); err != nil {
			return err
		}
	}
	if r.o.Classifier == nil {
		return nil
	}
	if cut, now := r.o.Classifier.Report().Options.Tokenizer, r.o.Tokenizer.Version(); cut != now {
		return fmt.Errorf("the classifier was trained on words cut by another tokenizer or dictionary (%s, this is %s): train it anew with verbatim train, or give --classifier none", cut, now)
	}
	if given {
		return r.checkThemes()
	}
	return nil
}

// checkThemes refuses a classifier that knows no theme of the codebook, and
// warns of one that knows others.
func (r *runner) checkThemes() error {
	var unknown []string
	all := r.o.Classifier.Themes()
	for _, id := range all {
		if r.o.Codebook.Theme(id) == nil {
			unknown = append(unknown, id)
		}
	}
	switch {
	case len(unknown) == len(all):
		return fmt.Errorf("none of the %d themes of the classifier is in the codebook %s: it was trained for another one", len(all), r.o.Codebook.Path)
	case len(unknown) > 0:
		r.o.Log.Warn("themes of the classifier are not in the codebook, and do not count", "themes", strings.Join(unknown, ", "))
	}
	return nil
}

// writeClassifier writes the classifier of the generation beside its codebook.
func (p *publisher) writeClassifier() error {
	if p.o.Classifier == nil {
		return nil
	}
	f, err := os.OpenFile(filepath.Join(p.dir, classifierFile), os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = p.o.Classifier.WriteTo(f)
	return errors.Join(err, f.Close())
}

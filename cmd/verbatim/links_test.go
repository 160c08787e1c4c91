package main

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

var (
	linkPattern    = regexp.MustCompile(`\]\(([^()\s]+)\)`)
	headingPattern = regexp.MustCompile(`(?m)^#{1,6} +(.*?) *$`)
	fencePattern   = regexp.MustCompile("(?ms)^ *```.*?^ *```")
	codePattern    = regexp.MustCompile("`[^`\n]*`")
)

// TestLinks finds links in the pages of the repository that lead nowhere: to a
// file that is not there, or to a heading that the file does not have. Links
// to other hosts are not followed.
func TestLinks(t *testing.T) {
	root := filepath.Join("..", "..")
	checked := 0
	for _, page := range pages(t, root) {
		for _, m := range linkPattern.FindAllStringSubmatch(prose(t, page), -1) {
			u, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: link %s: %v", page, m[1], err)
				continue
			}
			if u.Host != "" || u.Scheme != "" {
				continue
			}
			checked++
			target := page
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			} else if u.Fragment != "" && !headings(t, target)[u.Fragment] {
				t.Errorf("%s links to %s, and %s has no such heading", page, m[1], target)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d links were checked: is the test looking at the right tree?", checked)
	}
}

// pages returns the Markdown files of the repository, without those of hidden
// directories.
func pages(t *testing.T, root string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && file != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "workspace"):
			return fs.SkipDir
		case strings.HasSuffix(file, ".md"):
			all = append(all, file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// prose returns a page without its code, in which brackets are no links.
func prose(t *testing.T, page string) string {
	t.Helper()
	return codePattern.ReplaceAllString(fencePattern.ReplaceAllString(read(t, page), ""), "``")
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// headings returns the anchors of a page, made as GitHub makes them: letters in
// small, blanks as hyphens, other signs left out.
func headings(t *testing.T, page string) map[string]bool {
	t.Helper()
	anchors := map[string]bool{}
	for _, m := range headingPattern.FindAllStringSubmatch(fencePattern.ReplaceAllString(read(t, page), ""), -1) {
		anchors[anchor(m[1])] = true
	}
	return anchors
}

func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
}

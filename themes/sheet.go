package themes

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"verbatim/datasets"
	"verbatim/themes/expr"
)

// The columns of a sheet, in the order in which Rows writes them. Those of a
// theme stand on the first of its rows.
const (
	colTheme        = "theme"
	colNameEN       = "theme_name_en"
	colNameJA       = "theme_name_ja"
	colParent       = "parent"
	colList         = "list"
	colLanguage     = "language"
	colTerm         = "term"
	colWhen         = "when"
	colNegated      = "negated"
	colStop         = "stop"
	colDepartments  = "departments"
	colDefinitionEN = "definition_en"
	colDefinitionJA = "definition_ja"
	colSentiment    = "sentiment"
	colThemeWhen    = "theme_when"
	colThemeNegated = "theme_negated"
	colThemeStop    = "theme_stop"
	colPriority     = "priority"
	colGroup        = "group"
	colCombine      = "combine"
)

// sheetColumn is a column and the other names by which a header may call it;
// case, width, spaces and signs do not matter.
type sheetColumn struct {
	name    string
	aliases []string
}

func sheetColumns() []sheetColumn {
	return []sheetColumn{
		{colTheme, []string{"theme id", "テーマ", "テーマID"}},
		{colNameEN, []string{"name en", "theme name", "テーマ名（英語）", "英語名"}},
		{colNameJA, []string{"name ja", "テーマ名（日本語）", "テーマ名", "日本語名"}},
		{colParent, []string{"親", "親テーマ", "上位テーマ"}},
		{colList, []string{"リスト", "種別", "種類"}},
		{colLanguage, []string{"lang", "言語"}},
		{colTerm, []string{"keyword", "用語", "語", "語句", "キーワード", "表現"}},
		{colWhen, []string{"条件"}},
		{colNegated, []string{"否定"}},
		{colStop, []string{"打ち切り", "停止"}},
		{colDepartments, []string{"department", "部署", "部門", "担当部署"}},
		{colDefinitionEN, []string{"definition", "定義（英語）"}},
		{colDefinitionJA, []string{"定義（日本語）", "定義"}},
		{colSentiment, []string{"感情"}},
		{colThemeWhen, []string{"テーマの条件"}},
		{colThemeNegated, []string{"テーマの否定"}},
		{colThemeStop, []string{"テーマの打ち切り"}},
		{colPriority, []string{"優先度", "優先順位"}},
		{colGroup, []string{"グループ"}},
		{colCombine, []string{"組み合わせ", "判定方法"}},
	}
}

// ofTheme are the columns that belong to a theme, not to a term.
func ofTheme() []string {
	return []string{colNameEN, colNameJA, colParent, colDepartments, colDefinitionEN, colDefinitionJA,
		colSentiment, colThemeWhen, colThemeNegated, colThemeStop, colPriority, colGroup, colCombine}
}

// The names of lists in the column list.
const (
	listTerms     = "terms"
	listExclude   = "exclude"
	listNoContent = "no_content"
	listIntent    = "intent:" // and the intent
)

// nothing in a cell empties what it stands for; an empty cell leaves it.
const nothing = "-"

// Rows returns a codebook's themes and lists as a sheet: one row a term, and
// one for each theme without terms. A theme's own columns stand on the first of
// its rows. Departments that a theme has from its parent are left out, as are
// examples and routing, which FromRows leaves as they are.
func Rows(cb *Codebook) (header []string, rows [][]string) {
	w := &sheetWriter{}
	for _, c := range sheetColumns() {
		w.header = append(w.header, c.name)
	}
	for i := range cb.Themes {
		t := &cb.Themes[i]
		first := len(w.rows)
		w.terms(t.ID, listTerms, t.Terms)
		w.terms(t.ID, listExclude, t.Exclude)
		if len(w.rows) == first {
			w.add(map[string]string{colTheme: t.ID})
		}
		w.fill(first, themeCells(cb, t))
	}
	for _, intent := range intentOrder {
		w.terms("", listIntent+string(intent), cb.Intents[intent])
	}
	w.terms("", listNoContent, cb.NoContent)
	return w.header, w.rows
}

type sheetWriter struct {
	header []string
	rows   [][]string
}

func (w *sheetWriter) add(cells map[string]string) {
	w.rows = append(w.rows, make([]string, len(w.header)))
	w.fill(len(w.rows)-1, cells)
}

// fill writes cells, by column, into a row.
func (w *sheetWriter) fill(row int, cells map[string]string) {
	for i, name := range w.header {
		if text := cells[name]; text != "" {
			w.rows[row][i] = text
		}
	}
}

func (w *sheetWriter) terms(theme, list string, terms Terms) {
	for _, lang := range languages {
		for _, t := range terms[lang] {
			w.add(map[string]string{
				colTheme: theme, colList: list, colLanguage: lang, colTerm: t.Text,
				colWhen: t.WhenText, colNegated: t.Negated, colStop: yesNo(t.Stop),
			})
		}
	}
}

func themeCells(cb *Codebook, t *Theme) map[string]string {
	cells := map[string]string{
		colNameEN: t.Name["en"], colNameJA: t.Name["ja"], colParent: t.Parent,
		colDepartments:  strings.Join(cb.ownDepartments(t), ", "),
		colDefinitionEN: t.Definition["en"], colDefinitionJA: t.Definition["ja"],
		colSentiment: string(t.Sentiment), colThemeWhen: t.WhenText, colThemeStop: yesNo(t.Stop), colGroup: t.Group, colCombine: t.Combine,
	}
	if t.Negated != NegatedExclude {
		cells[colThemeNegated] = t.Negated
	}
	if t.Priority != 0 {
		cells[colPriority] = strconv.Itoa(t.Priority)
	}
	return cells
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

// headerKey is how names of columns and words in cells are compared.
func headerKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, expr.Fold(s))
}

// choices of cells that take one word of a few, by the word as it is kept.
func listChoices() map[string][]string {
	m := map[string][]string{
		listTerms: {"term", "用語", "語"}, listExclude: {"除外", "除く"},
		listNoContent: {"内容なし"},
	}
	for intent, ja := range map[datasets.Intent][]string{
		datasets.Praise: {"称賛", "賞賛"}, datasets.Problem: {"問題"}, datasets.Question: {"質問"}, datasets.Request: {"要望"},
	} {
		for _, word := range append(ja, string(intent)) {
			m[listIntent+string(intent)] = append(m[listIntent+string(intent)], "意図"+word, word)
		}
	}
	return m
}

func languageChoices() map[string][]string {
	return map[string][]string{
		"en": {"english", "英語", "英"}, "ja": {"japanese", "jp", "日本語", "日"},
		"any": {"all", "共通", "すべて", "全言語"},
	}
}

func negatedChoices() map[string][]string {
	return map[string][]string{NegatedExclude: {"除外"}, NegatedRequire: {"必須"}, NegatedIgnore: {"無視"}}
}

func combineChoices() map[string][]string {
	return map[string][]string{CombineAny: {"いずれか"}, CombineLookup: {"リスト"}, CombineModel: {"モデル"}, CombineAgree: {"両方"}}
}

func sentimentChoices() map[string][]string {
	return map[string][]string{
		string(datasets.Positive): {"肯定", "肯定的", "ポジティブ"}, string(datasets.Neutral): {"中立", "中立的", "ニュートラル"},
		string(datasets.Negative): {"否定", "否定的", "ネガティブ"},
	}
}

func yesNoChoices() map[string][]string {
	return map[string][]string{"yes": {"true", "y", "1", "はい"}, "no": {"false", "n", "0", "いいえ"}}
}

// choose finds the word that a cell means.
func choose(cell string, choices map[string][]string) (string, bool) {
	key := headerKey(cell)
	for word, others := range choices {
		if headerKey(word) == key || slices.ContainsFunc(others, func(o string) bool { return headerKey(o) == key }) {
			return word, true
		}
	}
	return "", false
}

// langOf guesses the list of a term that names none: Japanese where it has kana
// or kanji, English where it has Latin letters, else any.
func langOf(text string) string {
	lang := "any"
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han):
			return "ja"
		case unicode.Is(unicode.Latin, r):
			lang = "en"
		}
	}
	return lang
}

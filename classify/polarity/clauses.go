package polarity

import "verbatim/tokenize"

// readClauses numbers the sentences, the sides of contrasts and the clauses.
func (s *Scope) readClauses() {
	tokens := s.doc.Tokens
	s.clauses = s.clauses[:0]
	var c clause
	pending := false // although …: the side ends with the clause
	for i := range tokens {
		t := &tokens[i]
		b := s.boundary(i)
		if t.Gap == tokenize.GapClause && pending {
			b, pending = contrast, false
		}
		switch {
		case i == 0:
		case t.Gap == tokenize.GapSentence:
			c.sentence, c.side, c.clause, pending = c.sentence+1, c.side+1, c.clause+1, false
		case b == contrast:
			c.side, c.clause = c.side+1, c.clause+1
		case b == newClause:
			c.clause++
		}
		pending = pending || concedes(t.Surface)
		s.clauses = append(s.clauses, c)
	}
}

// bound is what begins with a token.
type bound uint8

const (
	nothingNew bound = iota
	newClause
	contrast
)

// boundary returns what begins with token i: a clause after a comma, a
// conjunction or a Japanese conjunctive particle; the other side of a contrast
// with but and its like.
func (s *Scope) boundary(i int) bound {
	tokens := s.doc.Tokens
	t := &tokens[i]
	if t.Script == tokenize.ScriptJapanese {
		if b := japaneseBoundary(tokens, i); b != nothingNew {
			return b
		}
	}
	switch t.Surface {
	case "but", "however", "although", "though", "yet", "except", "unfortunately", "despite", "nevertheless":
		return contrast
	case "because", "while", "when", "which", "where", "since", "if", "so", "and":
		return newClause
	}
	if t.Gap == tokenize.GapClause {
		return newClause
	}
	return nothingNew
}

// japaneseBoundary returns what begins with token i by the particle before it,
// or by itself.
func japaneseBoundary(tokens []tokenize.Token, i int) bound {
	switch tokens[i].Surface {
	case "しかし", "ただ", "でも", "ただし", "けれども", "だが", "一方", "ところが":
		if tokens[i].POS == tokenize.POSConjunction || tokens[i].Gap >= tokenize.GapClause {
			return contrast
		}
	}
	if i == 0 || tokens[i-1].POS != tokenize.POSConjunctive {
		return nothingNew
	}
	switch tokens[i-1].Surface {
	case "が", "けど", "けれど", "けれども", "のに", "ものの", "つつ":
		return contrast
	case "て", "で":
		if tokens[i].POS == tokenize.POSAuxVerb || tokens[i].POS == tokenize.POSParticle || tokens[i].POS == tokenize.POSAux {
			return nothingNew
		}
	}
	return newClause
}

// concedes says whether word opens a clause that another will contradict.
func concedes(word string) bool {
	switch word {
	case "although", "though", "while", "despite", "whilst":
		return true
	}
	return false
}

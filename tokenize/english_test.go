package tokenize

import (
	"strings"
	"testing"
)

// sameKey are sets of words, separated by spaces, that inflection or spelling
// makes of one; each is one token.
var sameKey = []string{
	// Irregular verbs
	"tell tells telling told", "feel felt feels", "pay paid pays paying", "go goes going went gone", "buy bought buying",
	"think thought thoughts thinking", "write wrote written writing writes", "break broke broken breaking",
	"freeze froze frozen freezing", "send sent sends", "lose lost losing loses", "take took taken taking",
	"get got gotten getting", "speak spoke spoken", "find found finding finds", "see saw seen", "meet met meets",
	"understand understood", "forget forgot forgotten", "run ran running", "begin began begun", "come came coming",
	"make made making", "give gave given", "keep kept", "build built builds", "spend spent", "choose chose chosen",
	"shrink shrank shrunk", "wear wore worn", "withdraw withdrew withdrawn", "hear heard", "hold held", "sell sold",
	"learn learned learnt", "teach taught", "catch caught", "bring brought", "sit sat", "sleep slept", "wake woke woken",
	"add adds added adding", "format formatted formatting", "embed embedded embedding", "panic panicked panicking",
	"focus focused focussed focuses focusing", "staff staffed staffing", "refer referred referring", "quiz quizzes",
	// Irregular nouns, and plurals of words in -s and -u
	"child children child's children's", "wife wives", "foot feet", "tooth teeth", "man men men's", "woman women women's",
	"mouse mice", "half halves", "knife knives", "criterion criteria", "phenomenon phenomena", "crisis crises",
	"analysis analyses", "diagnosis diagnoses", "index indices indexes", "matrix matrices",
	"bus buses", "status statuses", "menu menus", "virus viruses", "campus campuses", "bonus bonuses", "corpus corpora",
	"CPU CPUs", "PC PCs", "PDF PDFs", "DVD DVDs", "lens lenses", "gas gases", "plus pluses", "canvas canvases", "guru gurus",
	// Rules of inflection and of derivation that says the same
	"manager managers manager's", "improper improperly", "happy happily", "lucky luckily", "necessary necessarily", "deep deeply", "free freely",
	"vegetable vegetables", "reliable reliably reliability", "flexible flexibility", "improve improved improvement",
	"cancel cancelled canceled cancellation cancelling", "integrate integration integrations", "thick thickness",
	"consider considered considering", "deliver delivered delivering", "reference references referenced",
	"engineer engineers engineering engineered", "organic organically", "respectful respectfully", "crowd crowded",
	"arrive arrival arrived", "accept accepted accepting", "acceptable acceptably", "professional professionally professionals",
	// British and American
	"flavour flavor flavours flavored", "colour color colours coloured", "colourful colorful", "judgement judgment",
	"organise organize organised organizing", "centre center centres centred centered", "licence license licences",
	"programme program programmes programmed programming", "programmer programmers", "manoeuvre maneuver manoeuvred maneuvered", "favourite favorite", "behaviour behavior", "travelled traveled traveling travelling",
	"honour honor honoured", "labelled labeled", "analyse analyze analysing analyzed", "catalogue catalog catalogued cataloged", "grey gray",
	"theatre theater", "defence defense", "jewellery jewelry", "enrolment enrollment", "enrol enroll", "skilful skillful",
	"paediatric pediatric", "fulfil fulfill fulfilled", "neighbourhood neighborhood", "cosy cozy", "organisation organization",
	// Contractions
	"can't cant cannot can’t", "don't dont", "won't wont", "isn't isnt", "you're youre", "i've ive", "host host's host'll host'd host've",
	// Hyphens
	"e-mail email E-mail e-mails Emails e-mailed e-mail's", "wi-fi wifi Wi-Fi", "on-line online", "off-line offline",
	"co-ordination coordination co-ordinate", "co-operate cooperate", "take-out takeout", "plug-in plugin plug-ins",
	"pop-up popup pop-ups", "over-priced overpriced", "re-schedule reschedule re-scheduled", "under-staffed understaffed",
}

// otherKeys are sets of words that must not have one key.
var otherKeys = []string{
	// Irregular forms that are other words
	"leave left", "lie lay", "bit bite", "rose rise", "fell felt", "lead led", "stick stuck", "person people", "good better best",
	"bad worse worst", "find founder founded", "is was be", "do did", "have had", "life lives", "data date", "gp gps", "loose lose",
	"news new", "us use",
	// Derivation that changes the meaning
	"consult consultant consultancy", "consultation consultant", "hospital hospitality hospitable", "continue continuity continuous",
	"manager management manage", "respect respectful respective", "fries fry", "set setting", "refund refundable", "inform information informal informative",
	"assist assistance assistant", "person personal personality", "organ organize organization organic", "universe university universal",
	"police policy", "general generate generation", "operate operation operator", "several severe", "meet meeting",
	"build building", "account accountant", "apply application applicable", "product production productive", "relate relative relatively",
	"experience experiment", "international internal intern", "custom customer customize", "author authority authorize",
	"depart department", "apart apartment", "appoint appointment", "excel excellent", "medical medication", "vacate vacation",
	"except exceptional", "attend attention attendant", "position positive", "consider considerate", "comfort comfortable",
	"thought thoughtful", "compute computer", "contain container", "review reviewer", "commune communication community",
	"animal animation", "public publication", "quit quite", "real really", "hard hardly", "late lately", "near nearly",
	"terminal terminate", "celebrity celebrate", "major majority", "identity identical", "convert conversation conversion",
	"depend dependency dependent", "consist consistent", "direct direction director", "document documentation",
	"present presentation", "attract attraction attractive", "function functional functionality", "wit witness", "fit fitness",
	"design designer designate", "cloth clothes", "even evening", "train training", "decor decorate", "principal principle",
	"family familiar", "able ability", "literal literate", "personal personalize", "activate active activity",
	"fan fantastic", "carry care", "adding ad", "plan plane planet", "number numerous", "festive festival",
	// Spellings that are other words
	"check cheque", "meter metre", "story storey", "were we're", "well we'll", "its it's", "ill i'll", "your you're", "what what's", "hell he'll",
	"promise organize", "specialist specialize", "login log", "host hostess",
}

// TestEnglishKeys: what is one word has one key, and other words have others.
func TestEnglishKeys(t *testing.T) {
	tok := newTokenizer(t, Options{})
	for _, set := range sameKey {
		words := strings.Fields(set)
		want := keyOf(tok, words[0])
		for _, w := range words[1:] {
			if got := keyOf(tok, w); got != want {
				t.Errorf("%s has the key %q, want %q of %s", w, got, want, words[0])
			}
		}
	}
	for _, set := range otherKeys {
		seen := map[string]string{}
		for _, w := range strings.Fields(set) {
			key := keyOf(tok, w)
			if other, twice := seen[key]; twice {
				t.Errorf("%s and %s have the key %q, want two", other, w, key)
			}
			seen[key] = w
		}
	}
}

// TestEnglishTables: the tables' words fold to themselves as keys should: the
// stem of a key of stems.txt is the key, no British beginning hides a later
// one, and every word of closed.txt is one token with and without its hyphen.
func TestEnglishTables(t *testing.T) {
	for _, line := range tableLines(stemTable) {
		if key := strings.Fields(line)[0]; stem(key) != key {
			t.Errorf("%s of stems.txt has the key %s", key, stem(key))
		}
	}
	for _, line := range tableLines(britishTable) {
		pair := strings.Fields(line)
		if american := americanSpelling(pair[0]); american != pair[1] {
			t.Errorf("%s becomes %s, want %s", pair[0], american, pair[1])
		}
		if again := americanSpelling(pair[1]); again != pair[1] {
			t.Errorf("%s becomes %s in its turn", pair[1], again)
		}
	}
	tok := newTokenizer(t, Options{})
	for _, line := range tableLines(closedTable) {
		for _, w := range strings.Fields(line) {
			at := strings.IndexAny(w, "-_")
			if at <= 0 || at > longestFirst {
				t.Errorf("%s of closed.txt: want a hyphen or underscore after at most %d letters", w, longestFirst)
				continue
			}
			first, rest, joined := w[:at], w[at+1:], w[:at]+w[at+1:]
			if a, b := keyOf(tok, first+"-"+rest), keyOf(tok, joined); a != b {
				t.Errorf("%s has the key %q, %s has %q", w, a, joined, b)
			}
			if a, b := keyOf(tok, first+" "+rest), keyOf(tok, joined); (a == b) != (w[at] == '_') {
				t.Errorf("%s with a space has the key %q, %s has %q", w, a, joined, b)
			}
		}
	}
}

// englishGapCases pin dots after abbreviations, and parts that stay two words.
var englishGapCases = []tokenCase{
	{"Dr. Smith came", "dr smith come"},
	{"I saw Mrs. Jones. She was kind.", "i see mrs jone . she was kind"},
	{"St. Thomas, Prof. Lee vs. Ms. Kay", "st thoma , prof lee vs ms kay"},
	{"apples, pears, etc. and more", "appl , pear , etc and more"},
	{"apples, pears, etc. The rest", "appl , pear , etc . the rest"},
	{"approx. 5 minutes", "approx 5 minut"},
	{"room no. 5", "room no 5"},
	{"Was it good? No. 2 hours of waiting", "was it good . no . 2 hour of wait"},
	{"I said no. Then I left", "i say no . then i left"},
	{"took 50 ms. The page", "take 50 ms . the page"},
	{"i.e. this, E.g. That", "i e this , e g that"},
	{"at 5 p.m. on Monday", "at 5 p m on monday"},
	{"at 5 p.m. The waiter", "at 5 p m . the waiter"},
	{"the U.S. Army", "the u s armi"},
	{"in the U.S. The food", "in the u s . the food"},
	{"We went with plan B. It works", "we go with plan b . it work"},
	{"The doctor. She came", "the doctor . she come"},
	{"Ask the dr.\nSmith came", "ask the dr . smith come"},
	{"ask the dr.", "ask the dr"},
	{"cannot think can not think", "can't think can't think"},
	{"Can not log in, CAN NOT LOG IN", "can't log in , can't log in"},
	{"we can. Not now", "we can . not now"},
	{"if you can, not now", "if you can , not now"},
	{"you can notify us, a can nothing", "you can notifi us , a can noth"},
	{"can  not can\nnot", "can not can . not"},
	{"can not-so-good food", "can not so good food"},
	{"could not do not is not", "could not do not is not"},
	{"an e mail, the e mails, wi fi", "an email , the email , wifi"},
	{"take out web site plug in", "take out web site plug in"},
	{"log-in sign-up check-in follow-up", "log in sign up check in follow up"},
	{"e-mail-address take-out-box", "e mail address take out box"},
	{"an e - mail", "an e , mail"},
	{"the maitre'd", "the maitr"},
}

func TestEnglishGaps(t *testing.T) {
	tok := newTokenizer(t, Options{})
	var doc Doc
	for _, c := range englishGapCases {
		tok.Tokenize(c.text, &doc)
		if got := render(&doc); got != c.keys {
			t.Errorf("%q: %q, want %q", c.text, got, c.keys)
		}
		checkDoc(t, &doc)
	}
}

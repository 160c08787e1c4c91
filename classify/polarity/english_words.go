package polarity

// isPersonal says whether word can only be a subject.
func isPersonal(word string) bool {
	switch word {
	case "i", "we", "they", "he", "she", "i'm", "i've", "i'd", "i'll", "we're", "we've", "we'd", "we'll",
		"they're", "they've", "they'd", "they'll", "he's", "she's", "it's", "that's", "there's", "you're", "you'll":
		return true
	}
	return false
}

// isSubject says whether word is a pronoun that may be a subject.
func isSubject(word string) bool {
	switch word {
	case "it", "this", "that", "there", "you", "these", "those":
		return true
	}
	return isPersonal(word)
}

// isCopula says whether word links a subject to what is said of it.
func isCopula(word string) bool {
	switch word {
	case "is", "was", "are", "were", "be", "been", "being", "am", "has", "have", "had", "does", "do", "did",
		"will", "would", "can", "could", "should", "seems", "looks", "feels", "it's", "that's":
		return true
	}
	return false
}

// isDo says whether a verb is denied by a not after word.
func isDo(word string) bool {
	switch word {
	case "do", "does", "did", "will", "would", "can", "could", "has", "have", "had":
		return true
	}
	return false
}

// isThinking says whether the verb takes its negation from what is thought: I
// don't think it is good.
func isThinking(key string) bool {
	switch key {
	case "think", "believ", "feel", "find", "expect", "consid", "say", "suppos", "found", "imagin":
		return true
	}
	return false
}

// isCatenative says whether a verb after "to" is denied with the verb or
// adjective.
func isCatenative(key string) bool {
	switch key {
	case "want", "need", "have", "abl", "go", "plan", "intend", "like", "tri", "seem", "appear", "get", "manag",
		"wish", "expect", "hope", "begin", "start", "continu", "care", "bother", "allow", "possibl", "prepar", "will":
		return true
	}
	return false
}

// isQuantifier says whether after word, which "not" denies, only opinions are
// denied and no thing is: not all staff, not enough parking.
func isQuantifier(word string) bool {
	switch word {
	case "all", "every", "everyone", "everything", "enough", "many", "much", "any", "one", "single", "anyone", "anything":
		return true
	}
	return false
}

// isFunction says whether word says nothing by itself, so that the predicate
// is still to come.
func isFunction(word string) bool {
	switch word {
	case "a", "an", "the", "my", "your", "our", "their", "his", "her", "its", "this", "that", "these", "those", "it",
		"i", "we", "you", "he", "she", "they", "there", "me", "us", "them", "him",
		"very", "really", "so", "too", "always", "yet", "even", "just", "quite", "particularly", "ever", "actually", "fully",
		"entirely", "especially", "necessarily", "completely", "exactly", "been", "be", "being", "is", "was", "are", "were",
		"am", "do", "did", "does", "can", "could", "will", "would", "should", "to", "of", "at", "for", "in", "on", "with",
		"about", "from", "by", "as", "still", "also", "only", "once", "again", "properly", "currently", "at-all", "more",
		"terribly", "overly", "super", "that's", "it's", "some", "or", "and", "than", "often":
		return true
	}
	return false
}

// isRemedy says whether who does it, or whose lack is denied, is faced with
// something bad that is there: fix, stop, answer, acknowledge, stand, excuse.
func isRemedy(key string) bool {
	switch key {
	case "fix", "solv", "solut", "resolv", "resolut", "address", "acknowledg", "explain", "explan", "answer", "improv",
		"repair", "mention", "handl", "deal", "apolog", "apologis", "apologiz", "respond", "respons", "repli", "reply", "warn", "admit", "correct",
		"remov", "elimin", "compens", "investig", "justif", "justifi", "excus", "remedi", "rectifi", "cure",
		"stop", "ceas", "prevent", "quit", "toler", "stand", "bear", "abid", "stomach", "forgiv", "done", "recov":
		return true
	}
	return false
}

// isLiking says whether the verb is what nobody does of something bad.
func isLiking(key string) bool {
	switch key {
	case "like", "love", "enjoy", "recommend", "appreci":
		return true
	}
	return false
}

// isMet says whether the verb says of its object that it is there, comes
// about or is met with, so that it is denied with the verb: did not see a crash.
func isMet(key string) bool {
	switch key {
	case "have", "had", "has", "see", "saw", "seen", "notic", "experi", "experienc", "find", "found", "feel", "felt", "get", "got",
		"encount", "hear", "heard", "meet", "met", "caus", "give", "gave", "given", "make", "made", "seem", "look", "appear",
		"becom", "show", "come", "came", "face", "detect", "spot", "run", "ran", "take", "took", "taken", "bring", "result",
		"lead", "led", "produc", "introduc", "mean", "includ", "contain", "need", "want", "expect", "mind", "leave", "left",
		"call", "consid", "describ", "affect", "plagu", "riddl", "fill", "think", "believ", "say", "go", "went", "keep",
		"spend", "spent", "wast", "observ", "sens", "suffer", "prone", "sound", "having",
		"experience", "reveal", "cling", "highlight", "expos", "emphas", "worri", "worry", "fear":
		return true
	}
	return false
}

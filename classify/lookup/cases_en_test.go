package lookup

// englishCases are term, text, and the evidence with | between; "" where the
// term must not be found.
func englishCases() []matchCase {
	return []matchCase{
		// A word does not begin or end inside another.
		{"art", "Where do I start?", ""},
		{"art", "State of the art", "art"},
		{"port", "Great support", ""},
		{"rice", "The price is fine", ""},
		{"price", "The price is fine", "price"},
		{"port", "port 8080", "port"},
		{"app", "This application hangs", ""},
		{"app", "Your app hangs", "app"},
		{"bug", "debugging is hard", ""},
		{"ui", "quick build", ""},
		{"ui", "The UI is clean", "UI"},
		{"ad", "I had a bad day", ""},
		{"log in", "a blog index", ""},

		// Base forms.
		{"crash", "It crashed again", "crashed"},
		{"crash", "Crashes daily", "Crashes"},
		{"crash", "It keeps crashing", "crashing"},
		{"crashed", "It will crash", "crash"},
		{"price", "Prices went up", "Prices"},
		{"prices", "The price went up", "price"},
		{"integrate", "integrating with Slack", "integrating"},
		{"slow", "slow, slowly", "slow|slowly"},
		{"feature", "new features", "features"},
		{"cannot log in", "I can not log in", "can not log in"},
		{"can not log in", "I cannot log in, I can't log in", "cannot log in|can't log in"},
		{"can not log in", "I can log in, not you", ""},
		{"not log in", "I do not log in", "not log in"},
		{"email", "an e mail came", "e mail"},
		{"export", "exporting exports exported", "exporting|exports|exported"},

		// As written only.
		{"exact:crash", "It crashed again", ""},
		{"exact:crash", "One crash a day", "crash"},
		{"exact:crash", "One CRASH a day", "CRASH"},
		{"exact:crashes", "crash crashes", "crashes"},
		{`exact:"log in"`, "I log in daily", "log in"},
		{`exact:"log in"`, "I logged in daily", ""},
		{`exact:"log in"`, "I login daily", ""},

		// Phrases.
		{"too expensive", "It is too expensive.", "too expensive"},
		{"too expensive", "It is far too expensive for us", "too expensive"},
		{"too expensive", "too very expensive", ""},
		{"too expensive", "expensive too", ""},
		{"too expensive", "too, expensive", ""},
		{"too expensive", "Me too. Expensive!", ""},
		{"too expensive", "too\nexpensive", ""},
		{"too expensive", "too  \t expensive", "too  \t expensive"},
		{"too expensive", "TOO EXPENSIVE", "TOO EXPENSIVE"},
		{"too expensive", "too 😡 expensive", ""},
		{"too expensive", "too (expensive)", ""},
		{"too expensive", "tooexpensive", ""},
		{"customer support", "customer support's reply", "customer support's"},
		{"customer support", "Customers supported us", "Customers supported"},
		{"log in", "logging in is slow", "logging in"},
		{"log in", "log-in is slow", "log-in"},
		{"log in", "login is slow", ""},
		{"sign up", "I signed up", "signed up"},
		{"as well as", "price as well as speed", "as well as"},
		{"new new", "new new new", "new new new"},
		{`"easy to use"`, "Easy to use", "Easy to use"},
		{"easy to use", "easy to be used", ""},
		{"up to date", "up-to-date docs", "up-to-date"},
		{"24/7", "24/7 support", "24/7"},
		{"24 7", "24/7 support", "24/7"},

		// Apostrophes.
		{"don't", "I don't know", "don't"},
		{"don't", "I don’t know", "don’t"},
		{"can't log in", "can't log in anymore", "can't log in"},

		// Width and case.
		{"price", "ＰＲＩＣＥ up", "ＰＲＩＣＥ"},
		{"ｐｒｉｃｅ", "price up", "price"},
		{"PRICE", "price up", "price"},
		{"café", "the café", "café"},
		{"café", "the cafe\u0301", "cafe\u0301"},
		{"naïve", "NAÏVE", "NAÏVE"},

		// Sentence ends and other marks.
		{"price", "Great price.", "price"},
		{"price", "price!price?price", "price|price|price"},
		{"price", `"price"`, "price"},
		{"price", "(price)", "price"},
		{"price", "price😀price", "price|price"},
		{"price", "😀price", "price"},
		{"great price", "great. price", ""},
		{"great price", "great; price", ""},
		{"great price", "great: price", ""},
		{"great price", "great—price", ""},

		// Punctuation inside a term may stand in the text or be missing.
		{`"yes, please"`, "yes, please", "yes, please"},
		{`"yes, please"`, "yes please", "yes please"},
		{`"yes, please"`, "yes. please", ""},

		// Digits.
		{"5", "5 stars", "5"},
		{"5", "55 stars", ""},
		{"2fa", "2FA is missing", "2FA"},
		{"oauth2", "OAuth2 login", "OAuth2"},
		{"s3", "S3 bucket", "S3"},

		// Prefixes.
		{"integr*", "Integrations and integrity", "Integrations|integrity"},
		{"integr*", "disintegrate", ""},
		{"crash*", "crash crashes crashy", "crash|crashes|crashy"},
		{"pric*", "PRICING", "PRICING"},
		{"pricing*", "the price", ""},
		{"a*", "an apple for all", "an|apple|all"},

		// Boolean terms.
		{"price AND high", "high price", "high|price"},
		{"price AND high", "price", ""},
		{"price OR cost", "cost", "cost"},
		{"(price OR cost) NOT low", "cost", "cost"},
		{"(price OR cost) NOT low", "low cost", ""},
		{"price AND (high OR hike)", "the price hike", "price|hike"},
		{"(too expensive) OR overpriced", "overpriced, too expensive", "overpriced|too expensive"},

		// Overlaps become one piece of evidence.
		{"too expensive OR expensive", "too expensive", "too expensive"},
		{"slow app OR app crash", "slow app crash", "slow app crash"},
		{"app OR crash", "app crash", "app|crash"},

		// Mixed with Japanese.
		{"support", "supportが良い", "support"},
		{"dashboard", "dashboardは便利", "dashboard"},

		// Nothing there.
		{"price", "", ""},
		{"price", "...", ""},
		{"price", "the prize", ""},
	}
}

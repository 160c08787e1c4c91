package lookup

// englishOperators are cases of NEAR, BEFORE, SENTENCE, regular expressions and
// =Case: term, text, and the evidence with | between.
func englishOperators() []matchCase {
	return []matchCase{
		// NEAR counts the words between, in either order.
		{"price NEAR/0 high", "high price", "high|price"},
		{"price NEAR/0 high", "price high", "price|high"},
		{"price NEAR/0 high", "price is high", ""},
		{"price NEAR/1 high", "price is high", "price|high"},
		{"price NEAR/2 high", "The price is too high", "price|high"},
		{"price NEAR/2 high", "The price is way too high", ""},
		{"price NEAR/3 high", "The price is way too high", "price|high"},
		{"price NEAR/3 high", "high is what I call the price", ""},
		{"price NEAR/5 high", "high is what I call the price", "high|price"},
		{"price NEAR/3 high", "prices, sadly, are just too high", ""},
		{"price NEAR/3 high", "prices, sadly, are high", "prices|high"},
		{"price NEAR/3 high", "Good price. High quality.", ""},
		{"price NEAR/3 high", "Good price\nHigh quality", ""},
		{"price NEAR/3 high", "Good price! High quality", ""},
		{"price NEAR/3 high", "Good price - high quality", "price|high"},
		{"price NEAR/3 high", "price", ""},
		{"price NEAR/3 high", "high", ""},
		{"price NEAR/3 price", "price", ""},
		{"price NEAR/3 price", "price by price", "price|price"},
		{"price NEAR/0 price", "price price", "price|price"},

		// Only those that take part are evidence.
		{"price NEAR/1 high", "A price, high quality. The quality of the price and other things are high", "price|high"},
		{"price NEAR/1 high", "high price, and then the price of bread", "high|price"},
		{"price NEAR/1 high", "the price is high, the bread of this price is high", "price|high|price|high"},
		{"price NEAR/1 high", "high price high", "high|price|high"},

		// Phrases, prefixes and alternatives on the sides.
		{"too expensive NEAR/3 renewal", "Renewal got too expensive", "Renewal|too expensive"},
		{"too expensive NEAR/3 renewal", "expensive renewal, too", ""},
		{"(slow OR lag) NEAR/2 (app OR site)", "the app is slow", "app|slow"},
		{"(slow OR lag) NEAR/2 (app OR site)", "lags on the site", "lags|site"},
		{"(slow OR lag) NEAR/2 (app OR site)", "slow lag", ""},
		{"load* NEAR/1 slow", "slow loading", "slow|loading"},
		{"load* NEAR/1 slow", "it loads very slow", "loads|slow"},
		{"customer support NEAR/1 support", "customer support", ""}, // no word in common
		{"customer support NEAR/1 support", "customer support supports", "customer support|supports"},
		{"not NEAR/2 work", "does not really work", "not|work"},

		// BEFORE keeps the order.
		{"price BEFORE/2 high", "price is high", "price|high"},
		{"price BEFORE/2 high", "high price", ""},
		{"price BEFORE/0 high", "price high", "price|high"},
		{"price BEFORE/0 high", "price is high", ""},
		{"price BEFORE/2 high", "high price, high", "price|high"},
		{"price BEFORE/2 high", "price. High", ""},
		{"(not OR never) BEFORE/2 reply", "they never did reply", "never|reply"},
		{"(not OR never) BEFORE/2 reply", "the reply never came", ""},

		// Within AND, OR and NOT.
		{"(price NEAR/1 high) AND cancel", "The price is high, I cancel", "price|high|cancel"},
		{"(price NEAR/1 high) AND cancel", "The price of it is high, I cancel", ""},
		{"(price NEAR/1 high) OR overpriced", "overpriced, price", "overpriced"},
		{"price NOT (price NEAR/1 fair)", "price and a fair amount", "price"},
		{"price NOT (price NEAR/1 fair)", "a fair price", ""},
		{"price NOT (price NEAR/1 fair)", "price", "price"},

		// SENTENCE: all within one.
		{"SENTENCE(price AND cancel)", "The price is why I cancel.", "price|cancel"},
		{"SENTENCE(price AND cancel)", "The price. I cancel.", ""},
		{"SENTENCE(price AND cancel)", "Price is fine. I cancel. We cancel for the price!", "cancel|price"},
		{"SENTENCE(price AND cancel)", "price\ncancel", ""},
		{"SENTENCE(price AND cancel)", "price, (cancel)", "price|cancel"},
		{"SENTENCE(price AND NOT fair)", "The price is fair.", ""},
		{"SENTENCE(price AND NOT fair)", "The price is fair. The price is odd.", "price"},
		{"SENTENCE((price OR cost) AND cancel)", "cost price cancel", "cost|price|cancel"},
		{"SENTENCE((price NEAR/1 high) AND cancel)", "price is high so cancel", "price|high|cancel"},
		{"SENTENCE((price NEAR/1 high) AND cancel)", "price is high. So cancel", ""},
		{"SENTENCE(price AND cancel) AND refund", "Refund me. The price made me cancel.", "Refund|price|cancel"},
		{"price NOT SENTENCE(price AND cancel)", "price. cancel", "price"},
		{"price NOT SENTENCE(price AND cancel)", "price cancel", ""},

		// Regular expressions see letters, not words.
		{"/colou?r/", "The colors and the COLOUR", "color|COLOUR"},
		{"/colou?r/", "discolored", "color"},
		{"/colou?r/", "cool", ""},
		{`/\bv\d+\.\d+/`, "since v2.14 it hangs, v3.0 too", "v2.14|v3.0"},
		{`/\bv\d+\.\d+/`, "since version two", ""},
		{"/!!+/", "It hangs!!! Why?! Help!!", "!!!|!!"},
		{"/!!+/", "!!!", "!!!"},
		{"/!!+/", "It hangs!", ""},
		{"/(?-i)IT/", "IT, it, It, WAIT", "IT|IT"},
		{"/err(or)? ?[0-9]{3}/", "Error 404, err500, error 12", "Error 404|err500"},
		{"/k/", "\u212Aelvin", "\u212A"}, // the Kelvin sign is a k
		{"/(cat|dog)s/", "cats, dogs, cows", "cats|dogs"},
		{"/^help/", "help me, help", "help"},
		{"/[€$]\\s*[0-9]+/", "costs € 20 or $30", "€ 20|$30"},
		{"/crash/ AND price", "crashing prices", "crash|prices"},
		{"/crash/ AND price", "crashing", ""},
		{"price NOT /crash/", "price crash", ""},
		{"price NOT /crash/", "price", "price"},
		{"/e-?mail/ NEAR/1 lost", "lost an e-mail", "lost|e-mail"},
		{"/e-?mail/ NEAR/1 lost", "lost. An e-mail", ""},
		{"/!!+/ NEAR/0 hangs", "it hangs!!!", "hangs|!!!"},
		{"hangs BEFORE/0 /!!+/", "!!! it hangs", ""},
		{"SENTENCE(/!!+/ AND hangs)", "It hangs!! And so on", "hangs|!!"},
		{"SENTENCE(/!!+/ AND hangs)", "Good!! It hangs.", ""},

		// =Case: as written.
		{"=IT", "The IT department has it", "IT"},
		{"=IT", "It is late", ""},
		{"=iOS", "iOS, ios, IOS", "iOS"},
		{"=iOS", "on iOS 17", "iOS"},
		{"=iOS", "kiOSk", ""},
		{"=Apple", "Apples from Apple", "Apple"},
		{`="Pro Plus"`, "the Pro Plus plan, pro plus", "Pro Plus"},
		{`="Pro Plus"`, "the ProPlus plan", ""},
		{"=API", "ＡＰＩ and api", "ＡＰＩ"},
		{"=US OR =USA", "us, US, USA", "US|USA"},
		{"=IT NEAR/1 slow", "it is slow, IT slow", "slow|IT|slow"},
	}
}

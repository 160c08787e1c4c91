package tokenize

import "testing"

func TestLang(t *testing.T) {
	for text, want := range map[string]string{
		"遅い": "ja", "特になし": "ja", "ｻﾎﾟｰﾄ": "ja", "バグ": "ja", "解約": "ja", "対応良好": "ja",
		"APIのURL": "ja", "CS対応": "ja", "https://app.example.com/login が開けない": "ja", "Good! 最高です": "ja",
		"it is slow": "en", "n/a": "en", "ＧＯＯＤ": "en", "naïve café": "en",
		"The お知らせ page is broken and does not load for me": "en", "I love ラーメン and the service was great": "en", "Düsseldorf is the best": "en",
		"没有问题，很好用": "zh", "价格太贵了": "zh", "좋아요": "ko", "Отлично": "ru", "ไทยดีมาก": "th",
		"ممتاز": "ar", "Πολύ καλό": "el", "מצוין": "he", "बहुत अच्छा": "hi",
		"Das ist sehr gut und einfach": "de", "c'est très bien merci": "fr", "El servicio es muy malo": "es",
		"O atendimento foi muito bom, obrigado": "pt", "Tutto molto bene, grazie": "it", "Het is niet goed voor mij": "nl",
		"": "und", "123": "und", "👍": "und", "---": "und", "\xff": "und",
	} {
		if got := Lang(text); got != want {
			t.Errorf("Lang(%q) is %q, want %q", text, got, want)
		}
	}
}

// TestLangOfData: of each thousand sentences at most four are taken for
// another language; most of these are names, numbers and addresses.
func TestLangOfData(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		texts, wrong := throughput(t, lang, 20000), 0
		for _, text := range texts {
			if Lang(text) != lang {
				wrong++
			}
		}
		if wrong*1000 > 4*len(texts) {
			t.Errorf("%s: %d of %d are taken for another language", lang, wrong, len(texts))
		}
	}
}

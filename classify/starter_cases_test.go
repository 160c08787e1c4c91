package classify_test

import "verbatim/datasets"

// starterCase is a sentence with the themes that the starter codebook must
// find in it, the traps that it must not, and its intent.
type starterCase struct {
	text   string
	themes string // these and, unless it begins with "…", no others; separated by spaces
	not    string // must not be found; only needed after "…"
	intent datasets.Intent
}

// starterEnglish are sentences that we wrote; none stands in the sample.
func starterEnglish() []starterCase {
	return []starterCase{
		// What the lists are for.
		{"Way too expensive for a charity.", "too_expensive", "", datasets.Problem},
		{"They announced another price hike.", "… price_increase", "", ""},
		{"Good value for what we pay.", "good_value", "", datasets.Praise},
		{"The free plan is enough for me.", "plan_limits", "", ""},
		{"I was charged twice and the refund took a month.", "billing_invoices", "", datasets.Problem},
		{"So easy to use that I forgot there was a manual.", "… easy_to_use", "hard_to_use", datasets.Praise},
		{"Clunky, confusing screens.", "hard_to_use", "", datasets.Problem},
		{"It took me ages to get used to it.", "learning_curve", "", ""},
		{"The settings are buried in a submenu.", "navigation", "", ""},
		{"A dark mode, please.", "design_look", "", datasets.Request},
		{"The upload stopped working on Tuesday.", "bugs_errors", "", datasets.Problem},
		{"The website hangs every morning.", "crashes_freezes", "", ""},
		{"The fabric hangs nicely on me.", "", "", ""},
		{"It crashed while I was typing.", "crashes_freezes", "", datasets.Problem},
		{"Another outage this morning.", "outages", "", datasets.Problem},
		{"We lost all our notes.", "data_loss", "", datasets.Problem},
		{"Calendars are out of sync again.", "sync", "", ""},
		{"Rock solid since day one.", "stable", "", datasets.Praise},
		{"The list is slow with 500 rows.", "slow", "", datasets.Problem},
		{"Very fast, even on my phone.", "fast mobile_app", "", ""},
		{"Still waiting for a reply from last week.", "support_slow", "", datasets.Problem},
		{"Great support, thank you!", "support_helpful", "", datasets.Praise},
		{"A canned response and the ticket was closed.", "support_unhelpful", "", ""},
		{"It would be great if I could group by client.", "missing_feature", "", datasets.Request},
		{"The dashboard needs better charts.", "reporting", "", datasets.Request},
		{"The search function ignores hyphens.", "search_filter", "", ""},
		{"Push notifications arrive an hour late.", "notifications", "", ""},
		{"Could you add an export to CSV?", "… import_export", "", datasets.Request},
		{"The Salesforce integration saved our quarter.", "integrations_api", "", ""},
		{"We built our own custom fields in a day.", "customization", "", ""},
		{"Sharing a board with guest users is simple.", "… collaboration", "", ""},
		{"Approvals run through recurring tasks.", "automation", "", ""},
		{"After the latest update my columns were gone.", "updates_releases", "", ""},
		{"Onboarding was handled well.", "onboarding", "", ""},
		{"The documentation has no screenshots.", "documentation", "", ""},
		{"Is the data encrypted, and who audits it for GDPR?", "security_privacy", "", ""},
		{"Locked out after three wrong passwords.", "login_access", "", datasets.Problem},
		{"Permissions are all or nothing.", "permissions", "", ""},
		{"The Spanish translation is odd.", "localization", "", ""},
		{"We want to cancel our subscription.", "contract_cancellation", "", ""},
		{"Compared to other vendors it is fine.", "competitors", "", ""},
		{"Our account manager left without a word.", "account_management", "", ""},
		{"I love this product.", "praise_overall", "", datasets.Praise},
		{"What a waste of money.", "dissatisfied_overall", "", datasets.Problem},
		{"It saves us hours every week.", "time_saved", "", datasets.Praise},
		{"How do I invite a colleague?", "", "", datasets.Question},
		{"Is there a way to hide closed items?", "", "", datasets.Question},
		{"Please add tags.", "missing_feature", "", datasets.Request},

		// Several at once.
		{"Great tool, but the Android app keeps crashing.", "praise_overall mobile_app crashes_freezes", "", datasets.Problem},
		{"Love it, yet reports are slow and the price is too high.", "… praise_overall reporting slow too_expensive", "", datasets.Problem},

		// Traps: words that share a stem with a term.
		{"It is important to us.", "", "", ""},
		{"Our customers are in retail.", "", "", ""},
		{"I sent the documents to a person in Lyon.", "", "", ""},
		{"This product is used by two teams.", "", "", ""},
		{"It depends on the terminal that I use.", "", "", ""},
		{"We keep our expense claims and general policies in it.", "", "", ""},
		{"She reminds me of my first boss.", "", "", ""},
		{"I reported it to my colleague.", "", "", ""},
		{"Data integrity matters in a university.", "", "", ""},
		{"It is sort of a habit by now.", "", "", ""},
		{"As I mentioned to my team.", "", "", ""},

		// Traps: the same words with the opposite sense.
		{"It is not easy to use.", "hard_to_use", "", datasets.Problem},
		{"Not very intuitive, sadly.", "hard_to_use", "", datasets.Problem},
		{"It is not worth the money.", "too_expensive", "", datasets.Problem},
		{"Not too expensive.", "", "", ""},
		{"It never crashes.", "stable", "", ""},
		{"I would not recommend it to anyone.", "dissatisfied_overall", "", ""},
		{"We are not happy with it.", "dissatisfied_overall", "", datasets.Problem},
		{"Your support team was slow to reply.", "support support_slow", "slow", datasets.Problem},
		{"Our office has a slow connection.", "", "", ""},
		{"No complaints.", "praise_overall", "", datasets.Praise},
		{"No problem so far.", "", "", ""},
	}
}

// starterJapanese are sentences that we wrote; none stands in the sample.
func starterJapanese() []starterCase {
	return []starterCase{
		// What the lists are for.
		{"個人で使うには料金が高すぎます。", "pricing too_expensive", "", datasets.Problem},
		{"また値上げですか。", "price_increase", "", datasets.Question},
		{"この内容でこの安さ、コスパが良いと思う。", "… good_value", "too_expensive", datasets.Praise},
		{"無料プランの上限にすぐ達してしまう。", "plan_limits", "", ""},
		{"領収書はどこから発行できますか？", "billing_invoices", "", datasets.Question},
		{"とても使いやすくて気に入っています。", "easy_to_use praise_overall", "", datasets.Praise},
		{"設定が複雑で、使いづらいです。", "hard_to_use", "", datasets.Problem},
		{"慣れるまでに少し時間が必要でした。", "learning_curve", "", ""},
		{"目的のメニューが見つけにくい。", "navigation", "", ""},
		{"文字が小さくて見づらい。", "design_look", "", datasets.Problem},
		{"保存ボタンを押すとエラーになります。", "bugs_errors", "", datasets.Problem},
		{"起動するとすぐ落ちます。", "crashes_freezes", "", datasets.Problem},
		{"先週の障害で半日仕事になりませんでした。", "outages", "", datasets.Problem},
		{"書きかけのデータが消えました。", "data_loss", "", datasets.Problem},
		{"予定が同期されません。", "sync", "", ""},
		{"一年間、安定して使えています。", "stable", "", datasets.Praise},
		{"月末になると動作が遅くなる。", "slow", "", datasets.Problem},
		{"サクサク動くので気持ちがいい。", "fast", "", datasets.Praise},
		{"サポートの返信が遅い。", "support support_slow", "slow", datasets.Problem},
		{"サポートの対応が丁寧でした。", "support support_helpful", "", datasets.Praise},
		{"たらい回しにされて終わりました。", "support_unhelpful", "", datasets.Problem},
		{"並べ替えをできるようにしてほしい。", "missing_feature search_filter", "", datasets.Request},
		{"月次のレポートを自動で作成できて助かっています。", "reporting automation", "", datasets.Praise},
		{"絞り込みの条件を覚えておいてほしい。", "search_filter", "", datasets.Request},
		{"スマホでも編集できますか？", "mobile_app", "", datasets.Question},
		{"通知が届かない。", "notifications", "", datasets.Problem},
		{"ＣＳＶのインポートに失敗する。", "import_export", "", ""},
		{"ﾁｬｯﾄﾜｰｸとの連携ができると嬉しい。", "… integrations_api missing_feature", "", datasets.Request},
		{"項目を自由に変更できて柔軟性がある。", "customization", "", ""},
		{"チームの連携が良くなった。", "collaboration", "integrations_api", datasets.Praise},
		{"承認フローを部門ごとに作れる。", "automation", "", ""},
		{"アップデートのたびに場所が変わる。", "updates_releases", "", ""},
		{"導入支援がなければ無理だった。", "onboarding", "", ""},
		{"マニュアルの説明が古い。", "documentation", "", ""},
		{"個人情報の扱いが気になる。", "security_privacy", "", ""},
		{"二段階認証のコードが来ない。", "login_access", "", datasets.Problem},
		{"閲覧のみの権限がない。", "permissions", "", ""},
		{"翻訳が不自然。", "localization", "", datasets.Problem},
		{"来月で解約します。", "contract_cancellation", "", ""},
		{"他社に乗り換える予定です。", "competitors contract_cancellation", "", ""},
		{"営業担当の方がよく話を聞いてくれる。", "account_management", "", ""},
		{"大変満足しております。", "praise_overall", "", datasets.Praise},
		{"正直がっかりしました。", "dissatisfied_overall", "", datasets.Problem},
		{"残業が減り、業務効率が上がった。", "time_saved", "", datasets.Praise},
		{"項目の順番はどうやって変えるのですか？", "", "", datasets.Question},
		{"印刷の余白を直していただけませんか。", "", "", datasets.Request},

		// Several at once.
		{"使いやすいのですが、料金が高くて続けられません。", "easy_to_use pricing too_expensive", "", datasets.Problem},
		{"サポートは親切ですが、アプリがよく落ちる。", "support support_helpful crashes_freezes", "", datasets.Problem},

		// Traps: inside another word, or another use of the word.
		{"モニタリング会社に勤めています。", "", "", ""},
		{"評価が高い店を調べています。", "", "too_expensive", ""},
		{"夜遅くまで開いている。", "", "", ""},
		{"気が重い会議でした。", "", "", ""},
		{"画面共有で説明した。", "", "", ""},
		{"同期入社の友人に聞いた。", "", "", ""},
		{"営業時間は九時からです。", "", "", ""},
		{"障害のある社員も使っている。", "", "", ""},
		{"仕様が固まるのを待っている。", "", "", ""},
		{"契約書をここで作っている。", "", "", ""},

		// Traps: the same words with the opposite sense.
		{"もっと使いやすくしてほしい。", "", "easy_to_use", datasets.Request},
		{"直感的ではない。", "hard_to_use", "", ""},
		{"不満はありません。", "", "", ""}, // a denied fault is no praise
		{"不具合もなく助かっています。", "… praise_overall", "bugs_errors", datasets.Praise},
		{"丁寧に対応してくださいました。", "support_helpful", "missing_feature", datasets.Praise},
	}
}

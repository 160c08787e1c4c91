package source

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// header is a column name folded for comparison.
type header struct {
	words    string // " response id ": lower case, words apart, blanks around
	compact  string // "responseid"
	question bool   // reads like a question to the respondent, not like a name of a field
}

// foldHeader folds case, width, camelCase and punctuation.
func foldHeader(name string) header {
	var b strings.Builder
	b.WriteByte(' ')
	prev, compactLen := ' ', 0
	asks := false
	for _, r := range norm.NFKC.String(name) {
		asks = asks || r == '?'
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 'ー' || r == '#':
			if unicode.IsUpper(r) && unicode.IsLower(prev) {
				b.WriteByte(' ')
			}
			b.WriteRune(unicode.ToLower(r))
			compactLen++
		case prev != ' ':
			b.WriteByte(' ')
		}
		if prev = r; !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != 'ー' && r != '#' {
			prev = ' '
		}
	}
	b.WriteByte(' ')
	words := b.String()
	h := header{words: " " + oneLine(words) + " ", compact: strings.ReplaceAll(oneLine(words), " ", "")}
	n := strings.Count(h.words, " ") - 1
	japanese := !plainASCII(h.compact)
	h.question = asks || n >= 6 || japanese && compactLen > 14 || requests.in(h)
	return h
}

// terms are words of headers. One written "=id" must be the whole header;
// other ASCII terms match whole words anywhere in it, Japanese ones any part.
type terms []string

// in tells whether any term stands in the header.
func (t terms) in(h header) bool {
	for _, term := range t {
		switch {
		case term[0] == '=':
			if h.compact == term[1:] {
				return true
			}
		case plainASCII(term):
			if strings.Contains(h.words, " "+term+" ") {
				return true
			}
		case strings.Contains(h.compact, term):
			return true
		}
	}
	return false
}

// The vocabulary of headers, in both languages.
var (
	requests = terms{"ください", "ますか", "ですか", "でしょうか", "お聞かせ", "お書き", "please", "tell us"}

	mailHeaders  = terms{"email", "e mail", "mail", "emails", "メール", "メアド"}
	phoneHeaders = terms{"phone", "telephone", "tel", "mobile", "cell phone", "fax", "電話", "携帯", "連絡先", "ファックス"}

	// sureContacts are contact whatever stands in the column.
	sureContacts = terms{
		"=email", "=mail", "email address", "e mail address", "recipient email", "メールアドレス", "メアド", "phone number", "telephone number",
		"電話番号", "携帯番号", "ip address", "=ip", "=ipaddress", "ipアドレス", "=latitude", "=longitude", "location latitude", "location longitude",
		"緯度", "経度", "street address", "postal code", "zip code", "postcode", "=zip", "住所", "郵便番号", "network id", "lineid",
		"氏名", "お名前", "フリガナ", "ふりがな", "first name", "last name", "full name", "respondent name",
	}

	// personHeaders name a person where the column holds names.
	personHeaders = terms{
		"=name", "firstname", "lastname", "given name", "family name", "surname", "contact name", "customer name", "user name", "username",
		"nickname", "=contact", "contact person", "=address", "=owner", "account owner", "account manager", "case owner", "=csm", "sales rep",
		"assignee", "=requester", "=author", "=reporter", "=reviewer", "reviewer name", "twitter", "linkedin", "=名前", "=姓", "=名", "姓名", "=カナ", "ニックネーム", "ユーザー名", "ユーザ名", "顧客名", "お客様名",
		"回答者名", "担当者", "=担当", "担当営業", "営業担当", "オーナー",
	}

	// askedContacts are how questions ask for contact.
	askedContacts = terms{"your email", "email address", "your name", "your phone", "phone number", "leave us your", "contact you", "contacted",
		"メールアドレス", "電話番号", "連絡先", "お名前", "氏名"}

	endTimes   = terms{"submitted", "submit date", "submission date", "submit time", "completed", "completion", "end date", "end time", "ended", "finished at", "finish time", "=enddate", "recorded date", "response date", "responded", "responded at", "answered at", "answer date", "回答日", "送信日", "完了日", "終了", "回答完了", "提出", "投稿日", "完了時", "送信時"}
	anyTimes   = terms{"timestamp", "time stamp", "date", "time", "datetime", "created", "created at", "received", "received at", "posted", "at", "タイムスタンプ", "日時", "日付", "受付日", "受信日", "作成日", "登録日時", "回答時", "時刻", "年月日", "記入日"}
	startTimes = terms{"start", "started", "start date", "start time", "begin", "began", "開始"}
	otherTimes = terms{"birth", "birthday", "dob", "due", "expiry", "expires", "renewal", "signup", "sign up", "signed up", "registered", "registration", "purchase date", "order date", "contract", "last login", "updated", "modified", "join date", "hire date", "誕生", "生年", "契約", "更新", "購入", "入会", "入社", "会員登録", "=登録日", "利用開始", "最終ログイン", "期限", "導入"}

	npsHeaders    = terms{"nps", "recommend", "recommendation", "likelihood", "promoter", "推奨", "おすすめ", "お勧め", "お薦め", "勧め", "薦め", "すすめ", "ネットプロモーター"}
	csatHeaders   = terms{"csat", "satisfaction", "satisfied", "満足"}
	cesHeaders    = terms{"ces", "effort", "easy", "ease", "努力", "手間", "容易", "しやすさ", "しやすかった", "簡単"}
	scoreHeaders  = terms{"score", "rating", "rate", "ratings", "stars", "star", "grade", "スコア", "評価", "評点", "点数", "採点", "星"}
	notScores     = terms{"count", "age", "number of", "id", "days", "years", "months", "amount", "price", "revenue", "duration", "progress", "health", "credit", "lead", "sentiment", "risk", "人数", "件数", "回数", "年数", "年齢", "日数", "金額", "単価"}
	notScales     = terms{"group", "category", "segment", "type", "グループ", "区分", "分類", "カテゴリ"}
	overallScores = terms{"overall", "total", "総合", "全体"}

	questionHeaders = terms{"=question", "=questiontext", "=questionname", "=questiontitle", "=設問", "=質問", "=設問文", "=質問文", "=設問名", "=質問名", "=質問内容", "=設問内容"}

	responseIDs   = terms{"response id", "=responseid", "submission id", "answer id", "survey response id", "ticket id", "=ticket", "ticket number", "ticket no", "review id", "feedback id", "comment id", "record id", "entry id", "=token", "=uuid", "=guid", "case id", "case number", "conversation id", "interview id", "回答id", "回答番号", "回答no", "回答コード", "受付番号", "受付no", "整理番号", "問い合わせ番号", "問合せ番号", "お問い合わせ番号", "チケットid", "チケット番号", "アンケート番号", "レビューid", "投稿id", "コメントid"}
	respondentIDs = terms{"respondent id", "=respondent", "user id", "=user", "=userid", "customer id", "=customer", "=customerid", "customer number", "member id", "client id", "person id", "contact id", "employee id", "patient id", "participant id", "subscriber id", "panelist id", "external reference", "external id", "visitor id", "reviewer id", "回答者id", "回答者番号", "顧客id", "顧客番号", "顧客コード", "=顧客", "お客様番号", "お客様id", "=会員", "会員id", "会員番号", "会員no", "ユーザーid", "ユーザid", "=ユーザー", "利用者id", "社員番号", "社員id", "モニターid"}
	genericIDs    = terms{"=id", "=ids", "=key", "=no", "=no.", "=number", "=番号", "=#", "=rowid", "=管理番号", "=識別子", "=通番", "=通し番号", "=連番"}
	rowNumbers    = terms{"=no", "=#", "=番号", "=連番", "=通番", "=通し番号", "=行番号", "=row", "=rownumber", "=index", "=unnamed0", "=x1", "=rowid"}

	monkeyID    = terms{"=respondentid", "=回答者id"}
	collectorID = terms{"=collectorid", "=コレクターid", "=コレクタid"}

	accountIDs   = terms{"account id", "=accountid", "account number", "company id", "organization id", "organisation id", "tenant id", "tenant", "workspace id", "contract id", "契約id", "契約番号", "契約コード", "アカウントid", "企業id", "企業コード", "会社id", "会社コード", "法人番号", "テナント", "取引先id", "取引先コード"}
	accountNames = terms{"=account", "account name", "=company", "company name", "=organization", "=organisation", "organization name", "organisation name", "=employer", "会社名", "企業名", "法人名", "貴社名", "御社名", "=会社", "=企業", "取引先", "=アカウント", "アカウント名", "顧客企業", "契約企業", "契約先", "所属企業", "勤務先"}

	textHeaders   = terms{"content", "comment", "comments", "feedback", "reason", "reasons", "why", "review", "review text", "reviews", "text", "verbatim", "message", "description", "body", "utterance", "open ended", "free text", "freetext", "suggestion", "suggestions", "improve", "improvement", "improvements", "tell us", "explain", "remarks", "opinion", "complaint", "sentence", "answer text", "additional", "anything else", "コメント", "意見", "要望", "自由記述", "自由回答", "自由記入", "フリーアンサー", "フリーコメント", "理由", "感想", "改善", "お聞かせ", "お書き", "内容", "本文", "口コミ", "クチコミ", "レビュー", "ひとこと", "一言", "メッセージ", "詳細", "ご回答", "不満", "良かった点", "よかった点", "悪かった点", "気になった", "お気づき", "の声", "=声", "テキスト", "文章", "発話"}
	answerHeaders = terms{"=answer", "=response", "=回答", "=answers", "=responses", "=値", "=value", "=title", "=subject", "review title", "=headline", "=summary", "=件名", "=タイトル", "=題名", "=見出し", "title"}
	ourWords      = terms{"reply", "replies", "replied", "response from", "developer response", "owner response", "internal note", "agent note", "返信", "対応内容", "対応履歴", "社内メモ"}
	notTexts      = terms{"user agent", "useragent", "browser", "url", "referer", "referrer", "link", "tags", "=tag", "theme", "themes", "topic", "topics", "category", "categories", "keyword", "keywords", "device", "os", "カテゴリ", "分類", "タグ", "テーマ", "キーワード", "ブラウザ", "端末", "トピック", "都道府県", "intent", "sentiment", "sentiments", "company", "product name"}

	japanZone = terms{"jst", "日本時間", "japan", "gmt 9", "utc 9", "gmt 09", "utc 09", "gmt 09 00", "utc 09 00", "gmt 9 00", "utc 9 00", "東京"}
	utcZone   = terms{"utc", "gmt"}
)

// Patterns of content.
var (
	mailPattern  = regexp.MustCompile(`^[^\s@<>"]+@[^\s@<>"]+\.[A-Za-z]{2,}$`)
	phonePattern = regexp.MustCompile(`^(\+\d{1,3}[\s.-]?)?(\(\d{1,5}\)|\d{1,5})[\s.-]\d{2,5}[\s.-]\d{3,5}$|^\+\d{9,15}$|^0\d{9,10}$`)
	addrPattern  = regexp.MustCompile(`^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$`)
	urlPattern   = regexp.MustCompile(`^(https?://|www\.)\S+$`)
)

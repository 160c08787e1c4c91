package source

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbatim/datasets"
)

// describe writes the roles of a decision on one line, in a fixed order.
func describe(d *Decision) string {
	var parts []string
	add := func(role string, headers ...string) {
		if len(headers) > 0 && headers[0] != "" {
			parts = append(parts, role+"="+strings.Join(headers, ","))
		}
	}
	var texts []string
	for _, t := range d.Texts {
		texts = append(texts, t.Header)
	}
	add("text", texts...)
	add("question", headerOf(d.Question))
	add("score", headerOf(d.Score))
	add("metric", string(d.Metric))
	add("time", headerOf(d.Time))
	add("id", headerOf(d.ID))
	add("idis", d.IDIs)
	add("respondent", headerOf(d.Respondent))
	add("account", headerOf(d.Account))
	add("contact", plainHeaders(d.Contacts)...)
	add("attributes", plainHeaders(d.Attributes)...)
	return strings.Join(parts, " ")
}

func plainHeaders(columns []Column) (names []string) {
	for _, c := range columns {
		names = append(names, c.Header)
	}
	return names
}

// filled repeats a table's rows with their values varied: {n} is the number
// of the row.
func filled(n int, header string, rows ...string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		b.WriteString(strings.ReplaceAll(rows[i%len(rows)], "{n}", fmt.Sprint(i+1)) + "\n")
	}
	return b.String()
}

func TestDecide(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"english nps", filled(40, "Response ID,Submitted At,How likely are you to recommend us?,Why?,Plan,MRR,Email,Company",
			"R{n},2026-04-01 09:00,9,The search is slow for order {n},Pro,5000,u{n}@example.com,Acme {n}",
			"R{n},2026-04-02 09:00,3,I like it and it works {n},Free,0,v{n}@example.com,Beta {n}"),
			"text=Why? score=How likely are you to recommend us? metric=nps time=Submitted At id=Response ID idis=response account=Company contact=Email attributes=Plan,MRR"},
		{"japanese nps", filled(40, "回答番号,回答日時,推奨度（0〜10）,その理由をお聞かせください,ご意見・ご要望,契約プラン,会社名,氏名,電話番号,担当者",
			"{n},2026年4月1日 9:05,9点,検索が遅いので{n}回困りました。,特にありません,プロ,株式会社{n},山田{n},03-1234-5678,鈴木",
			"{n},2026年4月2日 9:05,3点,使いやすいです。{n},料金を{n}円下げてほしい。,無料,有限会社{n},佐藤{n},090-1234-5678,田中"),
			"text=その理由をお聞かせください,ご意見・ご要望 score=推奨度（0〜10） metric=nps time=回答日時 id=回答番号 idis=response account=会社名 contact=氏名,電話番号,担当者 attributes=契約プラン"},
		{"csat in japanese", filled(30, "会員番号,回答日,総合満足度,サポート満足度,コメント,年齢,来店回数", "m{n},2026/4/1,5,4,とても良かったです{n},34,3", "m{n},2026/4/20,2,1,待ち時間が長いです{n},25,1"),
			"text=コメント score=総合満足度 metric=csat time=回答日 id=会員番号 idis=respondent respondent=会員番号 attributes=サポート満足度,年齢,来店回数"},
		{"ces", filled(30, "Ticket ID,Closed,Effort (1-7),Feedback", "T{n},yes,7,It was easy to do {n}", "T{n},no,2,I had to write {n} mails"),
			"text=Feedback score=Effort (1-7) metric=ces id=Ticket ID idis=response attributes=Closed"},
		{"flag and counts are no scores", filled(30, "Review,Recommended,Age,Clothing ID,Count,Rating", "I love this dress no {n},1,34,767,0,5", "It does not fit me {n},0,60,767,4,2"),
			"text=Review score=Rating metric=csat attributes=Recommended,Age,Clothing ID,Count"},
		{"labelled scale", filled(30, "comment,satisfaction", "it is fine {n},5 - Very satisfied", "it is not good {n},1 - Very dissatisfied"),
			"text=comment score=satisfaction metric=csat"},
		{"ten point rating", filled(40, "comment,rating", "it is fine {n},10", "it is not good {n},6", "so so {n} and the rest,8"), "text=comment score=rating metric=nps"},
		{"zero to five is no metric", filled(40, "comment,score", "it is fine {n},0", "it is not good {n},5", "so so {n} and the rest,3"), "text=comment attributes=score"},
		{"typeform", filled(20, "#,How likely is it that you would recommend us to a friend?,What could we do better?,Start Date (UTC),Submit Date (UTC),Network ID",
			"a{n}b,10,Nothing at all {n},2026-04-01 09:00:00,2026-04-01 09:10:00,f{n}", "c{n}d,4,The price is too high {n},2026-04-03 09:00:00,2026-04-03 09:10:00,e{n}"),
			"text=What could we do better? score=How likely is it that you would recommend us to a friend? metric=nps time=Submit Date (UTC) id=# idis=response contact=Network ID attributes=Start Date (UTC)"},
		{"google forms", filled(20, "タイムスタンプ,メールアドレス,サービスを友人にすすめる可能性はどのくらいですか？,よろしければ理由をお書きください",
			"2026/04/01 9:05:33,u{n}@example.jp,8,操作が{n}回で済むので便利です", "2026/04/02 9:05:33,w{n}@example.jp,5,画面が{n}秒止まります"),
			"text=よろしければ理由をお書きください score=サービスを友人にすすめる可能性はどのくらいですか？ metric=nps time=タイムスタンプ id=メールアドレス idis=respondent respondent=メールアドレス contact=メールアドレス"},
		{"microsoft forms", filled(20, "ID,Start time,Completion time,Email,Name,How would you rate us?,Please tell us more", "{n},4/1/26 9:00:00,4/1/26 9:03:00,anonymous,,4,It is good for team {n}",
			"{n},4/13/26 9:00:00,4/13/26 9:03:00,anonymous,,1,We had {n} crashes and it was bad"),
			"text=Please tell us more score=How would you rate us? metric=csat time=Completion time id=ID idis=response contact=Email,Name attributes=Start time"},
		{"long form", filled(40, "回答者ID,回答日,設問,回答", "u1{n},2026-04-01,よかった点,{n}番の操作が早いです", "u2{n},2026-04-01,改善点,{n}番の検索が遅いです"),
			"text=回答 question=設問 time=回答日 id=回答者ID idis=respondent respondent=回答者ID"},
		{"account without people", filled(30, "Ticket,Opened at,契約ID,本文,Owner", "#{n},2026-04-01T09:00:00Z,C{n},ログインできません{n}です,Sato", "#{n},2026-04-01T10:00:00Z,C{n},請求書が届きません{n}です,Kato"),
			"text=本文 time=Opened at id=Ticket idis=response account=契約ID contact=Owner"},
		{"choices are no answers", filled(60, "id,Which tools do you use?,Reason for leaving,Anything else?", "i{n},\"Mail, Chat\",Price,It is all good for me {n}", "i{n},\"Chat, Wiki, Mail\",Missing feature,We would like {n} more"),
			"text=Anything else? id=id idis=response attributes=Which tools do you use?,Reason for leaving"},
		{"two scores", filled(30, "overall satisfaction,NPS,comment", "5,10,it is very good {n}", "1,2,it is very bad {n}"), "text=comment score=NPS metric=nps attributes=overall satisfaction"},
		{"mails without a header for it", filled(20, "comment,who", "it is slow {n},a{n}@example.com"), "text=comment contact=who"},
		{"on mails, no addresses", filled(40, "comment,メール配信,メールサポート満足度", "遅いです{n}ね,希望する,4", "良いです{n}ね,希望しない,5"), "text=comment score=メールサポート満足度 metric=csat attributes=メール配信"},
		{"asks for an address", filled(20, "comment,\"If we may contact you, please leave your email address\"", "it is slow {n},", "it is slow {n},a{n}@example.com"),
			"text=comment contact=If we may contact you, please leave your email address"},
		{"app reviews", filled(60, "reviewId,userName,content,score,thumbsUpCount,at,replyContent", "r{n},Jo {n},I love it but {n} adverts are too many,2,0,2026-04-01 09:00:00,We are sorry for {n} of them", "r{n},Al {n},It is a good app no {n},5,3,2026-04-02 09:00:00,"),
			"text=content score=score metric=csat time=at id=reviewId idis=response contact=userName attributes=thumbsUpCount,replyContent"},
		{"product reviews", filled(60, "name,reviews.date,reviews.doRecommend,reviews.rating,reviews.text,reviews.title,reviews.username", "Kettle X,2026-04-01T00:00:00.000Z,true,5,It is hot in {n} minutes,It is good {n},jo{n}", "Pot Y,2026-04-02T00:00:00.000Z,false,1,It leaks since day {n},I want my money {n},al{n}"),
			"text=reviews.text,reviews.title score=reviews.rating metric=csat time=reviews.date contact=reviews.username attributes=name,reviews.doRecommend"},
		{"numeric group", filled(30, "Q1_NPS_GROUP,Q1_NPS,Comment", "3,10,it is good {n}", "1,2,it is bad {n}"), "text=Comment score=Q1_NPS metric=nps attributes=Q1_NPS_GROUP"},
		{"scores alone", filled(20, "NPS,plan", "9,pro", "2,free"), "score=NPS metric=nps attributes=plan"},
		{"dates of something else", filled(20, "comment,生年月日,契約更新日,投稿日時", "遅いです{n}ね,1980-01-02,2027-01-01,2026-04-01 10:00"), "text=comment time=投稿日時 attributes=生年月日,契約更新日"},
		{"a wrong date in a few rows", "Submitted at,NPS,Comment\n2026-04-01,9,it is good\n2026-04-31,9,it is bad\nsoon,9,it is so\n2026-04-02,9,it is mine\n2026-04-03,99,it is yours\n",
			"text=Comment score=NPS metric=nps time=Submitted at"},
		{"no rows", "id,comment,NPS\n", "text=comment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := describe(readText(t, c.in, Options{}).d); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// qualtricsExport and monkeyExport are exports as these tools write them.
func qualtricsExport() string {
	names := "StartDate,EndDate,Status,IPAddress,RecordedDate,ResponseId,RecipientLastName,RecipientEmail,LocationLatitude,UserLanguage,Q1_NPS_GROUP,Q1,Q2,Q3_4_TEXT,Plan"
	wordings := "Start Date,End Date,Response Type,IP Address,Recorded Date,Response ID,Recipient Last Name,Recipient Email,Location Latitude,User Language," +
		"How likely are you to recommend Acme? - Group,How likely are you to recommend Acme?,What is the main reason for your score?,Which one? - Other - Text,Plan"
	ids := strings.TrimSuffix(strings.Repeat(`"{""ImportId"":""x"",""timeZone"":""America/Denver""}",`, 15), ",")
	return filled(20, names+"\n"+wordings+"\n"+ids, "2026-04-01 09:00:00,2026-04-01 09:05:00,IP Address,192.0.2.{n},2026-04-01 09:05:01,R_{n},Doe,jo{n}@example.com,39.1,EN,Promoter,9,The import is slow {n},,Pro",
		"2026-04-01 09:00:00,2026-04-01 09:05:00,IP Address,192.0.2.{n},2026-04-01 09:05:01,R_{n},Roe,,39.2,EN,Detractor,0,I do not like it {n},,Free")
}

func monkeyExport() string {
	return filled(20, "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,"+
		"How likely is it that you would recommend us to a friend or colleague?,What could be better?,Which do you use?,,\n,,,,,,,,,,Open-Ended Response,Mobile,Web,Other (please specify)",
		"1{n},77,04/01/2026 09:00:00 AM,04/21/2026 09:00:00 AM,192.0.2.1,,,,,9,Search is too slow {n},Mobile,,", "1{n},77,04/02/2026 09:00:00 AM,04/02/2026 09:00:00 PM,192.0.2.1,,,,,1,It is not for us {n},,Web,")
}

func TestDecideTools(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"qualtrics", qualtricsExport(), "text=Q2 score=Q1 metric=nps time=EndDate id=ResponseId idis=response " +
			"contact=IPAddress,RecipientLastName,RecipientEmail,LocationLatitude attributes=StartDate,Status,RecordedDate,UserLanguage,Q1_NPS_GROUP,Plan"},
		{"surveymonkey", monkeyExport(), "text=What could be better? score=How likely is it that you would recommend us to a friend or colleague? metric=nps time=End Date id=Respondent ID idis=response " +
			"contact=IP Address,Email Address,First Name,Last Name attributes=Collector ID,Start Date,Which do you use? - Mobile,Which do you use? - Web"},
	} {
		r := readText(t, c.in, Options{})
		if got := describe(r.d); got != c.want || len(r.records) != 20 || len(r.rejects) > 0 {
			t.Errorf("%s: %d records, rejects %v\ngot  %s\nwant %s", c.name, len(r.records), r.rejects, got, c.want)
		}
	}
	q := readText(t, qualtricsExport(), Options{})
	if a := q.records[0].Answers[0]; a.Question != "What is the main reason for your score?" || a.QuestionID != "q2" || q.d.Zone != "America/Denver" {
		t.Errorf("answer %+v, zone %s", a, q.d.Zone)
	}
}

func TestDecideOptions(t *testing.T) {
	in := filled(20, "no,who,score,quality,when,notes,more,mail", "a{n},u{n},9,4,01/04/2026,it is slow {n},it is fine {n},a{n}@example.com")
	o := Options{ID: "WHO", IDIs: "response", Score: "quality", Metric: "csat:reversed", Time: "#5", DateOrder: "dmy", Timezone: "+09:00",
		Text: []string{"more"}, Contact: []string{"notes"}, Attributes: []string{"score"}, IDFrom: []string{"who", "#1"}}
	r := readText(t, in, o)
	want := "text=more score=quality metric=csat time=when id=who idis=response contact=notes,mail attributes=score"
	if got := describe(r.d); got != want || r.d.Zone != "+09:00" || !r.d.Reversed {
		t.Errorf("got  %s, zone %s\nwant %s", got, r.d.Zone, want)
	}
	rec := r.records[0]
	if rec.Score.V != 2 || rec.On.V.String() != "2026-04-01" || !slices.Equal(rec.IDFrom, []string{"u1", "a1"}) || !slices.Equal(rec.Attributes, []string{"9"}) {
		t.Errorf("got %+v", rec)
	}
	none := readText(t, in, Options{Score: "none", Time: "none", ID: "none", Contact: []string{"none"}, Text: []string{"notes", "more"}})
	if got := describe(none.d); got != "text=notes,more contact=mail attributes=no,who,score,quality,when" {
		t.Errorf("none: %s", got)
	}
}

func TestDecideErrors(t *testing.T) {
	in := filled(20, "id,comment,プラン,mail", "a{n},it is slow {n},pro,a{n}@example.com")
	for _, c := range []struct {
		name string
		in   string
		o    Options
		want []string
	}{
		{"misspelt", in, Options{Text: []string{"coment"}}, []string{"--text", `"coment"`, "did you mean comment", "プラン"}},
		{"unknown", in, Options{Score: "zzzzzzzz"}, []string{"--score", "no such column", "the columns are id"}},
		{"number too high", in, Options{ID: "#9"}, []string{"--id", "no such column"}},
		{"contact as attribute", in, Options{Attributes: []string{"mail"}}, []string{"--attributes", "contact"}},
		{"metric", in, Options{Metric: "nsp"}, []string{"--metric", "nps, csat, ces"}},
		{"metric suffix", in, Options{Metric: "nps:backwards"}, []string{"--metric", "reversed"}},
		{"zone", in, Options{Timezone: "Asia/Atlantis"}, []string{"--timezone", "Asia/Tokyo"}},
		{"local zone", in, Options{Timezone: "Local"}, []string{"--timezone", "every machine"}},
		{"id is", in, Options{IDIs: "person"}, []string{"--id-is"}},
		{"date order", in, Options{DateOrder: "ydm"}, []string{"--date-order"}},
		{"no text", filled(20, "id,plan", "a{n},pro"), Options{}, []string{"--text COLUMN", "id, plan"}},
	} {
		info, err := Inspect(context.Background(), write(t, "in.csv", c.in), c.o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Decide(context.Background(), info, c.o)
		var wrong *OptionError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %q lacks %q", c.name, err, w)
			}
		}
	}
}

func TestDateOrderDecision(t *testing.T) {
	for _, c := range []struct {
		name  string
		dates []string
		order string
		noted bool
	}{
		{"day above 12 first", []string{"01/04/2026", "25/04/2026", "02/03/2026"}, "dmy", false},
		{"day above 12 second", []string{"01/04/2026", "04/25/2026"}, "mdy", false},
		{"rising read day first", []string{"01/02/2026", "02/02/2026", "03/02/2026", "01/03/2026"}, "dmy", true},
		{"dots", []string{"1.4.2026", "1.2.2026", "3.1.2026"}, "dmy", true},
		{"nothing settles it", []string{"01/04/2026", "01/04/2026"}, "mdy", true},
		{"two digit years", []string{"26/04/01", "26/04/25", "32/04/02"}, "ymd", false},
		{"plain", []string{"2026-04-01", "2026-04-02"}, "", false},
	} {
		var rows []string
		for i, d := range c.dates {
			rows = append(rows, fmt.Sprintf("it is slow %d,%s", i, d))
		}
		d := readText(t, "comment,date\n"+strings.Join(rows, "\n")+"\n", Options{}).d
		noted := slices.ContainsFunc(d.Notes, func(n Note) bool { return strings.Contains(n.Flag, "--date-order") })
		if d.DateOrder != c.order || noted != c.noted {
			t.Errorf("%s: got %q, notes %v", c.name, d.DateOrder, d.Notes)
		}
	}
}

func TestZoneDecision(t *testing.T) {
	for header, want := range map[string]string{"date": "UTC", "回答日時(日本時間)": "Asia/Tokyo", "Date (JST)": "Asia/Tokyo", "Submitted (UTC+9)": "Asia/Tokyo", "Submit Date (UTC)": "UTC"} {
		d := readText(t, "comment,"+header+"\nit is slow,2026-04-01 09:00\n", Options{}).d
		if d.Zone != want || headerOf(d.Time) != header {
			t.Errorf("%s: zone %s", header, d.Zone)
		}
	}
	local := readText(t, "comment,date\nit is slow,2026-04-01 03:00\n", Options{Timezone: "America/New_York"})
	if got := local.records[0]; got.On.V.String() != "2026-04-01" || got.At.V != 1775026800e6 {
		t.Errorf("got %+v", got)
	}
}

func TestIDDecision(t *testing.T) {
	waves := "ID,date,comment\nu1,2026-01-01,it is slow\nu2,2026-01-01,it is fine\nu1,2026-02-01,it is fast\nu2,2026-02-02,it is well\n"
	for _, c := range []struct {
		name, in, id, is string
		sure             bool
	}{
		{"unique", "ID,date,comment\n1a,2026-01-01,it is slow\n2a,2026-01-01,it is fine\n", "ID", "response", false},
		{"waves", waves, "ID", "respondent", false},
		{"the same rows twice", "ID,date,comment\na,2026-01-01,it is slow\nb,2026-01-01,it is fine\na,2026-01-01,it is slow\n", "ID", "response", false},
		{"by header", strings.Replace(waves, "ID,", "Customer ID,", 1), "Customer ID", "respondent", true},
		{"product ids", "Product ID,comment\np1,it is slow\np1,it is fine\np1,it is bad\n", "", "", false},
		{"row numbers", ",comment\n0,it is slow\n1,it is fine\n2,it is bad\n", "", "", false},
		{"numbered rows", "No.,comment\n1,it is slow\n2,it is fine\n3,it is bad\n", "", "", false},
		{"ids from 1", "ID,comment\n1,it is slow\n2,it is fine\n3,it is bad\n", "ID", "response", false},
		{"gaps in ids", "Response ID,comment\nr1,it is slow\n,it is fine\n,it is bad\n", "", "", false},
	} {
		d := readText(t, c.in, Options{}).d
		if headerOf(d.ID) != c.id || d.IDIs != c.is || d.IDSure != c.sure {
			t.Errorf("%s: id %q is %q, sure %v", c.name, headerOf(d.ID), d.IDIs, d.IDSure)
		}
	}
}

// TestContactStaysOut: no field of a record but Contacts holds an address.
func TestContactStaysOut(t *testing.T) {
	in := filled(20, "メール,回答日,コメント,担当者,IPAddress,Latitude", "User{n}@Example.com,2026-04-01,遅いです{n}ね,鈴木{n},192.0.2.{n},35.{n}")
	r := readText(t, in, Options{})
	first := r.records[0]
	if len(first.Contacts) != 4 || first.Contacts[0] != (datasets.Contact{Header: "メール", Value: "User1@Example.com"}) {
		t.Errorf("contacts %+v", first.Contacts)
	}
	for _, rec := range r.records {
		rec.Contacts = nil
		if s := fmt.Sprintf("%+v", rec); strings.Contains(s, "xample") || strings.Contains(s, "鈴木") || strings.Contains(s, "192.0") {
			t.Errorf("contact in %s", s)
		}
	}
	lower := readText(t, strings.ReplaceAll(in, "User", "user"), Options{})
	if first.ID == "" || first.ID != lower.records[0].ID || first.ID == r.records[1].ID {
		t.Errorf("ids %q, %q, %q", first.ID, lower.records[0].ID, r.records[1].ID)
	}
}

func TestQuestionKey(t *testing.T) {
	for wording, want := range map[string]string{
		"Why?": "why", "  WHY ": "why", "Ｗｈｙ？": "why", "Don't you?": "dont_you", "Q2_TEXT": "q2_text", "Name (2)": "name_2",
	} {
		if got := QuestionKey(wording); got != want {
			t.Errorf("%q: got %q, want %q", wording, got, want)
		}
	}
	long := "What, if anything, hinders you from using it every single day of the week"
	same := [][2]string{{"ご意見・ご要望", "ご意見･ご要望"}, {long, strings.ToUpper(long) + "?"}, {"コメント", " コメント "}}
	for _, s := range same {
		if QuestionKey(s[0]) != QuestionKey(s[1]) {
			t.Errorf("%q and %q have different keys", s[0], s[1])
		}
	}
	if a, b := QuestionKey(long), QuestionKey(long+" or month"); a == b || len(a) > questionKeyLength+7 || !strings.HasPrefix(a, "what_if_anything") {
		t.Errorf("keys %q, %q", a, b)
	}
	if a, b := QuestionKey("理由"), QuestionKey("要望"); a == b || !strings.HasPrefix(a, "q_") || len(a) != 8 {
		t.Errorf("keys %q, %q", a, b)
	}
}

// TestQuestionKeysStay: other columns, another order: the same keys.
func TestQuestionKeysStay(t *testing.T) {
	a := readText(t, filled(9, "id,コメント,Why?,why", "a{n},遅いです{n}ね,it is slow {n},it was bad {n}"), Options{}).d
	b := readText(t, filled(9, "why,plan,Why?,コメント", "it was bad {n},pro,it is slow {n},遅いです{n}ね"), Options{}).d
	keys := func(d *Decision) map[string]bool {
		m := map[string]bool{}
		for _, x := range d.Texts {
			m[x.QuestionID] = true
		}
		return m
	}
	if got, want := keys(b), keys(a); len(want) != 3 || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("keys %v and %v", want, got)
	}
}

func TestSummary(t *testing.T) {
	r := readText(t, filled(30, "回答ID,回答日(JST),推奨度,コメント,プラン,MRR,メール", "r{n},2026-04-01 09:00,9,遅いです{n}ね,Pro,1,a{n}@example.com", "r{n},2026-04-01 09:00,1,良いです{n}ね,Free,2,b{n}@example.com"), Options{})
	got := r.d.Summary(func(h string) string { return map[string]string{"プラン": "plan", "MRR": "mrr"}[h] })
	want := []string{"text コメント, score 推奨度 (NPS 0-10), time \"回答日(JST)\" (Asia/Tokyo), id 回答ID", "contact メール (cases only); attributes プラン→plan, MRR→mrr"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

func TestRejects(t *testing.T) {
	long := strings.Repeat("長い", 100)
	r := readText(t, "NPS,date,comment\n9,2026-04-01,it is fine\n11,2026-04-01,it is bad\n8.5,2026-04-01,it is so\n"+long+",2026-04-01,it is x\n"+
		"7,2026-04-31,it is y\n7,1970-01-01,it is z\nN/A,,it is w\n7,2026-04-02,it is v\n9,2026-04-03,it is u\n9,2026-04-03,it is t\n"+
		strings.Repeat("9,2026-04-03,it is more\n", 30), Options{})
	var got []string
	for _, x := range r.rejects {
		got = append(got, fmt.Sprintf("%d %s %s %s", x.Line, x.Kind, x.Column, x.Reason))
	}
	want := []string{"3 score NPS is out of 0 to 10 of NPS", "4 score NPS is no whole number, as NPS has", "5 score NPS is no number on a scale",
		"6 date date is no date", "7 date date is no date between 1990 and 2100"}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if n := len([]rune(r.rejects[2].Value)); n != maxValue {
		t.Errorf("value of %d characters", n)
	}
}

func FuzzDecide(f *testing.F) {
	f.Add([]byte("id,NPS,comment,date\n1,9,it is slow,2026-04-01\n"))
	f.Add([]byte(",a\n0,x\n1,y\n2,\"z\n"))
	f.Add([]byte("設問;回答;回答者ID\n改善点;遅いです;u1\n"))
	f.Add([]byte("a\tb\n\x00\xff\t{\"ImportId\":1}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) == 0 || len(content) > 4096 {
			return
		}
		path := write(t, "in.csv", string(content))
		info, err := Inspect(context.Background(), path, Options{})
		if err != nil {
			var open *OpenError
			if !errors.As(err, &open) {
				t.Errorf("inspect: %v", err)
			}
			return
		}
		if _, err := Decide(context.Background(), info, Options{}); err != nil {
			var wrong *OptionError
			if !errors.As(err, &wrong) {
				t.Errorf("decide: %v", err)
			}
			return
		}
		r := read(t, path, Options{})
		for _, rec := range r.records {
			for _, a := range rec.Answers {
				if strings.ToValidUTF8(a.Text, "") != a.Text || strings.Contains(a.Text, "\x00") || a.QuestionID == "" {
					t.Errorf("answer %+v", a)
				}
			}
		}
	})
}

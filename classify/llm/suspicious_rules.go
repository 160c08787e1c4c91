package llm

import "sync"

// The patterns below are matched against undisguise(text): small letters,
// single spaces, none beside Japanese characters. Each names what only who
// thinks of a model, or of how answers are coded, would write. They were written
// from what is known of prompt injection (Greshake et al., "Not what you've
// signed up for", 2023; Perez and Ribeiro, "Ignore previous prompt", 2022) and
// held against real feedback for false alarms, see TestFalseAlarms.

// rules are the patterns, compiled when the first text is looked at.
type rules struct {
	spelled, escapes, raw pattern   // against the text as it was typed
	markup, order         []pattern // against undisguise of it
	tight                 []pattern // against its letters alone
}

var suspicionRules = sync.OnceValue(func() *rules {
	return &rules{
		spelled: newPattern(spelledWords),
		escapes: newPattern(escapedText),
		raw:     newPattern(rawMarkup),
		markup:  newPatterns(markupRules()),
		order:   newPatterns(orderRules()),
		tight:   newPatterns(tightRules()),
	}
})

// spelledWords are words with a sign between each two letters.
const spelledWords = `(?:\b[A-Za-z][ ._*|/~-]{1,3}){9,}[A-Za-z]\b|(?:[\p{Han}\p{Hiragana}\p{Katakana}][ 　.・_*|/]){7,}`

// escapedText are bytes, characters or bits as programs write them.
const escapedText = `(?:\\x[0-9A-Fa-f]{2}){3}|(?:\\u\{?[0-9A-Fa-f]{4}\}?){3}|(?:&#[Xx]?[0-9A-Fa-f]{2,6};\s*){3}|(?:%[0-9A-Fa-f]{2}){4}|\b[01]{8}(?:\s[01]{8}){2}|\b[A-Za-z0-9+/]{16,}={1,2}(?:[^=]|$)|\b(?:[0-9A-Fa-f]{2}[ :]?){16,}\b`

// rawMarkup are delimiters.
const rawMarkup = `\b(?:BEGIN|END)\b(?: OF)?(?: THE)? (?:DATA|ANSWERS?|INPUT|PROMPT|USER|SURVEY|TEXT|[0-9a-f]{6,})|-{3,} ?(?:BEGIN|END|Begin|End)\b`

// markupRules find imitations of roles, delimiters and data.
func markupRules() []string {
	return []string{
		"<\\|?/?\\s*(?:system|user|assistant|developer|model|im_start|im_end|im_sep|endoftext|eot_id|eot|bos|eos|start_of_turn|end_of_turn|start_header_id|s|inst|sys|prompt|tool\\w*|instructions?|admin|answers?|data|text|items?|verbatim|document|context|input|rules?|question|response)\\b[^<>]{0,40}>",
		"\\[/?(?:inst|sys|system|system prompt|assistant|user|instructions?|admin|override|end of \\w+|new task)\\]",
		"<<\\s*/?sys|```|#{3,} ?\\w|\\{\\{|\\}\\}",
		`(?:^|\n|[.!?。」】"']\s?)(?:system|assistant|developer|human|ai|llm|chatgpt|admin|administrator|model)(?: message| prompt| note| override| command| instructions?)? ?[:>\]]`,
		`["'“”「」\\]+(?:items?|ids?|tags?|themes?|role|content|quote|sentiment|confidence|intent|text)["'“”「」\\]+ ?[:=]`,
		`\{ ?["'“”\\]*[a-z_]+["'“”\\]* ?:`,
		`\b(?:item|answer|id|response|entry|verbatim) ?#?\d{1,3} ?[:=]`,
		`\b(?:end|start|beginning) of (?:the )?(?:data|user input|input|prompt|survey data|answers|verbatims?|system)\b`,
		`(?:^|\n|[。」】!！])[【\[「<(]?(?:システム|アシスタント|開発者|管理者|運営|ai|モデル)(?:メッセージ|プロンプト|より|からの?|への?)?(?:指示|命令|通知|連絡)?[】\]」>)]?[::]`,
		`[【\[<《](?:システム|管理者|開発者|重要な?|新しい|新規|追加|緊急|最優先)?(?:指示|命令|指令|プロンプト|システム)[^】\]>》]{0,12}[】\]>》]`,
		`(?:回答|データ|入力|アンケート)(?:は|の)?(?:ここまで|終わり|終了)|(?:ここまで|以上)が(?:データ|回答|入力)|(?:ここから|以下)(?:は|が)(?:新しい|次の|本当の|別の)?(?:指示|命令|システム)`,
		`(?:回答|項目|データ|id|番号) ?[#no.]{0,3}\d{1,3} ?[:=は]`,
	}
}

// orderRules find orders to a model and talk about its task.
func orderRules() []string {
	return []string{
		// English: away with what it was told.
		`\b(?:ignore|disregard|forget|override|bypass|dismiss|neglect|overrule|discard|cancel|delete|do not follow|don't follow|do not obey|stop following)\b.{0,30}\b(?:(?:previous|prior|above|earlier|preceding|original|initial|system|foregoing|all|any|these|those|other|your) (?:\w+ ){0,3}?(?:instructions?|prompts?|rules?|guidelines?|directions?|directives?|orders?|commands?|constraints?|messages?|text|context|training|answers|responses)|(?:the|everything|anything|all|what(?:ever)?)(?: of)?(?: the)?(?: that)?(?: is| was| came| stands)?(?: said| written)? above)\b`,
		`\b(?:ignore|disregard|override|forget) (?:all |any |the |your |my |these |those )*(?:instructions|prompts?|guidelines|directives|rules)\b`,
		// Another role.
		`\byou(?:'re| are| will be| have become) (?:now |no longer )(?:an? |the |in |my |free|bound|required|operating|acting|going to)`,
		`\bfrom (?:now|here|this point) on,? (?:you|answer|respond|reply|every|all|classify|output)\b`,
		`\b(?:act|behave|respond|answer|reply|roleplay|role-play|speak) (?:as|like) (?:if you|an? (?:ai|assistant|admin|unrestricted|developer|system|language|different model))`,
		`\bpretend (?:that )?(?:you are|you're|to be (?:an? )?(?:ai|assistant|system|developer|model|unrestricted))\b`,
		`\b(?:jailbreak|jailbroken|dan mode|developer mode|debug mode|god mode|prompt injection|prompt hack|sudo|do anything now|override code|simulation mode|maintenance mode)\b`,
		// Talk to the model, and about its prompt.
		`\b(?:system|initial|hidden|original|secret|above|previous) (?:prompt|instructions)\b`,
		`\b(?:as an|you are an?|you're an?|dear|hey|hello|hi|attention|note to(?: the| all)?|(?:message|instructions?|reminder|order|command) (?:to|for)(?: the| all| any)?) (?:ai|a\.i\.|llm|llms|language model|large language model|ai assistant|assistant|ai model|chatbot|chatgpt|gpt|model|classifier|annotator|tagger|ai system)s?\b`,
		`\b(?:the|any|an?|every|whichever|whatever) (?:llm|language model|large language model|ai model|ai|classifier|automated system|coding model|machine)\b.{0,30}\b(?:reading|reads|processing|coding|that codes|classifying|must|shall|is to|should (?:output|mark|tag|classify|answer|assign|give))\b`,
		`\byour (?:new |real |actual |true |only |next |current )?(?:task|instructions|objective|role|mission|purpose|programming|guidelines|prompt)\b`,
		`\b(?:new|updated|real|actual|revised|secret|hidden|important|urgent) (?:system )?instructions?\b ?(?:[:;.-]|is|are|follow|for)`,
		`\b(?:reveal|repeat|print|leak|expose|disclose|output|quote|show|tell|copy)\b.{0,30}\b(?:prompt|instructions above|text above|above text|api key|other (?:answers|responses|items)|list of themes|codebook|everything above)\b`,
		// What to answer.
		`\b(?:classify|categori[sz]e|annotate|tag|label)(?: down)? (?:this|these|all|every|each|it|everything|them|me|the (?:following|other|next|previous|rest)|both|any|other|item|answer|id)\b`,
		`\b(?:mark|rate|score|record|code|flag|treat|count|report|file|set|log|register|assign)\b.{0,25}\b(?:answers?|responses?|items?|entries|entry|texts?|verbatims?|comments?|feedback)\b.{0,25}\b(?:as|to|with|under)\b`,
		`\b(?:output|print|emit|respond|reply|answer|return|produce|write|generate)(?: back)? (?:only|just|solely|exactly|nothing but|with|the following|in|as|back)\b.{0,30}\b(?:json|words?|phrase|themes?|tags?|praise|positive|negative|neutral|empty|nothing|none|prompt|list|array|object|exactly|[a-z]+_[a-z_]+)\b`,
		`\b(?:confidence|sentiment|intent|themes?|tags?)(?: score| value| level)? ?(?:is|are|=|:|->|to|must be|should be|shall be|equals?|at) ?"?(?:1\b|1[.,]0|0?[.,]9\d|100|positive|negative|neutral|praise|problem|question|request|none|empty|maximum|max|always)`,
		`\b(?:set|use|report|assign|raise|put|return|maximi[sz]e|change|with)\b.{0,20}\b(?:the |a |full |maximum |high )(?:confidence|sentiment|intent|theme id)\b`,
		`\b(?:other|following|previous|remaining|next|preceding|subsequent|all|every|each)(?: of)?(?: the)? (?:answers?|items?|entries|entry|responses|respondents|verbatims?)\b.{0,40}\b(?:should|must|shall|are also|as well|gets?|belongs?|is about|are about|to be|same)\b`,
		`\bthis (?:answer|response|comment|review|text|entry|item|survey|feedback) (?:should|must|shall|is to|has to|needs to) (?:be|get|have|receive|count)\b`,
		`\b(?:do not|don't|never|stop|refuse to) (?:classify|classifying|categori[sz]e|analy[sz]e|analy[sz]ing|code|coding|tagging|process|processing|label|report) (?:this|these|any|the|it|other|further|survey|answers|me)\b`,
		`\binstead,? (?:output|print|classify|reply with|respond with|write|say|tag|mark|answer with)\b`,
		`\b(?:please |you must |must |always |only |now )(?:output|obey|comply|classify|follow (?:these|my|the following|this) (?:instructions?|rules?|orders?))\b`,
		`\b(?:decode|decrypt|decipher|unscramble) (?:this|the following|it|and)\b|\brot-?13\b|\bbase ?64\b|\bread (?:it |this )?backwards?\b`,
		`\b(?:all|every) (?:themes?|categor(?:y|ies)|codes|labels)\b.{0,20}\b(?:apply|applies|fit|fits|match|must|should)\b|\b(?:give|assign|add|apply|choose|pick|select|use)\b.{0,20}\b(?:theme|all themes|every theme|all (?:the )?categories)\b`,
		// Other languages that models read.
		`\b(?:ignora|olvida|ignorez|oubliez|ignoriere|vergiss|ignorieren sie|esqueça)\b.{0,40}(?:instruc|anweisung|consigne|reglas|r[eè]gles|regeln|ordini)`,
		`(?:忽略|无视|無視|忘记|忘掉).{0,10}(?:指令|指示|提示词?|规则)|(?:지시|명령|프롬프트).{0,10}(?:무시|잊)`,
		`\b(?:kore ?made|ijou|ijo|jouki|joki|subete|zenbu)\b.{0,20}\b(?:shiji|siji|meirei)\b.{0,12}\bmushi\b`,

		// Japanese: away with what it was told.
		`(?:指示|命令|プロンプト|指令|指図)(?:は|を|に|も|など|文|内容|事項)*.{0,6}(?:無視|忘れ|破棄|取り消|取消|上書き|無効|従わ|従うな|リセット)`,
		`(?:これまで|今まで|以前|先ほど|上記|上|前|全て|すべて|あなた)の?(?:全ての|すべての)?(?:ルール|規則|制約|設定|前提|ガイドライン|説明|文章|会話|やり取り|内容|テーマ一覧).{0,6}(?:無視|忘れ|破棄|取り消|上書き|無効|従わ|リセット)`,
		`(?:上記|これまで|ここまで|今まで|以前|先ほど|上の文)(?:の(?:こと|もの|全て|すべて|文|話)?)?(?:は|を)?(?:すべて|全て|全部|一切)?(?:無視し(?:て(?:ください|下さい|、|次|以下)|ろ|なさい|、)|無視せよ|忘れ(?:て(?:ください|下さい|、)|ろ|なさい))`,
		`(?:しじ|シジ|めいれい|メイレイ|ぷろんぷと)(?:を|ヲ|は|ハ)?(?:すべて|全て|スベテ)?(?:むし|ムシ|わすれ|ワスレ)`,
		// Another role, talk to the model.
		`(?:あなた|君|きみ|お前|貴方)(?:は|の)(?:今から|これから|今後|もはや|もう|ai|アシスタント|分類|言語モデル|役割|仕事は|任務|タスク|新しい|システム|有能|制限|自由)`,
		`(?:言語モデル|llm|chatgpt|チャットgpt|gpt|生成ai|aiアシスタント|分類器|分類ai|人工知能|ai|アシスタント|モデル)(?:へ[::、。の]|に告|に命|宛|さんへ|への(?:指示|命令|お願い|伝言)|は(?:次|以下|必ず|この(?:回答|文))|よ、)`,
		`(?:システム|隠し|初期|元の|内部)(?:プロンプト|指示|命令)|(?:開発者|デバッグ|脱獄|無制限|メンテナンス)モード`,
		`(?:新しい|新たな|追加の|本当の|真の|次の|以下の|最優先の|最重要の|下記の)(?:指示|命令|指令|任務)`,
		`(?:指示|命令|指令)(?:に|どおりに|通りに)(?:従って|従い|従え)(?:、)?(?:出力|回答|分類|返答|答え|ください|下さい|$|。)`,
		// What to answer.
		`(?:分類|タグ付け|ラベル付け|コーディング|判定)(?:し(?:て(?:ください|下さい|くれ|、|おけ)|ろ|なさい)|せよ|する(?:こと|べき|ように)|をお願い|願い)`,
		`(?:テーマ|感情|センチメント|意図|インテント|信頼度|確信度|sentiment|confidence|theme|intent)(?:は|を|に|には|の値は|の値を|:|=)?.{0,12}(?:肯定|否定|ポジティブ|ネガティブ|positive|negative|praise|最大|最高|1\.0|0\.9|100|せよ|しろ|にしてください|にして下さい|としてください|とすること|にすること|を付与|を付けろ|を選(?:べ|択せよ)|必ず|空(?:に|の))`,
		`(?:テーマ|カテゴリー?|タグ|ラベル)(?:を|は)?(?:すべて|全て|全部|必ず)(?:の)?(?:付け|つけ|付与|選|当て|適用)|(?:すべて|全て|全部)の(?:テーマ|カテゴリー?|ラベル)`,
		`(?:他の|ほかの|他人の|次の|前の|以下の|以降の|すべての|全ての|全部の|残りの|隣の)(?:回答|アンケート|コメント|項目|テキスト|答え|回答者)(?:も|は|を|に|が|にも|に対して|の).{0,20}(?:に(?:して|しろ|せよ|分類|する)|として|とみな|扱|付け|つけ|同じ|該当|無視|述べ|変え|せよ)`,
		`json(?:で|を|形式|だけ|のみ|として|のみを|オブジェクト).{0,10}(?:返|出力|答|書)`,
		`(?:と|を)?(?:だけ|のみ)を?(?:出力|返答|返し|返せ|復唱)(?:し|せ|す|て|。|$)|と(?:だけ)?(?:出力し|復唱し|返答し)(?:て|ろ|なさい)|と出力(?:せよ|すること)`,
		`(?:プロンプト|指示文|システム設定|内部設定|テーマ一覧|コードブック).{0,8}(?:表示|教え|出力|開示|見せ|公開|書き出)`,
		`(?:この|本)(?:回答|文章|コメント|テキスト|意見|アンケート)(?:は|を|に|には).{0,20}(?:に分類|とみな|として(?:扱|処理|記録|分類|数)|タグ|テーマ|と判定|と判断し)`,
		`(?:分類|判定|タグ付け|コーディング)(?:しない(?:で|こと)|するな|を(?:停止|中止|やめ|終了|拒否))`,
		`(?:デコード|復号|解読|逆から読)(?:し|ん|せ).{0,8}(?:従|実行|指示|内容)|(?:次|以下)の暗号`,
		// Backwards, and by the rotation of 13.
		`snoitcurtsni|tpmorp metsys|suoiverp|\berongi\b|\bvtaber\b|vafgehpgvba|cebzcg`,
	}
}

// tightRules are matched against the letters alone.
func tightRules() []string {
	return []string{
		`(?:ignore|disregard|forget|override|bypass)(?:all|any|the|your|my|these|those|of)*(?:previous|prior|above|earlier|preceding|system|foregoing|given)?(?:instructions|prompts|guidelines|directives|rulesabove)`,
		`(?:指示|命令|プロンプト)(?:を|は)?(?:すべて|全て|全部)?(?:無視|忘れろ|忘れて)`,
	}
}

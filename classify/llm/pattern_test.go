package llm

import "testing"

func BenchmarkSuspicion(b *testing.B) {
	text := "The new dashboard is nice, but exports take for ever and support took 3 days to answer my ticket about it."
	b.Run("en", func(b *testing.B) {
		for b.Loop() {
			Suspicion(text)
		}
	})
	b.Run("ja", func(b *testing.B) {
		for b.Loop() {
			Suspicion("新しいダッシュボードは見やすいのですが、出力に時間がかかり、サポートの回答も三日後でした。")
		}
	})
}

package redact

import "testing"

// BenchmarkRedact redacts the real texts beside the module, each with the
// contact values of a response; an operation is one text.
func BenchmarkRedact(b *testing.B) {
	texts := realTexts(b)
	r := New([]string{"Acme Corp", "緑川 環"})
	contacts := []string{"quill.zoe@mail.example.jp", "090-8765-4321", "山田 太郎"}
	size, i := 0, 0
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		size += len(texts[i%len(texts)])
		r.Redact(texts[i%len(texts)], contacts)
		i++
	}
	b.SetBytes(int64(size / max(i, 1)))
	b.ReportMetric(float64(i)/b.Elapsed().Seconds(), "texts/s")
}

package redact_test

import (
	"fmt"

	"verbatim/classify/redact"
)

// A text is redacted with the contact values of its response; a quote from the
// redacted text is found again in the text as given.
func ExampleRedactor_Redact() {
	r := redact.New([]string{"Acme Corp"})
	text := "緑川です。Acme Corpの請求は０３−１２３４−５６７８まで。"
	got := r.Redact(text, []string{"緑川 環", "midori@example.jp"})
	fmt.Println(got.Text)

	start, end := got.Span(14, 25) // the placeholder of the phone number begins at 25
	fmt.Println(string([]rune(text)[start:end]))
	// Output:
	// [CONTACT_1]です。[NAME_1]の請求は[PHONE_1]まで。
	// Acme Corpの請求
}

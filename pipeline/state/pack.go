package state

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// packer keeps the bodies of exchanges as zstd frames: they hold the same
// prompt and the same form again and again, and shrink to a third or less. The
// bodies of answers stay as they are, being too short to gain anything.
type packer struct {
	in  *zstd.Encoder
	out *zstd.Decoder
}

func newPacker() (*packer, error) {
	in, errIn := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	out, errOut := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	return &packer{in, out}, errors.Join(errIn, errOut)
}

func (p *packer) pack(body string) []byte { return p.in.EncodeAll([]byte(body), nil) }

// unpack returns two bodies as they were.
func (p *packer) unpack(sent, received []byte) (string, string, error) {
	s, err := p.out.DecodeAll(sent, nil)
	if err != nil {
		return "", "", fmt.Errorf("what was sent is damaged: restore the log from a copy: %w", err)
	}
	r, err := p.out.DecodeAll(received, nil)
	if err != nil {
		return "", "", fmt.Errorf("what was received is damaged: restore the log from a copy: %w", err)
	}
	return string(s), string(r), nil
}

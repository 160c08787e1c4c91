package pipeline

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"

	"verbatim/datasets"
)

const (
	// contactsFile stands with the other fragments of the department files,
	// the only place that holds contacts: a later run that tags a part anew
	// may open a case for a response that had none, and must know whom to
	// answer.
	contactsFile = "contacts.jsonl.zst"
	// fragmentExt ends the name of a department's fragment.
	fragmentExt = ".zst"
)

// contactWriter writes the contacts of a part's responses, a line each, in the
// order of the responses table.
type contactWriter struct {
	f   *os.File
	z   *zstd.Encoder
	enc *json.Encoder
}

func createContacts(path string) (*contactWriter, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &contactWriter{f: f, z: z, enc: json.NewEncoder(z)}, nil
}

func (w *contactWriter) add(contacts []datasets.Contact) error { return w.enc.Encode(contacts) }

func (w *contactWriter) close() error { return errors.Join(w.z.Close(), w.f.Close()) }

// contactReader reads what a contactWriter wrote.
type contactReader struct {
	f   *os.File
	z   *zstd.Decoder
	dec *json.Decoder
}

func openContacts(path string) (*contactReader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	z, err := zstd.NewReader(f, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &contactReader{f: f, z: z, dec: json.NewDecoder(bufio.NewReader(z))}, nil
}

// next returns the contacts of the next response.
func (r *contactReader) next() (contacts []datasets.Contact, err error) {
	err = r.dec.Decode(&contacts)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return contacts, err
}

func (r *contactReader) close() error {
	r.z.Close()
	return r.f.Close()
}

package mail

import (
	"bytes"
	"testing"

	"github.com/jhillyerd/enmime/v2"
)

// parse reads a message strictly: any complaint fails the test.
func parse(t *testing.T, message []byte) *enmime.Envelope {
	t.Helper()
	e, err := enmime.ReadEnvelope(bytes.NewReader(message))
	if err != nil {
		t.Fatal(err)
	}
	for _, complaint := range e.Errors {
		t.Errorf("the message has a fault: %v", complaint)
	}
	return e
}

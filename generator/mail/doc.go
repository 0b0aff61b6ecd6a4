// Package mail turns finished reviews into an outbox of frozen messages, and
// an outbox into deliveries. Nothing leaves while an outbox is prepared: it is
// a folder of .eml files, a preview and a list, and sending it asks for the
// hash of exactly that folder.
//
// A message is bytes from the moment it is prepared. Those bytes are written
// to disk, looked at, hashed, checked and sent; nothing is composed again on
// the way. Delivery is one SMTP transaction for each recipient, and a ledger
// on disk says of each what is known: see Ledger.
//
// SMTP cannot promise that a mail arrives exactly once. Where the answer to a
// finished message is lost, the state is Unknown and a person decides; a mail
// that may have arrived is never sent again by itself.
package mail

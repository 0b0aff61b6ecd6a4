package main

import "rapport/generator/pdf"

// browserFor finds the browser that prints the pages, "" when nothing is to
// be printed.
func browserFor(print bool) (string, error) {
	if !print {
		return "", nil
	}
	found, err := pdf.Find()
	if err != nil {
		return "", usageError{err, "install Chromium, or leave --pdf out and print a page from a browser"}
	}
	return found, nil
}

// Package templates holds everything that a user may replace by a folder of
// files with the same names: page and mail templates, style sheet, scripts,
// messages, title rules, and mapping profiles. It has no code.
package templates

import "embed"

// Files are the built-in templates, rooted at this folder.
//
//go:embed *
var Files embed.FS

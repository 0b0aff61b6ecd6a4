package words

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Format writes a value as the language does: integers grouped, days as
// dates, everything else plainly.
func (c *Catalog) Format(v any) string { return string(c.append(nil, v)) }

func (c *Catalog) append(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(b, v...)
	case int:
		return appendNumber(b, v)
	case int32:
		return appendNumber(b, int(v))
	case float64:
		return strconv.AppendFloat(b, v, 'g', 3, 64)
	case interface{ Time() time.Time }:
		return append(b, c.Date(v.Time())...)
	case fmt.Stringer:
		return append(b, v.String()...)
	}
	return fmt.Append(b, v)
}

// Number groups an integer by thousands; the minus is a real one.
func (c *Catalog) Number(n int) string {
	if n >= 0 && n < 1000 {
		return strconv.Itoa(n)
	}
	return string(appendNumber(make([]byte, 0, 32), n))
}

func appendNumber(b []byte, n int) []byte {
	if n < 0 {
		b, n = append(b, "−"...), -n
	}
	var room [20]byte
	digits := strconv.AppendInt(room[:0], int64(n), 10)
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, d)
	}
	return b
}

// Percent writes a share in whole per cent, as 38 % in English and 38% in
// Chinese.
func (c *Catalog) Percent(share float64) string {
	b := make([]byte, 0, 32)
	if whole := math.RoundToEven(share * 100); whole >= 0 && whole < 1e9 {
		b = strconv.AppendInt(b, int64(whole), 10)
	} else {
		n := strconv.FormatFloat(share*100, 'f', 0, 64)
		b = append(b, strings.Replace(n, "-", "−", 1)...)
	}
	if c.lang == "en" {
		b = append(b, "\u202f"...)
	}
	return string(append(b, '%'))
}

// Date writes a calendar date: 30 Sep 2026 or 2026年9月30日.
func (c *Catalog) Date(t time.Time) string {
	if c.lang == "zh-CN" {
		return fmt.Sprintf("%d年%d月%d日", t.Year(), t.Month(), t.Day())
	}
	return t.Format("2 Jan 2006")
}

// Month writes the short name of a month: Sep or 9月.
func (c *Catalog) Month(m time.Month) string {
	if c.lang == "zh-CN" {
		return strconv.Itoa(int(m)) + "月"
	}
	return m.String()[:3]
}

// Period writes a quarter label: 2026-Q3 as Q3 2026 or 2026年第3季度. Other
// labels stay as they are.
func (c *Catalog) Period(label string) string {
	year, q, ok := strings.Cut(label, "-Q")
	if !ok {
		return label
	}
	if c.lang == "zh-CN" {
		return year + "年第" + q + "季度"
	}
	return "Q" + q + " " + year
}

// List joins words: a, b and c, or a、b和c.
func (c *Catalog) List(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	comma, and := ", ", " and "
	if c.lang == "zh-CN" {
		comma, and = "、", "和"
	}
	b := make([]byte, 0, 128) // stays on the stack for some names
	for i, item := range items {
		switch {
		case i == 0:
		case i == len(items)-1:
			b = append(b, and...)
		default:
			b = append(b, comma...)
		}
		b = append(b, item...)
	}
	return string(b)
}

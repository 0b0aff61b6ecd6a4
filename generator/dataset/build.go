package dataset

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"rapport/generator/source"
	"rapport/generator/workbook"
)

// Build reads every sheet of the books and joins their rows. The assets are
// the templates folder with profiles and levels. The books stay open and are
// not needed afterwards. The error is of type source.Problems when the input
// must be refused: then it holds every problem found, refusals among them.
// Other errors speak of the settings or the assets.
func Build(books []*workbook.Book, s Settings, assets fs.FS) (*Dataset, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	b, err := newBuilder(books, s, assets)
	if err != nil {
		return nil, err
	}
	for _, stage := range []func(){b.plan, b.read, b.join} {
		if stage(); len(b.problems.list.Refused()) > 0 {
			b.addBooksProblems()
			return nil, b.problems.finish()
		}
	}
	b.addBooksProblems()
	return b.finish(), nil
}

// addBooksProblems takes over what the readers found; that is known only when
// the rows have been read.
func (b *builder) addBooksProblems() {
	for _, book := range b.books {
		b.problems.list = append(b.problems.list, book.Problems...)
	}
}

// builder is the state of one Build.
type builder struct {
	books      []*workbook.Book
	settings   Settings
	words      *words
	detector   *detector
	classifier *Classifier
	pool       *pool
	problems   *collector

	sheets []*sheetPlan // every sheet of every book
	memos  memos
	names  []personName // that memos.people points to
	rows   []Row        // the last of what rowOf gave

	newcomers []person // the last of what newPerson gave

	accountRows   []accountRow
	personRows    personRows
	touchRows     touchRows
	activityIDs   idTexts
	memberRows    []memberRow
	headRows      []headcountRow
	decisionRows  []decisionRow
	recipientRows []recipientRow
	dates         []pendingDate

	out *Dataset
	index
}

// sheetPlan is what a sheet holds and its ledger.
type sheetPlan struct {
	sheet    *workbook.Sheet
	index    int32
	own      *SheetSettings
	head     *head
	tables   []*table
	ignored  bool
	ledger   Sheet
	outcomes []outcome // by row number
	reasons  map[string]int
	hidden   int
	texts    bookTexts // of the book, shared by its sheets
	// headerWords tells of each shared string whether it is a known header:
	// 0 not yet looked up, 1 no, 2 yes.
	headerWords []uint8
}

// outcome is what became of a row; a greater one replaces a smaller one.
type outcome uint8

const (
	unseen outcome = iota
	notData
	merging
	used
	rejected
)

func newBuilder(books []*workbook.Book, s Settings, assets fs.FS) (*builder, error) {
	b := &builder{books: books, settings: s, pool: newPool(), problems: newCollector(), out: &Dataset{}}
	if err := b.load(assets); err != nil {
		return nil, err
	}
	b.out.Ladder = b.classifier.Ladder()
	for i, book := range books {
		b.out.Files = append(b.out.Files, File{Name: book.Name, SHA256: book.SHA256, Format: book.Format, Size: book.Size})
		texts, headerWords := make(bookTexts, book.SharedStrings()), make([]uint8, book.SharedStrings())
		for _, sheet := range book.Sheets {
			b.sheets = append(b.sheets, &sheetPlan{
				sheet: sheet, index: int32(len(b.sheets)), own: s.sheet(book.Name, sheet.Name),
				ignored: s.ignores(book.Name, sheet.Name), reasons: map[string]int{}, texts: texts, headerWords: headerWords,
				ledger: Sheet{File: i, Name: sheet.Name, Hidden: sheet.Hidden},
			})
		}
	}
	return b, nil
}

// load reads the assets side by side.
func (b *builder) load(assets fs.FS) error {
	var errs [3]error
	var group sync.WaitGroup
	group.Go(func() {
		var profiles []*profile
		if profiles, errs[0] = loadProfiles(assets); errs[0] == nil {
			b.detector, errs[0] = newDetector(profiles, b.settings.Profile)
		}
	})
	group.Go(func() { b.words, errs[1] = loadWords(assets, b.settings) })
	group.Go(func() { b.classifier, errs[2] = LoadClassifier(assets, b.settings.Ladder) })
	group.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// damaged turns a reader's error into problems.
func (b *builder) damaged(s *workbook.Sheet, err error) {
	var ps source.Problems
	var p source.Problem
	switch {
	case errors.As(err, &ps):
		b.problems.list = append(b.problems.list, ps...)
	case errors.As(err, &p):
		p.Severity = source.Refusal
		b.problems.list = append(b.problems.list, p)
	default:
		b.problems.add(s.At(0, 0), "damaged_sheet", err.Error())
	}
}

// read streams every sheet once.
func (b *builder) read() {
	for _, p := range b.sheets {
		r := newSheetReader(b, p)
		if err := p.sheet.Rows(r.row); err != nil {
			b.damaged(p.sheet, err)
			continue
		}
		r.end()
	}
	for _, p := range b.sheets {
		p.texts, p.headerWords = nil, nil // only cells need them
	}
}

// mark records what became of a row.
func (p *sheetPlan) mark(row int, o outcome) {
	for row >= len(p.outcomes) {
		p.outcomes = append(p.outcomes, make([]outcome, max(64, row+1-len(p.outcomes)))...)
	}
	p.outcomes[row] = max(p.outcomes[row], o)
}

// notData records a row that is not data, and why.
func (p *sheetPlan) notData(row int, reason string) {
	p.mark(row, notData)
	if p.outcomes[row] == notData {
		p.reasons[reason]++
	}
}

// markRow records what became of a staged row.
func (b *builder) markRow(r Row, o outcome) { b.sheets[r.Sheet].mark(int(r.Row), o) }

// reject lists a row as left out. Column 0 means the whole row.
func (b *builder) reject(r Row, column int32, code string, args ...string) {
	b.markRow(r, rejected)
	b.problems.add(b.cell(r, column), code, args...)
}

// cell names a cell of a staged row.
func (b *builder) cell(r Row, column int32) source.Cell {
	return b.sheets[r.Sheet].sheet.At(int(r.Row), int(column))
}

// finish closes the ledger and sorts everything.
func (b *builder) finish() *Dataset {
	for _, p := range b.sheets {
		p.close()
		b.out.Sheets = append(b.out.Sheets, p.ledger)
	}
	b.out.Problems = b.problems.finish()
	b.assertLedger()
	return b.out
}

// close counts the outcomes of a sheet's rows.
func (p *sheetPlan) close() {
	l := &p.ledger
	for _, o := range p.outcomes {
		switch o {
		case used:
			l.Used++
		case merging:
			l.Merged++
		case notData:
			l.NotData++
		case rejected:
			l.Rejected++
		}
	}
	total := 0
	for reason, n := range p.reasons {
		l.NotDataBy = append(l.NotDataBy, Count{reason, n})
		total += n
	}
	slices.SortFunc(l.NotDataBy, func(a, b Count) int { return compareText(a.Code, b.Code) })
	// A row that was not data for one table and used by its neighbour was
	// counted under a reason first; take such rows back.
	for i := range l.NotDataBy {
		if surplus := total - l.NotData; surplus > 0 {
			taken := min(surplus, l.NotDataBy[i].N)
			l.NotDataBy[i].N -= taken
			total -= taken
		}
	}
	l.NotDataBy = slices.DeleteFunc(l.NotDataBy, func(c Count) bool { return c.N == 0 })
}

// assertLedger stops a run whose books do not balance: that is a fault of
// this program, never of the input.
func (b *builder) assertLedger() {
	rejectedRows := map[source.Cell]bool{}
	for _, p := range b.out.Problems {
		if p.Severity == source.Rejection {
			rejectedRows[source.Cell{File: p.Cell.File, Sheet: p.Cell.Sheet, Row: p.Cell.Row}] = true
		}
	}
	for i, s := range b.out.Sheets {
		if s.Rows != s.Used+s.Merged+s.NotData+s.Rejected {
			panic(fmt.Sprintf("dataset: sheet %q has %d rows but %d used, %d merged, %d not data, %d rejected",
				s.Name, s.Rows, s.Used, s.Merged, s.NotData, s.Rejected))
		}
		for row, o := range b.sheets[i].outcomes {
			if o == rejected && !rejectedRows[b.sheets[i].sheet.At(row, 0)] {
				panic(fmt.Sprintf("dataset: row %d of sheet %q is rejected without a problem", row, s.Name))
			}
		}
	}
}

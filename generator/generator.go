package generator

// Run reads the inputs and writes the reviews. The error is an ErrUsage for a
// wrong option or setting, source.Problems when the workbooks need fixing, and
// anything else when the machine failed; the folder is then as it was.
func Run(o Options) (*Summary, error) {
	p, err := o.check()
	if err != nil {
		return nil, err
	}
	if summary, same := p.unchanged(); same {
		return summary, nil
	}
	ds, err := p.read(!p.Strict)
	if err != nil {
		return nil, err
	}
	result, err := p.analyse(ds)
	if err != nil {
		return nil, err
	}
	if err := p.compare(result); err != nil {
		return nil, err
	}
	shown, set, err := p.render(result)
	if err != nil {
		return nil, err
	}
	return p.publish(shown, set)
}

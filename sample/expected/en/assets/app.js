// What a page gains where scripts run: tables that sort, search, copy and
// download, and folds that open when a link leads into them or the page is
// printed. Every number is in the page without it. Text is only ever set as
// text; there is no eval and nothing is loaded.
(() => {
  'use strict';
  const tools = document.getElementById('tools');
  if (!tools) return;
  const words = tools.dataset;
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const text = (cell) => [...cell.childNodes].map((n) => n.textContent).join(' ').replace(/\s+/g, ' ').trim();
  const key = (cell) => cell.dataset.k ?? text(cell);
  const number = (s) => {
    const plain = s.replace(/[,\u202f%\s]/g, '').replace('\u2212', '-');
    return plain !== '' && isFinite(plain) ? Number(plain) : null;
  };
  const compare = (a, b) => {
    const x = number(a), y = number(b);
    return x !== null && y !== null ? x - y : collator.compare(a, b);
  };

  function sortable(table) {
    const body = table.tBodies[0];
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const label = head.textContent;
      if (!label) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.title = words.sort + ' ' + label;
      button.textContent = label;
      head.replaceChildren(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending';
        for (const h of table.tHead.rows[0].cells) h.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        const rows = [...body.rows].map((row) => [key(row.cells[column]), row]);
        rows.sort((a, b) => (up ? 1 : -1) * compare(a[0], b[0]));
        body.append(...rows.map((r) => r[1]));
      });
    });
  }

  // A cell that a spreadsheet would take for a formula is written as text.
  const csvCell = (s) => '"' + (/^[=+\-@\t\r]/.test(s) ? "'" : '') + s.replaceAll('"', '""') + '"';
  const rowsOf = (table) => [table.tHead.rows[0], ...table.tBodies[0].rows].filter((r) => !r.hidden);
  const csv = (table) => rowsOf(table).map((r) => [...r.cells].map((c) => csvCell(text(c))).join(',')).join('\r\n');
  const tsv = (table) => rowsOf(table).map((r) => [...r.cells].map((c) => text(c)).join('\t')).join('\n');

  function save(name, content) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['\ufeff' + content], { type: 'text/csv' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function copy(content) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(content);
    const area = document.createElement('textarea');
    area.value = content;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    return Promise.resolve();
  }

  function equip(table) {
    const bar = tools.content.cloneNode(true).firstElementChild;
    const [input, output] = [bar.querySelector('input'), bar.querySelector('output')];
    const rows = [...table.tBodies[0].rows];
    let index = null;
    let timer = 0;
    const filter = () => {
      index ??= rows.map((r) => r.textContent.toLowerCase());
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !parts.every((p) => index[i].includes(p));
        if (!row.hidden) shown++;
      });
      output.textContent = parts.length ? shown + ' / ' + rows.length + ' ' + words.count : '';
    };
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 80); });
    bar.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (!button) return;
      if (button.dataset.do === 'csv') { save(document.title.replace(/[^\p{L}\p{N}]+/gu, '-') + '-' + table.id.slice(2) + '.csv', csv(table)); return; }
      copy(tsv(table)).then(() => { output.textContent = words.copied; });
    });
    table.closest('.scroll').before(bar);
  }

  for (const table of document.querySelectorAll('table[data-sort]')) sortable(table);
  for (const table of document.querySelectorAll('table[data-tools]')) equip(table);

  function open() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let moved = false;
    for (let fold = target.closest('details'); fold; fold = fold.parentElement.closest('details')) {
      moved ||= !fold.open;
      fold.open = true;
    }
    if (moved) target.scrollIntoView();
  }
  addEventListener('hashchange', open);
  open();

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const fold of closed) fold.open = true;
  });
  addEventListener('afterprint', () => { for (const fold of closed) fold.open = false; });
})();

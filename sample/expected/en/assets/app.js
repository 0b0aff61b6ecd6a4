// What a page gains where scripts run: tables that sort, search, filter by
// column, copy and download (CSV and XLSX), and folds that open when a link
// leads into them or the page is printed. Every number is in the page without it. Text is only ever set as
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

  // xlsx is the table as a workbook of one sheet. Every cell is a number or an
  // inline string, which no program takes for a formula. The parts are stored,
  // not compressed.
  const escape = (s) => s.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '')
    .replace(/[&<>"]/g, (c) => '&#' + c.charCodeAt(0) + ';');
  const inString = (s) => '<c t="inlineStr"><is><t xml:space="preserve">' + escape(s.slice(0, 32767)) + '</t></is></c>';
  function sheetCell(cell) {
    const s = text(cell), n = number(s);
    return cell.classList.contains('num') && n !== null && !s.includes('%') ? '<c><v>' + n + '</v></c>' : inString(s);
  }
  const mime = 'application/vnd.openxmlformats-officedocument.spreadsheetml.';
  const schema = 'http://schemas.openxmlformats.org/';
  const relation = (type, target) => '<Relationships xmlns="' + schema + 'package/2006/relationships"><Relationship Id="r1" Type="' +
    schema + 'officeDocument/2006/relationships/' + type + '" Target="' + target + '"/></Relationships>';
  const xlsx = (table) => zip({
    '[Content_Types].xml': '<Types xmlns="' + schema + 'package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
      '<Override PartName="/xl/workbook.xml" ContentType="' + mime + 'sheet.main+xml"/><Override PartName="/xl/sheet.xml" ContentType="' + mime + 'worksheet+xml"/></Types>',
    '_rels/.rels': relation('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': '<workbook xmlns="' + schema + 'spreadsheetml/2006/main" xmlns:r="' + schema + 'officeDocument/2006/relationships"><sheets><sheet name="rapport" sheetId="1" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': relation('worksheet', 'sheet.xml'),
    'xl/sheet.xml': '<worksheet xmlns="' + schema + 'spreadsheetml/2006/main"><sheetData>' +
      rowsOf(table).map((r) => '<row>' + [...r.cells].map(sheetCell).join('') + '</row>').join('') + '</sheetData></worksheet>',
  });

  const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
    return n;
  });
  const crc = (bytes) => ~bytes.reduce((c, b) => crcTable[(c ^ b) & 255] ^ (c >>> 8), -1) >>> 0;
  const record = (size, fields) => {
    const view = new DataView(new ArrayBuffer(size));
    for (const [at, value, wide] of fields) wide ? view.setUint32(at, value, true) : view.setUint16(at, value, true);
    return view.buffer;
  };
  // zip stores the files, with names in UTF-8 and the date 1980-01-01.
  function zip(files) {
    const utf8 = new TextEncoder(), body = [], list = [];
    let at = 0, listed = 0;
    for (const [name, content] of Object.entries(files)) {
      const path = utf8.encode(name), data = utf8.encode('<?xml version="1.0" encoding="UTF-8"?>' + content);
      const facts = (from) => [[from, 20], [from + 2, 0x800], [from + 8, 33], [from + 10, crc(data), true],
        [from + 14, data.length, true], [from + 18, data.length, true], [from + 22, path.length]];
      body.push(record(30, [[0, 0x04034b50, true], ...facts(4)]), path, data);
      list.push(record(46, [[0, 0x02014b50, true], [4, 20], ...facts(6), [42, at, true]]), path);
      at += 30 + path.length + data.length;
      listed += 46 + path.length;
    }
    const count = Object.keys(files).length;
    return [...body, ...list, record(22, [[0, 0x06054b50, true], [8, count], [10, count], [12, listed, true], [16, at, true]])];
  }

  function save(table, kind) {
    const content = kind === 'csv' ? ['\ufeff' + csv(table)] : xlsx(table);
    const type = kind === 'csv' ? 'text/csv' : mime + 'sheet';
    const part = table.id.slice(2) || (table.closest('figure')?.id ?? 'note');
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(content, { type }));
    link.download = document.title.replace(/[^\p{L}\p{N}]+/gu, '-') + '-' + part + '.' + kind;
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

  // A column of few different words can be chosen from. A cell may hold
  // several, and the date of a stance is none of them.
  const mostChoices = 12;
  const wordsOf = (cell) => (cell.firstChild?.textContent ?? '').split(/[,\uff0c\u3001]/).map((s) => s.trim())
    .filter((s) => s && !/^\d{4}-\d\d-\d\d$/.test(s));
  function facet(label, cells) {
    if (cells.some((c) => c.matches('th, .num, .nb, .src') || c.querySelector('svg'))) return null;
    const values = cells.map(wordsOf);
    const distinct = [...new Set(values.flat())].sort(collator.compare);
    if (distinct.length < 2 || distinct.length > mostChoices || distinct.length * 2 > cells.length || distinct.some((s) => /\(\d/.test(s))) return null;
    const select = document.createElement('select');
    select.setAttribute('aria-label', label);
    select.append(new Option(label, ''), ...distinct.map((s) => new Option(s, s)));
    return { select, values };
  }
  const facets = (table, rows) => [...table.tHead.rows[0].cells]
    .map((head, i) => facet(head.textContent, rows.map((r) => r.cells[i]))).filter(Boolean);

  function equip(table) {
    const bar = tools.content.cloneNode(true).firstElementChild;
    const [input, output] = [bar.querySelector('input'), bar.querySelector('output')];
    const rows = [...table.tBodies[0].rows];
    const choices = 'tools' in table.dataset ? facets(table, rows) : [];
    let index = null;
    let timer = 0;
    const filter = () => {
      index ??= rows.map((r) => r.textContent.toLowerCase());
      const parts = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      const chosen = choices.filter((c) => c.select.value);
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !parts.every((p) => index[i].includes(p)) || !chosen.every((c) => c.values[i].includes(c.select.value));
        if (!row.hidden) shown++;
      });
      output.textContent = parts.length || chosen.length ? shown + ' / ' + rows.length + ' ' + words.count : '';
    };
    for (const c of choices) {
      c.select.addEventListener('change', filter);
      output.before(c.select, ' ');
    }
    input.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(filter, 80); });
    bar.addEventListener('click', (event) => {
      const button = event.target.closest('button');
      if (!button) return;
      if (button.dataset.do !== 'copy') { save(table, button.dataset.do); return; }
      copy(tsv(table)).then(() => { output.textContent = words.copied; });
    });
    const frame = table.closest('.scroll, .figure-scroll') ?? table;
    if ('tools' in table.dataset) { frame.before(bar); return; }
    bar.classList.add('quiet'); // a short table needs no search
    input.parentElement.remove();
    frame.after(bar);
  }

  for (const table of document.querySelectorAll('table[data-sort]')) sortable(table);
  for (const table of document.querySelectorAll('.scroll > table, .figure-scroll > table, .note table')) equip(table);

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

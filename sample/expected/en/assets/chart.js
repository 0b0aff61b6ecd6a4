// The interactive side of figures. Each figure brings the options of its chart
// as JSON: data and nothing to run. This script adds colours, texts and
// behaviour, draws with ECharts' SVG renderer and, once the chart stands, puts
// it in the place of the static picture. Whatever goes wrong, the picture
// stays.
(function () {
  'use strict';

  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var still = window.matchMedia('(prefers-reduced-motion: reduce)');
  var font = 'system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "PingFang SC", "Microsoft YaHei", sans-serif';
  var drawn = [];

  function colours() {
    var style = getComputedStyle(document.documentElement);
    return function (name) { return style.getPropertyValue('--c-' + name).trim(); };
  }

  // Text that enters markup is escaped here and nowhere else.
  function escapeText(s) {
    return String(s).replace(/[&<>"']/g, function (c) { return '&#' + c.charCodeAt(0) + ';'; });
  }

  function each(list, f) { Array.prototype.forEach.call(list || [], f); }

  function isDatum(d) { return d !== null && typeof d === 'object' && !Array.isArray(d); }

  // Only places of the review are followed: a fragment of this page or the
  // page of an account.
  function follow(link) {
    if (typeof link !== 'string') return;
    if (/^accounts\/[^\/\\:?#]+\.html(#[\w-]+)?$/.test(link)) { window.location.href = link; return; }
    if (!/^#[\w-]+$/.test(link)) return;
    var target = document.getElementById(link.slice(1));
    if (!target) return;
    for (var e = target; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true;
    if (window.history.replaceState) {
      try { window.history.replaceState(null, '', link); } catch (e) { /* not allowed for some local files */ }
    }
    target.scrollIntoView({ behavior: still.matches ? 'auto' : 'smooth', block: 'start' });
    if (!target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
    target.focus({ preventScroll: true });
  }

  function percent(v) { return v ? Math.round(v * 100) + ' %' : '0'; }

  function label(colour, size, extra) {
    var l = {
      show: true, color: colour, fontSize: size || 12, fontFamily: font, textBorderWidth: 0,
      formatter: function (p) { return isDatum(p.data) && p.data.text ? p.data.text : ''; }
    };
    for (var k in extra) l[k] = extra[k];
    return l;
  }

  // paint gives a datum its colour by its tone.
  function paint(kind, series, d, c) {
    if (!isDatum(d) || kind === 'fall' && series.name === 'base') return;
    if (kind === 'dots' && series.name === 'numbers') { d.label = { color: c(d.tone === 'strong' ? 'strong' : 'ink') }; return; }
    var tone = d.tone || 'accent', style = { color: c(tone) };
    if (kind === 'heat') {
      style.borderColor = c('paper'); style.borderWidth = 1;
      if (tone === 'zero' || tone === 'none') { style.borderColor = c('rule'); }
      d.label = { color: c(tone + '-text'), fontWeight: tone === 'alarm' ? 600 : 400 };
    } else if (d.open) {
      style = { color: kind === 'dots' ? c('paper') : 'transparent', borderColor: c(tone), borderWidth: 1.5 };
      if (kind !== 'dots') style.borderType = 'dashed';
    } else if (kind === 'dots' && tone === 'heat2') {
      style.borderColor = c('pale'); style.borderWidth = 1.5;
    }
    if (tone === 'strong' && kind !== 'heat') { d.label = d.label || {}; d.label.color = c('strong'); }
    d.itemStyle = style;
  }

  function axis(a, c, line) {
    a.axisLine = { show: !!line, lineStyle: { color: c('ink') }, onZero: false };
    a.axisTick = { show: false };
    a.axisLabel = Object.assign({}, a.axisLabel, { color: c('muted'), fontSize: 12, fontFamily: font, hideOverlap: true });
    a.splitLine = { show: false, lineStyle: { color: c('rule') } };
    a.nameTextStyle = { color: c('muted'), fontSize: 12, fontFamily: font };
    return a;
  }

  function wrapped(a, room, colour, size, n) {
    Object.assign(a.axisLabel, {
      color: colour, lineHeight: size + 2, interval: 0, hideOverlap: false, fontSize: size,
      formatter: function (text) { return lines(text, room, size, n); }
    });
    return a;
  }

  function rows(option, narrow, c) {
    var grid = option.grid[0];
    grid.left = narrow ? Math.min(Number(grid.left), 104) : Number(grid.left);
    wrapped(axis(option.yAxis[0], c, false), grid.left - 12, c('ink'), narrow ? 12 : 13, 2);
    option.yAxis[0].axisLabel.margin = 12;
  }

  // whiskers turns pairs of range ends into bars with two ticks below the dots.
  function whiskers(s, step, c) {
    var data = [];
    for (var i = 0; i + 1 < s.data.length; i += 3) {
      var lo = s.data[i].value, hi = s.data[i + 1].value;
      data.push({ value: [(lo[0] + hi[0]) / 2, lo[1]], symbolSize: [(hi[0] - lo[0]) * step, 1.5] });
      data.push({ value: lo, symbolSize: [1.5, 8] }, { value: hi, symbolSize: [1.5, 8] });
    }
    each(data, function (d) { d.tone = 'muted'; });
    s.type = 'scatter'; s.data = data; s.symbol = 'rect'; s.symbolOffset = [0, 15]; s.silent = true;
    s.itemStyle = { opacity: 1 };
  }

  // width estimates how wide a text is in px at a font size.
  function width(text, size) {
    var em = 0;
    for (var i = 0; i < text.length; i++) {
      var ch = text[i];
      em += ch > '\u2e7f' ? 1 : /[iljft.,:;'|!()\[\] \u00b7]/.test(ch) ? 0.34 : /[mwMW\u2014]/.test(ch) ? 0.92 : /[A-Z]/.test(ch) ? 0.68 : 0.58;
    }
    return em * size;
  }

  // lines breaks a text into at most n lines of a width; what does not fit is
  // cut with an ellipsis.
  function lines(text, room, size, n) {
    var parts = String(text).slice(0, 200).match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/g) || [], out = [], now = '';
    for (var i = 0; i < parts.length; i++) {
      if (width(now + parts[i].trim(), size) <= room || !now.trim()) { now += parts[i]; continue; }
      if (out.length + 1 === n) { now += parts.slice(i).join(''); break; }
      out.push(now.trim());
      now = parts[i].trim() ? parts[i] : '';
    }
    now = now.trim();
    if (width(now, size) > room) {
      while (now && width(now + '\u2026', size) > room) now = now.slice(0, -1);
      now = now.trim() + '\u2026';
    }
    out.push(now);
    return out.join('\n');
  }

  // need is how wide a chart must be to be read: a heat map whose column names
  // do not fit is scrolled sideways.
  function need(figure, option, room) {
    if (figure.dataset.chart !== 'heat' || room >= 520) return room;
    var columns = option.xAxis[0].data || [], longest = 0;
    each(columns, function (name) { each(String(name).split(/\s+/), function (word) { longest = Math.max(longest, Math.min(90, width(word, 10.5))); }); });
    if (longest < 32) return room;
    return Math.max(room, Math.min(Number(option.grid[0].left), 104) + columns.length * (longest + 6));
  }

  var shape = {
    bars: function (option, room, c, kind, narrow) {
      rows(option, narrow, c);
      option.yAxis[0].axisLine = { show: true, lineStyle: { color: c('ink') } };
      axis(option.xAxis[0], c);
      if (narrow) option.grid[0].right = Math.min(Number(option.grid[0].right), 150);
      each(option.series, function (s, i) {
        if (s.name === 'base' && kind === 'fall') { s.itemStyle = { color: 'transparent' }; s.silent = true; return; }
        var thin = kind === 'paired' && i > 0;
        s.barWidth = thin ? 6 : 13;
        s.barGap = '35%';
        s.barMinHeight = 0;
        s.label = label(c(thin ? 'muted' : 'ink'), 12, { position: 'right', distance: 6, lineHeight: 13 });
        if (narrow) s.label.formatter = function (p) { return lines(isDatum(p.data) && p.data.text || '', 140, 12, thin || kind === 'paired' ? 1 : 2); };
        s.emphasis = { itemStyle: { opacity: 0.85 } };
      });
    },
    heat: function (option, room, c, kind, narrow) {
      rows(option, narrow, c);
      var x = axis(option.xAxis[0], c), columns = (x.data || []).length || 1;
      var cell = (room - option.grid[0].left) / columns - 4;
      if (cell > 24) wrapped(x, cell, c('muted'), narrow ? 10.5 : 12, 2);
      x.axisLabel.verticalAlign = 'bottom';
      each(option.series, function (s) {
        s.label = label(c('ink'), narrow ? 10.5 : 12, {});
        s.itemStyle = { borderRadius: 0 };
        s.emphasis = { itemStyle: { borderColor: c('ink'), borderWidth: 1.5 } };
      });
    },
    dots: function (option, room, c, kind, narrow) {
      rows(option, narrow, c);
      var names = option.yAxis[0].data, grid = option.grid[0];
      axis(option.xAxis[0], c);
      grid.right = narrow ? 2 : Math.max(room - grid.left - 300, 120);
      // On phones the name stands above its dots, with the number.
      if (narrow) { grid.left = 2; grid.top = 18; option.yAxis[0].axisLabel.show = false; }
      var step = (room - grid.left - grid.right) / 20;
      each(option.series, function (s) {
        if (s.name === 'dots') { s.itemStyle = { opacity: 1 }; s.symbol = 'circle'; s.symbolSize = Math.max(4, Math.min(12, step * 0.75)); }
        if (s.name === 'numbers') { s.symbolSize = 1; s.itemStyle = { color: 'transparent', opacity: 1 }; 
          s.label = label(c('ink'), 12, { position: 'right', distance: 8, lineHeight: 15 });
          s.label.formatter = function (p) { return lines(p.data.text || '', grid.right - 10, 12, 3); };
          if (narrow) {
            each(s.data, function (d) { d.value = [0, d.value[1]]; });
            s.label.distance = 0; s.label.offset = [0, -9]; s.label.verticalAlign = 'bottom';
            s.label.formatter = function (p) { return lines(names[p.data.value[1]] + ' \u00b7 ' + p.data.text, room - 4, 12, 2); };
          }
         }
        if (s.name === 'range') whiskers(s, step, c);
      });
    },
    plane: function (option, room, c, kind, narrow) {
      var grid = option.grid[0];
      var x = axis(option.xAxis[0], c, true), y = axis(option.yAxis[0], c, false);
      y.splitLine.show = true;
      y.nameTextStyle.align = 'left'; y.nameTextStyle.padding = [0, 0, 0, -40]; y.nameGap = 10;
      x.nameLocation = 'end'; x.nameTextStyle.align = 'right'; x.nameTextStyle.verticalAlign = 'top'; x.nameTextStyle.padding = [22, 0, 0, 0]; x.nameGap = 0;
      if (kind === 'curve') {
        var side = Math.min(320, room - Number(grid.left) - 22);
        grid.right = undefined; grid.width = side; grid.height = side;
        x.max = 1; x.interval = 0.25;
        x.axisLabel.formatter = percent;
      }
      if (y.max <= 1) { y.interval = 0.25; y.axisLabel.formatter = percent; }
      if (narrow && kind === 'trend') grid.right = 90;
      each(option.series, function (s, i) {
        var tone = kind === 'points' ? 'muted' : i === 0 ? 'accent' : i === 1 ? 'pale' : 'muted';
        if (s.type === 'line') {
          s.lineStyle = { color: c(tone), width: kind === 'points' ? 1.5 : 2, type: kind === 'points' || i > 1 ? 'dashed' : 'solid' };
          s.symbol = 'circle'; s.symbolSize = kind === 'points' ? 1 : 6; s.showSymbol = kind !== 'points';
          s.itemStyle = { color: c(tone) };
          s.endLabel = { show: true, formatter: '{a}', color: c(tone === 'pale' ? 'muted' : tone), fontSize: 12, fontFamily: font, distance: 8, width: kind === 'curve' ? 260 : 180, overflow: 'break' };
          if (kind === 'points') { s.endLabel.align = 'right'; s.endLabel.verticalAlign = 'bottom'; s.endLabel.distance = 0; s.endLabel.offset = [0, -16]; s.endLabel.width = undefined; }
          if (kind === 'curve' || kind === 'points' && narrow) s.endLabel.show = false;
        } else {
          s.symbolSize = 8; s.emphasis = { scale: 1.4 };
          s.itemStyle = { opacity: 1 };
          s.label = label(c('strong'), 12, { position: 'right', distance: 6, formatter: function (p) { return isDatum(p.data) && p.data.tone === 'strong' && p.data.name ? p.data.name : ''; } });
          s.label.show = !narrow; // there the picture places them for another width
          each(s.data, function (d) { if (isDatum(d) && d.left) { d.label = d.label || {}; d.label.position = 'left'; } });
          if (s.name === 'missing') { s.symbolSize = 6; s.label = label(c('muted'), 12, { position: 'top' }); }
        }
        s.z = s.type === 'line' ? 2 : 3;
      });
    }
  };

  function dress(figure, room, option, narrow) {
    var kind = figure.dataset.chart, c = colours();
    option.backgroundColor = 'transparent';
    option.textStyle = { fontFamily: font, color: c('ink') };
    option.animation = !still.matches;
    option.animationDuration = 250;
    var make = shape[kind] || ({ curve: shape.plane, points: shape.plane, trend: shape.plane })[kind] || shape.bars;
    make(option, room, c, kind, narrow);
    each(option.series, function (s) { each(s.data, function (d) { paint(kind, s, d, c); }); });
    option.tooltip = {
      trigger: 'item', confine: true, backgroundColor: c('paper'), borderColor: c('rule'), padding: [6, 10], className: 'figure-tip',
      textStyle: { color: c('ink'), fontSize: 13, fontFamily: font },
      formatter: function (p) { var d = behind(option, p); return d.tip ? escapeText(d.tip) : ''; }
    };
    return option;
  }

  // behind is the datum with the tip and the link of what was pointed at: of a
  // dot, the number of its row.
  function behind(option, p) {
    var d = isDatum(p.data) ? p.data : {}, found = d;
    if (p.seriesName === 'dots' && option) each(option.series, function (s) {
      if (s.name === 'numbers') each(s.data, function (n) { if (n.value[1] === d.value[1]) found = n; });
    });
    return found;
  }

  // keys names the curves below their chart.
  function keys(entry, option) {
    if (entry.figure.dataset.chart !== 'curve') return;
    if (!entry.keys) {
      entry.keys = document.createElement('p');
      entry.keys.className = 'figure-keys';
      entry.host.after(entry.keys);
    }
    entry.keys.textContent = '';
    each(option.series, function (s) {
      var span = document.createElement('span'), swatch = document.createElement('i');
      swatch.style.borderTopColor = s.lineStyle.color;
      swatch.style.borderTopStyle = s.lineStyle.type;
      span.append(swatch, s.name);
      entry.keys.append(span);
    });
  }

  function draw(entry) {
    var option = JSON.parse(entry.figure.querySelector('script.figure-option').textContent);
    var there = entry.host.clientWidth || entry.figure.clientWidth || 600, narrow = there < 520;
    var room = need(entry.figure, option, there), tall = height(entry.figure, narrow, option);
    entry.host.style.height = tall + 'px';
    entry.option = dress(entry.figure, room, option, narrow);
    if (entry.chart) entry.chart.resize({ width: room, height: tall, silent: true });
    else entry.chart = window.echarts.init(entry.host, null, { renderer: 'svg', width: room, height: tall });
    entry.chart.setOption(entry.option, true);
    keys(entry, entry.option);
  }

  function height(figure, narrow, option) {
    var h = Number(figure.dataset.height) || 300;
    if (narrow && figure.dataset.chart === 'dots') h = option.yAxis[0].data.length * 66 + 14;
    if (narrow && figure.dataset.chart === 'curve') h = Math.min(320, figure.clientWidth - 66) + 66;
    return Math.max(60, h + (figure.dataset.chart === 'heat' ? 22 : 4));
  }

  function start(figure) {
    var host = figure.querySelector('.figure-live');
    if (!host || !figure.querySelector('script.figure-option')) return;
    var entry = { figure: figure, host: host, chart: null, width: 0 };
    try {
      host.hidden = false;
      figure.classList.add('figure-drawn');
      draw(entry);
      entry.chart.on('click', function (p) { follow(behind(entry.option, p).link); });
      entry.chart.on('mousemove', function (p) { entry.chart.getZr().setCursorStyle(behind(entry.option, p).link ? 'pointer' : 'default'); });
      entry.width = host.clientWidth;
      host.setAttribute('role', 'img');
      host.setAttribute('aria-label', figure.querySelector('figcaption h3').textContent);
      drawn.push(entry);
    } catch (e) {
      restore(entry);
    }
  }

  // restore brings the static picture back after a failure.
  function restore(entry) {
    entry.figure.classList.remove('figure-drawn');
    entry.host.hidden = true;
    if (entry.keys) entry.keys.remove();
    try { if (entry.chart) entry.chart.dispose(); } catch (e) { /* nothing left to take down */ }
  }

  function redraw(all) {
    drawn = drawn.filter(function (entry) {
      var width = entry.host.clientWidth;
      // Inside a closed fold there is no width; the chart is drawn again when
      // there is one.
      if (width === 0 || !all && width === entry.width) return true;
      try {
        draw(entry);
        entry.width = width;
        return true;
      } catch (e) {
        restore(entry);
        return false;
      }
    });
  }

  function run() {
    if (!window.echarts || !window.echarts.init) return;
    var waiting = Array.prototype.slice.call(document.querySelectorAll('figure[data-chart]'));
    // A few figures at a time, so that a long page stays responsive.
    (function next() {
      each(waiting.splice(0, 3), start);
      if (waiting.length) window.setTimeout(next, 0);
      else document.documentElement.setAttribute('data-charts', 'ready');
    })();
    var timer = 0;
    function later() { window.clearTimeout(timer); timer = window.setTimeout(function () { redraw(false); }, 120); }
    window.addEventListener('resize', later);
    document.addEventListener('toggle', later, true);
    function restyle() { redraw(true); }
    if (dark.addEventListener) { dark.addEventListener('change', restyle); still.addEventListener('change', restyle); }
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', run);
  else run();
})();

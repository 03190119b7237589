// One study: its ranking, its curves and what it found, live while it runs.
import {get} from '/api.js';
import {Chart, colourOf, dashOf, faded, join} from '/chart.js';
import {arrows, copy, count, field, fill, h, interval, show} from '/dom.js';
import {limitOf, within} from '/limits.js';
import {metricName, said as translated, studyName, t} from '/i18n.js';

/** The curves without what is far worse than the worst of a good training. */
function cut(bands, lowerIsBetter, counts) {
  const limit = limitOf(bands.filter(counts).map(band => band.mean), lowerIsBetter);
  const shown = ys => within(ys, limit, lowerIsBetter);
  return bands.map(band => ({...band, mean: shown(band.mean), low: shown(band.low), high: shown(band.high)}));
}

/** How much of a study is done: of its steps where all its strategies are shown, so that long trainings are seen to move. */
function share({study, rows, live, more}) {
  const finished = study.trials ? study.finished / study.trials : 0;
  const asked = rows.reduce((sum, row) => sum + row.asked, 0);
  if (!live || more > 0 || asked === 0) return finished;
  return Math.max(finished, rows.reduce((sum, row) => sum + row.made, 0) / asked);
}

/** Of a single seed there is no interval, so nothing to say. */
function isTie(row) {
  return row.tied && row.place > 1 && row.halfWidth !== null;
}

export class StudyDetail {
  constructor() {
    this.id = 0;
    this.alone = null;
    this.log = h('input', {type: 'checkbox', checked: true, onchange: () => this.draw()});
    this.late = h('input', {type: 'checkbox', onchange: () => this.draw()});
    this.detail = h('section', {class: 'wide', 'aria-label': t('studies')}, h('p', {class: 'muted'}, t('loading')));
  }

  choose(id) {
    if (id === this.id) return;
    this.id = id;
    this.alone = null;
    this.revision = null;
  }

  async load() {
    const id = this.id;
    if (!id) return;
    const view = await get('/api/studies/' + id);
    if (this.gone || id !== this.id || view.revision === this.revision) return;
    const curves = await get(`/api/studies/${id}/curves`);
    if (this.gone || id !== this.id) return;
    this.revision = view.revision;
    this.view = view;
    this.curves = curves;
    this.showDetail();
  }

  showDetail() {
    const {study, warnings, rows, live, more} = this.view;
    this.destroyCharts();
    const done = h('span', {class: 'done'});
    done.style.width = 100 * share(this.view) + '%';
    const losses = h('div', {});
    const judged = h('div', {});
    const placed = rows.some(row => row.place > 0);
    const numbered = rows.map((row, i) => [row, i]);
    const main = numbered.filter(([row]) => row.place > 0 || !placed);
    const tried = numbered.filter(([row]) => row.place === 0 && placed);
    const others = t(live ? 'unfinished' : 'tried', {n: count(tried.length)});
    this.hidden = new Set(tried.map(([, i]) => i));
    this.rowsOf = new Map();
    fill(this.detail,
      h('div', {class: 'bar between'},
        h('h2', {}, study.name ? `${study.name} (${studyName(study.kind, study.task)})` : studyName(study.kind, study.task)),
        live ? h('span', {class: 'live'}, t('live')) : h('span', {class: 'muted'}, t(study.state))),
      study.note ? h('p', {class: 'note'}, study.note) : null,
      h('p', {class: 'muted'}, t('progress', {done: count(study.finished), all: count(study.trials)})
        + ' · ' + t('judgedBy', {metric: metricName(study.judged)}) + t('comma') + t(study.lowerIsBetter ? 'lower' : 'higher')),
      h('div', {class: 'progress'}, done),
      warnings.map(each => h('p', {class: 'warning'}, each)),
      this.found(),
      this.ranking(main, t('ranking')),
      rows.some(isTie) ? h('p', {class: 'hint'}, t('tied')) : null,
      tried.length > 0 ? h('details', {}, h('summary', {}, others), this.ranking(tried, others)) : null,
      more > 0 ? h('p', {class: 'muted'}, t('more', {n: count(more)})) : null,
      h('p', {class: 'hint'}, t('highlight')),
      h('div', {class: 'bar'}, field(t('log'), this.log, 'check'), field(t('lastThird'), this.late, 'check')),
      h('figure', {class: 'chart'}, h('figcaption', {}, t('losses')), losses),
      h('figure', {class: 'chart'}, h('figcaption', {}, metricName(study.judged)), judged),
      study.verdict ? h('details', {}, h('summary', {}, t('verdict')), h('pre', {class: 'terminal', tabindex: '0'}, study.verdict)) : null,
      h('details', {}, h('summary', {}, t('command')), h('pre', {class: 'mono'}, study.command),
        h('button', {type: 'button', onclick: () => copy(study.command, t('copied'))}, t('copyLine'))));
    const options = {xName: t('step'), sync: 'studies'};
    this.lossChart = new Chart(losses, {...options, height: 280});
    this.judgedChart = new Chart(judged, {...options, height: 240});
    this.draw();
  }

  /** What the study found: a strategy to copy, and what to think of it. */
  found() {
    const {line, said} = this.view.answer;
    if (!line && !said) return null;
    return h('div', {class: 'found'},
      line ? h('div', {class: 'bar between'}, h('code', {}, arrows(line)), h('button', {type: 'button', onclick: () => copy(line, t('copied'))}, t('copyLine'))) : null,
      said.split('\n').filter(Boolean).map(each => h('p', {}, translated(each))));
  }

  ranking(rows, name) {
    return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': name},
      h('table', {},
        h('thead', {}, h('tr', {},
          h('th', {scope: 'col', class: 'number'}, t('rank')), h('th', {scope: 'col'}, t('strategy')),
          h('th', {scope: 'col', class: 'number'}, t('mean')), h('th', {scope: 'col'}, t('seeds')),
          h('th', {scope: 'col'}, t('state')))),
        h('tbody', {}, rows.map(([row, i]) => this.row(row, i, rows)))));
  }

  row(row, i, rows) {
    const dot = h('span', {class: 'swatch'});
    dot.style.background = colourOf(i);
    const states = Object.entries(row.states).map(([state, n]) => n + ' ' + t(state)).join(t('comma'));
    const element = h('tr', {class: this.alone === i ? 'chosen' : ''},
      h('td', {class: 'number'}, row.place ? (isTie(row) ? '=\u00a0' : '') + row.place : '–'),
      h('td', {}, h('button', {type: 'button', class: 'plain mono', 'aria-pressed': String(this.alone === i), onclick: () => this.highlight(i)}, dot, h('span', {}, row.label ? h('b', {}, row.label + ' ') : null, arrows(row.strategy), h('span', {class: 'muted whole'}, this.length(row))))),
      h('td', {class: 'number'}, row.place ? interval(row.mean, row.halfWidth) : '–'),
      h('td', {}, this.seeds(row, rows)),
      h('td', {}, states, row.reasons.map(each => h('p', {class: 'reason'}, each))));
    this.rowsOf.set(i, element);
    return element;
  }

  /** How long a row's trainings were, where the same strategy ran at several lengths. */
  length(row) {
    const alike = this.view.rows.every(each => each.strategy !== row.strategy || each.steps === row.steps);
    return alike ? '' : t('comma') + t('ofSteps', {n: count(row.steps)});
  }

  /** A dot for each seed, on the scale of those that it is ranked with. */
  seeds(row, rows) {
    const {lowerIsBetter} = this.view.study;
    const all = rows.map(([each]) => each.seeds);
    const limit = limitOf(all, lowerIsBetter, 2, 3);
    const shown = all.flatMap(each => within(each, limit, lowerIsBetter)).filter(each => each !== null);
    const low = Math.min(...shown);
    const high = Math.max(...shown);
    const width = 150;
    const at = x => 6 + (width - 12) * Math.max(0, Math.min(1, high > low ? (x - low) / (high - low) : 0.5));
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', `0 0 ${width} 16`);
    svg.setAttribute('class', 'seeds');
    svg.setAttribute('role', 'img');
    svg.setAttribute('aria-label', row.seeds.map(show).join(', '));
    const line = document.createElementNS(svg.namespaceURI, 'line');
    for (const [name, value] of Object.entries({x1: 0, x2: width, y1: 8, y2: 8, class: 'axis'})) line.setAttribute(name, value);
    svg.append(line);
    for (const each of row.seeds) {
      const circle = document.createElementNS(svg.namespaceURI, 'circle');
      for (const [name, value] of Object.entries({cx: at(each), cy: 8, r: 3.5})) circle.setAttribute(name, value);
      svg.append(circle);
    }
    return svg;
  }

  highlight(i) {
    this.alone = this.alone === i ? null : i;
    this.rowsOf.forEach((each, k) => {
      each.classList.toggle('chosen', this.alone === k);
      each.querySelector('button').setAttribute('aria-pressed', String(this.alone === k));
    });
    this.draw();
  }

  draw() {
    if (!this.view || !this.lossChart) return;
    const {lowerIsBetter} = this.view.study;
    this.drawOne(this.lossChart, this.shown(each => each.loss, true), false, this.log.checked);
    this.drawOne(this.judgedChart, this.shown(each => each.judged, lowerIsBetter), true, this.log.checked && lowerIsBetter);
  }

  /** A strategy's curve, or the last third of it, where those that are near each other part. */
  part(band, i) {
    if (!this.late.checked) return band;
    const begin = band.x.findIndex(x => x >= this.curves[i].steps * 2 / 3);
    const of = values => (begin < 0 ? [] : values.slice(begin));
    return {x: of(band.x), mean: of(band.mean), low: of(band.low), high: of(band.high)};
  }

  /** The curves, as far as what is ranked is not flattened. */
  shown(which, lowerIsBetter) {
    const bands = this.curves.map((each, i) => this.part(which(each), i));
    return cut(bands, lowerIsBetter, (_, i) => !this.hidden.has(i));
  }

  drawOne(chart, bands, points, log) {
    const lines = [];
    const curves = [];
    bands.forEach((band, i) => {
      if (band.x.length === 0) return;
      if (this.hidden.has(i) && this.alone !== i) return; // what was only tried is not drawn
      const dim = this.alone !== null && this.alone !== i;
      const own = colourOf(i);
      const wide = this.curves.length - this.hidden.size <= 8 || this.alone === i;
      if (wide && !dim) {
        lines.push({name: '', colour: 'transparent', width: 0, band: [0, 1, faded(own, 0.16)]}, {name: '', colour: 'transparent', width: 0});
        curves.push({x: band.x, y: band.low}, {x: band.x, y: band.high});
      }
      lines.push({name: this.nameOf(i), colour: dim ? faded(own, 0.18) : own, width: this.alone === i ? 3 : 2, dash: dashOf(i), points: points && !dim, quiet: dim || (this.alone === null && this.curves.length - this.hidden.size > 8)});
      curves.push({x: band.x, y: band.mean});
    });
    chart.options.log = log;
    if (curves.length > 0) chart.draw(lines, join(curves));
  }

  nameOf(i) {
    const row = this.view.rows[i];
    return row ? (row.label || row.strategy) + this.length(row) : this.curves[i].strategy;
  }

  destroyCharts() {
    this.lossChart?.destroy();
    this.judgedChart?.destroy();
  }

  leave() {
    this.gone = true;
    this.destroyCharts();
  }
}

// The room where strategies are designed.
import {newest, post, postForText} from '/api.js';
import {Chart, colourOf, join} from '/chart.js';
import {copy, count, field, fill, h, show} from '/dom.js';
import {metricName, t} from '/i18n.js';
import {handlesPlugin} from '/handles.js';
import {walkPanel} from '/descend.js';
import {codeMenu, pastePanel} from '/take.js';

const FIRST = 'sgd(momentum=0.9): linear(0 -> 0.01) for 10% then cosine(-> 0)';
const MOST = 8;
const EXAMPLES = {
  warmCosine: 'adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)',
  wsd: 'adamw: linear(0 -> 3e-4) for 5% then 3e-4 until 80% then cooldown(-> 0)',
  oneCycle: 'sgd(momentum=0.9): one-cycle(0.1)',
  warmConstant: 'sgd(momentum=0.9): 0.1 * linear(0 -> 1) for 500',
  momentum: 'sgd(momentum=linear(0.85 -> 0.95)): cosine(0.1 -> 0)',
  restarts: 'sgd(momentum=0.9): cosine-restarts(0.1 -> 0, first=10%, multiply=2)',
  stairs: 'adam: step(0.01, every=20%, gamma=0.5)',
  inverse: 'adam: inverse-sqrt(0.002, timescale=200)',
  cyclic: 'sgd: cyclic(0.01 -> 0.1, up=100, down=100)',
  plateau: 'sgd: plateau(0.1, patience=5)',
  scheduleFree: 'schedule-free-adamw: 0.003',
};

/** A text with its error marked in it. */
class Editor {
  constructor(room, text, place) {
    this.room = room;
    this.back = h('div', {class: 'backdrop', 'aria-hidden': 'true'});
    this.area = h('textarea', {
      rows: '1', spellcheck: false, autocomplete: 'off', autocapitalize: 'off', maxlength: '4000',
      'aria-label': t('strategy') + ' ' + (place + 1), value: text,
      oninput: () => { this.size(); this.room.changed(); },
    });
    this.error = h('p', {class: 'error', role: 'alert', id: 'error-' + place});
    this.area.setAttribute('aria-describedby', this.error.id);
    this.notes = h('div', {class: 'notes'});
    this.swatch = h('span', {class: 'swatch'});
    this.swatch.style.background = colourOf(place);
    this.remove = h('button', {
      type: 'button', class: 'quiet', 'aria-label': t('removeStrategy'), title: t('removeStrategy'),
      onclick: () => this.room.remove(this),
    }, '×');
    this.element = h('div', {class: 'editor'},
      this.swatch, h('div', {class: 'code'}, this.back, this.area), this.remove, this.error, this.notes);
    this.marked(null);
  }

  get text() {
    return this.area.value.replace(/\n/g, ' ');
  }

  set text(to) {
    this.area.value = to;
    this.size();
  }

  size() {
    this.back.textContent = this.area.value + '\u200b';
  }

  marked(error) {
    const text = this.area.value;
    this.error.textContent = error ? error.reason : '';
    this.element.classList.toggle('wrong', Boolean(error));
    this.area.setAttribute('aria-invalid', error ? 'true' : 'false');
    if (!error) {
      this.back.textContent = text + '\u200b';
      return;
    }
    const end = Math.max(error.end, error.start + 1);
    const word = text.slice(error.start, end);
    fill(this.back, text.slice(0, error.start), h('mark', {}, word.trim() === '' ? '\u00a0\u00a0' : word), text.slice(end) + '\u200b');
  }

  told(drawn, stride) {
    const notes = drawn.warnings.map(each => h('p', {class: 'warning'}, each));
    if (drawn.watches.length > 0) notes.push(h('p', {class: 'note'}, t('watches', {metric: drawn.watches.map(metricName).join(t('comma'))})));
    if (stride > 1) notes.push(h('p', {class: 'note'}, t('stride', {n: count(stride)})));
    fill(this.notes, notes);
  }
}

class DesignRoom {
  constructor(place, state) {
    this.editors = [];
    this.charts = new Map();
    this.steps = h('input', {type: 'number', min: '1', max: '1000000000', value: state.get('n') ?? '1000', oninput: () => this.changed(true)});
    this.epoch = h('input', {type: 'number', min: '0', placeholder: t('none'), value: state.get('e') ?? '', oninput: () => this.changed(true)});
    this.log = h('input', {type: 'checkbox', checked: state.get('log') === '1', onchange: () => this.redraw()});
    this.from = state.has('from') ? Number(state.get('from')) : null;
    this.to = state.has('to') ? Number(state.get('to')) : null;
    this.list = h('div', {class: 'editors'});
    this.more = h('button', {type: 'button', class: 'quiet', onclick: () => this.add(FIRST)}, '+ ' + t('addStrategy'));
    this.examples = h('select', {'aria-label': t('examples'), onchange: () => this.take()},
      h('option', {value: ''}, t('examples')), Object.entries(EXAMPLES).map(([name, each]) => h('option', {value: each, title: each}, t('example-' + name))));
    this.wider = h('button', {type: 'button', class: 'quiet', hidden: true, onclick: () => this.zoom(null, null)}, t('wholeRange'));
    this.drawn = h('div', {class: 'charts'});
    this.constants = h('div', {class: 'constants'});
    this.copies = ['notation', 'java', 'csv'].map(form =>
      h('button', {type: 'button', onclick: () => this.copyAs(form)}, t(form)));
    this.code = codeMenu(() => ({...this.question(), strategies: this.chosen()}));
    this.walk = walkPanel(() => this.editors.map(each => each.text));
    place.append(
      h('div', {class: 'lead'}, h('h1', {}, t('designTitle')), h('p', {}, t('designLead'))),
      h('div', {class: 'two'},
        h('section', {class: 'wide', 'aria-label': t('designTitle')},
          this.list,
          h('div', {class: 'bar'}, this.more, this.examples),
          pastePanel((text, steps) => this.bring(text, steps)),
          h('div', {class: 'bar'},
            field(t('steps'), this.steps), field(t('stepsPerEpoch'), this.epoch),
            field(t('log'), this.log, 'check'), this.wider),
          this.drawn,
          this.constants,
          h('div', {class: 'bar ends'},
            h('span', {class: 'muted'}, t('copyAs')),
            this.copies,
            this.code.menu,
            h('button', {type: 'button', onclick: () => copy(location.href, t('copied'))}, t('link'))),
          this.code.shown),
        this.walk.element));
    this.ask = newest(() => this.load());
    this.drag = newest((editor, edits) => this.dragged(editor, edits));
    const texts = state.getAll('s');
    (texts.length ? texts.slice(0, MOST) : [FIRST]).forEach(each => this.add(each, false));
    this.changed();
  }

  add(text, draw = true) {
    if (this.editors.length >= MOST) return;
    const editor = new Editor(this, text, this.editors.length);
    this.editors.push(editor);
    this.list.append(editor.element);
    this.count();
    if (draw) {
      editor.area.focus();
      this.changed();
    }
  }

  remove(editor) {
    const texts = this.editors.filter(each => each !== editor).map(each => each.text);
    this.editors = [];
    this.list.replaceChildren();
    texts.forEach(each => this.add(each, false));
    this.changed();
  }

  count() {
    this.editors.forEach(each => { each.remove.hidden = this.editors.length === 1; });
    this.more.hidden = this.editors.length >= MOST;
  }

  take() {
    const text = this.examples.value;
    if (text === '') return;
    this.put(text);
    this.examples.value = '';
    this.changed();
  }

  /** Writes a text into the editor that was used last. */
  put(text) {
    const editor = this.editors.find(each => each.area === this.last) ?? this.editors[this.editors.length - 1];
    editor.text = text;
  }

  /** What was read of another library's text, over its steps if it has some. */
  bring(text, steps) {
    this.put(text);
    if (steps > 0) this.steps.value = String(steps);
    this.changed(steps > 0);
  }

  /** The strategy that was typed last, or another where that has an error; none if all have. */
  chosen() {
    const typed = this.editors.find(each => each.area === this.last) ?? this.editors[0];
    if (!this.picture) return [typed.text]; // the server will say what is wrong with it
    const last = this.picture?.strategies[this.editors.findIndex(each => each.area === this.last)];
    return [last, ...this.right()].filter(each => each && !each.error).slice(0, 1).map(each => each.notation);
  }

  /** The strategies without errors. */
  right() {
    return (this.picture?.strategies ?? []).filter(each => !each.error);
  }

  changed(whole = false) {
    if (document.activeElement?.tagName === 'TEXTAREA') this.last = document.activeElement;
    if (whole) [this.from, this.to] = [null, null];
    this.remember();
    this.ask();
  }

  remember() {
    const state = new URLSearchParams();
    this.editors.forEach(each => state.append('s', each.text));
    state.set('n', this.steps.value);
    if (this.epoch.value) state.set('e', this.epoch.value);
    if (this.log.checked) state.set('log', '1');
    if (this.from !== null) {
      state.set('from', this.from);
      state.set('to', this.to);
    }
    history.replaceState(null, '', '#design?' + state);
  }

  zoom(from, to) {
    this.from = from === null ? null : Math.max(0, Math.floor(from));
    this.to = to === null ? null : Math.min(Number(this.steps.value), Math.ceil(to) + 1);
    this.remember();
    this.ask();
  }

  question() {
    return {
      strategies: this.editors.map(each => each.text),
      steps: Math.max(1, Math.floor(Number(this.steps.value)) || 1),
      stepsPerEpoch: Math.max(0, Math.floor(Number(this.epoch.value)) || 0),
      from: this.from, to: this.to,
      columns: Math.max(200, Math.round(this.drawn.clientWidth * 0.8)) || 600,
    };
  }

  async load() {
    const question = this.question();
    const editors = this.editors;
    try {
      const picture = await post('/api/design', question);
      if (editors !== this.editors || this.gone) return;
      picture.strategies.forEach((drawn, i) => {
        if (editors[i].text !== question.strategies[i]) return;
        editors[i].marked(drawn.error);
        editors[i].told(drawn, picture.stride);
      });
      this.picture = picture;
      this.redraw();
    } catch (e) {
      editors[0].marked({reason: e.message, start: 0, end: 0});
    }
  }

  redraw() {
    if (!this.picture) return;
    const wrong = this.picture.strategies.some(each => each.error);
    const all = wrong && this.picture.strategies.every(each => each.error);
    this.copies.forEach(each => { each.disabled = all; });
    this.code.menu.disabled = all;
    this.drawn.classList.toggle('stale', all);
    if (all && this.charts.size > 0) return; // the last curves stay until the text is right again
    this.remember();
    this.wider.hidden = this.from === null;
    const {strategies, charts} = this.picture;
    const names = charts.map(each => each.name);
    for (const [name, chart] of this.charts) {
      if (!names.includes(name) || chart.log !== this.log.checked) {
        chart.chart.destroy();
        chart.element.remove();
        this.charts.delete(name);
      }
    }
    for (const plot of charts) {
      const {chart} = this.charts.get(plot.name) ?? this.newChart(plot.name);
      // to the end of the training, though its last rate is of the step before
      chart.options.xRange = () => [this.from ?? 0, this.to ?? (Number(this.steps.value) || 1)];
      const lines = plot.lines.map(line => ({name: strategies[line.strategy].name, colour: colourOf(line.strategy), width: 2.25}));
      chart.draw(lines, join(plot.lines.map(line => ({x: plot.x, y: line.y}))));
    }
    fill(this.constants, strategies.map((each, i) => {
      const given = Object.entries(each.constants);
      if (given.length === 0) return null;
      const dot = h('span', {class: 'swatch'});
      dot.style.background = colourOf(i);
      return h('p', {}, dot, given.map(([name, value]) => h('span', {class: 'constant'}, name + ' ', h('b', {}, value))));
    }));
  }

  newChart(name) {
    const element = h('figure', {class: 'chart'}, h('figcaption', {}, name === 'rate' ? t('rate') : name));
    const place = h('div', {});
    element.append(place);
    if (name === 'rate') element.append(h('p', {class: 'hint'}, t('zoomHint')));
    this.drawn.append(element);
    const chart = new Chart(place, {
      height: name === 'rate' ? 320 : 150, log: name === 'rate' && this.log.checked, sync: 'design', xName: t('step'),
      onZoom: (from, to) => this.zoom(from, to),
      plugins: name === 'rate' ? [handlesPlugin(() => this.handles(), (place, edits) => this.drag(place, edits))] : [],
    });
    const made = {chart, element, log: this.log.checked};
    this.charts.set(name, made);
    return made;
  }

  /** The handles of all strategies: what is dragged is told by the strategy's place. */
  handles() {
    return this.picture.strategies.flatMap((each, i) =>
      each.handles.map(handle => ({...handle, strategy: i, colour: colourOf(i),
        label: t('handle', {step: handle.step, value: show(handle.value)})})));
  }

  async dragged(place, edits) {
    const editor = this.editors[place];
    try {
      const answer = await post('/api/drag', {strategy: editor.text, edits});
      editor.text = answer.strategy;
      this.remember();
      await this.load();
    } catch (e) {
      editor.error.textContent = e.message;
    }
  }

  async copyAs(form) {
    const right = this.right();
    if (right.length === 0) {
      copy('', t('invalid'));
      return;
    }
    const text = form === 'csv'
      ? await postForText('/api/csv', {...this.question(), strategies: right.map(each => each.notation)})
      : right.map(each => each[form]).join('\n');
    copy(text, t('copied'));
  }

  leave() {
    this.gone = true;
    this.charts.forEach(each => each.chart.destroy());
    this.walk.leave();
  }
}

/** Fills a place with the room; returns what to call when it is left. */
export function designRoom(place, state) {
  const room = new DesignRoom(place, state);
  return () => room.leave();
}

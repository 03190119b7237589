// The room where the rate of a training is bent by hand.
import {get, newest, post, remove} from '/api.js';
import {Chart, colourOf, faded, join} from '/chart.js';
import {BendCurve, bendPlugin} from '/bendcurve.js';
import {copy, field, fill, h, tell} from '/dom.js';
import {endsBeyond, limitOf, within} from '/limits.js';
import {metricName, t} from '/i18n.js';
import {smoothed, thin} from '/thin.js';
import {bestOf, tree} from '/tree.js';

const POINTS = 700;
const AGAIN_MILLIS = 3000;
const FIRST = {digits: 'adam: cosine(0.01 -> 0)'};
const USUAL = 'sgd(momentum=0.9): cosine(0.05 -> 0)';

class BendRoom {
  constructor(place, state) {
    this.branches = new Map();
    this.plans = new Map();
    this.selected = Number(state.get('b')) || 0;
    this.task = h('select', {onchange: () => this.suggest()});
    this.strategy = h('input', {type: 'text', class: 'mono', spellcheck: false, maxlength: '4000', value: state.get('s') ?? USUAL});
    this.steps = h('input', {type: 'number', min: '1', max: '100000'});
    this.seed = h('input', {type: 'number', value: '1'});
    this.begins = h('button', {type: 'submit', class: 'main', disabled: true}, t('train')); // until the tasks are known
    this.wrong = h('p', {class: 'error', role: 'alert'});
    this.log = h('input', {type: 'checkbox', checked: true, onchange: () => this.redraw()});
    this.smooth = h('input', {type: 'checkbox', checked: true, onchange: () => this.redraw()});
    this.list = h('div', {class: 'forest'});
    this.line = h('p', {class: 'mono bent', 'aria-live': 'polite'});
    this.from = h('output', {class: 'constant'});
    this.go = h('button', {type: 'button', class: 'main', disabled: true, onclick: () => this.train()}, t('trainBend'));
    this.back = h('button', {type: 'button', disabled: true, onclick: () => this.bend.undo()}, t('undo'));
    this.over = h('button', {type: 'button', disabled: true, onclick: () => this.bend.reset()}, t('reset'));
    this.keep = h('button', {type: 'button', hidden: true, onclick: () => this.keepBest()}, t('keepBest'));
    this.rates = h('div', {});
    this.losses = h('div', {});
    this.judged = h('div', {});
    this.outside = h('p', {class: 'hint'});
    this.judgedName = h('figcaption', {}, t('judgedCurve'));
    this.work = h('div', {class: 'work', hidden: true},
      h('figure', {class: 'chart'}, h('figcaption', {}, t('rateCurve')), this.rates, h('p', {class: 'hint'}, t('bendHint'))),
      h('div', {class: 'bending'},
        h('div', {class: 'bar'}, h('span', {class: 'muted'}, t('bendFrom')), this.from, this.back, this.over, this.go),
        this.line),
      h('div', {class: 'bar'}, field(t('log'), this.log, 'check'), field(t('smooth'), this.smooth, 'check')),
      h('figure', {class: 'chart'}, h('figcaption', {}, t('lossCurve')), this.losses, this.outside),
      h('figure', {class: 'chart'}, this.judgedName, this.judged));
    place.append(
      h('div', {class: 'lead'}, h('h1', {}, t('bendTitle')), h('p', {}, t('bendLead'))),
      h('form', {class: 'bar start', onsubmit: event => { event.preventDefault(); this.start(); }},
        field(t('task'), this.task), field(t('strategy'), this.strategy, 'grow'),
        field(t('steps'), this.steps, 'short'), field(t('seed'), this.seed, 'short'),
        this.begins),
      this.wrong,
      h('div', {class: 'two reverse'},
        h('section', {class: 'wide', 'aria-label': t('bendTitle')}, this.work),
        h('aside', {'aria-label': t('trainings')},
          h('div', {class: 'bar between'}, h('h2', {}, t('trainings')), this.keep), this.list)));
    const options = {xName: t('step'), zoom: false, sync: 'bend'};
    this.preview = newest(() => this.showLine());
    this.bend = new BendCurve(() => this.bendChanged());
    this.rateChart = new Chart(this.rates, {...options, height: 300, plugins: [bendPlugin(this.bend)]});
    this.lossChart = new Chart(this.losses, {...options, height: 230});
    this.judgedChart = new Chart(this.judged, {...options, height: 180});
    get('/api/tasks').then(tasks => {
      this.tasks = tasks;
      fill(this.task, tasks.map(each => h('option', {value: each.name, title: each.summary}, each.name)));
      this.suggest();
      this.begins.disabled = false;
    });
    this.keys = event => {
      const typing = ['INPUT', 'TEXTAREA', 'SELECT'].includes(document.activeElement?.tagName);
      if ((event.ctrlKey || event.metaKey) && event.key === 'z' && !typing) {
        event.preventDefault();
        this.bend.undo();
      }
    };
    document.addEventListener('keydown', this.keys);
    this.listen();
    this.showTree();
  }

  suggest() {
    const task = this.tasks?.find(each => each.name === this.task.value) ?? this.tasks?.[0];
    if (!task) return;
    this.steps.value = task.steps;
    if (this.strategy.value === USUAL || Object.values(FIRST).includes(this.strategy.value)) {
      this.strategy.value = FIRST[task.name] ?? USUAL;
    }
  }

  listen() {
    this.events = new EventSource('/api/trainings/events');
    this.events.onmessage = event => this.hear(JSON.parse(event.data));
    this.events.onerror = () => {
      if (!this.lost) tell(t('reconnecting'));
      this.lost = true;
      // a browser tries again by itself where nobody answers, but not where it was refused
      if (this.events.readyState === EventSource.CLOSED && !this.gone) this.again = setTimeout(() => this.listen(), AGAIN_MILLIS);
    };
    this.events.onopen = () => {
      if (this.lost) tell(t('connected'));
      this.lost = false;
    };
  }

  hear(news) {
    if (news.fresh) {
      this.branches.clear();
      this.bend.clear(); // numbers begin anew with each server
    }
    for (const id of [...this.branches.keys()]) if (!news.ids.includes(id)) this.branches.delete(id);
    for (const branch of news.branches) {
      const known = this.branches.get(branch.id) ?? {rates: [], losses: [], evaluations: []};
      known.rates.length = Math.min(known.rates.length, branch.from);
      known.losses.length = Math.min(known.losses.length, branch.from);
      known.evaluations.length = Math.min(known.evaluations.length, branch.heard);
      for (const each of branch.rates) known.rates.push(each);
      for (const each of branch.losses) known.losses.push(each);
      known.evaluations.push(...branch.evaluations);
      this.branches.set(branch.id, {...branch, rates: known.rates, losses: known.losses, evaluations: known.evaluations});
    }
    if (!this.branches.has(this.selected)) this.select([...this.branches.keys()].pop() ?? 0);
    else this.plan(this.selected);
    this.soon();
  }

  soon() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (!this.gone) this.redraw();
    });
  }

  async start() {
    this.wrong.textContent = '';
    try {
      const {id} = await post('/api/trainings', {
        task: this.task.value, strategy: this.strategy.value,
        steps: Math.max(0, Math.floor(Number(this.steps.value)) || 0), seed: Math.floor(Number(this.seed.value)) || 0,
      });
      this.wanted = id;
      this.select(id);
    } catch (e) {
      this.wrong.textContent = e.message;
    }
  }

  select(id) {
    this.selected = id;
    this.bend.clear();
    if (id) history.replaceState(null, '', '#bend?b=' + id);
    this.plan(id);
    this.soon();
  }

  /** Draws a strategy's planned rates, once. */
  async plan(id) {
    const branch = this.branches.get(id);
    if (!branch) return;
    const key = branch.strategy + branch.steps;
    if (this.plans.has(key)) {
      this.begin(branch, this.plans.get(key));
      return;
    }
    const picture = await post('/api/design', {strategies: [branch.strategy], steps: branch.steps, stepsPerEpoch: branch.stepsPerEpoch, columns: POINTS});
    const plot = picture.charts.find(each => each.name === 'rate');
    if (!plot || plot.lines.length === 0) return;
    const curve = {x: plot.x, y: plot.lines[0].y};
    this.plans.set(key, curve);
    if (id === this.selected) this.begin(branch, curve);
    this.soon();
  }

  begin(branch, curve) {
    if (this.bend.id !== branch.id) this.bend.take(branch.id, branch.steps, curve);
  }

  bendChanged() {
    this.soon();
    this.preview();
  }

  async showLine() {
    const {bend} = this;
    this.back.disabled = !bend.canUndo();
    this.over.disabled = !bend.touched;
    this.go.disabled = !bend.touched;
    this.from.textContent = bend.id ? String(bend.from) : '';
    const branch = this.branches.get(bend.id);
    if (!branch) {
      fill(this.line);
      return;
    }
    if (!bend.touched) {
      fill(this.line, branch.strategy);
      return;
    }
    try {
      const {strategy} = await post(`/api/trainings/${bend.id}/preview`, bend.asked());
      let same = 0;
      while (same < strategy.length && strategy[same] === branch.strategy[same]) same++;
      const cut = strategy.lastIndexOf(' ', same) + 1;
      fill(this.line, strategy.slice(0, cut), h('mark', {class: 'new'}, strategy.slice(cut)));
    } catch (e) {
      fill(this.line, h('span', {class: 'error'}, e.message));
    }
  }

  async train() {
    if (!this.bend.touched) {
      tell(t('noBend'));
      return;
    }
    try {
      const {id} = await post(`/api/trainings/${this.bend.id}/bend`, this.bend.asked());
      this.select(id);
    } catch (e) {
      this.wrong.textContent = e.message;
    }
  }

  /** Removes every training that did not lead to the best one. */
  async keepBest() {
    const best = bestOf([...this.branches.values()]);
    if (!best) return;
    const line = new Set();
    for (let each = best; each; each = this.branches.get(each.parent)) line.add(each.id);
    for (const branch of [...this.branches.values()].sort((a, b) => b.id - a.id)) {
      if (!line.has(branch.id) && branch.task === best.task) await remove('/api/trainings/' + branch.id).catch(() => {});
    }
    this.select(best.id);
    tell(t('bestKept'));
  }

  showTree() {
    const all = [...this.branches.values()];
    this.keep.hidden = all.length < 2 || !bestOf(all);
    fill(this.list, all.length === 0 ? h('p', {class: 'muted'}, t('noTrainings')) : tree(all, this.selected, {
      select: id => this.select(id),
      copy: branch => copy(branch.strategy, t('copied')),
      stop: branch => post(`/api/trainings/${branch.id}/stop`, {}),
      remove: branch => remove('/api/trainings/' + branch.id).catch(e => tell(e.message)),
    }));
  }

  redraw() {
    const focused = document.activeElement?.dataset?.branch;
    this.showTree();
    if (focused) this.list.querySelector(`[data-branch="${focused}"]`)?.focus();
    const chosen = this.branches.get(this.selected);
    this.work.hidden = !chosen;
    if (!chosen) return;
    const family = [...this.branches.values()].filter(each => each.task === chosen.task && each.steps === chosen.steps);
    family.sort((a, b) => (a.id === chosen.id) - (b.id === chosen.id));
    this.drawRates(chosen, family);
    const worst = limitOf(family.map(each => each.losses), true);
    const losses = family.map(each => {
      const reach = this.smooth.checked ? Math.round(each.steps / 80) : 0;
      return thin(smoothed(within(each.losses, worst, true), reach), Math.max(0, each.bentAt - 1), POINTS);
    });
    const far = family.filter(each => endsBeyond(each.losses, worst, true));
    this.outside.textContent = far.length > 0 ? t('outside', {n: far.map(each => '#' + each.id).join(t('comma'))}) : '';
    const style = each => ({name: '#' + each.id, colour: colourOf(each.id - 1), width: each.id === chosen.id ? 3 : 1.75});
    for (const chart of [this.lossChart, this.judgedChart]) chart.options.log = this.log.checked;
    const whole = () => [0, chosen.steps];
    for (const chart of [this.rateChart, this.lossChart, this.judgedChart]) chart.options.xRange = whole;
    if (losses.some(each => each.x.length > 0)) this.lossChart.draw(family.map(style), join(losses));
    this.judgedName.textContent = metricName(chosen.judged);
    const judged = each => each.evaluations.map(one => one.metrics[each.judged] ?? null);
    const limit = limitOf(family.map(judged), chosen.lowerIsBetter);
    const evaluations = family.map(each => {
      const own = each.evaluations.map(one => one.t);
      const at = own.findIndex(one => one >= each.bentAt);
      const from = at < 0 ? own.length : at;
      return {x: own.slice(from), y: within(judged(each), limit, chosen.lowerIsBetter).slice(from)};
    });
    if (evaluations.some(each => each.x.length > 0)) {
      this.judgedChart.draw(family.map(each => ({...style(each), points: true})), join(evaluations));
    }
  }

  drawRates(chosen, family) {
    const lines = [];
    const curves = [];
    for (const each of family) {
      const plan = this.plans.get(each.strategy + each.steps);
      if (!plan) {
        this.plan(each.id);
        continue;
      }
      const own = each.id === chosen.id;
      const colour = colourOf(each.id - 1);
      lines.push({name: '#' + each.id, colour: own ? faded(colour, 0.6) : faded(colour, 0.45), width: own ? 2 : 1.5, dash: own ? [6, 5] : undefined, quiet: own && each.rates.length > 0});
      curves.push(plan);
      if (own && each.rates.length > 0) {
        lines.push({name: '#' + each.id, colour, width: 3});
        curves.push(thin(each.rates, 0, POINTS));
      }
    }
    const bent = this.bend.curve();
    if (bent) {
      lines.push({name: t('bend'), colour: colourOf(this.branches.size), width: 3});
      curves.push(bent);
    }
    // the scale is the chosen training's and its bend's: others are cut at the edge
    const own = [this.plans.get(chosen.strategy + chosen.steps), bent].filter(Boolean).flatMap(each => each.y);
    this.rateChart.options.yRange = own.length > 0 ? [Math.min(...own), Math.max(...own)] : undefined;
    if (curves.length > 0) this.rateChart.draw(lines, join(curves));
  }

  leave() {
    this.gone = true;
    clearTimeout(this.again);
    this.events.close();
    document.removeEventListener('keydown', this.keys);
    [this.rateChart, this.lossChart, this.judgedChart].forEach(each => each.destroy());
  }
}

/** Fills a place with the room; returns what to call when it is left. */
export function bendRoom(place, state) {
  const room = new BendRoom(place, state);
  return () => room.leave();
}

// A bend while it is made: where it begins, its points, and its dots over the chart.
import {h, show} from '/dom.js';
import {t} from '/i18n.js';

const SHARES = [1 / 3, 2 / 3, 1];

/** The value of a drawn curve at a step. */
function valueAt(curve, step) {
  let i = 0;
  while (i < curve.x.length - 1 && curve.x[i + 1] <= step) i++;
  const j = Math.min(i + 1, curve.x.length - 1);
  if (i === j) return curve.y[i];
  return curve.y[i] + (curve.y[j] - curve.y[i]) * (step - curve.x[i]) / (curve.x[j] - curve.x[i]);
}

export class BendCurve {
  constructor(changed) {
    this.changed = () => {};
    this.clear();
    this.changed = changed;
  }

  clear() {
    this.id = 0;
    this.touched = false;
    this.points = [];
    this.past = [];
    this.changed();
  }

  /** Bends of this training from now on. */
  take(id, steps, old) {
    Object.assign(this, {id, steps, old, past: []});
    this.begin(Math.max(1, Math.round(steps / 2)));
  }

  /** The bend begins at a step, and does not change anything yet. */
  begin(step) {
    this.from = Math.max(1, Math.min(this.steps - 1, Math.round(step)));
    this.touched = false;
    const steps = new Set(SHARES.map(each => Math.round(this.from + (this.steps - this.from) * each)));
    this.points = [...steps].filter(each => each > this.from).map(each => ({step: each, rate: valueAt(this.old, each)}));
    this.changed();
  }

  remember() {
    this.past.push(JSON.stringify([this.from, this.points, this.touched]));
    if (this.past.length > 100) this.past.shift();
  }

  canUndo() {
    return this.past.length > 0;
  }

  undo() {
    if (this.past.length === 0) return;
    [this.from, this.points, this.touched] = JSON.parse(this.past.pop());
    this.changed();
  }

  reset() {
    this.remember();
    this.begin(this.from);
  }

  /** Moves where the bend begins. */
  moveFrom(step) {
    if (!this.touched) {
      this.begin(step);
      return;
    }
    const first = this.points[0]?.step ?? this.steps;
    this.from = Math.max(1, Math.min(first - 1, Math.round(step)));
    this.changed();
  }

  movePoint(i, step, rate) {
    const low = (this.points[i - 1]?.step ?? this.from) + 1;
    const high = (this.points[i + 1]?.step ?? this.steps + 1) - 1;
    this.points[i] = {step: Math.max(low, Math.min(high, Math.round(step))), rate: Math.max(0, rate)};
    this.touched = true;
    this.changed();
  }

  add(step, rate) {
    const at = Math.round(step);
    if (at <= this.from || at > this.steps || this.points.some(each => each.step === at)) return;
    this.remember();
    this.points.push({step: at, rate: Math.max(0, rate)});
    this.points.sort((a, b) => a.step - b.step);
    this.touched = true;
    this.changed();
  }

  drop(i) {
    if (this.points.length < 2) return;
    this.remember();
    this.points.splice(i, 1);
    this.touched = true;
    this.changed();
  }

  /** The bent curve, or null where nothing is bent. */
  curve() {
    if (!this.id || !this.touched) return null;
    const x = [this.from, ...this.points.map(each => each.step)];
    const y = [valueAt(this.old, this.from), ...this.points.map(each => each.rate)];
    if (x[x.length - 1] < this.steps) {
      x.push(this.steps);
      y.push(y[y.length - 1]);
    }
    return {x, y};
  }

  asked() {
    return {from: this.from, points: this.points};
  }
}

/** A plugin of uPlot that shows a bend's dots, and where it begins, over a chart. */
export function bendPlugin(bend) {
  let layer;
  let edge;

  function position(u, event) {
    const box = u.over.getBoundingClientRect();
    const y = Math.max(0, Math.min(box.height, event.clientY - box.top));
    return [u.posToVal(event.clientX - box.left, 'x'), u.posToVal(y, 'y')];
  }

  function hold(element, begin, move) {
    element.addEventListener('pointerdown', event => {
      event.preventDefault();
      event.stopPropagation();
      element.focus();
      element.setPointerCapture(event.pointerId);
      begin();
      const moved = each => move(each);
      element.addEventListener('pointermove', moved);
      const end = () => element.removeEventListener('pointermove', moved);
      element.addEventListener('pointerup', end, {once: true});
      element.addEventListener('pointercancel', end, {once: true});
    });
    for (const name of ['mousedown', 'click', 'dblclick']) element.addEventListener(name, event => event.stopPropagation());
  }

  function dot(u, i) {
    const own = h('button', {type: 'button', class: 'handle bendpoint'});
    hold(own, () => bend.remember(), event => bend.movePoint(i, ...position(u, event)));
    own.addEventListener('keydown', event => {
      const point = bend.points[i];
      const far = event.shiftKey ? 10 : 1;
      const grain = Math.max(1, Math.round(bend.steps / 100)) * far;
      const rise = (u.scales.y.max - Math.max(0, u.scales.y.min)) / 50 * far;
      const to = {
        ArrowLeft: [point.step - grain, point.rate], ArrowRight: [point.step + grain, point.rate],
        ArrowUp: [point.step, point.rate + rise], ArrowDown: [point.step, point.rate - rise],
      }[event.key];
      if (to) {
        event.preventDefault();
        bend.remember();
        bend.movePoint(i, ...to);
      } else if (event.key === 'Delete' || event.key === 'Backspace') {
        event.preventDefault();
        bend.drop(i);
      }
    });
    return own;
  }

  function show_(u) {
    const active = bend.id > 0;
    edge.hidden = !active;
    if (active) {
      edge.style.left = u.valToPos(bend.from, 'x') + 'px';
      edge.setAttribute('aria-valuenow', bend.from);
      edge.setAttribute('aria-valuemax', bend.steps);
    }
    const points = active ? bend.points : [];
    while (layer.children.length > points.length) layer.lastChild.remove();
    points.forEach((point, i) => {
      const own = layer.children[i] ?? layer.appendChild(dot(u, i));
      own.setAttribute('aria-label', t('bendPoint', {step: point.step, value: show(point.rate)}));
      own.style.left = u.valToPos(point.step, 'x') + 'px';
      own.style.top = Math.max(0, Math.min(u.over.clientHeight, u.valToPos(point.rate, 'y'))) + 'px';
    });
  }

  return {
    hooks: {
      ready: [u => {
        layer = h('div', {class: 'handles'});
        edge = h('div', {class: 'edge', tabindex: '0', role: 'slider', 'aria-label': t('bendFrom'), 'aria-valuemin': '1'});
        hold(edge, () => bend.remember(), event => bend.moveFrom(position(u, event)[0]));
        edge.addEventListener('keydown', event => {
          const way = {ArrowLeft: -1, ArrowRight: 1}[event.key];
          if (way) {
            event.preventDefault();
            bend.moveFrom(bend.from + way * (event.shiftKey ? 10 : 1));
          }
        });
        u.over.append(edge, layer);
        let pressed = null;
        u.over.addEventListener('pointerdown', event => { pressed = [event.clientX, event.clientY]; });
        u.over.addEventListener('click', event => {
          const near = pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) < 5;
          if (near && bend.id && !bend.touched) bend.moveFrom(position(u, event)[0]);
        });
        u.over.addEventListener('dblclick', event => {
          if (bend.id) bend.add(...position(u, event));
        });
        show_(u);
      }],
      draw: [u => { if (layer) show_(u); }],
    },
  };
}

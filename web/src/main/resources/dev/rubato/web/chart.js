// Curves, drawn by uPlot in the page's colours.
import uPlot from '/uplot.js';
import {fill, h, show} from '/dom.js';

/** The colours of the theme. */
export function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'), muted: of('--muted'), line: of('--line'), accent: of('--accent'), surface: of('--surface'),
    series: Array.from({length: 8}, (_, i) => of('--series-' + i)),
  };
}

export function colourOf(i) {
  const {series} = colours();
  return series[i % series.length];
}

/** How a line is dashed: colours beyond the eighth come again, dashed, dotted, then both. */
export function dashOf(i) {
  return [undefined, [7, 3], [2, 3], [9, 3, 2, 3]][Math.floor(i / colours().series.length) % 4];
}

/** A colour with some transparency. */
export function faded(colour, share) {
  const [r, g, b] = [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${share})`;
}

/** Joins curves with steps of their own: each is {x, y}. */
export function join(curves) {
  if (curves.length === 0) return [[]];
  return uPlot.join(curves.map(each => [each.x, each.y]));
}

function axisNumber(x) {
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) {
    return x.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replace('e-', 'e−');
  }
  return String(Number(x.toPrecision(6))).replace('-', '−');
}

/**
 * A chart in an element that is as wide as its place.
 *
 * lines: [{name, colour, width, dash, points, hidden, band: [low series, high series]}], data as uPlot
 * has it. Options: height, log, yName, xName, sync, onZoom(from, to), plugins, legend, xRange.
 */
export class Chart {
  constructor(place, options) {
    this.place = place;
    this.options = options;
    this.watcher = new ResizeObserver(() => this.resize());
    this.watcher.observe(place);
    this.legend = h('p', {class: 'legend'});
    place.after(this.legend);
  }

  /** Says the exact values under the cursor. */
  tell(u) {
    const i = u.cursor.idx;
    if (i === null || i === undefined) {
      fill(this.legend, this.named.length > 1 ? this.named.map(line => item(line, null)) : null);
      return;
    }
    fill(this.legend, h('span', {class: 'constant'}, (this.options.xName ?? 'step') + ' ', h('b', {}, String(Math.round(u.data[0][i] * 2) / 2))),
      this.named.map(line => item(line, nearest(u.data[line.at], u.data[0], i))));
  }

  draw(lines, data) {
    this.named = lines.map((line, i) => ({...line, at: i + 1})).filter(line => line.name && !line.quiet);
    const shape = JSON.stringify([lines.map(each => [each.colour, each.width, each.dash, each.hidden, each.points]), this.options.log]);
    if (this.plot && shape === this.shape && this.plot.data.length === data.length) {
      this.plot.setData(this.clean(data), true);
      this.tell(this.plot);
      return;
    }
    this.shape = shape;
    this.plot?.destroy();
    this.plot = new uPlot(this.settings(lines), this.clean(data), this.place);
    this.tell(this.plot);
  }

  /** A logarithmic axis has no place for zero. */
  clean(data) {
    return this.options.log ? data.map((each, i) => (i === 0 ? each : each.map(y => (y > 0 ? y : null)))) : data;
  }

  settings(lines) {
    const {options} = this;
    const c = colours();
    const font = '12px ' + getComputedStyle(document.body).fontFamily;
    const axis = {stroke: c.muted, font, grid: {stroke: c.line, width: 1}, ticks: {show: false}, border: {show: false}};
    return {
      width: Math.max(240, this.place.clientWidth),
      height: options.height ?? 280,
      padding: [10, 20, 0, 0],
      plugins: options.plugins ?? [],
      cursor: {
        sync: options.sync ? {key: options.sync, setSeries: false} : undefined,
        drag: {x: options.zoom !== false, y: false, setScale: !options.onZoom},
        points: {size: 8},
      },
      legend: {show: false},
      scales: {
        x: {time: false, range: options.xRange},
        y: {distr: options.log ? 3 : 1, range: (u, low, high) => {
          const [from, to] = options.yRange ?? [low, high];
          return options.log ? logRange(from, to) : range(from, to);
        }},
      },
      axes: [
        {...axis, size: 38, gap: 9, incrs: WHOLE, values: (u, ticks) => ticks.map(axisNumber), label: undefined},
        {...axis, size: 64, gap: 12, filter: (u, splits) => splits, splits: options.log ? (u, i, low, high) => decades(low, high) : undefined, values: (u, ticks) => ticks.map(tick => (tick === null ? '' : axisNumber(tick)))},
      ],
      series: [
        {},
        ...lines.map(line => ({
          stroke: line.colour,
          width: line.width ?? 2,
          dash: line.dash,
          show: !line.hidden,
          spanGaps: true,
          points: {show: line.points === true, size: 5, fill: line.colour},
          fill: line.fill,
        })),
      ],
      bands: lines.flatMap((line, i) => (line.band ? [{series: [i + 1 + line.band[1], i + 1 + line.band[0]], fill: line.band[2]}] : [])),
      hooks: {
        setSelect: [u => {
          if (options.onZoom && u.select.width > 6) {
            options.onZoom(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
            u.setSelect({left: 0, top: 0, width: 0, height: 0}, false);
          }
        }],
        setCursor: [u => this.tell(u)],
        ready: [u => {
          u.over.addEventListener('dblclick', () => options.onZoom?.(null, null));
        }],
      },
    };
  }

  resize() {
    const width = this.place.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({width, height: this.plot.height});
    }
  }

  destroy() {
    this.watcher.disconnect();
    this.plot?.destroy();
    this.legend.remove();
    this.plot = null;
  }
}

/** A line's name and value. */
function item(line, value) {
  const dot = h('span', {class: 'swatch'});
  dot.style.background = line.colour;
  return h('span', {class: 'entry', title: line.name}, dot, value === null ? h('span', {class: 'label'}, line.name) : h('b', {}, value));
}

/** A curve's value at a place, or, where another curve has the point, at the one before it. */
function nearest(y, x, i) {
  let j = i;
  while (j > 0 && (y[j] === null || y[j] === undefined)) j--;
  return show(y[j]);
}

/** A logarithmic axis: what falls to nothing is cut off after five decades. */
function logRange(low, high) {
  if (!(low > 0) || !(high > 0)) return [0.1, 1];
  return [Math.max(low, high / 1e5) / 1.15, high * 1.15];
}

/** Steps are whole numbers, and so is what lies between two marks of them. */
const WHOLE = Array.from({length: 13}, (_, power) => [1, 2, 5].map(digit => digit * 10 ** power)).flat();

/** The powers of ten of an axis, with 2 and 5 between where there are few. */
function decades(low, high) {
  const few = Math.log10(high / low) < 2.5;
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of few ? [1, 2, 5] : [1]) {
      const tick = Number((digit * 10 ** power).toPrecision(3));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks.length < 2 ? even(low, high) : ticks;
}

/** Even marks of a range in which there are no two powers of ten. */
function even(low, high) {
  const power = 10 ** Math.floor(Math.log10(high - low));
  const step = [0.2, 0.5, 1, 2].map(each => each * power).find(each => (high - low) / each <= 5);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(6)));
  return ticks;
}

/** The axis' ends: a little room, and zero where it is near. */
function range(low, high) {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  const from = low >= 0 && low < (high - low) * 2 ? 0 : low - room;
  return [from - (from === 0 && low === 0 ? room * 0.25 : 0), high + room];
}

// The walks of strategies over a hill of two variables, side by side, animated.
import {get, post} from '/api.js';
import {colourOf, colours} from '/chart.js';
import {field, fill, h, show} from '/dom.js';
import {t} from '/i18n.js';

const BANDS = 22;
const MILLIS = 2600;
const MOST = 4; // more would hide each other

let grounds;

/** The panel; texts() are the strategies, of which the first few walk in the colours of their curves. */
export function walkPanel(texts) {
  const canvas = h('canvas', {width: 720, height: 540, tabindex: '0', role: 'img', 'aria-label': t('walkTitle')});
  const choice = h('select', {});
  const steps = h('input', {type: 'number', min: '1', max: '20000', value: '200'});
  const go = h('button', {type: 'button', class: 'main', disabled: true}, t('walk'));
  const said = h('div', {class: 'hint walkers', role: 'status'}, t('walkHint'));
  let start = null;
  let walkers = []; // each {path, steps, status, reason, colour, value}, or with an error in place of a path
  let frame = 0;
  let gone = false;

  function ground() {
    return grounds.find(each => each.name === choice.value);
  }

  function at(x, y) {
    const [left, right, bottom, top] = ground().window;
    return [(x - left) / (right - left) * canvas.width, (top - y) / (top - bottom) * canvas.height];
  }

  /** The hill in bands of its height's logarithm, as a map has them. */
  function hill() {
    const own = ground();
    const rows = own.heights.length / own.columns;
    const {muted, surface} = colours(); // without a colour of its own: the walks have theirs
    const from = hex(surface);
    const to = hex(muted);
    const small = document.createElement('canvas');
    small.width = own.columns;
    small.height = rows;
    const draw = small.getContext('2d');
    const image = draw.createImageData(own.columns, rows);
    own.heights.forEach((each, i) => {
      const share = 0.06 + 0.5 * Math.floor(each / 1000 * BANDS) / BANDS;
      for (let k = 0; k < 3; k++) image.data[4 * i + k] = from[k] + (to[k] - from[k]) * share;
      image.data[4 * i + 3] = 255;
    });
    draw.putImageData(image, 0, 0);
    const big = canvas.getContext('2d');
    big.imageSmoothingEnabled = true;
    big.imageSmoothingQuality = 'high';
    big.drawImage(small, 0, 0, canvas.width, canvas.height);
    big.strokeStyle = colours().ink;
    big.lineWidth = 2.5;
    own.minima.forEach(each => {
      const [x, y] = at(...each);
      big.beginPath();
      big.moveTo(x - 8, y); big.lineTo(x + 8, y);
      big.moveTo(x, y - 8); big.lineTo(x, y + 8);
      big.stroke();
    });
  }

  function hex(colour) {
    return [1, 3, 5].map(i => parseInt(colour.slice(i, i + 2), 16));
  }

  function drawTo(share) {
    hill();
    const draw = canvas.getContext('2d');
    const from = at(...(start ?? ground().start));
    draw.fillStyle = colours().ink;
    draw.beginPath();
    draw.arc(...from, 7, 0, 2 * Math.PI);
    draw.fill();
    const longest = Math.max(0, ...walkers.map(each => each.steps?.at(-1) ?? 0));
    for (const each of walkers) if (each.path) drawWalk(draw, each, share * longest, share >= 1);
  }

  /** One walk up to a step. */
  function drawWalk(draw, walker, step, over) {
    let end = walker.steps.length - 1;
    while (end > 0 && walker.steps[end] > step) end--;
    const colour = colourOf(walker.place);
    const {surface} = colours();
    draw.lineJoin = 'round';
    draw.beginPath();
    walker.path.slice(0, end + 1).forEach((each, i) => {
      const [x, y] = at(each[0], each[1]);
      if (i === 0) draw.moveTo(x, y); else draw.lineTo(x, y);
    });
    for (const [stroke, width, alpha] of [[surface, 7, 0.7], [colour, 3.5, 1]]) {
      draw.strokeStyle = stroke;
      draw.lineWidth = width;
      draw.globalAlpha = alpha;
      draw.stroke();
    }
    const last = walker.path[end];
    const [x, y] = at(last[0], last[1]);
    draw.fillStyle = colour;
    draw.strokeStyle = surface;
    draw.beginPath();
    draw.arc(x, y, 9, 0, 2 * Math.PI);
    draw.fill();
    draw.stroke();
    walker.value.textContent = t('walkDone', {step: walker.steps[end], loss: show(last[2])})
      + (over && walker.status !== 'done' ? ' · ' + t('walk' + walker.status, {reason: walker.reason}) : '');
  }

  /** A line for each that walks: of several with its colour and name. */
  function tellOf(several) {
    fill(said, walkers.map(each => {
      const dot = h('span', {class: 'swatch'});
      dot.style.background = colourOf(each.place);
      return h('p', {}, several ? [dot, h('span', {class: 'label mono', title: each.text}, each.text)] : null, each.value);
    }));
  }

  let turns = 0;

  async function walk() {
    const turn = ++turns;
    cancelAnimationFrame(frame);
    const all = texts();
    const asked = {
      function: choice.value, steps: Math.floor(Number(steps.value)) || 1,
      x: start?.[0] ?? null, y: start?.[1] ?? null,
    };
    const walked = await Promise.all(all.slice(0, MOST).map((text, place) =>
      post('/api/walk', {...asked, strategy: text})
        .catch(e => ({error: e.message}))
        .then(walk => ({...walk, text, place, value: h('span', {class: walk.error ? 'error' : 'value'}, walk.error ?? '')}))));
    if (gone || turn !== turns) return; // another was begun since
    walkers = walked;
    tellOf(walkers.length > 1);
    go.textContent = t('again');
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
      drawTo(1);
      return;
    }
    const began = performance.now();
    const next = now => {
      const share = Math.min(1, (now - began) / MILLIS);
      if (gone) return;
      drawTo(share);
      if (share < 1) frame = requestAnimationFrame(next);
    };
    frame = requestAnimationFrame(next);
  }

  function chosen() {
    start = null;
    walkers = [];
    said.textContent = ground().formula;
    drawTo(0);
  }

  canvas.addEventListener('click', event => {
    const box = canvas.getBoundingClientRect();
    const [left, right, bottom, top] = ground().window;
    start = [left + (event.clientX - box.left) / box.width * (right - left),
      top - (event.clientY - box.top) / box.height * (top - bottom)];
    walk();
  });
  canvas.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      walk();
    }
  });
  go.addEventListener('click', walk);
  choice.addEventListener('change', chosen);
  (grounds ? Promise.resolve(grounds) : get('/api/functions')).then(all => {
    grounds = all;
    if (gone) return;
    fill(choice, all.map(each => h('option', {value: each.name}, each.name)));
    go.disabled = false;
    choice.value = 'himmelblau';
    chosen();
    said.textContent = t('walkHint');
  });
  return {
    element: h('aside', {class: 'walk', 'aria-label': t('walkTitle')},
      h('h2', {}, t('walkTitle')), h('p', {class: 'muted'}, t('walkLead')), canvas,
      said, h('div', {class: 'bar'}, field(t('fn'), choice), field(t('steps'), steps), go)),
    leave() {
      gone = true;
      cancelAnimationFrame(frame);
    },
  };
}

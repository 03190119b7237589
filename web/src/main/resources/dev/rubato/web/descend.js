// A strategy's walk over a hill of two variables, animated.
import {get, post} from '/api.js';
import {colours} from '/chart.js';
import {field, fill, h, show} from '/dom.js';
import {t} from '/i18n.js';

const BANDS = 22;
const MILLIS = 2600;

let grounds;

/** The panel; text() is what walks. */
export function walkPanel(text) {
  const canvas = h('canvas', {width: 720, height: 540, tabindex: '0', role: 'img', 'aria-label': t('walkTitle')});
  const choice = h('select', {});
  const steps = h('input', {type: 'number', min: '1', max: '20000', value: '200'});
  const go = h('button', {type: 'button', class: 'main', disabled: true}, t('walk'));
  const said = h('p', {class: 'hint', role: 'status'}, t('walkHint'));
  let start = null;
  let path = null;
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
    const {accent, surface} = colours();
    const from = hex(surface);
    const to = hex(accent);
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
    if (!path) return;
    const end = Math.max(1, Math.round(share * (path.path.length - 1)));
    draw.strokeStyle = colours().series[1];
    draw.lineWidth = 3.5;
    draw.lineJoin = 'round';
    draw.beginPath();
    path.path.slice(0, end + 1).forEach((each, i) => {
      const [x, y] = at(each[0], each[1]);
      if (i === 0) draw.moveTo(x, y); else draw.lineTo(x, y);
    });
    draw.stroke();
    const last = path.path[Math.min(end, path.path.length - 1)];
    const [x, y] = at(last[0], last[1]);
    draw.fillStyle = colours().series[1];
    draw.strokeStyle = colours().surface;
    draw.beginPath();
    draw.arc(x, y, 9, 0, 2 * Math.PI);
    draw.fill();
    draw.stroke();
    said.textContent = t('walkDone', {step: path.steps[Math.min(end, path.steps.length - 1)], loss: show(last[2])})
      + (share >= 1 && path.status !== 'done' ? ' · ' + t('walk' + path.status, {reason: path.reason}) : '');
  }

  async function walk() {
    cancelAnimationFrame(frame);
    try {
      path = await post('/api/walk', {
        strategy: text(), function: choice.value, steps: Math.floor(Number(steps.value)) || 1,
        x: start?.[0] ?? null, y: start?.[1] ?? null,
      });
    } catch (e) {
      path = null;
      drawTo(1);
      said.textContent = e.message;
      return;
    }
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
    path = null;
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

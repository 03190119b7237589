// Makes elements; texts from outside only ever become text.

/** An element: h('p', {class: 'note', onclick: f}, 'text', child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== 'list' && typeof value !== 'string') element[name] = value;
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter(each => each !== null && each !== undefined && each !== false));
  return element;
}

/** Replaces what is in an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(each => each !== null && each !== undefined && each !== false));
  return element;
}

/** A strategy's text, in which no line ends within an arrow. */
export function arrows(text) {
  return text.split(/(->)/).map(part => (part === '->' ? h('span', {class: 'whole'}, part) : part));
}

/** A labelled field. */
export function field(label, input, more = '') {
  return h('label', {class: ('field ' + more).trim()}, h('span', {}, label), input);
}

let timer;

/** Tells something for a moment, also to those who don't see it. */
export function tell(text) {
  const place = document.getElementById('told');
  place.textContent = text;
  place.classList.add('shown');
  clearTimeout(timer);
  timer = setTimeout(() => place.classList.remove('shown'), 4000);
}

/** Copies a text, and says so. */
export async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', {value: text, class: 'away'});
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  tell(said);
}

/** A number for people: four digits that count. */
export function show(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return '–';
  if (x === 0) return '0';
  const size = Math.abs(x);
  if (size >= 1e5 || size < 1e-3) {
    return x.toExponential(3).replace(/\.?0+e/, 'e').replace('e+', 'e').replace('-', '−').replace('e-', 'e−');
  }
  return String(Number(x.toPrecision(4))).replace('-', '−');
}

/** A mean with half the width of its interval: as many decimals as show two digits of the width. */
export function interval(mean, width) {
  if (!(width > 0) || !Number.isFinite(width) || !Number.isFinite(mean)) return show(mean);
  const decimals = 1 - Math.floor(Math.log10(width));
  if (decimals > 6) return show(mean) + '\u00a0±\u00a0' + show(width);
  const fixed = x => x.toFixed(Math.max(0, decimals)).replace('-', '−');
  return fixed(mean) + '\u00a0±\u00a0' + fixed(width);
}

/** A whole number with thin spaces. */
export function count(n) {
  return String(n).replace(/\B(?=(\d{3})+$)/g, '\u2009');
}

// The page's language: the browser's, unless another was chosen.
import {inChinese} from '/said-zh.js';
import en from '/texts-en.js';
import zh from '/texts-zh.js';

const all = {en, zh};
const listeners = new Set();

function initial() {
  const chosen = localStorage.getItem('rubato-language');
  if (chosen && all[chosen]) return chosen;
  return (navigator.languages ?? [navigator.language]).some(each => each.toLowerCase().startsWith('zh'))
    && navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

let language = initial();

/** The text of a name, with {parts} replaced. */
export function t(name, parts = {}) {
  const text = all[language][name] ?? en[name] ?? name;
  return text.replace(/\{(\w+)\}/g, (_, part) => String(parts[part] ?? ''));
}

/** A metric as people read it: validation-loss as "validation loss". */
export function metricName(name) {
  const words = name.replace(/(?<=\p{L})[-_](?=\p{L})/gu, ' ');
  return all[language]['metric-' + words] ?? words;
}

/** What a study's command said of its result. */
export function said(text) {
  return language === 'zh' ? inChinese(text) : text;
}

/** What was done, on which task. */
export function studyName(kind, task) {
  return (all[language]['kind' + kind] ?? kind) + ' · ' + task;
}

/** A moment, of today only the time, in the reader's own time zone. */
export function moment(text) {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const today = at.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : navigator.language, today ? {timeStyle: 'short'} : {dateStyle: 'medium', timeStyle: 'short'}).format(at);
}

export function current() {
  return language;
}

export function setLanguage(to) {
  language = to;
  localStorage.setItem('rubato-language', to);
  translate(document);
  listeners.forEach(each => each());
}

export function onLanguage(listener) {
  listeners.add(listener);
}

/** Translates the elements that name their text. */
export function translate(root) {
  document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
  root.querySelectorAll('[data-t]').forEach(each => { each.textContent = t(each.dataset.t); });
  root.querySelectorAll('[data-t-label]').forEach(each => each.setAttribute('aria-label', t(each.dataset.tLabel)));
}

// The page's frame: which room is shown, the language and the theme.
import {current, onLanguage, setLanguage, t, translate} from '/i18n.js';
import {designRoom} from '/design.js';
import {bendRoom} from '/bend.js';
import {studiesRoom} from '/studies.js';

const rooms = {design: designRoom, bend: bendRoom, studies: studiesRoom};
const place = document.getElementById('room');
let shown = null;

/** The room and its state, which the address holds: #design?s=…&n=1000. */
export function address() {
  const [room, query] = location.hash.slice(1).split('?');
  return {room: rooms[room] ? room : 'design', state: new URLSearchParams(query ?? '')};
}

function enter(again = false) {
  const {room, state} = address();
  if (shown?.name === room && !again) {
    shown.leave.moved?.(state);
    return;
  }
  shown?.leave();
  place.replaceChildren();
  document.querySelectorAll('[data-room]').forEach(each => {
    if (each.dataset.room === room) each.setAttribute('aria-current', 'page');
    else each.removeAttribute('aria-current');
  });
  document.title = t(room) + ' · Rubato';
  shown = {name: room, leave: rooms[room](place, state)};
}

function theme(next) {
  const root = document.documentElement;
  if (next) {
    localStorage.setItem('rubato-theme', next);
  }
  const chosen = localStorage.getItem('rubato-theme');
  if (chosen) root.dataset.theme = chosen;
  else delete root.dataset.theme;
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function nameLanguage() {
  const button = document.getElementById('language');
  button.textContent = current() === 'en' ? '中文' : 'English';
  button.lang = current() === 'en' ? 'zh-Hans' : 'en';
}

document.getElementById('language').addEventListener('click', () => setLanguage(current() === 'en' ? 'zh' : 'en'));
document.getElementById('theme').addEventListener('click', () => {
  theme(isDark() ? 'light' : 'dark');
  enter(true);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => enter(true));
onLanguage(() => {
  nameLanguage();
  enter(true);
});
addEventListener('hashchange', () => enter());
theme();
translate(document);
nameLanguage();
enter();

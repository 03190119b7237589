// A strategy taken to other libraries as code, and one brought from them.
import {post, postForText} from '/api.js';
import {copy, field, fill, h} from '/dom.js';
import {t} from '/i18n.js';

const TARGETS = {
  pytorch: 'PyTorch', keras: 'Keras', optax: 'Optax', huggingface: 'Hugging Face', java: 'Java', djl: 'DJL',
  csv: 'CSV', json: 'JSON',
};

/** The menu that copies strategies as code of a library; it shows what it copied, or why it can't. */
export function codeMenu(question) {
  const shown = h('div', {class: 'taken', hidden: true});
  let asked = 0;
  const menu = h('select', {'aria-label': t('copyCode'), onchange: () => take(menu.value)},
    h('option', {value: ''}, t('copyCode')),
    Object.entries(TARGETS).map(([value, name]) => h('option', {value}, name)));

  async function take(target) {
    if (target === '') return;
    menu.value = '';
    const own = ++asked;
    try {
      const text = await postForText('/api/export', {...question(), target});
      if (own !== asked) return;
      copy(text, t('copied'));
      fill(shown, h('div', {class: 'bar between'}, h('h2', {}, TARGETS[target]), close()),
        h('pre', {tabindex: '0', 'aria-label': TARGETS[target]}, text.length > 20000 ? text.slice(0, 20000) + '\n…' : text));
    } catch (e) {
      if (own !== asked) return;
      fill(shown, h('div', {class: 'bar between'}, h('h2', {}, TARGETS[target]), close()),
        h('p', {class: 'error', role: 'alert'}, e.message));
    }
    shown.hidden = false;
  }

  function close() {
    return h('button', {type: 'button', class: 'quiet', 'aria-label': t('close'), title: t('close'), onclick: () => {
      shown.hidden = true;
      menu.focus();
    }}, '×');
  }

  return {menu, shown};
}

/** A place for what other libraries say about rates; what was read is given to take. */
export function pastePanel(take) {
  const text = h('textarea', {
    rows: '5', spellcheck: false, autocomplete: 'off', autocapitalize: 'off', maxlength: '100000', class: 'paste',
    'aria-label': t('pasteTitle'), placeholder: 'CosineAnnealingLR(optimizer, T_max=1000, eta_min=1e-5)',
    onkeydown: event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) read(); },
  });
  const lr = h('input', {type: 'text', inputmode: 'decimal', placeholder: '0.1', size: '8', autocomplete: 'off'});
  const epochs = h('input', {type: 'checkbox'});
  const answer = h('div', {'aria-live': 'polite', class: 'notes'});
  let asked = 0;

  async function read() {
    const own = ++asked;
    try {
      const rate = lr.value.trim() === '' ? null : Number(lr.value.trim().replace(',', '.'));
      const read = await post('/api/import', {text: text.value, lr: Number.isNaN(rate) ? null : rate, perEpoch: epochs.checked});
      if (own !== asked) return;
      const known = read.residual !== null;
      fill(answer,
        h('p', {}, h('code', {}, read.strategy)),
        known ? h('p', {class: 'note'}, t('residual', {n: read.steps, difference: read.residual})) : null,
        read.notes.map(each => h('p', {class: 'warning'}, each)));
      take(read.strategy, read.steps);
    } catch (e) {
      if (own === asked) fill(answer, h('p', {class: 'error', role: 'alert'}, e.message));
    }
  }

  return h('details', {class: 'brought'},
    h('summary', {}, t('pasteTitle')),
    h('p', {class: 'note'}, t('pasteLead')),
    text,
    h('div', {class: 'bar'},
      field(t('pasteRate'), lr), field(t('pasteEpochs'), epochs, 'check'),
      h('button', {type: 'button', onclick: read}, t('pasteRead'))),
    answer);
}

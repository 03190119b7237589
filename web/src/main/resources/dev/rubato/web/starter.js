// Starts studies of the offered tasks, and stops the one that was started here.
import {get, post} from '/api.js';
import {field, fill, h, tell} from '/dom.js';
import {t} from '/i18n.js';

const USUAL = {
  compare: 'sgd(momentum=0.9): cosine(? -> 0)\nadam: ?',
  find: 'adam',
  tune: 'adam: linear(0 -> ?) for ?1..20% then cosine(-> 0)',
  train: 'adam: cosine(0.01 -> 0)',
};

export class StarterPanel {
  constructor(onStarted) {
    this.onStarted = onStarted;
    this.kind = h('select', {onchange: () => this.change()}, Object.keys(USUAL).map(each => h('option', {value: each}, t('kind' + each))));
    this.task = h('select', {onchange: () => this.length()});
    this.text = h('textarea', {class: 'mono', rows: 3, spellcheck: false, autocomplete: 'off'});
    this.steps = h('input', {type: 'number', min: '1', step: '1', required: true});
    this.seeds = h('input', {type: 'number', min: '1', step: '1', placeholder: '5'});
    this.budget = h('input', {type: 'number', min: '3', step: '1'});
    this.error = h('p', {class: 'error', role: 'alert'});
    this.seedsField = field(t('seeds'), this.seeds);
    this.budgetField = field(t('budget'), this.budget);
    this.stopButton = h('button', {type: 'button', onclick: () => this.stop()}, t('stop'));
    this.button = h('button', {type: 'submit', class: 'main'}, t('startStudy'));
    this.said = h('pre', {class: 'mono said'});
    this.element = h('details', {class: 'starter', hidden: true}, h('summary', {}, t('startTitle')),
      h('form', {onsubmit: event => { event.preventDefault(); this.start(); }},
        h('div', {class: 'bar'}, field(t('what'), this.kind), field(t('task'), this.task)),
        field(t('strategiesByLine'), this.text),
        h('div', {class: 'bar'}, field(t('steps'), this.steps), this.seedsField, this.budgetField),
        this.error, h('div', {class: 'bar'}, this.button, this.stopButton)),
      this.said);
    this.change();
  }

  change() {
    const kind = this.kind.value;
    this.text.value = USUAL[kind];
    this.seedsField.hidden = kind === 'find' || kind === 'train';
    this.budgetField.hidden = kind === 'compare' || kind === 'train';
    this.budget.placeholder = kind === 'tune' ? '78' : '12';
  }

  length() {
    this.steps.value = this.tasks?.find(each => each.name === this.task.value)?.steps ?? 100;
  }

  async refresh() {
    const seen = await get('/api/started');
    if (seen.offered && !this.tasks) {
      this.tasks = await get('/api/started/tasks');
      fill(this.task, this.tasks.map(each => h('option', {value: each.name, title: each.summary}, each.name)));
      this.length();
      this.element.hidden = this.tasks.length === 0;
    }
    this.stopButton.disabled = !seen.running;
    this.button.disabled = seen.running;
    this.said.textContent = seen.said;
    this.said.hidden = !seen.said;
  }

  async start() {
    this.error.textContent = '';
    const number = input => input.closest('[hidden]') ? 0 : Number(input.value) || 0;
    try {
      await post('/api/started', {
        kind: this.kind.value,
        task: this.task.value,
        strategies: this.text.value.split('\n').map(each => each.trim()).filter(Boolean),
        steps: Number(this.steps.value),
        seeds: number(this.seeds),
        budget: number(this.budget),
      });
      tell(t('studyStarted'));
      this.onStarted();
    } catch (e) {
      this.error.textContent = e.message;
    }
  }

  async stop() {
    try {
      await post('/api/started/stop', {});
      tell(t('studyStopped'));
    } catch (e) {
      this.error.textContent = e.message;
    }
    await this.refresh();
  }
}

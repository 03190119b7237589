// The room where studies are started and watched, one or two side by side.
import {get, Refused} from '/api.js';
import {fill, field, h} from '/dom.js';
import {moment, studyName, t} from '/i18n.js';
import {StarterPanel} from '/starter.js';
import {StudyDetail} from '/study.js';

const EVERY_MILLIS = 2000;

class StudiesRoom {
  constructor(place, state) {
    this.first = new StudyDetail();
    this.second = new StudyDetail();
    this.first.id = Number(state.get('id')) || 0;
    this.second.id = Number(state.get('beside')) || 0;
    this.lead = h('p', {});
    this.list = h('ul', {class: 'studies'});
    this.beside = h('select', {onchange: () => this.chooseBeside(Number(this.beside.value))});
    this.starter = new StarterPanel(() => this.started());
    this.details = h('div', {class: 'details'}, this.first.detail);
    place.append(
      h('div', {class: 'lead'}, h('h1', {}, t('studiesTitle')), this.lead),
      h('div', {class: 'two reverse'}, this.details,
        h('aside', {'aria-label': t('studies')}, this.starter.element, this.list, field(t('beside'), this.beside))));
    this.refresh();
    this.timer = setInterval(() => {
      if (!document.hidden) this.refresh();
    }, EVERY_MILLIS);
    this.seen = () => {
      if (!document.hidden) this.refresh();
    };
    document.addEventListener('visibilitychange', this.seen);
  }

  async refresh() {
    if (this.busy) return;
    this.busy = true;
    try {
      const [all] = await Promise.all([get('/api/studies'), this.starter.refresh()]);
      if (this.gone) return;
      this.lead.textContent = t('studiesLead', {folder: all.folder});
      if (!this.first.id && all.studies.length > 0) this.first.choose(all.studies[0].id);
      this.showList(all);
      this.place();
      await this.first.load();
      await this.second.load();
    } catch (e) {
      if (!this.gone) this.lead.textContent = e instanceof Refused ? e.message : t('reconnecting');
    } finally {
      this.busy = false;
    }
  }

  /** A study that was just started is shown as soon as it is there. */
  started() {
    this.newest = true;
    this.refresh();
  }

  showList({folder, studies}) {
    if (this.newest && studies.length > 0 && studies[0].state === 'running') {
      this.newest = false;
      this.choose(studies[0].id);
    }
    const today = new Date().toDateString(); // tomorrow a time alone is not enough
    const text = JSON.stringify([studies, this.first.id, this.second.id, today]);
    if (text === this.listed) return;
    this.listed = text;
    const focused = document.activeElement?.dataset?.study;
    fill(this.list, studies.map(each => h('li', {},
      h('button', {type: 'button', class: 'study' + (each.id === this.first.id ? ' chosen' : ''), 'data-study': each.id,
        'aria-pressed': String(each.id === this.first.id), onclick: () => this.choose(each.id)},
        h('span', {class: 'name'}, each.name || studyName(each.kind, each.task)),
        h('span', {class: 'value'}, t(each.state)),
        h('span', {class: 'where'}, '#' + each.id + ' · ' + moment(each.changed)),
        h('span', {class: 'state'}, each.finished + '/' + each.trials)))));
    fill(this.beside, h('option', {value: '0'}, t('none')), studies.map(each =>
      h('option', {value: String(each.id)}, '#' + each.id + ' ' + (each.name || studyName(each.kind, each.task)))));
    this.beside.value = String(this.second.id);
    if (focused) this.list.querySelector(`[data-study="${focused}"]`)?.focus();
    if (studies.length === 0) {
      fill(this.first.detail, h('p', {class: 'muted'}, t('noStudies', {folder})), h('pre', {class: 'mono'}, 'rubato compare'));
    }
  }

  /** One study, or two beside each other. */
  place() {
    const both = this.second.id > 0;
    if (both === this.details.classList.contains('both')) return;
    this.details.classList.toggle('both', both);
    if (both) this.details.append(this.second.detail);
    else this.second.detail.remove();
    for (const each of [this.first, this.second]) each.revision = null; // drawn anew in the new width
  }

  choose(id) {
    this.first.choose(id);
    this.show();
  }

  chooseBeside(id) {
    this.second.choose(id);
    if (!id) this.second.destroyCharts();
    this.show();
  }

  show() {
    this.listed = null;
    const beside = this.second.id ? '&beside=' + this.second.id : '';
    history.replaceState(null, '', '#studies?id=' + this.first.id + beside);
    this.refresh();
  }

  leave() {
    this.gone = true;
    clearInterval(this.timer);
    document.removeEventListener('visibilitychange', this.seen);
    this.first.leave();
    this.second.leave();
  }
}

/** Fills a place with the room; returns what to call when it is left. */
export function studiesRoom(place, state) {
  const room = new StudiesRoom(place, state);
  return () => room.leave();
}

// Trainings as a tree, each under the one that it was bent from.
import {colourOf} from '/chart.js';
import {h, show} from '/dom.js';
import {t} from '/i18n.js';

/** The judged metric at a training's last evaluation, or null. */
export function lastJudged(branch) {
  const last = branch.evaluations[branch.evaluations.length - 1];
  return last?.metrics[branch.judged] ?? null;
}

/** The finished training that is best by its metric, or null. */
export function bestOf(branches) {
  let best = null;
  for (const each of branches) {
    const value = lastJudged(each);
    if (each.state !== 'done' || value === null) continue;
    const other = best === null ? null : lastJudged(best);
    if (other === null || (each.lowerIsBetter ? value < other : value > other)) best = each;
  }
  return best;
}

/** The tree; does: select(id), copy(branch), stop(branch), remove(branch). */
export function tree(branches, selected, does) {
  const best = bestOf(branches);
  const isRoot = branch => !branches.some(each => each.id === branch.parent);
  const list = parent => {
    const own = branches.filter(each => (parent === 0 ? isRoot(each) : each.parent === parent));
    return own.length === 0 ? null : h('ul', {}, own.map(item));
  };
  const item = branch => {
    const dot = h('span', {class: 'swatch'});
    dot.style.background = colourOf(branch.id - 1);
    const bar = h('span', {class: 'done'});
    bar.style.width = (100 * branch.made / branch.steps) + '%';
    const chosen = branch.id === selected;
    const leaf = !branches.some(each => each.parent === branch.id);
    const busy = branch.state === 'running' || branch.state === 'queued';
    const where = branch.parent ? t('shared', {at: branch.bentAt, n: branch.began}) : branch.task + ' · ' + t('fromStart');
    return h('li', {},
      h('div', {class: 'branch' + (chosen ? ' chosen' : '')},
        h('button', {type: 'button', class: 'pick', 'data-branch': branch.id, 'aria-pressed': String(chosen), onclick: () => does.select(branch.id)},
          h('span', {class: 'name'}, dot, '#' + branch.id, best?.id === branch.id ? h('span', {class: 'best'}, '★ ' + t('best')) : null),
          h('span', {class: 'value'}, show(lastJudged(branch))),
          h('span', {class: 'where'}, where),
          h('span', {class: 'state'}, t(branch.state)),
          h('span', {class: 'progress'}, bar),
          branch.reason || branch.remark ? h('span', {class: 'reason'}, branch.reason || branch.remark) : null),
        chosen ? h('div', {class: 'bar acts'},
          h('button', {type: 'button', class: 'quiet', onclick: () => does.copy(branch)}, t('copyLine')),
          busy ? h('button', {type: 'button', class: 'quiet', onclick: () => does.stop(branch)}, t('stop')) : null,
          leaf && !busy ? h('button', {type: 'button', class: 'quiet', onclick: () => does.remove(branch)}, t('removeTraining')) : null) : null),
      list(branch.id));
  };
  const all = list(0);
  all.setAttribute('aria-label', t('tree'));
  return all;
}

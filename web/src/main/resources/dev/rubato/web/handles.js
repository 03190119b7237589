// The handles of a strategy's curve: dots that can be dragged, or moved by the arrow keys.
import {h} from '/dom.js';

const NEAR = 1e-12;

/** What a drag to a step and a rate changes in the strategy. */
function edits(handle, step, rate) {
  const changes = [];
  if (handle.level >= 0 && rate !== null) {
    changes.push({index: handle.level, value: Math.max(0, rate)});
  }
  if (handle.length >= 0 && step !== null) {
    const exact = (step - handle.begins) / handle.perUnit;
    const value = Math.max(handle.grain, Math.round(exact / handle.grain) * handle.grain);
    changes.push({index: handle.length, value});
  }
  return changes;
}

/**
 * A plugin of uPlot that shows handles over a chart.
 *
 * list() gives them, drag(strategy, edits) is called while one is moved.
 */
export function handlesPlugin(list, drag) {
  let layer;
  let held = null;

  function place(u, button, handle) {
    const x = u.valToPos(handle.step, 'x');
    const y = u.valToPos(handle.value, 'y');
    const inside = x >= -1 && x <= u.over.clientWidth + 1 && Number.isFinite(y);
    button.hidden = !inside;
    button.style.left = x + 'px';
    button.style.top = Math.max(0, Math.min(u.over.clientHeight, y)) + 'px';
  }

  function move(u, handle, event) {
    const box = u.over.getBoundingClientRect();
    const step = u.posToVal(event.clientX - box.left, 'x');
    const rate = u.posToVal(Math.max(0, Math.min(box.height, event.clientY - box.top)), 'y');
    drag(handle.strategy, edits(handle, step, rate));
  }

  function key(u, handle, event) {
    const steps = Math.max(handle.perUnit * handle.grain, 1) * (event.shiftKey ? 10 : 1);
    const share = event.shiftKey ? 1.5 : 1.1;
    const value = Math.max(handle.value, NEAR);
    const up = handle.value === 0 ? u.scales.y.max / 20 : value * share;
    const to = {
      ArrowLeft: [handle.step - steps, null], ArrowRight: [handle.step + steps, null],
      ArrowUp: [null, up], ArrowDown: [null, value / share < NEAR * 10 ? 0 : value / share],
    }[event.key];
    if (to) {
      event.preventDefault();
      drag(handle.strategy, edits(handle, ...to));
    }
  }

  function button(u, index) {
    const own = h('button', {type: 'button', class: 'handle'});
    own.addEventListener('pointerdown', event => {
      event.preventDefault();
      event.stopPropagation();
      own.focus();
      own.setPointerCapture(event.pointerId);
      held = index;
    });
    own.addEventListener('mousedown', event => event.stopPropagation());
    own.addEventListener('pointermove', event => {
      if (held === index) move(u, list()[index] ?? {}, event);
    });
    const drop = () => { held = null; };
    own.addEventListener('pointerup', drop);
    own.addEventListener('pointercancel', drop);
    own.addEventListener('keydown', event => key(u, list()[index], event));
    return own;
  }

  function show(u) {
    const handles = list();
    while (layer.children.length > handles.length) layer.lastChild.remove();
    handles.forEach((handle, i) => {
      const own = layer.children[i] ?? layer.appendChild(button(u, i));
      own.setAttribute('aria-label', handle.label);
      own.style.borderColor = handle.colour;
      own.dataset.ways = (handle.level >= 0 ? 'v' : '') + (handle.length >= 0 ? 'h' : '');
      place(u, own, handle);
    });
  }

  return {
    hooks: {
      ready: [u => {
        layer = h('div', {class: 'handles'});
        u.over.append(layer);
        show(u);
      }],
      draw: [u => { if (layer) show(u); }],
    },
  };
}

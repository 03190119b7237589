// Makes a report's charts answer: values under the pointer, lines hidden by their legend entry, and
// one line emphasised in all charts and tables at once. Without it the page is complete but still.
"use strict";
const report = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const NEAR = 18; // how many pixels from a line the pointer is still on it
  const FEW = 8; // so many lines can be told apart by their colours

  const number = (value, digits) => {
    const size = Math.abs(value);
    if (value === 0 || (Number.isInteger(value) && size < 1e9)) return String(value);
    if (size >= 1e-3 && size < 1e7) return String(Number(value.toPrecision(digits)));
    return value.toExponential(digits - 1).replace(/\.?0*e\+?/, "e");
  };

  const share = (axis, value) => {
    const f = axis.log ? Math.log10 : (v) => v;
    return (f(value) - f(axis.low)) / (f(axis.high) - f(axis.low));
  };

  const readable = (data, x, y) =>
    x !== null && y !== null && !(data.x.log && x <= 0) && !(data.y.log && y <= 0);

  // The line's readable point nearest to a place across, and how far it is; none has index -1.
  const nearest = (line, at) => {
    const found = { index: -1, distance: Infinity };
    line.at.forEach((place, index) => {
      const distance = Math.abs(place - at);
      if (distance < found.distance) Object.assign(found, { index, distance });
    });
    return found;
  };

  const charts = [];
  const hidden = new Set(); // the series that the reader has hidden, in all charts
  const chosen = new Set((document.querySelector("main").dataset.chosen || "").split(" ").filter(Boolean).map(Number));

  // Hides a series everywhere, or shows it again.
  const toggle = (series) => {
    if (!hidden.delete(series)) hidden.add(series);
    for (const chart of charts) {
      chart.data.lines.forEach((line, i) => {
        if (line.series !== series) return;
        chart.buttons[i].setAttribute("aria-pressed", String(!hidden.has(series)));
        for (const group of chart.groups[i]) group.classList.toggle("off", hidden.has(series));
      });
    }
    for (const button of document.querySelectorAll(`.lines [data-series="${series}"]`)) {
      button.setAttribute("aria-pressed", String(!hidden.has(series)));
    }
  };

  // Only charts and tables that have the series change: the others have nothing to say about it.
  const emphasise = (series) => {
    for (const chart of charts) {
      const has = chart.data.lines.some((line) => line.series === series);
      chart.data.lines.forEach((line, i) => {
        for (const group of chart.groups[i]) {
          group.classList.toggle("dim", has && line.series !== series);
          group.classList.toggle("on", has && line.series === series);
        }
        chart.buttons[i].classList.toggle("on", has && line.series === series);
      });
    }
    for (const row of document.querySelectorAll("tr[data-series], .lines [data-series]")) {
      row.classList.toggle("on", Number(row.dataset.series) === series);
    }
  };

  const setUp = (figure) => {
    const data = JSON.parse(figure.querySelector("script").textContent);
    const plots = [...figure.querySelectorAll(".plot")];
    const buttons = [...figure.querySelectorAll(".legend button")];
    const readout = figure.querySelector(".readout");
    const hint = readout.textContent;
    for (const line of data.lines) line.x = line.x || data.lines[0].x;
    const groups = data.lines.map((_, i) => [...figure.querySelectorAll(`.plot g[data-line="${i}"]`)]);
    data.lines.forEach((line, i) => {
      const other = chosen.size > 0 && !chosen.has(line.series);
      figure.classList.toggle("few", data.lines.length <= FEW);
      for (const group of groups[i]) group.classList.toggle("other", other);
      buttons[i]?.classList.toggle("other", other);
    });
    charts.push({ data, groups, buttons, figure });

    for (const line of data.lines) {
      line.at = line.x.map((x, i) => (readable(data, x, line.y[i]) ? share(data.x, x) : NaN));
      line.first = line.at.reduce((a, b) => (b < a ? b : a), Infinity);
      line.last = line.at.reduce((a, b) => (b > a ? b : a), -Infinity);
    }

    const clear = () => {
      for (const mark of figure.querySelectorAll(".cross, .dot")) mark.remove();
      for (const button of buttons) button.querySelector(".value").textContent = "";
      for (const value of document.querySelectorAll(".lines .value")) value.textContent = "";
      readout.textContent = hint;
    };

    const bold = (text) => Object.assign(document.createElement("b"), { textContent: text });

    const mark = (plot, kind, css, attributes) => {
      const element = document.createElementNS(SVG, kind);
      element.setAttribute("class", css);
      for (const [name, content] of Object.entries(attributes)) element.setAttribute(name, content);
      plot.append(element);
    };

    // Shows all lines at the readable point nearest across; answers the line nearest up and down.
    const show = (plot, at, up) => {
      clear();
      const shown = data.lines.map((_, l) => l).filter((l) => !hidden.has(data.lines[l].series));
      const found = shown.map((l) => ({ l, ...nearest(data.lines[l], at) }));
      const first = found.reduce((a, b) => (b.distance < a.distance ? b : a), { distance: Infinity });
      if (first.distance === Infinity) return null;
      const [left, top, right, bottom] = plot.dataset.box.split(" ").map(Number);
      const place = data.lines[first.l].at[first.index];
      const px = left + place * (right - left);
      mark(plot, "path", "cross", { d: `M${px},${top}V${bottom}` });
      readout.textContent = data.x.label ? data.x.label + " " : "";
      readout.append(bold(number(data.lines[first.l].x[first.index], 6)));
      let closest = -1;
      let least = NEAR;
      for (const l of shown) {
        const line = data.lines[l];
        if (place < line.first || place > line.last) continue;
        const i = nearest(line, place).index;
        const cx = left + line.at[i] * (right - left);
        const cy = bottom - share(data.y, line.y[i]) * (bottom - top);
        const colour = groups[l][0].getAttribute("class").split(" ")[0];
        mark(plot, "circle", `dot ${colour}`, { cx, cy, r: 3.5, color: groups[l][0].getAttribute("color") });
        buttons[l].querySelector(".value").textContent = number(line.y[i], 4);
        const beside = document.querySelector(`.lines [data-series="${line.series}"] .value`);
        if (beside) beside.textContent = number(line.y[i], 4);
        if (up !== null && Math.abs(cy - up) < least) {
          least = Math.abs(cy - up);
          closest = l;
        }
      }
      if (closest < 0) return null;
      const line = data.lines[closest];
      const i = nearest(line, place).index;
      readout.append(" \u00a0 ", bold(number(line.y[i], 4)));
      if (line.low && line.low[i] !== null && line.high[i] !== null) {
        readout.append(` (${number(line.low[i], 4)} to ${number(line.high[i], 4)})`);
      }
      readout.append(" \u00a0 ", buttons[closest].querySelector(".name").textContent);
      return line.series;
    };

    for (const plot of plots) {
      const [left, , right] = plot.dataset.box.split(" ").map(Number);
      let at = 0.5;
      const pointed = (event) => {
        const place = plot.getBoundingClientRect();
        const scale = plot.viewBox.baseVal.width / place.width;
        at = Math.min(1, Math.max(0, ((event.clientX - place.left) * scale - left) / (right - left)));
        emphasise(show(plot, at, (event.clientY - place.top) * scale));
      };
      const leave = () => {
        clear();
        emphasise(null);
      };
      plot.addEventListener("pointermove", pointed);
      plot.addEventListener("pointerdown", pointed);
      plot.addEventListener("pointerleave", leave);
      plot.addEventListener("blur", leave);
      plot.addEventListener("keydown", (event) => {
        const step = { ArrowLeft: -0.01, ArrowRight: 0.01 }[event.key];
        if (event.key === "Escape") leave();
        if (!step) return;
        event.preventDefault();
        at = Math.min(1, Math.max(0, at + step));
        show(plot, at, null);
      });
      plot.setAttribute("tabindex", "0");
    }

    buttons.forEach((button, i) => {
      const series = data.lines[i].series;
      const on = () => emphasise(hidden.has(series) ? null : series);
      button.addEventListener("pointerenter", on);
      button.addEventListener("focus", on);
      button.addEventListener("pointerleave", () => emphasise(null));
      button.addEventListener("blur", () => emphasise(null));
      button.addEventListener("click", () => {
        toggle(series);
        on();
      });
    });
  };

  document.documentElement.classList.add("live");
  document.querySelectorAll("figure.chart").forEach(setUp);
  return { charts, hidden, toggle, emphasise };
})();

// Makes a report's charts answer: values under the pointer, lines hidden by their legend entry, and
// one line emphasised in all charts and tables at once. Without it the page is complete but still.
"use strict";
(() => {
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

  // Numbers first, by size; then words, such as "diverged". A mark before a number doesn't count.
  const sortable = (cell) => {
    const found = cell.textContent.replace(/^[^\d.\u2212-]+(?=[\d.])/, "").replace("\u2212", "-");
    const value = Number.parseFloat(found);
    return Number.isNaN(value) ? Infinity : value;
  };

  // Makes the headings of a table sort its rows; a second click turns them round.
  const makeSortable = (table) => {
    const headings = [...table.querySelectorAll("th")];
    const body = table.querySelector("tbody");
    headings.forEach((heading, column) => {
      const cells = [...body.rows].map((row) => row.cells[column]);
      if (heading.textContent === "" || cells.some((cell) => cell.classList.contains("picture"))) return;
      const button = Object.assign(document.createElement("button"), { type: "button" });
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const up = heading.getAttribute("aria-sort") !== "ascending";
        for (const other of headings) other.removeAttribute("aria-sort");
        heading.setAttribute("aria-sort", up ? "ascending" : "descending");
        const words = cells.every((cell) => sortable(cell) === Infinity);
        const compare = (a, b) =>
          words
            ? a.cells[column].textContent.localeCompare(b.cells[column].textContent)
            : sortable(a.cells[column]) - sortable(b.cells[column]) || 0;
        const rows = [...body.rows].sort((a, b) => (up ? 1 : -1) * compare(a, b));
        body.append(...rows);
      });
    });
  };

  for (const answer of document.querySelectorAll(".answer")) {
    const button = answer.querySelector("button");
    const code = answer.querySelector("code");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code); // the reader copies it
      }
    });
  }

  const save = (name, type, content) => {
    const link = document.createElement("a");
    link.download = name;
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  const element = (kind, attributes, text = "") => {
    const made = document.createElementNS(SVG, kind);
    for (const [name, content] of Object.entries(attributes)) made.setAttribute(name, content);
    made.textContent = text;
    return made;
  };

  // The chart as a file of its own: its title and the lines that are shown, named, in light colours.
  const picture = ({ data, buttons, figure }) => {
    const svg = figure.querySelector(".plot.wide").cloneNode(true);
    for (const mark of svg.querySelectorAll(".cross, .dot, .off")) mark.remove();
    const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
    const shown = data.lines.map((line, i) => i).filter((i) => !hidden.has(data.lines[i].series));
    const top = 34;
    const edge = 16;
    const whole = height + top + 14 + 20 * shown.length;
    const inner = element("g", { transform: `translate(0 ${top})` });
    inner.append(...svg.childNodes);
    const title = figure.querySelector("figcaption strong")?.textContent ?? "";
    const page = { x: -edge, y: -edge, width: width + 2 * edge, height: whole + edge };
    svg.append(element("title", {}, title), element("rect", { ...page, fill: "#ffffff" }), inner);
    svg.append(element("text", { x: 0, y: 18, "font-size": 15, "font-weight": 600, fill: "#1c1f24" }, title));
    shown.forEach((i, row) => {
      const y = height + top + 18 + 20 * row;
      const sample = buttons[i].querySelector("svg").cloneNode(true);
      for (const [name, content] of Object.entries({ x: 6, y: y - 8 })) sample.setAttribute(name, content);
      svg.append(sample);
      const name = buttons[i].querySelector(".name").textContent;
      svg.append(element("text", { x: 40, y, "font-size": 12, fill: "#1c1f24" }, name));
    });
    svg.setAttribute("viewBox", Object.values(page).join(" "));
    svg.setAttribute("width", page.width);
    svg.setAttribute("height", page.height);
    for (const name of ["class", "tabindex", "data-box"]) svg.removeAttribute(name);
    return new XMLSerializer().serializeToString(svg);
  };

  const raster = (chart, name) => {
    const image = new Image();
    image.addEventListener("load", () => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 3 * image.width, height: 3 * image.height });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(name, "image/png", blob), "image/png");
    });
    image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(picture(chart));
  };

  // The numbers that can be read off the chart, a row for each point.
  const table = ({ data, buttons }) => {
    const quoted = (text) => `"${text.replaceAll('"', '""')}"`;
    const rows = [["line", quoted(data.x.label), quoted(data.y.label), "low", "high"].join(",")];
    data.lines.forEach((line, l) => {
      const name = quoted(buttons[l].querySelector(".name").textContent);
      line.x.forEach((x, i) => rows.push([name, x, line.y[i], line.low?.[i], line.high?.[i]].map((cell) => cell ?? "").join(",")));
    });
    return rows.join("\n") + "\n";
  };

  const addSaving = (chart) => {
    const title = chart.figure.querySelector("figcaption strong")?.textContent ?? "chart";
    const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "chart";
    const bar = Object.assign(document.createElement("p"), { className: "saving" });
    const kinds = {
      SVG: () => save(name + ".svg", "image/svg+xml", picture(chart)),
      PNG: () => raster(chart, name + ".png"),
      CSV: () => save(name + ".csv", "text/csv", table(chart)),
    };
    for (const [kind, work] of Object.entries(kinds)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: kind });
      button.setAttribute("aria-label", `Save \u201c${title}\u201d as ${kind}`);
      button.addEventListener("click", work);
      bar.append(button);
    }
    chart.figure.append(bar);
  };

  document.documentElement.classList.add("live");
  document.querySelectorAll(".table table").forEach(makeSortable);
  document.querySelectorAll("figure.chart").forEach(setUp);
  charts.forEach(addSaving);
  // Of several views of the same, one is shown.
  for (const views of document.querySelectorAll(".views")) {
    const all = [...views.children];
    const bar = Object.assign(document.createElement("p"), { className: "choice" });
    const choose = (chosenView) => {
      all.forEach((view, i) => {
        view.hidden = view !== chosenView;
        bar.children[i].setAttribute("aria-pressed", String(view === chosenView));
      });
    };
    for (const view of all) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: view.dataset.view });
      button.addEventListener("click", () => choose(view));
      bar.append(button);
    }
    choose(all[0]);
    views.prepend(bar);
  }
  // Where several charts show the same lines and the screen is wide, one legend beside all of them.
  const addLegend = () => {
    const largest = charts.reduce((a, b) => (b.buttons.length > a.buttons.length ? b : a), charts[0]);
    if (charts.length < 2 || largest.buttons.length < 2) return;
    const names = new Set(largest.data.lines.map((line) => line.series));
    if (charts.some((chart) => chart.data.lines.some((line) => !names.has(line.series)))) return;
    document.body.classList.add("shared");
    const aside = Object.assign(document.createElement("aside"), { className: "lines" });
    const list = Object.assign(document.createElement("ul"), { className: "legend" });
    largest.buttons.forEach((button, i) => {
      const series = largest.data.lines[i].series;
      const copy = button.cloneNode(true);
      copy.dataset.series = series;
      copy.addEventListener("pointerenter", () => emphasise(hidden.has(series) ? null : series));
      copy.addEventListener("pointerleave", () => emphasise(null));
      copy.addEventListener("focus", () => emphasise(hidden.has(series) ? null : series));
      copy.addEventListener("blur", () => emphasise(null));
      copy.addEventListener("click", () => toggle(series));
      const item = document.createElement("li");
      item.append(copy);
      list.append(item);
    });
    aside.append(list);
    aside.setAttribute("aria-label", "Lines of all charts");
    document.body.append(aside);
    const first = document.querySelector("figure.chart");
    const last = charts.at(-1).figure;
    const place = () => {
      const seen = first.getBoundingClientRect().top < innerHeight * 0.75 && last.getBoundingClientRect().bottom > 0;
      aside.classList.toggle("seen", seen);
    };
    addEventListener("scroll", place, { passive: true });
    addEventListener("resize", place);
    place();
  };

  addLegend();
  for (const row of document.querySelectorAll("tr[data-series]")) {
    row.addEventListener("pointerenter", () => emphasise(Number(row.dataset.series)));
    row.addEventListener("pointerleave", () => emphasise(null));
  }
})();

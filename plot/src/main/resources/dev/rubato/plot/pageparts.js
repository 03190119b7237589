
// What a report has around its charts: the answer to copy, tables that sort, a choice of views, and
// one legend for all charts.
(({ charts, hidden, toggle, emphasise }) => {
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
  document.querySelectorAll(".table table").forEach(makeSortable);
  addLegend();
  for (const row of document.querySelectorAll("tr[data-series]")) {
    row.addEventListener("pointerenter", () => emphasise(Number(row.dataset.series)));
    row.addEventListener("pointerleave", () => emphasise(null));
  }
})(report);

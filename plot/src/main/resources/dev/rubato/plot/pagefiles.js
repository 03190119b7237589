
// Saves each chart of a report as a file: a picture in SVG or PNG, or its numbers in CSV.
(({ charts, hidden }) => {
  const SVG = "http://www.w3.org/2000/svg";

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

  charts.forEach(addSaving);
})(report);

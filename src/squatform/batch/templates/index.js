"use strict";
(() => {
  for (const [column, heading] of [...document.querySelectorAll("#clips th")].entries()) {
    heading.querySelector("button").addEventListener("click", () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      const body = document.querySelector("#clips tbody");
      const text = (row) => row.cells[column].textContent.trim();
      const rows = [...body.rows].sort((a, b) => {
        // what is not known comes last either way
        if (!text(a) || !text(b)) return !text(a) - !text(b);
        return (up ? 1 : -1) * text(a).localeCompare(text(b), undefined, { numeric: true });
      });
      body.append(...rows);
      for (const other of document.querySelectorAll("#clips th")) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
    });
  }

  const source = document.getElementById("data");
  if (source && typeof Plotly !== "undefined") {
    const data = JSON.parse(source.textContent);
    const athletes = [...new Set(data.athletes)].sort();
    const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const config = { displayModeBar: false, responsive: true };
    const layout = (title) => ({
      height: 380, margin: { l: 60, r: 10, t: 20, b: 90 }, paper_bgcolor: "transparent",
      plot_bgcolor: "transparent", font: { color: css("--text"), size: 13 }, dragmode: false,
      xaxis: { type: "category", gridcolor: css("--grid"), automargin: true },
      yaxis: { title: { text: title }, gridcolor: css("--grid"), zerolinecolor: css("--line") },
    });
    const check = document.getElementById("check");
    const measure = document.getElementById("measure");

    const drawVerdicts = () => {
      const { statuses } = data.checks[Number(check.value)];
      const traces = Object.entries(data.styles).map(([status, style]) => ({
        type: "bar", name: style.text, x: athletes, marker: { color: style.colour },
        y: athletes.map((athlete) => {
          const theirs = statuses.filter((_, k) => data.athletes[k] === athlete && statuses[k]);
          return theirs.length ? (100 * theirs.filter((s) => s === status).length) / theirs.length : null;
        }),
        hovertemplate: `%{x}: ${style.text} %{y:.0f} %<extra></extra>`,
      }));
      Plotly.react("verdicts", traces, { ...layout("Share of repetitions (%)"), barmode: "stack" }, config);
    };
    const drawValues = () => {
      const { title, values } = data.measures[Number(measure.value)];
      const trace = {
        type: "box", x: data.athletes, y: values, text: data.names, boxpoints: "all", jitter: 0.4,
        pointpos: 0, marker: { color: css("--accent"), size: 5, opacity: 0.6 },
        line: { color: css("--accent") }, fillcolor: "transparent",
        hovertemplate: "%{text}: %{y:.1f}<extra></extra>",
      };
      Plotly.react("values", [trace], layout(title), config);
    };
    const drawAll = () => {
      drawVerdicts();
      drawValues();
    };
    check.addEventListener("change", drawVerdicts);
    measure.addEventListener("change", drawValues);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
    drawAll();
  }
  document.documentElement.dataset.ready = "yes";
})();

// Draws the charts of the history: sets with their standard errors, and the line through them.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const places = document.querySelectorAll("[data-chart]");
  if (typeof Plotly === "undefined") {
    for (const place of places) place.textContent = "The charts need the plotly script.";
    return;
  }
  // Okabe and Ito's palette in shades that stand out on white and on nearly black
  const COLOURS = { light: ["#0072b2", "#b34700"], dark: ["#56b4e9", "#f0a13c"] };
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const config = { displayModeBar: false, responsive: true, showTips: false };
  const suffix = (unit) => (unit === "°" ? "°" : unit ? " " + unit : "");
  const axis = (more) => ({
    gridcolor: css("--grid"), linecolor: css("--line"), zeroline: false, fixedrange: true, ...more,
  });

  function draw(place) {
    const chart = data.charts[Number(place.dataset.chart)];
    const [points, through] = COLOURS[dark.matches ? "dark" : "light"];
    const traces = [{
      x: chart.x, y: chart.y, mode: "markers", marker: { color: points, size: 9 },
      error_y: { type: "data", array: chart.sigma, color: points, thickness: 1.5, width: 4 },
      text: chart.about, customdata: chart.sigma,
      hovertemplate: `%{y:.3~g} ± %{customdata:.2~g}${suffix(chart.unit)}<br>%{text}<extra>%{x}</extra>`,
    }];
    if (chart.line) {
      traces.push({ ...chart.line, mode: "lines", line: { color: through, width: 2, dash: "dash" }, hoverinfo: "skip" });
    }
    const layout = {
      paper_bgcolor: css("--ground"), plot_bgcolor: css("--ground"), showlegend: false, height: 320,
      font: { color: css("--text"), family: "system-ui, sans-serif", size: 13 },
      margin: { l: 60, r: 12, t: 12, b: 48 }, dragmode: false,
      hoverlabel: { bgcolor: css("--panel"), font: { color: css("--text") } },
      xaxis: axis(chart.x_title
        ? { title: { text: chart.x_title } }
        : { type: "date", tickformatstops: [{ dtickrange: [null, 86400000], value: "%-d %b" }] }),
      yaxis: axis(chart.unit === "°" ? { ticksuffix: "°" } : { title: { text: chart.unit } }),
    };
    Plotly.react(place, traces, layout, config);
  }

  const drawAll = () => places.forEach(draw);
  dark.addEventListener("change", drawAll);
  drawAll();
})();

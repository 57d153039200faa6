// Draws the charts of the page and ties them to the video.
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const chart = document.getElementById("angles");
  const video = document.getElementById("video");
  const select = document.getElementById("measure");
  if (typeof Plotly === "undefined") {
    for (const place of document.querySelectorAll(".chart")) {
      place.textContent = "The charts need the plotly script that was written beside this page.";
      place.removeAttribute("tabindex");
    }
    return;
  }

  // Okabe and Ito's palette in shades that stand out on white and on nearly black
  const COLOURS = {
    light: ["#0072b2", "#b34700", "#00785a", "#a34d80", "#7a6a00", "#2d6f9c"],
    dark: ["#56b4e9", "#f0a13c", "#2fc79b", "#dd92bf", "#e6d94a", "#9ccbea"],
  };
  const ROW_HEIGHT = 170;
  const PRINT_WIDTH = 660;
  const STEP_S = 0.1;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const printing = matchMedia("print");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const colours = () => COLOURS[dark.matches && !printing.matches ? "dark" : "light"];
  const faded = (colour) => colour + "38";
  const config = { displayModeBar: false, responsive: true, doubleClick: false, showTips: false };
  const base = () => ({
    paper_bgcolor: css("--ground"), plot_bgcolor: css("--ground"), showlegend: false,
    font: { color: css("--text"), family: "system-ui, sans-serif", size: 13 },
    margin: { l: 52, r: 12, t: 24, b: 40 }, dragmode: false,
    width: printing.matches ? PRINT_WIDTH : undefined,
    hoverlabel: { bgcolor: css("--panel"), font: { color: css("--text") } },
  });
  const axis = (more) => ({
    gridcolor: css("--grid"), zeroline: false, linecolor: css("--line"), fixedrange: true, ...more,
  });

  const DASHES = ["solid", "dash", "dot"];
  const digits = (row) => (row.unit === "°" ? ".1f" : ".2f");
  const limitLines = (row, yref) => row.limits.map((limit) => ({
    type: "line", xref: "paper", x0: 0, x1: 1, yref, y0: limit, y1: limit,
    line: { color: css("--text"), width: 1.5, dash: "dash" },
  }));
  const legend = (row, k) => row.lines.filter((line) => line.name).map((line, l) =>
    ` <span style="color:${colours()[(k + l) % colours().length]}">${l ? "╌" : "━"} ${line.name}</span>`).join("");

  // a gap ends the band: each stretch without one is an outline of its own
  function band({ values, sigma }) {
    const known = values.map((value, i) => value !== null && sigma[i] !== null);
    const x = [], y = [];
    let start = 0;
    for (let end = 0; end <= values.length; end++) {
      if (known[end]) continue;
      const there = Array.from({ length: end - start }, (_, k) => start + k);
      const back = [...there].reverse();
      if (there.length) {
        x.push(...[...there, ...back].map((i) => data.time_s[i]), null);
        y.push(...there.map((i) => values[i] - sigma[i]), ...back.map((i) => values[i] + sigma[i]), null);
      }
      start = end + 1;
    }
    return { x, y };
  }

  let time = 0;
  const cursor = document.createElement("div");
  cursor.className = "cursor";
  cursor.id = "cursor";

  function drawAngles() {
    const rows = data.rows;
    const layout = { ...base(), height: ROW_HEIGHT * rows.length + 76, hovermode: "x",
      hoverdistance: -1, shapes: [], annotations: [] };
    layout.margin = { ...layout.margin, t: 40 };
    layout.xaxis = axis({
      title: { text: "Time (s)" }, range: [0, data.duration_s],
      anchor: rows.length > 1 ? "y" + rows.length : "y", hoverformat: ".2f",
    });
    const traces = [];
    const gap = 0.3 / rows.length;
    rows.forEach((row, k) => {
      const name = k ? "y" + (k + 1) : "y";
      const top = 1 - k / rows.length;
      layout["yaxis" + (k ? k + 1 : "")] = axis({
        domain: [top - (1 - gap) / rows.length, top - gap / rows.length], nticks: 5, ticksuffix: row.unit === "°" ? "°" : "",
      });
      layout.annotations.push({
        text: `<b>${row.title}</b>` + (row.unit === "°" ? "" : ` (${row.unit})`) + legend(row, k), showarrow: false, xref: "paper", yref: "paper",
        x: 0, y: top - gap / rows.length, xanchor: "left", yanchor: "bottom",
      });
      row.lines.forEach((line, l) => {
        const paint = colours()[(k + l) % colours().length];
        const named = row.title + (line.name && ", " + line.name);
        const common = { yaxis: name, mode: "lines", connectgaps: false };
        traces.push(
          { ...common, ...band(line), line: { width: 0 }, fill: "toself", fillcolor: faded(paint), hoverinfo: "skip" },
          { ...common, x: data.time_s, y: line.values, line: { color: paint, width: 2, dash: DASHES[l] }, customdata: line.sigma,
            hovertemplate: `${named} %{y:${digits(row)}} ± %{customdata:${digits(row)}} ${row.unit}<extra></extra>` },
        );
      });
      layout.shapes.push(...limitLines(row, name));
    });
    for (const repetition of data.repetitions) {
      layout.shapes.push({
        type: "rect", xref: "x", x0: repetition.start_s, x1: repetition.end_s, yref: "paper",
        y0: 0, y1: 1, fillcolor: css("--shade"), line: { width: 0 }, layer: "below",
      });
      layout.annotations.push({
        text: String(repetition.index), showarrow: false, xref: "x", yref: "paper",
        x: repetition.bottom_s, y: 1, yanchor: "bottom", yshift: 14,
      });
    }
    return Plotly.react(chart, traces, layout, config).then(() => {
      chart.append(cursor);
      moveCursor();
    });
  }

  function drawOverlay() {
    if (!select) return;
    const row = data.rows[Number(select.value)];
    const percent = Array.from({ length: 101 }, (_, k) => k);
    const traces = data.repetitions.flatMap((repetition, k) => row.lines.map((line, l) => {
      const named = `Repetition ${repetition.index}` + (line.name && ", " + line.name);
      return { x: percent, y: line.overlay[k], mode: "lines", name: named,
        line: { color: colours()[k % colours().length], width: 2, dash: DASHES[(l + Math.floor(k / 6)) % DASHES.length] },
        hovertemplate: `${named}: %{y:${digits(row)}} ${row.unit}<extra></extra>` };
    }));
    const layout = { ...base(), height: 360, showlegend: true, hovermode: "x",
      xaxis: axis({ title: { text: "Share of the repetition (%)" }, range: [0, 100] }),
      yaxis: axis({ title: { text: `${row.title} (${row.unit})` } }), shapes: [] };
    layout.shapes.push(...limitLines(row, "y"));
    layout.legend = { orientation: "h", y: -0.22 };
    Plotly.react("overlay", traces, layout, config);
  }

  function drawSpeeds() {
    const place = document.getElementById("speeds");
    if (!place) return;
    const trace = {
      type: "bar", x: data.repetitions.map((r) => String(r.index)), y: data.repetitions.map((r) => r.speed),
      width: 0.4, marker: { color: colours()[0] }, text: data.repetitions.map((r) => r.speed === null ? "" : r.speed.toFixed(2)),
      textposition: "outside", cliponaxis: false, hovertemplate: "%{y:.2f} legs/s<extra></extra>",
    };
    Plotly.react(place, [trace], { ...base(), height: 240,
      xaxis: axis({ title: { text: "Repetition" }, type: "category" }),
      yaxis: axis({ title: { text: "Legs a second" }, rangemode: "tozero" }) }, config);
  }

  function moveCursor() {
    const layout = chart._fullLayout;
    if (!layout) return;
    const x = layout.xaxis._offset + layout.xaxis.l2p(Math.min(time, data.duration_s));
    cursor.style.left = x + "px";
    cursor.style.top = layout._size.t + "px";
    cursor.style.bottom = layout._size.b + "px";
    cursor.dataset.time = time.toFixed(3);
    chart.setAttribute("aria-valuenow", time.toFixed(2));
    chart.setAttribute("aria-valuetext", spoken());
  }

  function spoken() {
    let low = 0;
    let high = data.time_s.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (data.time_s[middle] < time) low = middle + 1; else high = middle;
    }
    const lines = data.rows.flatMap((row) => row.lines.map((line) => ({ row, line, value: line.values[low] })));
    const values = lines.filter(({ value }) => value !== null && value !== undefined)
      .map(({ row, line, value }) => `${row.title}${line.name && ", " + line.name} ${value} ${row.unit}`);
    return [`${time.toFixed(1)} seconds`, ...values].join(", ");
  }

  function seek(seconds) {
    time = Math.max(0, Math.min(seconds, data.duration_s));
    // a hair later, so that rounding does not show the picture before
    if (video) video.currentTime = Math.min(time + 0.002, video.duration || time);
    moveCursor();
  }

  function follow() {
    if (!video.seeking) {
      time = video.currentTime;
      moveCursor();
    }
    if (!video.paused && !video.ended) requestAnimationFrame(follow);
  }

  function drawAll() {
    drawOverlay();
    drawSpeeds();
    return drawAngles();
  }

  drawAll().then(() => {
    chart.on("plotly_click", (event) => seek(event.points[0].x));
    chart.on("plotly_afterplot", moveCursor);
    if (video) {
      video.addEventListener("play", follow);
      video.addEventListener("timeupdate", follow);
    }
    document.documentElement.dataset.ready = "yes";
  });
  if (select) select.addEventListener("change", drawOverlay);
  chart.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: -STEP_S, ArrowDown: -STEP_S, ArrowRight: STEP_S, ArrowUp: STEP_S,
      PageDown: -1, PageUp: 1, Home: -Infinity, End: Infinity };
    if (!(event.key in moves)) return;
    event.preventDefault();
    seek(time + moves[event.key]);
  });
  for (const button of document.querySelectorAll("[data-seek]")) {
    button.addEventListener("click", () => {
      seek(Number(button.dataset.seek));
      (video || chart).scrollIntoView({ block: "nearest" });
      if (video) video.play().catch(() => {});
    });
  }
  dark.addEventListener("change", drawAll);
  printing.addEventListener("change", drawAll);
  addEventListener("beforeprint", () => {
    // on paper nothing can be opened
    for (const closed of document.querySelectorAll("details")) closed.open = true;
    drawAll();
  });
})();

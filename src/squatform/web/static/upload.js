// Sends clips in pieces that can go on where they stopped, and shows how far all clips are.
"use strict";
(() => {
  const PIECE = 8 * 1024 * 1024;
  const AT_ONCE = 2;
  const PATIENCE = 12;

  const form = document.getElementById("upload");
  const drop = document.getElementById("drop");
  const list = document.getElementById("clips");
  const none = document.getElementById("none");
  const news = document.getElementById("news");
  const waiting = [];
  const sending = new Map();
  let busy = 0;

  const key = (file, set) => `squatform upload ${file.name} ${file.size} ${file.lastModified} ${set.exercise}`;

  function add(files) {
    const set = told(form);
    for (const file of files) {
      const row = element("li", "", { "data-state": "waiting" });
      show(row, { name: file.name, text: "Waits to be sent" });
      list.prepend(row);
      none.hidden = true;
      if (file.size > Number(form.dataset.mostMb) * 1e6) {
        fail(row, file.name, `The clip is larger than ${form.dataset.mostMb} MB. Cut out the set.`);
        continue;
      }
      waiting.push({ file, set, row });
    }
    next();
  }

  function next() {
    while (busy < AT_ONCE && waiting.length) {
      busy += 1;
      const one = waiting.shift();
      send(one)
        .catch((error) => fail(one.row, one.file.name, error.message))
        .finally(() => { busy -= 1; next(); });
    }
  }

  async function send({ file, set, row }) {
    if (file.size === 0) throw new Error("The file is empty.");
    let { id, offset } = await begun(file, set);
    sending.set(id, file.size);
    row.id = `clip-${id}`;
    document.querySelectorAll(`[id="clip-${id}"]`).forEach((other) => other !== row && other.remove());
    let tries = 0;
    for (;;) {
      show(row, { name: file.name, text: `Sending, ${percent(offset, file.size)}`, done: offset, of: file.size });
      try {
        const piece = file.slice(offset, offset + PIECE);
        if (offset + piece.size >= file.size) show(row, { name: file.name, text: "Sent, being looked at" });
        const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
        const answer = await ask("PATCH", `/clips/${id}/content`, { body: piece, headers });
        offset = Number(answer.headers.get("Upload-Offset"));
        tries = 0;
        if (offset >= file.size) break;
      } catch (error) {
        // what cannot get better is told; a lost connection or a busy server can
        const final = error.status && ![408, 409, 423, 429, 500, 502, 503, 504, 507].includes(error.status);
        if (final || ++tries > PATIENCE) {
          if (final) localStorage.removeItem(key(file, set));
          throw error;
        }
        show(row, { name: file.name, text: "The connection broke off, trying again", done: offset, of: file.size });
        await sleep(Math.max(error.retryMs || 0, Math.min(500 * 2 ** tries, 15000)));
        const at = await where(id);
        if (at === null) break;
        offset = at;
      }
    }
    sending.delete(id);
    localStorage.removeItem(key(file, set));
  }

  async function begun(file, set) {
    const id = localStorage.getItem(key(file, set));
    if (id) {
      const offset = await where(id).catch(() => undefined);
      if (typeof offset === "number") return { id, offset };
      localStorage.removeItem(key(file, set));
    }
    for (let tries = 0; ; tries += 1) {
      try {
        const answer = await ask("POST", "/clips", { json: { ...set, name: file.name, size: file.size } });
        const clip = await answer.json();
        localStorage.setItem(key(file, set), clip.id);
        return { id: clip.id, offset: 0 };
      } catch (error) {
        if (error.status !== 429 || tries >= PATIENCE) throw error;
        await sleep(Math.max(error.retryMs, 2000));
      }
    }
  }

  /** Bytes that have come; null where the whole clip has and is no longer waited for. */
  async function where(id) {
    try {
      const answer = await ask("HEAD", `/clips/${id}/content`);
      return Number(answer.headers.get("Upload-Offset"));
    } catch (error) {
      if (error.status === 404) throw error;
      return 0;
    }
  }

  const percent = (done, of) => `${Math.floor((100 * done) / of)} %`;

  function fail(row, name, text) {
    row.dataset.state = "failed";
    show(row, { name, text });
    news.textContent = `${name}: ${text}`;
  }

  function show(row, { name, text, done, of, acts = [] }) {
    row.replaceChildren(element("span", name, { class: "name" }), element("span", text, { class: "state" }));
    if (acts.length) {
      const place = element("span", "", { class: "acts" });
      place.append(...acts);
      row.append(place);
    }
    if (of) {
      const bar = element("progress", "", { max: of, value: done, "aria-label": `${name}, ${text}` });
      row.append(bar);
    }
  }

  function showClip(clip) {
    let row = document.getElementById(`clip-${clip.id}`);
    if (sending.has(clip.id)) {
      if (clip.state === "uploading") return;
    } else if (clip.state === "uploading" && !row) {
      return; // begun elsewhere
    }
    if (!row) {
      row = element("li", "", { id: `clip-${clip.id}` });
      list.prepend(row);
      none.hidden = true;
    }
    const before = row.dataset.state;
    row.dataset.state = clip.state;
    const acts = [];
    if (clip.report) acts.push(element("a", "Report", { href: clip.report, class: "button" }));
    const remove = element("button", "Delete", { class: "plain", type: "button", "aria-label": `Delete ${clip.name}` });
    remove.addEventListener("click", () => removeClip(clip, remove));
    acts.push(remove);
    const running = clip.state === "running" && clip.frames;
    show(row, { name: clip.name, text: words(clip), acts, done: running ? clip.done : 0, of: running ? clip.frames : 0 });
    if (before && before !== clip.state && ["done", "failed"].includes(clip.state)) {
      news.textContent = `${clip.name}: ${words(clip)}`;
    }
  }

  function words(clip) {
    const reps = `${clip.repetitions} ${clip.repetitions === 1 ? "repetition" : "repetitions"}`;
    switch (clip.state) {
      case "uploading": return `Unfinished, ${percent(clip.received, clip.size)}: choose the clip again to go on`;
      case "checking": return "Sent, being looked at";
      case "queued": return clip.ahead ? `Waits, ${clip.ahead} before it` : "Next to be analysed";
      case "running":
        if (!clip.frames) return "Being analysed";
        return clip.done < clip.frames ? `Being analysed, ${clip.done} of ${clip.frames} frames` : "Its report is being written";
      case "done": return clip.repetitions ? `${reps}${clip.live ? ", live" : ""}` : "No squat was found: the report says why";
      default: return clip.reason;
    }
  }

  async function removeClip(clip, button) {
    if (!confirm(`Delete ${clip.name} with its report?`)) return;
    button.disabled = true;
    try {
      await ask("DELETE", `/clips/${clip.id}`);
    } catch (error) {
      if (error.status !== 404) { news.textContent = error.message; button.disabled = false; return; }
    }
    gone(clip.id);
  }

  function gone(id) {
    document.getElementById(`clip-${id}`)?.remove();
    none.hidden = list.children.length > 0;
  }

  function follow() {
    const events = new EventSource(`${API}/clips/events`);
    let first = true;
    let batch = [];
    events.addEventListener("clip", (event) => {
      batch.push(JSON.parse(event.data));
      if (batch.length > 1) return;
      setTimeout(() => {
        const all = batch;
        batch = [];
        if (first) all.reverse(); // they come newest first, and each is put on top
        first = false;
        all.forEach(showClip);
      }, 30);
    });
    events.addEventListener("gone", (event) => gone(JSON.parse(event.data).id));
  }

  // the server's own list is for browsers without scripts
  list.replaceChildren();
  for (const id of ["files", "record"]) {
    const input = document.getElementById(id);
    input.addEventListener("change", () => { add([...input.files]); input.value = ""; });
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); add([...event.dataTransfer.files]); });
  // a clip that misses the place must not replace the page
  for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
  window.addEventListener("beforeunload", (event) => { if (sending.size) event.preventDefault(); });
  follow();
})();

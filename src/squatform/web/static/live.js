// The camera goes to the server picture by picture, one at a time; what was found is drawn and said.
"use strict";
(() => {
  const LINES = [
    [11, 12], [11, 13], [13, 15], [12, 14], [14, 16], [11, 23], [12, 24], [23, 24],
    [23, 25], [25, 27], [24, 26], [26, 28], [27, 29], [29, 31], [27, 31], [28, 30], [30, 32], [28, 32],
  ];
  // as everywhere in squatform: the lifter's left is blue, the right orange
  const LEFT = "#56b4e9", RIGHT = "#e69f00", MIDDLE = "#ffffff";
  const LONGEST = 640;
  const MOST_A_SECOND = 30;
  const KEPT = 60;

  const $ = (id) => document.getElementById(id);
  const video = $("video"), overlay = $("overlay");
  const pen = overlay.getContext("2d");
  const small = document.createElement("canvas");
  let socket = null, stream = null, over = true, muted = false, mirrored = true, wake = null;
  let inFlight = false, lastMs = -1, sentMs = 0;
  let ages = [], answers = [], measured = [];

  $("setup").addEventListener("submit", (event) => { event.preventDefault(); start(); });
  $("pause").addEventListener("click", () => order("pause"));
  $("next").addEventListener("click", () => order("next_set"));
  $("quit").addEventListener("click", () => { order("quit"); $("message").textContent = "Saving …"; });
  $("mute").addEventListener("click", () => {
    muted = !muted;
    if (muted) window.speechSynthesis?.cancel();
    $("mute").setAttribute("aria-pressed", String(muted));
  });
  window.addEventListener("pagehide", () => socket?.close());

  async function start() {
    problem("");
    $("start").disabled = true;
    // browsers speak only after a click that asked for it
    window.speechSynthesis?.speak(new SpeechSynthesisUtterance(""));
    try {
      await openCamera();
    } catch (error) {
      finish(cameraProblem(error));
      return;
    }
    $("setup").hidden = true;
    $("stage").hidden = false;
    $("message").textContent = "Getting ready …";
    over = false;
    connect();
    wake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  async function openCamera() {
    if (!navigator.mediaDevices) throw new Error("insecure");
    const facing = $("facing").value;
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: facing, width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } },
    });
    mirrored = facing === "user";
    $("frame").classList.toggle("mirrored", mirrored);
    video.srcObject = stream;
    await video.play();
    fit();
    video.addEventListener("resize", fit);
  }

  function cameraProblem(error) {
    if (error.message === "insecure") return "Browsers give the camera only to pages by https, or of this machine.";
    if (error.name === "NotAllowedError") return "The camera may not be used. Allow it for this page in the browser, then start again.";
    if (error.name === "NotFoundError") return "There is no camera.";
    return `The camera cannot be used: ${error.message}.`;
  }

  function fit() {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    small.width = Math.round(video.videoWidth * scale);
    small.height = Math.round(video.videoHeight * scale);
    overlay.width = video.videoWidth;
    overlay.height = video.videoHeight;
  }

  function connect() {
    const address = new URL(`${API}/live`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(address);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      socket.send(JSON.stringify({ ...told($("setup")), width: small.width, height: small.height }));
    });
    socket.addEventListener("message", (event) => take(JSON.parse(event.data)));
    socket.addEventListener("close", () => finish(over ? "" : "The connection to the server broke off. The set so far is saved."));
  }

  function order(what) {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ do: what }));
  }

  /** Send the newest picture, once the one before is answered. */
  function send() {
    if (over || inFlight || socket.readyState !== WebSocket.OPEN) return;
    const now = performance.now();
    const wait = 1000 / MOST_A_SECOND - (now - sentMs);
    if (wait > 1) { setTimeout(send, wait); return; }
    inFlight = true;
    sentMs = now;
    const atMs = Math.max(now, lastMs + 0.1);
    lastMs = atMs;
    small.getContext("2d").drawImage(video, 0, 0, small.width, small.height);
    small.toBlob(async (blob) => {
      if (!blob || over || socket.readyState !== WebSocket.OPEN) { inFlight = false; return; }
      const head = new DataView(new ArrayBuffer(8));
      head.setFloat64(0, atMs, true);
      socket.send(new Blob([head, blob]));
    }, "image/jpeg", 0.8);
  }

  function take(reply) {
    if (reply.error) { over = true; finish(reply.error); return; }
    if (reply.ready) {
      document.documentElement.dataset.live = "ready";
      send();
      return;
    }
    for (const one of reply.saved || []) saved(one);
    if (reply.say) say(reply.say);
    if (reply.phase) show(reply);
    if (reply.over) { over = true; return; }
    if (typeof reply.at === "number") {
      const now = performance.now();
      ages = [...ages.slice(1 - KEPT), now - reply.at];
      answers = [...answers.slice(1 - KEPT), now];
      measured = [...measured.slice(1 - KEPT), reply.took_ms];
      figures();
      inFlight = false;
      // with the next picture of the camera, so that none is sent twice
      if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(send); else requestAnimationFrame(send);
    }
  }

  function show(reply) {
    $("count").textContent = String(reply.repetitions);
    const depth = Math.max(0, Math.min(1.25, reply.depth ?? 0));
    $("depth").setAttribute("height", String(80 * depth));
    $("depth").classList.toggle("reached", reply.reached);
    const verdict = reply.verdict && (reply.verdict.cue || `${reply.verdict.repetition}`);
    const advice = reply.armed ? "" : reply.advice[0]?.text;
    const rest = reply.rest_s ? `Rest ${Math.floor(reply.rest_s / 60)}:${String(Math.floor(reply.rest_s % 60)).padStart(2, "0")}` : "";
    const text = [reply.notes.at(-1), verdict, advice, reply.summary.join(" "), rest].find(Boolean) || "";
    if ($("message").textContent !== text) $("message").textContent = text;
    document.documentElement.dataset.phase = reply.phase;
    draw(reply.points);
  }

  function draw(points) {
    pen.clearRect(0, 0, overlay.width, overlay.height);
    if (!points) return;
    const x = (p) => (mirrored ? 1 - p[0] : p[0]) * overlay.width;
    const y = (p) => p[1] * overlay.height;
    pen.lineWidth = Math.max(2, overlay.height / 150);
    pen.lineCap = "round";
    for (const [a, b] of LINES) {
      if (!points[a][2] || !points[b][2]) continue;
      pen.strokeStyle = a % 2 === b % 2 ? (a % 2 ? LEFT : RIGHT) : MIDDLE;
      pen.beginPath();
      pen.moveTo(x(points[a]), y(points[a]));
      pen.lineTo(x(points[b]), y(points[b]));
      pen.stroke();
    }
  }

  const middle = (values, share = 0.5) => [...values].sort((a, b) => a - b)[Math.floor(share * (values.length - 1))];

  function figures() {
    if (answers.length < 2) return;
    const rate = (1000 * (answers.length - 1)) / (answers.at(-1) - answers[0]);
    const text = `Delay ${middle(ages).toFixed(0)} ms (95 %: ${middle(ages, 0.95).toFixed(0)}), of which the server measures ${middle(measured).toFixed(0)} ms · ${rate.toFixed(0)} pictures a second${rate < 15 ? ": too few for brisk squats" : ""}`;
    // twice a second is enough to read
    if (answers.length % 10 === 0 || !$("figures").textContent || rate < 15) $("figures").textContent = text;
    document.documentElement.dataset.delay = middle(ages).toFixed(0);
  }

  /** Say the most urgent; what is more urgent than what is being said takes its place. */
  let saying = -1;
  function say(all) {
    const speech = window.speechSynthesis;
    if (!speech || muted) return;
    for (const one of all.filter((said) => said.text)) {
      if (speech.speaking && one.priority < saying) continue;
      speech.cancel();
      saying = one.priority;
      const spoken = new SpeechSynthesisUtterance(one.text);
      spoken.lang = "en";
      spoken.rate = 1.1;
      spoken.addEventListener("end", () => { saying = -1; });
      speech.speak(spoken);
    }
  }

  function saved(clip) {
    const row = element("li");
    const reps = `${clip.repetitions} ${clip.repetitions === 1 ? "repetition" : "repetitions"}`;
    row.append(element("span", reps, { class: "name" }));
    const acts = element("span", "", { class: "acts" });
    if (clip.report) acts.append(element("a", "Report", { href: clip.report, class: "button" }));
    row.append(acts);
    $("saved").prepend(row);
    $("after").hidden = false;
  }

  function problem(text) {
    $("problem").textContent = text;
    $("problem").hidden = !text;
  }

  function finish(text) {
    over = true;
    inFlight = false;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    wake?.release().catch(() => {});
    $("stage").hidden = true;
    $("setup").hidden = false;
    $("start").disabled = false;
    ages = [];
    answers = [];
    measured = [];
    delete document.documentElement.dataset.live;
    if (text || $("problem").hidden) problem(text);
  }
})();

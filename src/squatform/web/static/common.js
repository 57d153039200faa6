// What all pages share: asking the server, and the form of a set.
"use strict";

const API = "/api/v1";
const CSRF = document.querySelector("meta[name=csrf]")?.content;

/** Ask the server; gives the answer, or throws an error with a sentence and the status. */
async function ask(method, path, { json, body, headers = {} } = {}) {
  const all = { ...headers };
  if (CSRF) all["X-CSRF-Token"] = CSRF;
  if (json !== undefined) {
    all["Content-Type"] = "application/json";
    body = JSON.stringify(json);
  }
  const answer = await fetch(API + path, { method, body, headers: all });
  if (answer.ok) return answer;
  if (answer.status === 401) location.assign("/login?to=" + encodeURIComponent(location.pathname));
  const told = await answer.json().catch(() => ({}));
  const error = new Error(told.detail || `The server answered ${answer.status}.`);
  error.status = answer.status;
  error.retryMs = 1000 * Number(answer.headers.get("Retry-After") || 0);
  throw error;
}

/** What the form says of a set; empty fields are left out. */
function told(form) {
  const set = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || value === "" || name === "csrf") continue;
    set[name] = ["load_kg", "height_cm"].includes(name) ? Number(value) : value;
  }
  return set;
}

/** Make an element with text, never with markup. */
function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// what was told last time is likely to hold again
for (const name of ["exercise", "athlete", "height_cm"]) {
  const input = document.querySelector(`form [name=${name}]`);
  const kept = localStorage.getItem(`squatform ${name}`);
  if (!input || document.body.contains(document.getElementById("trend"))) continue;
  if (kept && (input.tagName !== "SELECT" || [...input.options].some((o) => o.value === kept))) {
    input.value = kept;
  }
  input.addEventListener("change", () => localStorage.setItem(`squatform ${name}`, input.value));
}

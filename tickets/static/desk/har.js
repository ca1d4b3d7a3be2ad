// Of a HAR only the exchanges that the customer chooses leave the browser. Without this script the server takes the
// failing one by the same rule, and stores no other.
"use strict";

const MOST_SHOWN = 200;
const fileInput = document.getElementById("file");
const chooser = document.getElementById("exchanges");

function statusOf(entry) {
  const status = entry.response && entry.response.status;
  return Number.isInteger(status) ? status : 0;
}

// Failed calls of an API first, as the engine weighs them (triage/engine/reading/messages/har.py).
function weightOf(entry) {
  const status = statusOf(entry);
  const mime = (entry.response && entry.response.content && entry.response.content.mimeType) || "";
  const isApi = ["xhr", "fetch"].includes(entry._resourceType) || mime.includes("json") || mime.includes("xml");
  return (status >= 400 || status === 0 ? 2 : 0) + (isApi ? 1 : 0);
}

function rowOf(entry, index) {
  const row = document.getElementById("exchange").content.cloneNode(true);
  const box = row.querySelector("input");
  box.value = index;
  row.querySelector("b").textContent = statusOf(entry) || "no answer";
  row.querySelector("code").textContent = `${entry.request.method} ${entry.request.url}`.slice(0, 300);
  return row;
}

function keepChosen(har, name) {
  const chosen = [...chooser.querySelectorAll("input:checked")].map((box) => har.log.entries[box.value]);
  const cut = JSON.stringify({ log: { version: har.log.version || "1.2", entries: chosen } });
  const carrier = new DataTransfer();
  if (chosen.length) carrier.items.add(new File([cut], name, { type: "application/json" }));
  fileInput.files = carrier.files;
}

async function offer() {
  chooser.hidden = true;
  const file = fileInput.files[0];
  if (!file) return;
  let har;
  try {
    har = JSON.parse(await file.text());
  } catch {
    return; // a log, or a HAR that was cut off: the server says what is wrong with it
  }
  const entries = har && har.log && har.log.entries;
  if (!Array.isArray(entries)) return;
  const known = entries.map((entry, index) => ({ entry, index })).filter(({ entry }) => entry && entry.request);
  if (known.length < 2) return;
  const ranked = [...known].sort((a, b) => weightOf(b.entry) - weightOf(a.entry) || b.index - a.index);
  chooser.querySelector("[data-count]").textContent = known.length;
  chooser.querySelector("ul").replaceChildren(...ranked.slice(0, MOST_SHOWN).map(({ entry, index }) => rowOf(entry, index)));
  chooser.querySelector("input").checked = true;
  chooser.onchange = () => keepChosen(har, file.name);
  chooser.hidden = false;
  keepChosen(har, file.name);
}

fileInput.addEventListener("change", offer);

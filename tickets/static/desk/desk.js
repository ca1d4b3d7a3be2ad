// Comfort only: every page works without it.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = button.closest(".copyable").querySelector("code");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.innerText.trim());
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  });
}

const submission = document.getElementById("submission");
if (submission) {
  submission.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submission.requestSubmit();
  });
}

// A ticket on its way to its queue: look once more when the worker has had its moment, unless somebody is writing.
const state = document.querySelector("[data-state='received']");
if (state) {
  setTimeout(async () => {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("state");
    if (answer.ok && now) state.replaceWith(now);
  }, 1500);
}

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

// What is masked, without leaving the page: a browser would forget the chosen file.
const look = document.querySelector("[data-preview]");
if (look) {
  look.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(look.formAction, { method: "POST", body: new FormData(submission) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const shown = page.querySelector("#preview, #refusal");
    if (!shown) {
      submission.action = look.formAction; // too fast, too large: the answer is a page of its own
      submission.submit();
      return;
    }
    for (const each of document.querySelectorAll("#preview, #refusal")) each.remove();
    for (const each of shown.querySelectorAll("[data-forgotten]")) each.remove();
    submission.before(shown);
    shown.querySelector("h2").focus();
    shown.scrollIntoView();
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

// A document that a worker reads: look again until it is read.
if (document.querySelector("[data-checking]")) {
  setTimeout(() => location.reload(), 2000);
}

// Small comforts; nothing depends on this file. A folded panel closes when one clicks elsewhere or presses Escape.
"use strict";
document.addEventListener("click", (event) => {
  for (const fold of document.querySelectorAll("details.fold[open]")) if (!fold.contains(event.target)) fold.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const fold of document.querySelectorAll("details.fold[open]")) {
    fold.open = false;
    fold.querySelector("summary").focus();
  }
});

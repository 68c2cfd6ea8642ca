// Reading aids of 关怀版: read the page aloud, read what is pointed at, show it large, widen the lines.
// Everything is on the page without this file; it only adds a voice and a magnifier. Speech is the browser's own, nothing leaves it.
"use strict";
(() => {
  const bar = document.querySelector(".aids");
  const captions = document.querySelector(".captions");
  const main = document.querySelector("main");
  if (!bar || !captions || !main) return;
  const speech = window.speechSynthesis;
  const chosen = new Set((sessionStorage.getItem("aids") || "").split(" ").filter(Boolean));
  const readable = "h1,h2,h3,h4,p,li,dt,dd,th,td,caption,figcaption,label,legend,summary,a,button,text";
  let spoken = null;
  bar.hidden = false;

  const button = (name) => bar.querySelector(`[data-aid="${name}"]`);
  if (!speech) for (const name of ["read", "point"]) button(name).hidden = true;

  function show(name, on) {
    const one = button(name);
    one.setAttribute("aria-pressed", String(on));
    one.textContent = on ? one.dataset.on : one.dataset.off;
    if (name === "loose") document.documentElement.classList.toggle("loose", on);
    if (name === "captions") captions.hidden = !on;
    if (name !== "read") {
      on ? chosen.add(name) : chosen.delete(name);
      sessionStorage.setItem("aids", [...chosen].join(" "));
    }
  }

  function textOf(element) {
    return (element.getAttribute("aria-label") || element.innerText || element.textContent || "").replace(/\s+/g, " ").trim();
  }

  function say(element, after) {
    if (spoken) spoken.classList.remove("spoken");
    const line = new SpeechSynthesisUtterance(textOf(element));
    line.lang = element.closest("[lang]").lang.startsWith("en") ? "en-US" : "zh-CN";
    line.rate = 0.9;
    line.onend = () => {
      element.classList.remove("spoken");
      if (after) after();
    };
    spoken = element;
    element.classList.add("spoken");
    speech.speak(line);
  }

  function stop() {
    speech.cancel();
    if (spoken) spoken.classList.remove("spoken");
    show("read", false);
  }

  function readPage() {
    const lines = [...main.querySelectorAll("h1,h2,h3,h4,p,li,dt,dd,caption,figcaption,tr")].filter(
      (one) => one.offsetParent !== null && textOf(one) && !one.querySelector("p,li,dt,dd")
    );
    show("read", true);
    const next = () => {
      const one = lines.shift();
      if (!one || button("read").getAttribute("aria-pressed") !== "true") return stop();
      one.scrollIntoView({ block: "center" });
      say(one, next);
    };
    next();
  }

  function pointed(event) {
    const one = event.target.closest && event.target.closest(readable);
    if (!one || bar.contains(one) || !textOf(one)) return;
    if (chosen.has("captions")) captions.textContent = textOf(one).slice(0, 200);
    if (speech && chosen.has("point") && one !== spoken && button("read").getAttribute("aria-pressed") !== "true") {
      speech.cancel();
      say(one);
    }
  }

  bar.addEventListener("click", (event) => {
    const name = event.target.dataset.aid;
    if (!name) return;
    const on = event.target.getAttribute("aria-pressed") !== "true";
    if (name === "read") on ? readPage() : stop();
    else {
      show(name, on);
      if (name === "point" && !on) speech.cancel();
    }
  });
  document.addEventListener("mouseover", pointed);
  document.addEventListener("focusin", pointed);
  window.addEventListener("pagehide", () => speech && speech.cancel());
  for (const name of chosen) show(name, true);
})();

// Arrow keys move to the nearest star in that direction; Enter opens it, because a star is a link. The list does without this.
"use strict";
for (const frame of document.querySelectorAll(".sky-frame")) {
  const said = frame.querySelector(".sky-said");
  const hint = said ? said.textContent : "";
  const tell = (star) => { if (said) said.textContent = star ? star.querySelector("title").textContent : hint; };
  for (const sky of frame.querySelectorAll("svg.sky")) {
    const stars = [...sky.querySelectorAll("a.star")];
    const at = new Map(stars.map((star) => {
      const disc = star.querySelector(".disc");
      return [star, [Number(disc.getAttribute("cx")), Number(disc.getAttribute("cy"))]];
    }));
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
    const nearest = (from, [right, down]) => {
      const [x, y] = at.get(from);
      let best = null, least = Infinity;
      for (const [star, [sx, sy]] of at) {
        const ahead = (sx - x) * right + (sy - y) * down;
        const aside = Math.abs((sx - x) * down) + Math.abs((sy - y) * right);
        if (star === from || ahead <= 0 || aside > ahead * 2) continue;
        const far = ahead + aside * 1.5;
        if (far < least) { least = far; best = star; }
      }
      return best;
    };
    const move = (star) => {
      for (const other of stars) other.setAttribute("tabindex", other === star ? "0" : "-1");
      star.focus({ preventScroll: false });
    };
    sky.addEventListener("keydown", (event) => {
      const from = event.target.closest("a.star");
      if (!from || event.altKey || event.ctrlKey || event.metaKey) return;
      const next = event.key === "Home" ? stars[0] : event.key === "End" ? stars[stars.length - 1] : ways[event.key] ? nearest(from, ways[event.key]) : null;
      if (!ways[event.key] && event.key !== "Home" && event.key !== "End") return;
      event.preventDefault();
      if (next) move(next);
    });
    sky.addEventListener("focusin", (event) => tell(event.target.closest("a.star")));
    sky.addEventListener("focusout", () => tell(null));
    sky.addEventListener("mouseover", (event) => { const star = event.target.closest("a.star"); if (star) tell(star); });
    sky.addEventListener("mouseleave", () => tell(null));
  }
}

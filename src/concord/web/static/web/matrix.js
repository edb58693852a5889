/* Helps on the page of a matrix, which works without: a slider over the dates, and arrow keys between squares. */
"use strict";
(() => {
  const dates = [...document.querySelectorAll(".dates ol a")];
  const turn = document.querySelector(".dates .turn");
  if (turn && dates.length > 1) {
    const slider = document.createElement("input");
    Object.assign(slider, {type: "range", min: 0, max: dates.length - 1});
    slider.value = Math.max(0, dates.findIndex((each) => each.hasAttribute("aria-current")));
    const tell = () => slider.setAttribute("aria-valuetext", dates[slider.value].textContent);
    slider.setAttribute("aria-label", document.querySelector(".dates").getAttribute("aria-label"));
    slider.addEventListener("input", tell);
    slider.addEventListener("change", () => { location.href = dates[slider.value].href; });
    tell();
    turn.append(slider);
  }
  const rows = [...document.querySelectorAll(".matrix tbody tr")].map((row) => [...row.querySelectorAll("td a")]);
  const all = rows.flat();
  const chosen = all.find((each) => each.hasAttribute("aria-current")) || all[0];
  const hold = (square) => { all.forEach((each) => { each.tabIndex = each === square ? 0 : -1; }); };
  if (chosen) { hold(chosen); }
  const steps = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  document.querySelector(".matrix").addEventListener("keydown", (event) => {
    const row = rows.findIndex((each) => each.includes(event.target));
    const step = steps[event.key];
    if (row < 0 || !step) { return; }
    const next = (rows[row + step[0]] || [])[rows[row].indexOf(event.target) + step[1]];
    if (next) { event.preventDefault(); hold(next); next.focus(); }
  });
})();

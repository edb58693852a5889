/* Helps on the page of a matrix, which works without: a slider that goes at once, and arrow keys between squares. */
"use strict";
(() => {
  const steps = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]};
  let rows = [];
  let place = [0, 0];
  let part = document.getElementById("part");
  const table = () => document.querySelector(".matrix");
  const hold = (square) => { rows.flat().forEach((each) => { each.tabIndex = each === square ? 0 : -1; }); };

  function slide() {
    const slider = document.getElementById("slider");
    if (!slider) return;
    const dates = [...document.querySelectorAll(".dates ol a")];
    const beside = slider.form.querySelector("output");
    slider.addEventListener("input", () => {
      beside.textContent = dates[slider.value].textContent;
      slider.setAttribute("aria-valuetext", beside.textContent);
    });
    slider.addEventListener("change", () => dates[slider.value].click());
  }

  function walk() {
    rows = [...table().querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td a")]);
    const all = rows.flat();
    const chosen = all.find((each) => each.hasAttribute("aria-current")) || all[0];
    if (chosen) hold(chosen);
    table().scrollTo(...place);
  }

  document.addEventListener("keydown", (event) => {
    const step = steps[event.key];
    const row = step ? rows.findIndex((each) => each.includes(event.target)) : -1;
    if (row < 0) return;
    const next = (rows[row + step[0]] || [])[rows[row].indexOf(event.target) + step[1]];
    if (next) { event.preventDefault(); hold(next); next.focus(); }
  });
  document.addEventListener("click", (event) => {
    const square = event.target.closest(".matrix td a");
    if (!square || event.ctrlKey || event.metaKey || event.shiftKey) return;
    hold(square);
    rows.flat().forEach((each) => each.removeAttribute("aria-current"));
    square.setAttribute("aria-current", "true");
  });
  document.addEventListener("htmx:beforeSwap", () => { place = [table().scrollLeft, table().scrollTop]; });
  document.addEventListener("htmx:afterSwap", () => {
    if (document.getElementById("part") === part) return;
    part = document.getElementById("part");
    slide();
    walk();
  });
  slide();
  walk();
})();

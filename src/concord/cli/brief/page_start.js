/* Start: draws what the address asks for, and follows it. */
const PARTS = ["matrix", "editions", ...(brief.hypotheses.length ? ["hypotheses"] : [])];
function drawTabs() {
  for (const name of PARTS) {
    const tab = byId(`tab-${name}`), isShown = state.tab === name;
    tab.setAttribute("aria-selected", String(isShown));
    tab.setAttribute("tabindex", isShown ? "0" : "-1");
    byId(name).hidden = !isShown;
  }
}
function draw() {
  drawTabs();
  drawDate();
  if (state.tab === "matrix") drawMatrix();
  drawPanel();
  if (state.tab === "editions") drawEditions();
  if (state.tab === "hypotheses") drawHypotheses();
}
function watchTabs() {
  PARTS.forEach((name, index) => {
    const tab = byId(`tab-${name}`);
    tab.addEventListener("click", () => set({tab: name, hypothesis: null}));
    tab.addEventListener("keydown", event => {
      const to = {ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: PARTS.length - 1}[event.key];
      if (to === undefined) return;
      event.preventDefault();
      const next = PARTS[(to + PARTS.length) % PARTS.length];
      set({tab: next, hypothesis: null});
      byId(`tab-${next}`).focus();
    });
  });
}
/* What is fixed to the top is measured, so that nothing slides under it. */
function measure() {
  const top = byId("running").offsetHeight, root = document.documentElement.style;
  root.setProperty("--top", `${top}px`);
  root.setProperty("--under", `${top + byId("strip").offsetHeight}px`);
}
function follow() {
  readAddress();
  byId("differ").checked = state.differ;
  byId("find").value = state.find;
  draw();
  if (state.portion !== null && state.group !== null) {
    active = [state.portion, Math.max(chosenColumn(view()), 0)];
    settle();
    bringIntoSight(active);
  }
}
document.documentElement.classList.add("scripted");
measure();
new ResizeObserver(measure).observe(byId("strip"));
addEventListener("resize", () => { if (state.tab === "matrix") drawMatrix(); });
addEventListener("hashchange", () => { if (location.hash !== address()) follow(); });
drawTrack();
watchDate();
watchMatrix();
watchPanel();
watchTabs();
follow();

/* The date: a track with a tick for every turning date, as tall as what changed. */
const [first, last] = brief.range.map(instant);
const share = iso => (Math.min(Math.max(instant(iso), first), last) - first) / (last - first);

function drawTrack() {
  const most = Math.max(...brief.views.map(turn => turn.changed), 1);
  for (const turn of brief.views.slice(1)) {
    const tick = make("i");
    tick.style.left = `${share(turn.at) * 100}%`;
    tick.style.height = `${0.25 + 0.75 * Math.sqrt(turn.changed / most)}rem`;
    byId("ticks").append(tick);
  }
  const asOf = make("i", {class: "asof"});
  asOf.style.left = `${share(brief.as_of) * 100}%`;
  byId("ticks").append(asOf);
  const from = Number(brief.range[0].slice(0, 4)), to = Number(brief.range[1].slice(0, 4));
  for (let year = Math.ceil(from / 5) * 5; year <= to; year += 5) {
    const label = make("span", {}, String(year));
    label.style.left = `${share(`${year}-01-01`) * 100}%`;
    byId("years").append(label);
  }
}

function drawDate() {
  const at = now(), shown = view(), thumb = byId("thumb");
  byId("date").textContent = day(state.date);
  byId("goto").value = state.date;
  thumb.style.left = `${share(state.date) * 100}%`;
  thumb.setAttribute("aria-valuemin", "1");
  thumb.setAttribute("aria-valuemax", String(brief.views.length));
  thumb.setAttribute("aria-valuenow", String(at + 1));
  thumb.setAttribute("aria-valuetext", state.date === shown.at ? day(state.date) : `${day(state.date)}, unchanged since ${day(shown.at)}`);
  byId("ticks").querySelector(".asof").hidden = state.date === brief.as_of;
  byId("earlier").disabled = earlier() === null;
  byId("later").disabled = later() === null;
  byId("since").replaceChildren(...sinceWhen(at, shown));
}

const changedText = at => at === 0 ? "the picture begins" : brief.views[at].changed === 0 ? "no square changed" : `${plural(brief.views[at].changed, "square")} changed`;
/* The first reasons; the others on a click. */
const FIRST = 2;
const closed = text => /[.!?]$/.test(text) ? text : text + ".";
function whyParts(why) {
  const rest = why.slice(FIRST).map(text => make("li", {}, closed(text)));
  const more = rest.length ? [" ", make("details", {}, make("summary", {}, `and ${plural(rest.length, "more reason")}`), make("ul", {}, rest))] : [];
  return [why.slice(0, FIRST).map(closed).join(" "), ...more];
}
/* What changed at the date shown and why; between two turning dates, what changed last. */
function sinceWhen(at, shown) {
  const when = state.date === shown.at ? "On this date" : "Unchanged since ";
  const link = state.date === shown.at ? null : make("button", {type: "button", class: "plain", onclick: () => move(shown.at)}, day(shown.at));
  const changed = changedText(at);
  const parts = [make("b", {}, when), link ? make("b", {}, link) : null, ` ${link && at > 0 ? "when " : ""}${changed}. `, ...whyParts(shown.why)];
  const next = brief.views[at + 1];
  if (next) parts.push(" ", make("span", {class: "soft"}, "Next change: ", make("button", {type: "button", class: "plain", onclick: () => move(next.at)}, day(next.at)), "."));
  if (state.date !== brief.as_of) parts.push(" ", make("button", {type: "button", class: "plain", id: "back-to-date", onclick: () => move(brief.as_of)}, `Back to ${day(brief.as_of)}`));
  return parts.filter(part => part !== null);
}

const turns = () => brief.views.map(turn => turn.at < brief.range[0] ? brief.range[0] : turn.at);
const earlier = (steps = 1) => turns().filter(at => at < state.date).at(-steps) ?? turns().filter(at => at < state.date)[0] ?? null;
const later = (steps = 1) => turns().filter(at => at > state.date)[steps - 1] ?? turns().filter(at => at > state.date).at(-1) ?? null;

function move(date) {
  if (date === null || date === state.date) return;
  set({date});
  const at = turns()[now()];
  say(date === at ? `${day(date)}: ${changedText(now())}. ${view().why.map(closed).join(" ")}` : `${day(date)}: unchanged since ${day(at)}.`);
}

/* A turning date within six pixels of the pointer, else the day under it. */
function dateUnder(clientX) {
  const box = byId("track").getBoundingClientRect();
  const at = Math.min(Math.max((clientX - box.left) / box.width, 0), 1);
  const near = [...turns(), brief.as_of].map(iso => [Math.abs(share(iso) - at) * box.width, iso]).sort((a, b) => a[0] - b[0])[0];
  return near[0] <= 6 ? near[1] : isoOf(first + at * (last - first));
}

function watchDate() {
  const keys = {ArrowRight: () => later(), ArrowUp: () => later(), ArrowLeft: () => earlier(), ArrowDown: () => earlier(),
    PageUp: () => later(5), PageDown: () => earlier(5), Home: () => turns()[0], End: () => turns().at(-1)};
  byId("thumb").addEventListener("keydown", event => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    move(keys[event.key]());
  });
  byId("earlier").addEventListener("click", () => move(earlier()));
  byId("later").addEventListener("click", () => move(later()));
  byId("goto").addEventListener("change", event => { if (event.target.value) move(dateFrom(event.target.value)); });
  const track = byId("track");
  let pending = 0;
  const follow = event => {
    cancelAnimationFrame(pending);
    pending = requestAnimationFrame(() => move(dateUnder(event.clientX)));
  };
  track.addEventListener("pointerdown", event => {
    track.setPointerCapture(event.pointerId);
    follow(event);
    byId("thumb").focus({preventScroll: true});
    event.preventDefault();
  });
  track.addEventListener("pointermove", event => { if (track.hasPointerCapture(event.pointerId)) follow(event); });
  byId("turns").querySelectorAll(".when").forEach((cell, index) => {
    cell.replaceChildren(make("button", {type: "button", class: "plain", onclick: () => move(turns()[index])}, cell.textContent));
  });
}

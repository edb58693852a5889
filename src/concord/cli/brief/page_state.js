/* What is shown. All of it but the hypothesis chosen stands in the address, so that a view can be shared. */
const state = {date: brief.as_of, portion: null, group: null, change: null, tab: "matrix", reader: null, second: null, differ: false, find: "", hypothesis: null};
const now = () => viewOn(state.date);
const view = () => brief.views[now()];
const effect = () => state.change === null ? [] : brief.effects[now()][state.change] || [];

function address() {
  const parts = [["date", state.date]];
  const id = state.portion === null ? null : brief.portions[state.portion].id;
  if (id !== null && state.group !== null) parts.push(["cell", `${id}.${state.group}`]);
  else if (id !== null) parts.push(["portion", id]);
  else if (state.group !== null) parts.push(["group", state.group]);
  if (state.change !== null) parts.push(["change", state.change]);
  if (state.tab === "editions") parts.push(["tab", state.tab], ["reader", state.reader], ["second", state.second]);
  if (state.differ) parts.push(["differ", "1"]);
  if (state.find) parts.push(["find", state.find]);
  return "#" + parts.filter(([, value]) => value !== null).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
}

/* A cell is PORTION.GROUP or PORTION.GROUP.PART; ids may hold full stops, so every cut is tried. */
function cellFrom(text) {
  for (let cut = text.indexOf("."); cut > 0; cut = text.indexOf(".", cut + 1)) {
    const portion = portionAt.get(text.slice(0, cut)), group = text.slice(cut + 1);
    if (portion !== undefined && groupFrom(group) !== null) return {portion, group};
  }
  return {};
}
function groupFrom(text) {
  return text !== null && Object.hasOwn(brief.groups, text.replace(/\.\d+$/, "")) ? text : null;
}
function dateFrom(text) {
  const known = /^\d{4}-\d\d-\d\d$/.test(text || "") && !Number.isNaN(instant(text)) && isoOf(instant(text)) === text;
  if (!known) return brief.as_of;
  return text < brief.range[0] ? brief.range[0] : text > brief.range[1] ? brief.range[1] : text;
}

/* What is not understood in an address is left out; the page opens as if it were not there. */
function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  const cell = given.has("cell") ? cellFrom(given.get("cell")) : {};
  const portion = portionAt.get(given.get("portion"));
  Object.assign(state, {
    date: dateFrom(given.get("date")),
    portion: cell.portion ?? portion ?? null,
    group: cell.group ?? groupFrom(given.get("group")),
    change: changeOf.has(given.get("change")) ? given.get("change") : null,
    tab: given.get("tab") === "editions" ? "editions" : "matrix",
    reader: groupFrom(given.get("reader")),
    second: groupFrom(given.get("second")),
    differ: given.get("differ") === "1",
    find: given.get("find") || "",
    hypothesis: null,
  });
}

/* Changes what is shown, draws it, and puts it into the address without adding to the history. */
function set(changes) {
  Object.assign(state, changes);
  draw();
  if (location.hash !== address()) history.replaceState(null, "", address());
}

/* Said by a screen reader; a repeated sentence is said again. */
function say(text) {
  byId("say").textContent = "";
  byId("say").textContent = text;
}

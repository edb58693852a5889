/* The explanation beside the matrix: of a square, of a portion, or of a group of readers. */
function drawPanel() {
  const shown = view(), column = chosenColumn(shown), panel = byId("panel");
  const isOn = state.portion !== null || state.group !== null || state.change !== null;
  panel.classList.toggle("on", isOn);
  document.body.classList.toggle("reading", isOn && state.tab === "matrix");
  if (!isOn) return panel.replaceChildren(...hint());
  const close = make("button", {type: "button", class: "close", onclick: leavePanel}, "Close");
  if (state.group !== null && column < 0) return panel.replaceChildren(close, ...absent());
  const parts = state.portion === null && state.group === null ? ofChange(shown)
    : state.group === null ? ofPortion(shown, state.portion) : state.portion === null ? ofGroup(shown, column) : ofSquare(shown, state.portion, column);
  panel.replaceChildren(close, ...parts.filter(part => part !== null));
}
const heading = (...children) => make("h2", {tabindex: "-1"}, ...children);
const kicker = text => make("p", {class: "kicker"}, text);

/* Nothing is open: the changes that make the most difference on the date shown. */
const MOST = 6;
function hint() {
  const parts = [heading("Why, and what can be done"), make("p", {class: "lede soft"}, "Open a square to read why it is as it is, and what staff can do about it themselves. Open a row for one portion, a column for one group of readers.")];
  const touched = change => brief.effects[now()][change.id] || [];
  const best = brief.changes.map(change => [squaresIn(view(), touched(change)), change]).filter(([sum]) => sum > 0).sort((a, b) => b[0] - a[0]).slice(0, MOST);
  return best.length ? [...parts, make("h3", {}, "What staff can do that changes most on this date"), offers(best.map(([, change]) => change))] : parts;
}
function ofChange(shown) {
  return [kicker(day(state.date)), heading("One change, alone"), ...chosen(shown)];
}
function absent() {
  return [kicker(brief.groups[state.group.replace(/\.\d+$/, "")].name), heading("No seats on this date"),
    make("p", {class: "lede"}, `No seat stands under this rule on ${day(state.date)}. `)];
}

function ofSquare(shown, row, index) {
  const column = shown.columns[index], portion = brief.portions[row], answer = brief.answers[shown.squares[row][index]];
  const same = answer.title.toLowerCase() === WORDS[answer.outcome];
  return [
    kicker(`${sentence(portionName(portion))} · ${fullName(column)} · ${seatsOf(column)}`),
    heading(make("span", {class: answer.outcome}, mark(answer.outcome)), sentence(WORDS[answer.outcome]), answer.mark ? make("small", {}, " ° rests on a well-known date") : null),
    same ? null : make("p", {class: "lede"}, sentence(answer.title) + "."),
    make("ol", {class: "reasons"}, answer.reasons.map(reasonItem)),
    ...whatNext(answer), ...whatStaffCanDo(shown, row, index), ...chosen(shown), quote(portion), ...readers(column),
  ];
}
function reasonItem(reason) {
  return make("li", {}, reason.text, " ", make("span", {class: "rule"}, reason.rule), factsOf(reason.facts.map(id => factLine(brief.facts[id]))));
}
/* More than a few facts are folded, so that the sentences stay together. */
const FEW = 3;
function factsOf(lines) {
  return lines.length <= FEW ? lines : make("details", {}, make("summary", {class: "soft"}, `Rests on ${lines.length} facts`), lines);
}
function factLine(fact) {
  const grade = fact.confidence === "sourced" ? fact.confidence : make("b", {}, fact.confidence);
  return make("span", {class: "fact"}, [fact.text, fact.since && `since ${day(fact.since)}`, fact.source].filter(Boolean).join(" · ") + " · ", grade);
}
function whatNext(answer) {
  return answer.next.length ? [make("h3", {}, "What it would take"), ...answer.next.map(text => make("p", {}, text))] : [];
}

/* Only changes that were computed for this square on this date are offered. */
function whatStaffCanDo(shown, row, index) {
  const offered = brief.changes.filter(change => (brief.effects[now()][change.id] || []).some(([portion, column]) => portion === row && column === index));
  return offered.length && state.change === null ? [make("h3", {}, "What staff can do themselves"), offers(offered)] : [];
}
function offers(changes) {
  return make("ul", {class: "does"}, changes.map(change => make("li", {}, make("button", {type: "button", "data-change": change.id, onclick: () => choose(change.id)},
    make("b", {}, titleOf(change)), make("small", {}, change.who), gainMarks(gains(view(), brief.effects[now()][change.id]))))));
}
/* A change with the portion it is about, unless that portion is open. */
function titleOf(change) {
  const index = portionAt.get(change.portion);
  return index === undefined || index === state.portion ? change.title : `${change.title}, ${portionName(brief.portions[index])}`;
}
function choose(id) {
  set({change: id});
  const box = byId("panel").querySelector(".chosen");
  box?.querySelector(".back").focus({preventScroll: true});
  box?.scrollIntoView({block: "nearest"});
  say(`${titleOf(changeOf.get(id))}: ${gainText()}`);
}
function gainText() {
  const text = gains(view(), effect()).map(gain => `${plural(gain.squares, "square")} would be ${WORDS[gain.outcome]}`).join("; ");
  return text ? text + "." : "on this date this change alone makes no difference.";
}
function chosen(shown) {
  const change = changeOf.get(state.change);
  if (!change) return [];
  const touched = effect();
  return [make("div", {class: "chosen"}, make("h2", {}, titleOf(change)), make("p", {}, change.text), make("p", {class: "soft"}, change.who),
    make("h3", {}, "With this change alone"), touched.length ? make("ul", {class: "would"}, gains(shown, touched).map(gain => make("li", {class: gain.outcome}, mark(gain.outcome), make("span", {}, `${plural(gain.squares, "square")} would be ${WORDS[gain.outcome]}`)))) : make("p", {}, sentence(gainText())),
    listOf(shown, touched),
    make("button", {type: "button", class: "back", onclick: goBack}, "Back to the text as it is"))];
}

/* Portions an effect touches, each with its groups, and with its first words where there is room. */
function listOf(shown, touched, hasRoom = false) {
  const lines = new Map();
  for (const [portion, column, answer] of touched) {
    const key = `${portion} ${outcomeOf(answer)}`;
    if (!lines.has(key)) lines.set(key, {portion, outcome: outcomeOf(answer), groups: []});
    lines.get(key).groups.push(shown.columns[column]);
  }
  return make("table", {class: "mini"}, make("tbody", {}, [...lines.values()].map(line => make("tr", {},
    make("td", {class: line.outcome}, mark(line.outcome), make("span", {class: "vh"}, WORDS[line.outcome])),
    make("td", {}, sentence(portionName(brief.portions[line.portion])), hasRoom && brief.portions[line.portion].number ? `: ${brief.portions[line.portion].short} ` : " ", make("small", {}, line.groups.map(groupName).join("; "))),
    make("td", {}, plural(line.groups.reduce((sum, column) => sum + column.seats.length, 0), "seat"))))));
}
function goBack() {
  const id = state.change;
  set({change: null});
  (byId("panel").querySelector(`[data-change="${CSS.escape(id)}"]`) || byId("panel").querySelector("h2")).focus({preventScroll: true});
  say("Back to the text as it is.");
}
function quote(portion) {
  return make("div", {class: "quote"}, make("p", {class: "printed"}, portion.marking), make("p", {}, portion.text),
    portion.mentions.length ? make("p", {class: "printed"}, portion.mentions.join(" · ")) : null);
}

function ofPortion(shown, row) {
  const portion = brief.portions[row];
  return [kicker(`${day(state.date)} · all groups`), heading(sentence(portionName(portion))), quote(portion),
    make("table", {class: "mini"}, make("tbody", {}, shown.columns.map((column, index) => {
      const outcome = outcomeOf(shown.squares[row][index]);
      return make("tr", {}, make("td", {class: outcome}, mark(outcome)), make("td", {}, make("button", {type: "button", class: "plain", onclick: () => { open([row, index]); enterPanel(); }}, groupName(column)), make("span", {class: "vh"}, `: ${WORDS[outcome]}`)), make("td", {}, seatsOf(column)));
    })))];
}
function ofGroup(shown, index) {
  const column = shown.columns[index], counts = {};
  shown.squares.forEach(row => { counts[outcomeOf(row[index])] = (counts[outcomeOf(row[index])] || 0) + 1; });
  return [kicker(`Group of readers · ${day(state.date)}`), heading(brief.groups[column.group].name), make("p", {class: "lede"}, brief.groups[column.group].rule), ...ofPart(shown, index),
    make("ul", {class: "would"}, Object.keys(WORDS).filter(outcome => counts[outcome]).map(outcome => make("li", {class: outcome}, mark(outcome), make("span", {}, `${plural(counts[outcome], "portion")} ${WORDS[outcome]}`)))),
    make("p", {class: "lede"}, make("button", {type: "button", onclick: () => { set({tab: "editions", reader: keyOf(column)}); byId("tab-editions").focus(); }}, "Read the edition of this group")),
    ...readers(column)];
}

/* What separates a part of a group from the others, and at which portions they differ. */
const PLACES = 8;
function ofPart(shown, index) {
  const column = shown.columns[index];
  if (!column.part) return [];
  const others = shown.columns.map((_, at) => at).filter(at => at !== index && shown.columns[at].group === column.group);
  const places = brief.portions.filter((_, row) => others.some(at => outcomeOf(shown.squares[row][at]) !== outcomeOf(shown.squares[row][index]))).map(portionName);
  const more = places.length > PLACES ? ` and ${places.length - PLACES} more` : "";
  return [make("p", {class: "lede"}, make("b", {}, `Part ${column.part}: `), column.apart + "."),
    make("p", {class: "soft"}, places.length ? `Answers of the parts differ at ${places.slice(0, PLACES).join(", ")}${more}.` : "On this date the parts have the same answers.")];
}

/* Names only on a deliberate click; a group of one by its rule only. */
function readers(column) {
  const box = make("div", {class: "readers"}), title = make("h3", {}, `Readers: ${seatsOf(column)}`);
  if (column.seats.length === 1) return [title, make("p", {class: "soft"}, "A group of one is shown by its rule only.")];
  const show = make("button", {type: "button", class: "names-button", "aria-expanded": "false", onclick: () => {
    const names = column.seats.map(seat => brief.seats[seat].name);
    show.remove();
    box.append(make("ul", {class: "names", tabindex: "-1"}, names.map(name => make("li", {}, name))));
    box.querySelector(".names").focus({preventScroll: true});
    say(`${plural(names.length, "name")} shown.`);
  }}, "Show names");
  box.append(show);
  return [title, box];
}

/* Where the panel lies over the foot of the window, the matrix is brought to its top and the square into sight. */
function bringIntoSight(place) {
  if (getComputedStyle(byId("panel")).position === "fixed") {
    scrollTo(0, byId("scroll").getBoundingClientRect().top + scrollY - byId("running").offsetHeight - byId("strip").offsetHeight);
  }
  placeAt(place).scrollIntoView({block: "nearest", inline: "nearest"});
}
function enterPanel() {
  byId("panel").querySelector("h2")?.focus({preventScroll: true});
  byId("panel").scrollTop = 0;
}
function sayPanel() {
  byId("panel").scrollTop = 0;
  const text = [...byId("panel").querySelectorAll(".kicker, h2")].slice(0, 2).map(part => part.textContent).join(": ");
  say(text);
}
function leavePanel() {
  const column = chosenColumn(view());
  const place = [state.portion ?? -1, column];
  set({portion: null, group: null, change: null});
  if (isOpen(placeAt(place))) goTo(place);
}
function watchPanel() {
  byId("matrix").addEventListener("keydown", event => {
    if (event.key !== "Escape" || event.target.matches("input")) return;
    event.preventDefault();
    if (state.change !== null) goBack(); else leavePanel();
  });
}

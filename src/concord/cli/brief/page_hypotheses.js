/* Hypotheses: off until chosen, never in the matrix and never in the address. */
function drawHypotheses() {
  const shown = view(), chosenOne = brief.hypotheses.find(each => each.id === state.hypothesis);
  const kept = document.activeElement?.dataset?.hypothesis;
  const options = [{id: "", title: "None", text: "The facts as they are."}, ...brief.hypotheses];
  byId("hypotheses").replaceChildren(
    make("h2", {class: "hypothesis-head"}, "Hypothesis for analysis; implies no position"),
    make("p", {class: "soft"}, "Assumes one agreement or membership that is not among the facts of the date shown. An agreement releases nothing by itself: what would become releasable still has to be decided."),
    make("div", {class: "two-columns"},
      make("fieldset", {}, make("legend", {}, "Assume"), options.map(each => make("label", {class: "option"},
        make("input", {type: "radio", name: "hypothesis", value: each.id, "data-hypothesis": each.id || "none", checked: (state.hypothesis ?? "") === each.id, onchange: () => assume(each.id)}),
        make("span", {}, each.title), make("small", {}, each.text)))),
      make("div", {id: "assumed"}, chosenOne ? assumed(shown, chosenOne) : make("p", {class: "soft"}, "Nothing is assumed."))));
  if (kept) byId("hypotheses").querySelector(`[data-hypothesis="${CSS.escape(kept)}"]`)?.focus();
}
function assume(id) {
  set({hypothesis: id || null});
  say(byId("assumed").firstChild.textContent);
}
function assumed(shown, hypothesis) {
  const touched = hypothesis.effects[now()];
  if (!touched.length) return [make("p", {}, `On ${day(state.date)} this would make no difference.`)];
  const summary = gains(shown, touched).map(gain => `${plural(gain.squares, "square")} would be ${WORDS[gain.outcome]}`);
  return [make("p", {}, make("b", {}, `On ${day(state.date)}: ${summary.join("; ")}.`)),
    make("h3", {}, "What would still have to be decided, and by whom"), make("ol", {class: "still"}, hypothesis.still.map(text => make("li", {}, text))),
    make("h3", {}, "Where"), listOf(shown, touched, true)];
}

// Swaps the part of a page that a filter, an order, a page or a date changes (docs/spec/site.md W34 to W38): what htmx
// leaves open. Every page works without it.
"use strict";
(() => {
  const LONG = 1000;
  const byId = (id) => document.getElementById(id);
  const told = byId("told");
  if (!told) return;
  let focused = "";
  let opened = [];
  let timer = 0;

  // Whether an answer is this page, for this seat and in this language, with the part that was asked for.
  function isOurs(answer, target) {
    const [main, part] = [answer.getElementById("main"), answer.getElementById("part")];
    if (!part || !answer.getElementById(target.id) || main.dataset.frame !== byId("main").dataset.frame) return false;
    return target.id === "part" || part.dataset.edition === byId("part").dataset.edition;
  }

  // What an address asks, whatever it asked before its last change.
  function asks(address) {
    const asked = new URL(address, location.href);
    asked.searchParams.delete("was");
    return asked.pathname + asked.search;
  }

  function tell(text) {
    told.textContent = text;
    told.classList.add("waiting");
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const {requestConfig, pathInfo} = event.detail;
    const isTyped = requestConfig.triggeringEvent && requestConfig.triggeringEvent.type === "input";
    if (isTyped && asks(pathInfo.finalRequestPath) === asks(location.href)) {
      event.preventDefault();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(tell, LONG, told.dataset.waiting);
  });
  document.addEventListener("htmx:afterRequest", () => {
    clearTimeout(timer);
    told.classList.remove("waiting");
  });
  document.addEventListener("htmx:sendError", () => tell(told.dataset.failed));

  // What is no part of this page, such as a refusal, a fault or the door, is a page of its own: go there.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const {xhr, target} = event.detail;
    const answer = new DOMParser().parseFromString(xhr.responseText, "text/html");
    if (xhr.status !== 200 || !isOurs(answer, target)) {
      event.preventDefault();
      location.assign(xhr.responseURL);
      return;
    }
    focused = document.activeElement.id;
    opened = [...document.querySelectorAll("details[id][open]")].map((each) => each.id);
  });

  // What was open stays open, and what had the focus has it; where that is gone, the part has.
  document.addEventListener("htmx:afterSettle", () => {
    opened.map(byId).forEach((each) => { if (each) each.open = true; });
    if (document.activeElement !== document.body) return;
    const next = byId(focused) || byId(location.hash.slice(1)) || byId("part");
    next.focus({preventScroll: true});
  });

  document.addEventListener("htmx:pushedIntoHistory", () => {
    document.querySelectorAll("input[name=next]").forEach((each) => { each.value = location.pathname + location.search; });
  });

  // A page that the browser kept may show what its reader may no longer read.
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();

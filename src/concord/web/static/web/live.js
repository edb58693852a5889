// Says on a page that something changed for its reader (docs/spec/site.md W24). Without it, Home says the same.
"use strict";
(() => {
  const told = document.getElementById("live");
  if (!told || !("EventSource" in window)) return;
  const given = told.dataset;
  const record = document.body.dataset.record;
  let line = null;
  let token = "";

  function say(change) {
    const isThis = record && change.records.includes(record);
    const link = document.createElement("a");
    link.href = isThis ? location.href : given.home;
    link.textContent = isThis ? given.again : given.show;
    told.replaceChildren((isThis ? given.this : given.something) + " ", link);
  }

  function listen() {
    if (line || document.hidden) return;
    line = new EventSource(given.address + (token ? "?since=" + encodeURIComponent(token) : ""));
    line.addEventListener("here", (event) => { token = event.lastEventId; });
    line.addEventListener("changed", (event) => {
      token = event.lastEventId;
      say(JSON.parse(event.data));
    });
    line.addEventListener("error", () => {
      if (!line || line.readyState !== EventSource.CLOSED) return;
      rest();
      setTimeout(listen, 60000);
    });
  }

  function rest() {
    if (line) line.close();
    line = null;
  }

  document.addEventListener("visibilitychange", () => (document.hidden ? rest() : listen()));
  window.addEventListener("pagehide", rest);
  window.addEventListener("pageshow", listen);
  listen();
})();

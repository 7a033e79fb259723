// Progressive enhancement only: every page does its job without these files. No dependencies.
"use strict";
const kit = (() => {
  const parts = [];
  const done = new WeakMap();
  // A part may find an element again (a fragment that arrives twice); it is prepared once.
  const prepare = (root, [selector, work]) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches && root.matches(selector)) found.unshift(root);
    found.forEach((one) => {
      const known = done.get(one) || new Set();
      if (known.has(work)) return;
      done.set(one, known.add(work));
      work(one);
    });
  };
  let live;
  return {
    /** Prepares what `selector` finds, now and in every fragment that arrives later. */
    each(selector, work) {
      parts.push([selector, work]);
      prepare(document, [selector, work]);
    },
    /** Prepares a fragment that has just arrived. */
    enhance(root) {
      parts.forEach((part) => prepare(root, part));
    },
    /** Another page of ours, read without leaving this one. */
    async page(href) {
      const reply = await fetch(href, { headers: { accept: "text/html" } });
      if (!reply.ok || reply.redirected) throw new Error(String(reply.status));
      return new DOMParser().parseFromString(await reply.text(), "text/html");
    },
    /** Tells screen readers. */
    say(text) {
      if (!live) {
        live = document.createElement("div");
        live.className = "visually-hidden";
        live.setAttribute("aria-live", "polite");
        document.body.append(live);
      }
      live.textContent = text;
    },
    /** Whether keys belong to a field. */
    typing(event) {
      const at = event.target;
      return at.isContentEditable || (at.matches && at.matches("input:not([type=checkbox],[type=radio]),select,textarea"));
    },
    /** Whether a click asks for another tab or window. */
    elsewhere(event) {
      return event.metaKey || event.ctrlKey || event.shiftKey || event.button > 0;
    },
  };
})();

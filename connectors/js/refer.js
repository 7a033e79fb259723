/*! Tributary's share panel, MIT. How to use it: docs/share-panel.md */
(() => {
  "use strict";
  const CSS = /*css*/ "";
  const WORDS = /*words*/ {};
  const me = document.currentScript;
  const home = me && me.src ? me.src.replace(/\/[^/]*$/, "") : "";
  const every = (root, selector, work) => root.querySelectorAll(selector).forEach(work);

  // Texts: the customer's own words go into every link.
  const whole = (text, link) => (text.includes("{link}") ? text.split("{link}").join(link) : `${text.trimEnd()} ${link}`);
  const address = (place, text, link, title) => {
    const code = encodeURIComponent;
    if (place === "whatsapp") return `https://wa.me/?text=${code(text)}`;
    if (place === "x") return `https://x.com/intent/post?text=${code(text)}`;
    if (place === "email") return `mailto:?subject=${code(title)}&body=${code(text)}`;
    return `fb-messenger://share/?link=${code(link)}`;
  };

  function share(root) {
    every(root, "[data-link]", (box) => {
      const { link, title } = box.dataset;
      const words = box.querySelector("[data-text]");
      const text = () => whole(words.value, link);
      box.querySelector("[data-words]").hidden = false;
      words.addEventListener("input", () => every(box, "[data-place]", (a) => { a.href = address(a.dataset.place, text(), link, title); }));
      const button = box.querySelector("[data-share]");
      if (!navigator.share) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        try {
          await navigator.share({ title, text: text().split(link).join("").trim(), url: link });
        } catch (why) {
          // Closing the sheet is an answer; whatever else it was, the buttons beside it do the same.
          if (!why || why.name !== "AbortError") { button.hidden = true; box.querySelector("[data-place]").focus(); }
        }
      });
    });
  }

  function copying(root) {
    every(root, "[data-copy]", (button) => {
      const field = button.parentNode.querySelector("input");
      const label = button.textContent;
      button.hidden = false;
      field.addEventListener("focus", () => field.select());
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(field.value);
        } catch (_) {
          field.focus();
          field.select();
          try { if (!document.execCommand("copy")) return; } catch (_) { return; }
        }
        button.textContent = button.dataset.done;
        setTimeout(() => { button.textContent = label; }, 2000);
      });
    });
  }

  // A promotion ends by itself: then what is promised is asked anew.
  function counting(root, over) {
    every(root, "[data-until]", (clock) => {
      const until = Date.parse(clock.dataset.until);
      const two = (n) => String(n).padStart(2, "0");
      // Where the reader's clock is ahead, asking anew would never end.
      if (!(until > Date.now())) return;
      const timer = setInterval(() => {
        if (!clock.isConnected) return clearInterval(timer);
        const minutes = Math.floor((until - Date.now()) / 60000);
        if (until <= Date.now()) { clearInterval(timer); over(); return; }
        const days = Math.floor(minutes / 1440);
        const rest = `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
        clock.textContent = days ? `${clock.dataset.days.replace("{n}", days)} ${rest}` : rest;
      }, 1000);
    });
  }

  function asking(root, act) {
    every(root, "form[data-act]", (form) => {
      form.addEventListener("submit", (event) => {
        const ask = form.querySelector("[data-ask]");
        if (ask && !confirm(ask.dataset.ask)) { event.preventDefault(); return; }
        if (!act) return;
        event.preventDefault();
        act(form);
      });
    });
  }

  function enliven(root, act, over) {
    share(root);
    copying(root);
    counting(root, over);
    asking(root, act);
  }

  class Panel extends HTMLElement {
    static get observedAttributes() { return ["token", "size", "lang", "theme"]; }

    connectedCallback() {
      if (!this.shadowRoot) {
        const root = this.attachShadow({ mode: "open" });
        if (root.adoptedStyleSheets && window.CSSStyleSheet && CSSStyleSheet.prototype.replaceSync) {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(CSS);
          root.adoptedStyleSheets = [sheet];
        } else {
          const style = document.createElement("style");
          style.textContent = CSS;
          root.append(style);
        }
        this.box = document.createElement("div");
        root.append(this.box);
      }
      this.load();
    }

    attributeChangedCallback(_, before, after) { if (this.isConnected && this.box && before !== after) this.load(); }

    get language() {
      const near = this.closest("[lang]");
      return this.getAttribute("lang") || (near && near.getAttribute("lang")) || "";
    }

    get words() { return WORDS[this.language.split("-")[0]] || WORDS.en; }

    async ask(path, body) {
      const headers = { authorization: `Bearer ${this.getAttribute("token") || ""}` };
      if (body) headers["content-type"] = "application/json";
      const base = (this.getAttribute("api") || home).replace(/\/+$/, "");
      const query = new URLSearchParams({ size: this.getAttribute("size") || "M", language: this.language });
      const reply = await fetch(`${base}/refer/v1/${path}?${query}`, {
        method: body ? "POST" : "GET", headers, body: body ? JSON.stringify(body) : undefined, credentials: "omit",
      });
      if (reply.ok) return reply.status === 204 ? "" : reply.text();
      throw Object.assign(new Error(String(reply.status)), { problem: await reply.json().catch(() => ({})) });
    }

    async load(note) {
      const turn = (this.turn = (this.turn || 0) + 1);
      if (!this.box.firstChild) this.skeleton();
      try {
        const drawn = await this.ask("panel.html");
        if (turn !== this.turn) return;
        const frame = document.createElement("template");
        frame.innerHTML = drawn;
        this.box.replaceChildren(frame.content);
        const field = this.box.querySelector("input.url");
        this.link = field ? field.value : this.link;
        enliven(this.box, (form) => this.act(form), () => this.load());
        if (note) this.say(note);
        this.dispatchEvent(new CustomEvent("tributary-refer", { bubbles: true, composed: true, detail: { state: this.box.firstElementChild.dataset.state } }));
      } catch (why) {
        if (turn === this.turn) this.failed(why);
      }
    }

    skeleton() {
      const bars = document.createElement("div");
      bars.className = "refer skeleton";
      bars.setAttribute("aria-busy", "true");
      bars.setAttribute("aria-label", this.words.loading);
      for (let n = 0; n < 3; n += 1) bars.append(document.createElement("i"));
      this.box.replaceChildren(bars);
    }

    failed(why) {
      const frame = document.createElement("div");
      frame.className = "refer";
      frame.dataset.state = "error";
      frame.dir = this.words.dir;
      const text = document.createElement("p");
      text.setAttribute("role", "alert");
      const link = this.link || (this.querySelector("a") || {}).href;
      text.textContent = link ? this.words.error : this.words.alone;
      frame.append(text);
      if (this.link) {
        const pill = document.createElement("input");
        Object.assign(pill, { className: "url", value: this.link, readOnly: true, dir: "ltr" });
        frame.append(pill);
      } else {
        frame.append(document.createElement("slot"));
      }
      const again = document.createElement("button");
      Object.assign(again, { type: "button", className: "btn", textContent: this.words.again });
      again.addEventListener("click", () => { this.box.replaceChildren(); this.load(); });
      frame.append(again);
      this.box.replaceChildren(frame);
      this.dispatchEvent(new CustomEvent("tributary-refer", { bubbles: true, composed: true, detail: { state: "error", code: (why.problem || {}).code } }));
    }

    say(text) {
      const note = this.box.querySelector("[data-note]");
      if (!note) return;
      note.textContent = text;
      note.hidden = false;
    }

    async act(form) {
      const field = (name) => (form.elements[name] || {}).value || "";
      const paths = { invite: "invitations", code: "code", nudge: `invitations/${encodeURIComponent(field("invitation"))}/nudge` };
      const addresses = field("addresses").split(/[\s,;]+/).filter(Boolean);
      const body = form.dataset.act === "invite" ? { addresses, message: field("message") } : {};
      const button = form.querySelector("button[type=submit]");
      button.disabled = true;
      try {
        await this.ask(paths[form.dataset.act], body);
        await this.load(this.words[form.dataset.act]);
      } catch (why) {
        const { errors = [], detail } = why.problem || {};
        const list = form.querySelector("[data-problems]");
        const texts = errors.length ? errors.map((one) => this.placed(one, addresses)) : [detail || this.words.alone];
        if (!list) { this.say(texts[0]); return; }
        list.replaceChildren(...texts.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
        list.hidden = false;
      } finally {
        button.disabled = false;
      }
    }

    placed(one, addresses) {
      const at = /^\/addresses\/(\d+)$/.exec(one.pointer || "");
      return at && addresses[at[1]] ? `${addresses[at[1]]}: ${one.detail}` : one.detail;
    }
  }

  if (window.customElements && !customElements.get("tributary-refer")) customElements.define("tributary-refer", Panel);
  every(document, "[data-refer-page]", (page) => enliven(page, null, () => location.reload()));
})();

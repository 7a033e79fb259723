// Another language loads the page anew. What somebody had typed into its forms is carried over in this tab, and put back.
// Passwords, secrets and files are never kept; nothing outlives signing out, or passes to somebody else.
{
  const KEY = "tributary-draft";
  const owner = () => document.querySelector("[data-carry]")?.dataset.carry || "";
  const store = {
    get() { try { return JSON.parse(sessionStorage.getItem(KEY)); } catch (_) { return null; } },
    set(draft) { try { sessionStorage.setItem(KEY, JSON.stringify(draft)); } catch (_) { /* too long, or not allowed */ } },
    clear() { try { sessionStorage.removeItem(KEY); } catch (_) { /* nothing was kept */ } },
  };
  const here = () => location.pathname + location.search;

  // Fields that people change; hidden ones hold the guard of the form, and searches are no drafts.
  const FIELDS = "input:not([type=hidden],[type=password],[type=file],[type=submit],[type=button],[type=search]),select,textarea";
  const forms = () => [...document.querySelectorAll("main form")].filter((form) => form.method === "post" || form.dataset.draft !== undefined);
  const isSecret = (field) => /secret|token|^key$/.test(field.name);
  const fields = (form) => [...form.elements].filter((field) => field.name && field.matches(FIELDS) && !isSecret(field) && !field.disabled && !field.readOnly);
  const isChecked = (field) => field.type === "checkbox" || field.type === "radio";
  const isDirty = (field) => {
    if (isChecked(field)) return field.checked !== field.defaultChecked;
    if (field.matches("select")) return [...field.options].some((one) => one.selected !== one.defaultSelected) && !isFirst(field);
    return field.value !== field.defaultValue;
  };
  // A select without a chosen option shows its first; that is no change.
  const isFirst = (field) => ![...field.options].some((one) => one.defaultSelected) && field.selectedIndex === 0;

  // A form is known by where it goes, and which of several it is.
  const nameOf = (form, all) => {
    const action = form.getAttribute("action") || "";
    return `${action} ${all.filter((one) => (one.getAttribute("action") || "") === action).indexOf(form)}`;
  };
  // A field is known by its name, its place among those of the same name, and for a choice its value.
  const placeOf = (field, all) => all.filter((one) => one.name === field.name).indexOf(field);

  const keep = (where) => {
    const all = forms();
    const kept = all.flatMap((form) => {
      const own = fields(form);
      return own.filter(isDirty).map((field) => ({
        form: nameOf(form, all),
        name: field.name,
        at: placeOf(field, own),
        value: isChecked(field) ? field.checked : field.value,
      }));
    });
    if (kept.length) store.set({ who: owner(), where, kept });
    else store.clear();
  };

  const putBack = () => {
    const draft = store.get();
    if (!draft) return;
    store.clear();
    if (!owner() || draft.who !== owner() || ![here(), location.pathname].includes(draft.where)) return;
    const all = forms();
    draft.kept.forEach(({ form, name, at, value }) => {
      const found = all.find((one) => nameOf(one, all) === form);
      const field = found && fields(found).filter((one) => one.name === name)[at];
      if (!field) return;
      if (isChecked(field)) field.checked = value;
      else field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.closest("details:not([open],[data-dialog])")?.setAttribute("open", "");
    });
  };

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (event.target.matches("form[data-carry]")) keep(here());
    else if (event.target.method === "post") store.clear();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-carry]");
    if (link && !kit.elsewhere(event)) keep(new URL(link.href).pathname);
  });
  putBack();
}

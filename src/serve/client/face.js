// What is shown over the page: errors, the panel, and a sign when the server is gone
//
// All of it lives in a shadow tree beside <body>, where neither the site's styles nor its changes reach it. Text from
// the server is only ever set as text.

const STYLE = `
  :host { all: initial !important; position: fixed !important; inset: 0 auto auto 0 !important; z-index: 2147483647 !important; direction: ltr !important; color-scheme: light dark !important;
    --paper: #fff; --ink: #1c1c1e; --soft: #5f6066; --line: #e2e2e5; --tint: #f4f4f6; --accent: #2f54c0; --on-accent: #fff; --error: #b3261e; --warning: #8a5300; --glow: #f6e3bd;
    --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
  @media (prefers-color-scheme: dark) { :host { --paper: #1b1c1f; --ink: #ececee; --soft: #a8a9b0; --line: #36373d; --tint: #25262a; --accent: #9db4ff; --on-accent: #14171f; --error: #ff9d92; --warning: #f0bd66; --glow: #47391c; } }
  @media print { :host { display: none !important; } }
  *, ::before, ::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  h1, h2, h3, p, ul, dl, dd, pre { margin: 0; padding: 0; }
  ul { list-style: none; }
  .wide { flex: 1; min-width: 0; }
  .unseen, .said { position: fixed; opacity: 0; pointer-events: none; }
  .said { width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
  button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
  a { color: var(--accent); text-underline-offset: 0.18em; text-decoration-thickness: 1px; }
  summary { cursor: pointer; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  code { overflow-wrap: anywhere; }
  .diagnostic h2 code { font-size: 15px; }
  code, pre, .path { font-family: var(--mono); font-size: 13px; font-variant-ligatures: none; }
  #dock, #panel, #overlay { font: 14px/1.5 var(--sans); color: var(--ink); -webkit-text-size-adjust: none; text-size-adjust: none; }

  #dock { position: fixed; inset: auto 16px 16px auto; display: flex; gap: 8px; align-items: center; }
  #panel-toggle, #offline { display: flex; gap: 8px; align-items: center; min-width: 40px; height: 40px; padding: 0 14px; border-radius: 20px; background: var(--paper); border: 1px solid var(--line); box-shadow: 0 1px 2px rgb(0 0 0 / 0.06), 0 4px 14px rgb(0 0 0 / 0.09); justify-content: center; font-size: 13px; }
  #panel-toggle:hover { border-color: var(--soft); }
  #panel-toggle[aria-expanded="true"] { border-color: var(--accent); }
  .name { font: italic 600 21px/1 Georgia, "Iowan Old Style", "Palatino Linotype", "DejaVu Serif", serif; translate: 0 -2px; }
  .count { padding: 0 7px; border-radius: 10px; background: var(--glow); color: var(--warning); font-weight: 600; line-height: 20px; font-variant-numeric: tabular-nums; }
  .mark { padding: 0 8px; border-radius: 10px; background: var(--accent); color: var(--on-accent); font-size: 13px; font-weight: 600; line-height: 20px; white-space: nowrap; }
  #offline { color: var(--soft); }
  #offline::before { content: ""; width: 8px; height: 8px; border-radius: 50%; background: var(--warning); }

  #panel { position: fixed; inset: auto 16px 68px auto; width: 384px; max-width: calc(100vw - 32px); max-height: min(680px, calc(100dvh - 92px)); overflow: auto; overscroll-behavior: contain; scrollbar-width: thin; background: var(--paper); border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 2px 6px rgb(0 0 0 / 0.06), 0 16px 48px rgb(0 0 0 / 0.16); }
  .head { position: sticky; top: 0; z-index: 1; display: flex; gap: 12px; align-items: center; padding: 12px 10px 12px 20px; background: var(--paper); border-bottom: 1px solid var(--line); }
  .head h1 { flex: 1; min-width: 0; font: 600 13px/1.5 var(--mono); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .close { flex: none; width: 32px; height: 32px; border-radius: 8px; color: var(--soft); font-size: 19px; line-height: 1; }
  .close:hover { background: var(--tint); color: var(--ink); }
  section { padding: 16px 20px; }
  section + section { border-top: 1px solid var(--line); }
  h2 { margin-bottom: 8px; font-size: 13px; line-height: 20px; font-weight: 600; color: var(--soft); }
  .held { margin-bottom: 12px; padding: 10px 12px; border-radius: 8px; background: var(--tint); }
  .held .mark { margin-right: 6px; }
  .facts { display: grid; grid-template-columns: minmax(76px, max-content) minmax(0, 1fr); gap: 5px 16px; }
  dt { color: var(--soft); max-width: 120px; overflow-wrap: anywhere; }
  dd { overflow-wrap: anywhere; }
  .none, .soft { color: var(--soft); }
  .path { display: inline-flex; flex-wrap: wrap; gap: 0 10px; align-items: baseline; text-align: left; overflow-wrap: anywhere; border-radius: 4px; line-height: 20px; }
  .path:hover span { color: var(--accent); }
  .path::after { content: "Copy"; font: 13px/20px var(--sans); color: var(--accent); }
  .path:hover::after { text-decoration: underline; text-underline-offset: 0.18em; }
  .path[data-copied]::after { content: "Copied"; color: var(--soft); }
  .list { display: grid; gap: 12px; }
  .list p { overflow-wrap: anywhere; }
  .reasons { display: grid; gap: 6px; }
  .reasons li { padding-left: 14px; border-left: 2px solid var(--line); overflow-wrap: anywhere; }
  details > ul { margin-top: 10px; }
  .reasons + details, .list + details { margin-top: 10px; }
  details > summary { color: var(--soft); }
  .error { color: var(--error); } .warning { color: var(--warning); }
  .code { font: 600 13px/1.5 var(--mono); }
  @media (max-width: 480px) { #dock { inset: auto 12px 12px auto; } #panel { inset: auto 8px 60px 8px; width: auto; max-width: none; max-height: calc(100dvh - 76px); } }

  #overlay { position: fixed; inset: 0; width: auto; height: auto; max-width: none; max-height: none; margin: 0; border: 0; padding: clamp(20px, 6vmin, 56px); overflow: hidden; display: flex; justify-content: center; align-items: flex-start; background: rgb(20 18 15 / 0.42); pointer-events: none; }
  .sheet { width: 100%; max-width: 1080px; max-height: 100%; overflow: auto; overscroll-behavior: contain; scrollbar-width: thin; pointer-events: auto; background: var(--paper); border-radius: 14px; box-shadow: 0 24px 80px rgb(0 0 0 / 0.35); }
  .sheet:focus { outline: none; }
  .sheet .head { padding: 16px 20px 14px 32px; }
  .sheet h1 { font: 600 20px/1.3 var(--sans); white-space: normal; color: var(--error); }
  .sheet h1 + p { color: var(--soft); }
  .sheet .dismiss { flex: none; padding: 6px 12px; border: 1px solid var(--line); border-radius: 8px; font-size: 13px; }
  .sheet .dismiss:hover { border-color: var(--soft); background: var(--tint); }
  .sheet kbd { margin-left: 6px; font: 13px/1 var(--mono); color: var(--soft); }
  .diagnostic { padding: 22px 32px 26px; }
  .diagnostic + .diagnostic { border-top: 1px solid var(--line); }
  .diagnostic h2 { margin: 2px 0 4px; font-size: 16px; line-height: 1.45; color: var(--ink); overflow-wrap: anywhere; }
  .diagnostic pre { margin-top: 14px; padding: 14px 16px; overflow-x: auto; border-radius: 8px; background: var(--tint); line-height: 1.6; tab-size: 4; }
  @media (max-width: 480px) { #overlay { padding: 24px 12px 72px; } .sheet .head { padding: 14px 12px 12px 16px; } .sheet h1 { font-size: 18px; } .sheet kbd { display: none; } .diagnostic { padding: 16px; } .diagnostic pre { padding: 12px; margin-inline: -4px; } }
  @media (prefers-reduced-motion: no-preference) { #overlay .sheet, #panel { animation: come 0.14s ease-out; } @keyframes come { from { opacity: 0; translate: 0 6px; } } }
  @media (forced-colors: active) { #panel, .sheet, .mark, .count { border: 1px solid; } }
`;

const HELD = { draft: ["Draft", "Readers do not see this page. It is here because drafts are shown."], future: ["Future", "Readers do not see this page yet. It is here because future articles are shown."], expired: ["Expired", "Readers no longer see this page."] };

/** An element with attributes and children; children that are null or false are left out, and text stays text. */
const h = (name, attributes, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) if (value != null && value !== false) element.setAttribute(key, value);
  element.append(...children.flat(2).filter((child) => child != null && child !== false));
  return element;
};

/** Words of a diagnostic: what stands between backticks is code. */
const words = (text) => text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? h("code", null, part) : part));

const plural = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** A file's path as a button that copies it; line and column are shown only. */
const path = (file, { line, column } = {}) =>
  file && h("button", { class: "path", type: "button", "data-copy": file, title: "Copy this path" }, h("span", null, [file, line, line && column].filter(Boolean).join(":")));

/** A moment as it was written, in its own time zone: "2026-12-01T08:00:00+01:00" is 1 December 2026, 08:00. */
const moment = (when) => {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?/.exec(when ?? "") ?? [];
  if (!day) return when ?? "";
  const date = new Date(`${day}T00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return time ? `${date}, ${time}` : date;
};

const stored = (store, key, value) => {
  try {
    if (value === undefined) return window[store].getItem(`rassegna-${key}`);
    window[store].setItem(`rassegna-${key}`, value);
  } catch {
    // Storage is forbidden here: the choice lasts as long as the page.
  }
  return null;
};

/** Puts new contents into an element of ours and keeps its scroll and what stands open in it. */
const fill = (element, contents) =>
  Idiomorph.morph(element, contents, { morphStyle: "innerHTML", callbacks: { beforeAttributeUpdated: (name) => name !== "open" && name !== "data-copied" } });

const overlayContents = (errors) => [
  h("div", { class: "head" },
    h("div", { class: "wide", role: "alert" },
      h("h1", { id: "overlay-title" }, plural(errors.length, "error")),
      h("p", null, "The page behind changes again when this is mended.")),
    h("button", { class: "dismiss", type: "button", "data-act": "dismiss" }, "Close", h("kbd", null, "Esc"))),
  ...errors.map((error) =>
    h("article", { class: "diagnostic" },
      h("p", { class: "code error" }, error.code),
      h("h2", null, words(error.message)),
      path(error.file, error),
      h("pre", { tabindex: "0", "aria-label": "As in the terminal" }, error.rendered)))];

const section = (title, ...contents) => h("section", null, h("h2", null, title), ...contents);
const facts = (rows) => h("dl", { class: "facts" }, rows.filter(([, value]) => value != null).map(([name, value]) => [h("dt", null, name), value?.nodeType ? h("dd", null, value) : fieldValue(value)]));
const fieldValue = (value) => {
  const text = Array.isArray(value) ? value.map((item) => (typeof item === "object" ? JSON.stringify(item) : item)).join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value);
  return text === "" ? h("dd", { class: "none" }, "empty") : h("dd", null, text);
};
const bullets = (items) => h("ul", { class: "reasons" }, items.map((item) => h("li", null, words(item))));

const heldItem = ({ path: file, title, why, when, url }) => h("li", null,
  h("p", null, url ? h("a", { href: url }, title || file) : title || file),
  h("p", { class: "soft" }, HELD[why]?.[0] ?? why, when && ` until ${moment(when)}`.replace("until", why === "expired" ? "since" : "until")));

const panelContents = (told) => {
  const { diagnostics = [], fields = [], heldback = [], why = {}, held } = told;
  const length = [told.words != null && plural(told.words, "word"), told.minutes != null && plural(told.minutes, "minute")].filter(Boolean).join(", ");
  return [
    h("div", { class: "head" },
      h("h1", { title: told.page }, address(told.page) ?? told.page),
      h("button", { class: "close", type: "button", "data-act": "hide", "aria-label": "Hide the panel for this session", title: "Hide for this session. Alt+Shift+R shows it again." }, "×")),
    section("This page",
      HELD[held] && h("p", { class: "held" }, h("strong", { class: "mark" }, HELD[held][0]), HELD[held][1]),
      facts([["Source", path(told.source)], ["Kind", told.kind], ["Template", told.template && h("code", null, told.template)], ["Length", length || null]])),
    diagnostics.length > 0 && section(plural(diagnostics.length, "finding"),
      h("ul", { class: "list" }, diagnostics.map((one) => h("li", null,
        h("p", { class: `code ${one.severity}` }, one.code, one.line && ` in line ${one.line}`),
        h("p", null, words(one.message)),
        (one.help ?? []).map((line) => h("p", { class: "soft" }, words(line))))))),
    fields.length > 0 && section("Front matter, as understood", facts(fields.map(([name, value]) => [name, value ?? ""]))),
    (why.made?.length > 0 || why.questions?.length > 0) && section("Why it was made again",
      why.made?.length > 0 && bullets(why.made),
      why.questions?.length > 0 && h("details", null, h("summary", null, plural(why.questions.length, "question"), " that this page asks of the site"), bullets(why.questions))),
    heldback.length > 0 && section("Held back",
      h("ul", { class: "list" }, heldback.slice(0, 5).map(heldItem)),
      heldback.length > 5 && h("details", null, h("summary", null, `${heldback.length - 5} more`), h("ul", { class: "list" }, heldback.slice(5).map(heldItem)))),
  ].filter(Boolean);
};

const makeFace = () => {
  const host = document.createElement("rassegna-preview");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // Made so, it is not refused by a page whose policy forbids styles in the page.
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const offline = h("div", { id: "offline", role: "status", hidden: "" }, "Preview not connected");
  const toggle = h("button", { id: "panel-toggle", type: "button", "aria-controls": "panel", "aria-expanded": "false", hidden: "", title: "About this page. Alt+Shift+R hides this and shows it again." });
  const panel = h("div", { id: "panel", role: "region", "aria-label": "Preview: about this page", tabindex: "-1", hidden: "" });
  const dock = h("div", { id: "dock" }, offline, toggle);
  root.append(panel, dock);
  document.documentElement.append(host);

  let open = stored("localStorage", "panel") === "open";
  let hidden = stored("sessionStorage", "panel-hidden") === "yes";
  let warnings = 0;
  let told = null;

  const draw = () => {
    toggle.hidden = wantsPanel !== "yes" || hidden;
    panel.hidden = toggle.hidden || !open || !told;
    const held = HELD[told?.held];
    const said = (text) => h("span", { class: "said" }, text);
    fill(toggle, [
      h("span", { class: "name", "aria-hidden": "true" }, "r"), said("Preview panel "),
      held && h("span", { class: "mark" }, held[0]),
      warnings > 0 && h("span", { class: "count" }, String(warnings), said(` ${plural(warnings, "warning").split(" ")[1]}`)),
    ].filter(Boolean));
    toggle.setAttribute("aria-expanded", String(open));
    if (!panel.hidden) fill(panel, panelContents(told));
  };

  // The panel's data is asked for one request at a time too; the last answer is the one that counts.
  let round = 0;
  const learn = async () => {
    if (wantsPanel !== "yes") return;
    const mine = ++round;
    try {
      const answer = await fetch(`${door("page")}?${new URLSearchParams({ path: page })}`, { cache: "no-store" });
      const data = answer.ok ? await answer.json() : null;
      if (!data || mine !== round) return;
      told = data;
      draw();
    } catch {
      // The server is gone or has nothing to tell: what is known stays.
    }
  };

  const setOpen = (now) => {
    open = now;
    stored("localStorage", "panel", now ? "open" : "closed");
    draw();
    if (now) learn();
    else if (panel.contains(root.activeElement)) toggle.focus();
  };
  const setHidden = (now) => {
    hidden = now;
    stored("sessionStorage", "panel-hidden", now ? "yes" : "no");
    draw();
  };

  let overlay = null;
  let dismissed = ""; // The list of errors that the reader closed; a different one is shown again.
  let shown = "";
  const errors = (list = [], more = []) => {
    warnings = more.length;
    shown = JSON.stringify(list);
    if (!list.length) dismissed = "";
    if (!list.length || shown === dismissed) overlay = overlay?.remove() ?? null;
    else showErrors(list);
    draw();
  };
  const showErrors = (list) => {
    const known = Boolean(overlay);
    overlay ??= h("div", { id: "overlay", role: "alertdialog", "aria-labelledby": "overlay-title", popover: "manual" }, h("div", { class: "sheet", tabindex: "-1" }));
    fill(overlay.firstChild, overlayContents(list));
    if (known) return;
    root.append(overlay);
    overlay.showPopover?.(); // So it stands above a dialog that the page has open.
    // Somebody who types goes on typing; else the keyboard is given the overlay, to scroll it.
    if (!document.activeElement || document.activeElement === document.body) overlay.firstChild.focus({ preventScroll: true });
  };
  const dismiss = () => {
    dismissed = shown;
    overlay = overlay?.remove() ?? null;
  };

  const copy = async (button) => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      // Without a secure connection there is no clipboard but the old way.
      const field = h("textarea", { class: "unseen" });
      field.value = button.dataset.copy;
      button.after(field);
      field.select();
      document.execCommand("copy");
      field.remove();
      button.focus();
    }
    button.dataset.copied = "";
    setTimeout(() => button.removeAttribute("data-copied"), 1500);
  };

  root.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button === toggle) setOpen(!open);
    else if (button?.dataset.copy) copy(button);
    else if (button?.dataset.act === "dismiss") dismiss();
    else if (button?.dataset.act === "hide") setHidden(true);
  });
  window.addEventListener("keydown", (event) => {
    if (event.code === "KeyR" && event.altKey && event.shiftKey && !event.ctrlKey && !event.metaKey) setHidden(!hidden);
    else if (event.key === "Escape" && !event.isComposing && overlay) dismiss();
    else if (event.key === "Escape" && panel.contains(root.activeElement)) setOpen(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);

  let gone = 0;
  const connection = (there) => {
    host.dataset.connected = there ? "yes" : "no"; // For whoever drives the browser in a test.
    clearTimeout(gone);
    if (there) {
      offline.hidden = true;
      learn();
    } else if (offline.hidden) gone = setTimeout(() => (offline.hidden = false), 800); // A quick restart is not worth a word.
  };

  draw();
  return { errors, connection, updated: () => open && !hidden && learn(), pageChanged: learn };
};

const face = framed ? null : makeFace();

refresh(); // Learns what was served, to compare with later.
readPrograms(true);
if (document.hidden) missed = true; // A tab opened in the background connects when it is looked at.
else connect();

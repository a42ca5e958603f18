// The browser side of `rassegna serve`.
//
// The preview server puts this script into every page that it serves. It listens to the server and brings what was
// edited into the open page without losing the reader's place: scroll, focus, typed text, open details and playing
// media stay. It also shows errors over the page, and a small panel that tells how the page came to be.
//
// The file is served as it is written, behind Idiomorph, which changes one tree of elements into another.

(() => {
  "use strict";

  const OURS = 'script[src$="/__rassegna/preview.js"]';
  const script = document.currentScript ?? document.querySelector(OURS);
  const once = Symbol.for("rassegna.preview");
  if (!script || !document.documentElement || document[once]) return;
  document[once] = true;

  const { page, panel: wantsPanel } = script.dataset;
  const door = (name) => new URL(name, script.src).href;
  const sleep = (ms) => new Promise((wake) => setTimeout(wake, ms));
  let stamp = script.dataset.stamp ?? ""; // Names the bytes that the page shows now.
  let leaving = false; // A reload is under way: nothing more is to be done to this document.

  /** Whether this page stands in a frame of a page that has the preview too, which then shows panel and errors for both. */
  const framed = (() => {
    try {
      return window.parent !== window && Boolean(window.parent.document[once]);
    } catch {
      return false; // The parent is another site's.
    }
  })();

  const reload = () => {
    if (leaving) return;
    leaving = true;
    location.reload();
  };

  // ---------------------------------------------------------------------------------------------------------------
  // What was served, and what stands in the page
  //
  // The page's own scripts change the page: a theme switch sets an attribute, a menu opens, a button to copy is put
  // into a code block. A plain comparison of the open page with the new one would undo all that. So every element is
  // tied to the element of the served document that it came from, and only what differs between the previous and the
  // new *served* document is changed in the page.

  let served = null; // The document as last served, parsed.
  const source = new WeakMap(); // From an element of the page to its element in a served document.

  const parse = (html) => {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    // The parser reads without scripts and makes elements of what in the page, with scripts, is the text of a <noscript>.
    for (const element of parsed.querySelectorAll("noscript")) element.textContent = element.innerHTML;
    return parsed;
  };

  /**
   * The open page taken as if it had been served, for when it changed before what was served could be asked for. What
   * scripts set on <html> and <body> cannot be told from what was served there, so these two count as unchanged.
   */
  const snapshot = (next) => {
    const copy = parse(document.documentElement.outerHTML);
    copy.querySelector("rassegna-preview")?.remove();
    for (const name of ["documentElement", "body"]) {
      for (const attribute of copy[name].getAttributeNames()) copy[name].removeAttribute(attribute);
      for (const { name: attribute, value } of next[name].attributes) copy[name].setAttribute(attribute, value);
      source.set(document[name], copy[name]);
    }
    return copy;
  };

  /** What two elements must share to be taken for one another. */
  const likeness = (element) => {
    const names = /^(link|meta|script)$/i.test(element.tagName) ? ["id", "rel", "name", "property", "href", "src"] : ["id"];
    return [element.tagName, ...names.map((name) => element.getAttribute(name))].join("\n");
  };

  /** Ties the elements of a tree to the served ones; where scripts put in or took away their like, they are left untied. */
  const tie = (element, from) => {
    source.set(element, from);
    const groups = (parent) => {
      const found = new Map();
      for (const child of parent.children) {
        const key = likeness(child);
        if (found.has(key)) found.get(key).push(child);
        else found.set(key, [child]);
      }
      return found;
    };
    if (!element.firstElementChild || !from.firstElementChild) return;
    const here = groups(element);
    for (const [key, there] of groups(from)) {
      const same = here.get(key);
      if (same?.length === there.length) same.forEach((child, at) => tie(child, there[at]));
    }
  };

  /** The classes that scripts gave or took stay as they are; only what the served documents differ in is changed. */
  const mergeClasses = (element, before, after) => {
    const whole = after.getAttribute("class");
    if (whole !== null && element.getAttribute("class") === before.getAttribute("class")) return element.setAttribute("class", whole);
    for (const name of before.classList) if (!after.classList.contains(name)) element.classList.remove(name);
    for (const name of after.classList) if (!before.classList.contains(name)) element.classList.add(name);
    if (whole === null && !element.classList.length) element.removeAttribute("class");
  };

  const mergeAttributes = (element, before, after) => {
    const names = new Set([...before.getAttributeNames(), ...after.getAttributeNames()]);
    for (const name of names) {
      const value = after.getAttribute(name);
      if (value === before.getAttribute(name)) continue;
      if (name === "class") mergeClasses(element, before, after);
      else if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
  };

  /** Whether nobody has typed into or ticked a field since it was served. */
  const untouched = (field, attribute) => {
    if (attribute === "checked") return field.checked === field.defaultChecked;
    return /^(checkbox|radio)$/.test(field.type) || field.value === field.defaultValue;
  };

  // The three questions that are asked of a node of the page and one of the new document, to tell where an edit begins.
  const ids = (node) => (node.nodeType === Node.ELEMENT_NODE ? [node, ...node.querySelectorAll("[id]")].map((one) => one.getAttribute("id")) : []);
  const unchanged = (old, fresh) => (old.nodeType === Node.ELEMENT_NODE ? source.get(old)?.isEqualNode(fresh) : old.isEqualNode(fresh));
  const alike = (old, fresh) => old.nodeName === fresh.nodeName && ids(old).join("\n") === ids(fresh).join("\n");

  /**
   * Changes the children of an element that were edited in one spot: between what is the same before and after it,
   * something was put in or taken away, or each child has become another one like it. Most edits are such. The rest of a
   * long list is not even looked at, and an article put in front of others moves none of them. Returns false for all
   * other edits, with nothing done.
   */
  const mendSpot = (element, fresh, change) => {
    const before = source.get(element);
    if (!before || /^(textarea|select|option|template|script|style)$/.test(element.localName)) return false;
    const old = [...element.childNodes];
    const now = [...fresh.childNodes];
    let start = 0;
    while (start < old.length && start < now.length && unchanged(old[start], now[start])) start++;
    let end = 0;
    while (start + end < old.length && start + end < now.length && unchanged(old.at(-1 - end), now.at(-1 - end))) end++;
    const left = old.slice(start, old.length - end);
    const right = now.slice(start, now.length - end);
    const paired = left.length === right.length && left.every((node, at) => alike(node, right[at]));
    if (left.length && right.length && !paired) return false;
    // What has an id and only moves to or from here keeps its state when it is really moved, which Idiomorph does.
    const moves = (nodes, to) => nodes.flatMap(ids).some((id) => id && to.getElementById(id));
    if (!paired && (moves(left, fresh.ownerDocument) || moves(right, document))) return false;

    mergeAttributes(element, before, fresh);
    if (paired) left.forEach((node, at) => unchanged(node, right[at]) || change(node, right[at]));
    else if (left.length) left.forEach((node) => node.remove());
    else
      for (const node of right) {
        const added = document.importNode(node, true);
        element.insertBefore(added, old[start] ?? null);
        if (added.nodeType === Node.ELEMENT_NODE) tie(added, node);
      }
    source.set(element, fresh);
    return true;
  };

  const morphBody = (next) => {
    const becomes = new WeakMap(); // From an element of the page to its element in the new document.
    const added = []; // The new elements on their way into the page; they come and go like brackets.
    const change = (old, fresh) => {
      if (old.nodeType === Node.ELEMENT_NODE) Idiomorph.morph(old, fresh, how);
      else old.nodeValue = fresh.nodeValue;
    };
    const how = {
      morphStyle: "outerHTML",
      callbacks: {
        // What was served again as it was is left alone, with all that scripts and the reader did in it.
        beforeNodeMorphed(old, fresh) {
          if (old.nodeType === Node.ELEMENT_NODE && (unchanged(old, fresh) || mendSpot(old, fresh, change))) return false;
          becomes.set(old, fresh);
          return true;
        },
        afterNodeMorphed(old, fresh) {
          if (becomes.get(old) === fresh) source.set(old, fresh);
        },
        beforeNodeAdded(fresh) {
          added.push(fresh);
          return true;
        },
        afterNodeAdded(element) {
          const fresh = added.pop();
          if (element.nodeType === Node.ELEMENT_NODE && !source.has(element)) tie(element, fresh);
        },
        beforeAttributeUpdated(name, element) {
          const before = source.get(element);
          const after = becomes.get(element);
          if (before && after && before.getAttribute(name) === after.getAttribute(name)) return false;
          if ((name === "value" || name === "checked") && "defaultValue" in element) return untouched(element, name);
          if (name !== "class" || !before || !after) return true;
          mergeClasses(element, before, after);
          return false;
        },
      },
    };
    change(document.body, next.body);
  };

  const isSheet = (element) => element.localName === "link" && element.relList.contains("stylesheet") && element.href;

  /** Waits until a style sheet is there or cannot be had. */
  const loaded = (link) =>
    new Promise((done) => {
      link.addEventListener("load", done, { once: true });
      link.addEventListener("error", done, { once: true });
    });

  /**
   * Puts the new elements into the head and waits for their style sheets. What is no longer served is returned as a
   * list to take away, so that it goes in the same moment as the body changes and nothing is ever seen without style.
   */
  const mergeHead = async (next) => {
    const living = (from) =>
      [...document.head.children].filter((element) => (source.has(element) ? source.get(element) === from : element.isEqualNode(from)));
    const before = [...served.head.children];
    const gone = new Set(before);
    const sheets = [];
    let place = null;
    for (const fresh of next.head.children) {
      // Only what comes later is looked at, since the order of style sheets counts.
      const at = before.findIndex((old) => old.isEqualNode(fresh));
      if (at >= 0) {
        const [same] = before.splice(0, at + 1).slice(-1);
        gone.delete(same);
        for (const element of living(same)) {
          source.set(element, fresh);
          place = element;
        }
        continue;
      }
      const element = document.importNode(fresh, true);
      tie(element, fresh);
      renew(element);
      if (isSheet(element) && !element.disabled) sheets.push(loaded(element));
      if (place) place.after(element);
      else document.head.prepend(element);
      place = element;
    }
    if (sheets.length) await Promise.race([Promise.all(sheets), sleep(1000)]);
    return [...gone].flatMap(living);
  };

  /** The scripts that run in a document. Data for search engines is none: it changes with each title and is never run. */
  const program = (of) =>
    [...of.scripts]
      .filter((element) => !element.matches(OURS) && element.type !== "application/ld+json")
      .map((element) => [element.getAttribute("src"), element.type, element.text].join("\n"))
      .join("\n\n");

  /** Whether elements of different kinds have the same id: Idiomorph takes the one for the other and loses something. */
  const confusing = (of) => {
    const kinds = new Map();
    return [...of.querySelectorAll("[id]")].some((element) => {
      const id = element.getAttribute("id");
      if (!kinds.has(id)) kinds.set(id, element.localName);
      return kinds.get(id) !== element.localName;
    });
  };

  /** Makes the page what is served now. Scripts cannot be taken back once they ran, so where they differ it is loaded anew. */
  const become = async (next) => {
    served ??= snapshot(next);
    const body = document.body;
    const sameShell =
      program(served) === program(next) &&
      document.compatMode === next.compatMode &&
      body?.localName === "body" &&
      next.body?.localName === "body" &&
      (!body.id || body.id === next.body.id) &&
      !confusing(next);
    if (!sameShell) return reload();
    try {
      const gone = await mergeHead(next);
      mergeAttributes(document.documentElement, served.documentElement, next.documentElement);
      morphBody(next);
      for (const element of gone) element.remove();
      renew(document);
      source.set(document.documentElement, next.documentElement);
      served = next;
    } catch (error) {
      console.warn("rassegna: this page could not be changed in place and is loaded anew.", error);
      return reload();
    }
    // The page's own scripts can listen for this, to take care of new elements.
    document.dispatchEvent(new CustomEvent("rassegna:update"));
  };

  // ---------------------------------------------------------------------------------------------------------------
  // Asking for the page
  //
  // One request at a time: what is announced while one is under way causes one more after it, so the last state wins.

  let asked = false;
  let asking = false;

  const ask = async () => {
    const here = location.href.split("#")[0];
    const answer = await fetch(here, { cache: "no-store", headers: { accept: "text/html" } });
    if (answer.status === 503) {
      const wait = Number(answer.headers.get("retry-after")) || 1;
      await sleep(Math.min(wait, 30) * 1000);
      asked = true;
      return;
    }
    if (answer.redirected && address(answer.url) !== address(here)) {
      leaving = true;
      return location.replace(answer.url);
    }
    const next = parse(await answer.text());
    const mark = next.querySelector(OURS);
    if (!mark) return reload(); // No longer a page with a preview.
    const current = mark.dataset.stamp === stamp;
    if (served && current) return;
    if (!served && current) {
      // The first request after the page was opened: it only learns what was served.
      served = next;
      tie(document.documentElement, next.documentElement);
      return;
    }
    await become(next);
    stamp = mark.dataset.stamp;
    face?.pageChanged();
  };

  const refresh = async () => {
    asked = true;
    if (asking) return;
    asking = true;
    while (asked && !leaving) {
      asked = false;
      try {
        await ask();
      } catch {
        // The server is gone. When it is back it tells by the stamp whether there is something new.
        if (!connected) break;
        await sleep(500);
        asked = true;
      }
    }
    asking = false;
  };

  // ---------------------------------------------------------------------------------------------------------------
  // Files that the page names: style sheets, pictures, scripts
  //
  // A changed file is asked for under a fresh address (`?rassegna=3`), or the browser would show what it still has.

  const PICTURES = "img, source, video, audio, image, use, input[type=image], link[rel~=icon], link[rel~=apple-touch-icon]";
  const ADDRESSES = ["src", "srcset", "poster", "href", "xlink:href"];
  const FROM_SHEETS = /\.(avif|bmp|gif|ico|jpe?g|png|svg|webp|eot|otf|ttf|woff2?)$/i;
  const versions = new Map(); // From a changed file's address to the number that makes it new.
  let floor = 0; // The number of all files, when any of them may have changed unseen.
  let count = 0;
  const versionOf = (file) => file && Math.max(versions.get(file) ?? 0, floor);

  /** The path of a file of this site, without query and fragment; null for what is elsewhere or in the page itself. */
  const address = (url, base = document.baseURI) => {
    if (!url || url.startsWith("#")) return null;
    try {
      const { origin, pathname } = new URL(url, base);
      if (origin !== location.origin) return null;
      return decodeURI(pathname);
    } catch {
      return null;
    }
  };

  const freshened = (url, number, base = document.baseURI) => {
    const whole = new URL(url, base);
    whole.searchParams.set("rassegna", number);
    return whole.pathname + whole.search + whole.hash;
  };

  /** Calls `each` with every address in an attribute's value, and returns the value with the answers in their place. */
  const mapAddresses = (name, value, each) =>
    name === "srcset" ? value.replace(/([^\s,]\S*[^\s,])(\s[^,]*)?/g, (_, url, size = "") => each(url) + size) : each(value);

  /** A style declaration with the fresh addresses of the files that it names. */
  const renewed = (text, base) =>
    text.replace(/url\((["']?)(.*?)\1\)/g, (whole, _, url) => {
      const number = versionOf(address(url, base));
      return number ? `url("${freshened(url, number, base)}")` : whole;
    });

  /**
   * Gives pictures and fonts in style rules the fresh addresses of their files. To load the style sheet anew would not
   * do: for what a style sheet names, the browser keeps what it has, whatever the server says about keeping.
   */
  const renewRules = (sheet) => {
    let rules = [];
    try {
      rules = [...sheet.cssRules];
    } catch {
      return; // Another site's style sheet.
    }
    const base = (sheet.href ?? sheet.parentStyleSheet?.href) || document.baseURI;
    rules.forEach((rule, at) => {
      if (rule.styleSheet) renewRules(rule.styleSheet);
      if (rule.cssRules) renewRules(rule);
      if (!rule.style?.cssText.includes("url(")) return;
      const text = rule.style.cssText;
      const now = renewed(text, base);
      if (now === text) return;
      if (!(rule instanceof CSSFontFaceRule)) return void (rule.style.cssText = now);
      sheet.insertRule(`@font-face { ${now} }`, at); // The rule of a font cannot be changed, only replaced.
      sheet.deleteRule(at + 1);
    });
  };

  const renewStyles = () => {
    if (!floor && ![...versions.keys()].some((file) => FROM_SHEETS.test(file))) return;
    for (const sheet of [...document.styleSheets, ...(document.adoptedStyleSheets ?? [])]) renewRules(sheet);
    for (const element of document.querySelectorAll('[style*="url("]')) {
      const now = renewed(element.style.cssText, document.baseURI);
      if (now !== element.style.cssText) element.style.cssText = now;
    }
  };

  /** Gives all pictures in a tree, and a style sheet that is about to be put in, the fresh addresses of their files. */
  const renew = (tree) => {
    if (!versions.size && !floor) return;
    const elements = [...tree.querySelectorAll(PICTURES)];
    if (tree !== document) elements.push(tree);
    for (const element of elements)
      for (const name of ADDRESSES) {
        const value = element.getAttribute(name);
        if (!value) continue;
        // What may be playing is interrupted only when it is known to have changed.
        const plays = name === "src" && element.matches("video, audio, video > source, audio > source");
        const now = mapAddresses(name, value, (url) => {
          const file = address(url);
          const number = plays ? versions.get(file) : versionOf(file);
          return number ? freshened(url, number) : url;
        });
        if (now === value) continue;
        element.setAttribute(name, now);
        if (element.localName === "source") element.closest("video, audio")?.load();
      }
    if (tree === document) renewStyles();
  };

  const replaced = new WeakMap(); // From a style sheet's link to the one that takes its place.

  /** The links to this site's style sheets, each one's newest only. */
  const sheets = () => [...document.querySelectorAll("link")].filter((link) => isSheet(link) && address(link.href) && !replaced.has(link));

  /** Loads a style sheet anew behind the old one, which goes only when the new one is there. */
  const swap = (link) => {
    const clone = link.cloneNode();
    clone.href = freshened(link.href, ++count);
    replaced.set(link, clone);
    if (source.has(link)) source.set(clone, source.get(link));
    clone.addEventListener("load", () => {
      renewStyles();
      for (const old of sheetsBefore(clone)) old.remove();
    });
    clone.addEventListener("error", () => {
      // The file is gone or broken: the page keeps the look that it had.
      replaced.delete(link);
      if (link.isConnected) clone.remove();
    });
    link.after(clone);
    if (link.disabled) clone.disabled = true;
    if (link.disabled) link.remove(); // Nobody sees it, and it would never load.
  };

  const sheetsBefore = (last) =>
    [...document.querySelectorAll("link")].filter((link) => {
      for (let next = replaced.get(link); next; next = replaced.get(next)) if (next === last) return true;
      return false;
    });

  /** Brings changed files into the page. */
  const filesChanged = (addresses) => {
    const changed = new Set(addresses.map((url) => address(url)));
    const links = sheets();
    const scripts = [...document.scripts].filter((element) => element.src && !element.matches(OURS));
    const named = new Set(links.map((link) => address(link.href)));
    const modules = [...document.scripts].some((element) => element.type === "module");
    // A module that the page does not name may be imported by one that it does.
    const runs = (file) => scripts.some((element) => address(element.src) === file) || (modules && /\.m?js$/i.test(file));
    if ([...changed].some(runs)) return reload();

    for (const file of changed) versions.set(file, ++count);
    renew(document);
    // A style sheet that the page does not name may be imported by one that it does.
    const imported = [...changed].some((file) => /\.css$/i.test(file) && !named.has(file));
    for (const link of links) if (imported || changed.has(address(link.href))) swap(link);
  };

  // While the server cannot be heard, files may change unseen. Pictures and style sheets are then asked for again;
  // scripts are compared with what they were, since a reload costs the reader's place.
  const programs = new Map();

  const readPrograms = (keep) =>
    Promise.all(
      [...document.scripts]
        .filter((element) => element.src && address(element.src) && !element.matches(OURS))
        .map(async ({ src }) => {
          const text = await fetch(src, { cache: keep ? "default" : "no-store" }).then((answer) => answer.text());
          if (keep) programs.set(src, text);
          else if (programs.has(src) && programs.get(src) !== text) reload();
        }),
    ).catch(() => {});

  const catchUp = () => {
    readPrograms(false);
    floor = ++count;
    renew(document);
    sheets().forEach(swap);
  };

  // ---------------------------------------------------------------------------------------------------------------
  // The connection

  let events = null;
  let connected = false;
  let missed = false; // Something may have happened while the server was not heard.
  let delay = 250;
  let retry = 0;

  const connect = () => {
    clearTimeout(retry);
    if (leaving || events) return;
    const query = new URLSearchParams({ page, stamp });
    events = new EventSource(`${door("events")}?${query}`);
    events.addEventListener("open", () => {
      connected = true;
      delay = 250;
      if (missed) catchUp();
      missed = false;
      if (!served && !asking) refresh();
      face?.connection(true);
    });
    events.addEventListener("error", () => {
      disconnect();
      face?.connection(false);
      retry = setTimeout(connect, delay);
      delay = Math.min(delay * 2, 2000);
    });
    const on = (name, act) =>
      events.addEventListener(name, (event) => {
        if (!leaving) act(JSON.parse(event.data || "{}"));
      });
    on("page", (data) => data.stamp !== stamp && refresh());
    on("files", (data) => filesChanged(data.addresses));
    on("errors", (data) => face?.errors(data.errors, data.warnings));
    on("update", () => face?.updated());
  };

  const disconnect = () => {
    clearTimeout(retry);
    events?.close();
    events = null;
    connected = false;
    missed = true;
  };

  // A browser opens only six connections to one server, and each open page holds one. Pages that nobody sees give
  // theirs back after a while, or the seventh tab would wait forever; shown again, they catch up at once.
  let away = 0;
  document.addEventListener("visibilitychange", () => {
    clearTimeout(away);
    if (document.hidden) away = setTimeout(disconnect, 5000);
    else connect();
  });
  window.addEventListener("pagehide", disconnect);
  window.addEventListener("pageshow", (event) => event.persisted && connect());

  // ---------------------------------------------------------------------------------------------------------------
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
})();

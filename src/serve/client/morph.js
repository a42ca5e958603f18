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

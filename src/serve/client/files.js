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
  if (!link.disabled) return;
  clone.disabled = true;
  link.remove(); // Nobody sees it, and the new one does not load before it is switched on.
};

/** The scripts that the page loads from this site. */
const ownScripts = () => [...document.scripts].filter((element) => element.src && address(element.src) && !element.matches(OURS));

const sheetsBefore = (last) =>
  [...document.querySelectorAll("link")].filter((link) => {
    for (let next = replaced.get(link); next; next = replaced.get(next)) if (next === last) return true;
    return false;
  });

/** Brings changed files into the page. */
const filesChanged = (addresses) => {
  const changed = new Set(addresses.map((url) => address(url)));
  const links = sheets();
  const named = new Set(links.map((link) => address(link.href)));
  const modules = [...document.scripts].some((element) => element.type === "module");
  // A module that the page does not name may be imported by one that it does.
  const runs = (file) => ownScripts().some((element) => address(element.src) === file) || (modules && /\.m?js$/i.test(file));
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
    ownScripts().map(async ({ src }) => {
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

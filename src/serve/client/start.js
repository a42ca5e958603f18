// The browser side of `rassegna serve`.
//
// The preview server puts this script into every page that it serves. It listens to the server and brings what was
// edited into the open page without losing the reader's place: scroll, focus, typed text, open details and playing
// media stay. It also shows errors over the page, and a small panel that tells how the page came to be.
//
// The files of this folder are served as they are written, in the order of `client/mod.rs` and within one function, behind
// Idiomorph, which changes one tree of elements into another. This is the first of them.

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

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

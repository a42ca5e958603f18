// The search of a site made by rassegna. Nothing is loaded before the field is used; what is then loaded are a few small
// files of the index below /search/ (the manual tells what is in them, in reference/search).
(() => {
  "use strict";

  const root = document.querySelector("[data-search]");
  const field = root?.querySelector("[data-search-field]");
  if (!field) return;

  // ── Words: as src/base/words.rs splits, stems and folds them ──

  const RUNS = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
  const NO_SPACES =
    "\\u0E00-\\u0EFF\\u1000-\\u109F\\u1780-\\u17FF\\u3005-\\u3007\\u3041-\\u30FF\\u31F0-\\u31FF\\u3400-\\u9FFF\\uF900-\\uFAFF\\uFF66-\\uFF9F\\u{20000}-\\u{2FA1F}";
  const PARTS = new RegExp(`[${NO_SPACES}]+|[^${NO_SPACES}]+`, "gu");
  const UNSPACED = new RegExp(`^[${NO_SPACES}]`, "u");
  const ACCENTS = /[\u0300-\u036F\u0591-\u05C7\u0640\u064B-\u065F\u0670]/gu;
  const LONGEST = 40;

  /** Every form of a text with where it begins and ends. */
  function split(text) {
    const forms = [];
    for (const run of text.matchAll(RUNS)) {
      for (const part of run[0].matchAll(PARTS)) {
        const start = run.index + part.index;
        const characters = [...part[0]];
        if (UNSPACED.test(part[0]) && characters.length > 1) {
          let at = start;
          for (let i = 0; i + 1 < characters.length; i++) {
            const pair = characters[i] + characters[i + 1];
            forms.push({ form: pair, start: at, end: at + pair.length });
            at += characters[i].length;
          }
        } else if (characters.length <= LONGEST || UNSPACED.test(part[0])) {
          forms.push({ form: part[0], start, end: start + part[0].length });
        }
      }
    }
    return forms;
  }

  const lower = form => form.toLowerCase().normalize("NFKC");
  const fold = word => word.normalize("NFD").replace(ACCENTS, "").normalize("NFC");

  /** Words with the same key lie in the same shard. */
  function key(word) {
    const length = word[0] === "=" ? Infinity : UNSPACED.test(word) ? 1 : 4;
    let hash = 0x811c9dc5;
    let count = 0;
    for (const character of word) {
      if (count++ === length) break;
      hash = Math.imul(hash ^ character.codePointAt(0), 0x01000193) >>> 0;
    }
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  // Own themes may want them, and tests do.
  root.search = { split, lower, fold, key };

  // ── The index ──

  const answers = new Map();

  /** A file of the index, asked for once. What failed is asked for again the next time. */
  function get(url) {
    if (!answers.has(url)) {
      const answer = fetch(url).then(response => {
        if (!response.ok) throw new Error(`${url}: ${response.status}`);
        return response.json();
      });
      answer.catch(() => answers.delete(url));
      answers.set(url, answer);
    }
    return answers.get(url);
  }

  const indexes = new Map();

  /** The index of a language: its manifest, and its stemmer. */
  function index(url) {
    if (!indexes.has(url)) {
      const made = get(url).then(async about => {
        const stem = about.stemmer ? (await import(new URL(about.stemmer, location.href))).default : word => word;
        return { about, word: form => fold(stem(lower(form))) };
      });
      made.catch(() => indexes.delete(url));
      indexes.set(url, made);
    }
    return indexes.get(url);
  }

  /** What the shards of a key hold, for each segment of the index. */
  const shards = ({ about }, word) =>
    Promise.all(
      about.shards.map((count, segment) =>
        get(`${about.folder}words/${segment}-${count}/${key(word) & (count - 1)}.json`),
      ),
    );

  /** Puts the articles of a word into `found`: each article's number with its weight. Returns whether it is too common. */
  function collect(index, lists, word, factor, found) {
    let common = false;
    lists.forEach((words, segment) => {
      const list = Object.hasOwn(words, word) ? words[word] : null;
      if (list === 0) common = true;
      let place = 0;
      for (const step of list || []) {
        place += step >> 2;
        const article = segment * index.about.segment + place;
        found.set(article, Math.max(found.get(article) || 0, factor * [1, 1.5, 2, 3.5][step & 3]));
      }
    });
    return common;
  }

  /** The articles of one word that a reader typed; while it is being typed, also of those that begin like it. */
  async function look(index, form, open) {
    const word = index.word(form);
    const start = fold(lower(form));
    const words = new Set([word]);
    const found = new Map();
    let lists = await shards(index, word);
    const common = collect(index, lists, word, 1, found);
    const begins = open && ([...start].length >= 4 || UNSPACED.test(start));
    if (begins) {
      if (key(start) !== key(word)) lists = await shards(index, start);
      const longer = new Set();
      lists.forEach(list => Object.keys(list).forEach(other => other.startsWith(start) && longer.add(other)));
      longer.delete(word);
      [...longer].slice(0, 60).forEach(other => {
        collect(index, lists, other, 0.6, found);
        words.add(other);
      });
    }
    return { found, common, marks: form => words.has(index.word(form)) || (begins && fold(lower(form)).startsWith(start)) };
  }

  /** The articles that answer, the best first. */
  async function ask(index, wanted) {
    const { about } = index;
    const forms = split(wanted.q).map(one => one.form).slice(0, 12);
    const open = !/\s$/.test(wanted.q);
    const terms = await Promise.all(forms.map((form, at) => look(index, form, open && at === forms.length - 1)));
    const limits = [];
    for (const [name, value] of [["companies", wanted.company], ["tags", wanted.tag]]) {
      if (!value) continue;
      const found = new Map();
      const word = `=${name}/${value}`;
      collect(index, await shards(index, word), word, 1, found);
      limits.push(article => found.has(article));
    }
    if (wanted.year) {
      let start = 0;
      let end = -1;
      for (const [year, count] of about.years) {
        if (year === wanted.year) end = start + count;
        if (end < 0) start += count;
      }
      limits.push(article => article >= start && article < end);
    }
    const telling = terms.filter(term => !term.common);
    const left = terms.length - telling.length;
    const newest = article => 1 + (0.2 * (article + 1)) / Math.max(1, about.articles);
    const scores = new Map();
    const rank = all => {
      scores.clear();
      const counted = [...telling].sort((a, b) => a.found.size - b.found.size);
      const some = all ? counted.slice(0, 1) : counted;
      for (const term of some) for (const article of term.found.keys()) scores.set(article, 0);
      for (const article of scores.keys()) {
        let score = 0;
        let hits = 0;
        for (const { found } of telling) {
          const weight = found.get(article);
          if (!weight) continue;
          hits++;
          score += weight * Math.log(1 + (about.articles - found.size + 0.5) / (found.size + 0.5));
        }
        const stays = (!all || hits === telling.length) && limits.every(limit => limit(article));
        if (stays) scores.set(article, (score + 0.01) * newest(article));
        else scores.delete(article);
      }
    };
    let all = true;
    if (telling.length) {
      rank(true);
      if (!scores.size && telling.length > 1) {
        all = false;
        rank(false);
      }
    } else if (limits.length || left) {
      for (let article = about.articles - 1; article >= 0; article--) {
        if (limits.every(limit => limit(article))) scores.set(article, article);
      }
    }
    const articles = [...scores].sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([article]) => article);
    return { articles, all, marks: form => terms.some(term => term.marks(form)) };
  }

  async function shown({ about }, article) {
    const stretch = await get(`${about.folder}articles/${Math.floor(article / about.stretch)}.json`);
    return stretch[article % about.stretch];
  }

  // ── The page ──

  const words = root.dataset;
  const one = name => root.querySelector(`[data-search-${name}]`);
  const [form, list, status, more, filters, chips] = ["form", "results", "status", "more", "filters", "chips"].map(one);
  const inputs = { company: one("company"), tag: one("tag"), year: one("year"), language: one("language") };
  const PAGE = 10;
  const KEYS = ["q", "company", "tag", "year", "lang"];
  let wanted = Object.fromEntries(KEYS.map(name => [name, new URLSearchParams(location.search).get(name) || ""]));
  let turn = 0;
  let current = null;

  const say = (text, values = {}) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const element = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };

  /** A text with its hits in <mark>; stretches that touch are one. */
  function marked(text, marks) {
    const inside = [];
    let at = 0;
    let end = 0;
    for (const hit of split(text).filter(one => marks(one.form))) {
      if (hit.start > end || end === 0) {
        if (end) inside.push(element("mark", {}, text.slice(at, end)));
        inside.push(text.slice(end, hit.start));
        at = hit.start;
      }
      end = hit.end;
    }
    if (end) inside.push(element("mark", {}, text.slice(at, end)));
    inside.push(text.slice(end));
    return inside;
  }

  const has = (text, marks) => split(text).some(one => marks(one.form));

  /** The passage of an article's own page that holds the most of what was looked for. */
  async function passage(url, { marks, index }) {
    const response = await fetch(url);
    if (!response.ok) return null;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const body = page.querySelector("[data-search-body], main article, main");
    let best = null;
    for (const part of body?.querySelectorAll("p, li, td, figcaption") || []) {
      const text = part.textContent.replace(/\s+/g, " ").trim();
      if (text.length < 30) continue;
      const hits = split(text).filter(one => marks(one.form));
      const different = new Set(hits.map(one => index.word(one.form))).size;
      if (different > (best?.different || 0)) best = { text, different, at: hits[0].start };
    }
    if (!best) return null;
    const { text, at } = best;
    const start = at < 120 ? 0 : text.lastIndexOf(" ", at - 90) + 1;
    const cut = text.length - start < 260 ? text.length : text.lastIndexOf(" ", start + 240);
    const end = cut > start ? cut : start + 240;
    return (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  function entry(article, marks, language) {
    const date = new Date(`${article.date}T12:00:00Z`);
    const day = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }).format(date);
    const meta = element("ul", { class: "meta" }, element("li", {}, element("time", { datetime: article.date }, day)));
    for (const part of [article.section, article.source, article.companies.slice(0, 3).join(", ")]) {
      if (part) meta.append(element("li", {}, part));
    }
    const summary = element("p", { class: "search-summary" }, ...marked(article.summary, marks));
    const link = element("a", { href: article.url }, ...marked(article.title, marks));
    const item = element("li", { class: "search-result", lang: language }, element("h2", { class: "search-title" }, link));
    item.append(summary, meta);
    return item;
  }

  /** Shows the next results of the current answer. */
  async function show(now) {
    const { index, answer, marks } = current;
    const some = answer.articles.slice(current.count, current.count + PAGE);
    const articles = await Promise.all(some.map(article => shown(index, article)));
    if (now !== turn) return;
    const items = articles.map(article => article && entry(article, marks, index.about.language));
    if (!current.count) list.replaceChildren();
    list.append(...items.filter(Boolean));
    const first = current.count;
    current.count += some.length;
    more.hidden = current.count >= answer.articles.length;
    if (first) items[0]?.querySelector("a").focus();
    if (navigator.connection?.saveData) return;
    for (const [at, article] of articles.entries()) {
      if (now !== turn) return;
      if (!article || !wanted.q || has(article.summary, marks)) continue;
      const text = await passage(article.url, current).catch(() => null);
      if (text && now === turn) items[at].querySelector("p").replaceChildren(...marked(text, marks));
    }
  }

  function address() {
    const query = new URLSearchParams();
    for (const name of KEYS) if (wanted[name]) query.set(name, wanted[name]);
    const text = query.toString();
    history.replaceState(history.state, "", location.pathname + (text ? `?${text}` : ""));
  }

  const named = (about, group, value) => about.filters[group]?.find(([key]) => key === value)?.[1] || value;

  /** The filters that are on, each with a button that takes it off. */
  function showChips(about) {
    const on = [
      ["company", named(about, "companies", wanted.company)],
      ["tag", named(about, "tags", wanted.tag)],
      ["year", wanted.year],
    ].filter(([name]) => wanted[name]);
    chips.replaceChildren(
      ...on.map(([name, text]) => {
        const button = element("button", { type: "button", "aria-label": say(words.remove, { name: text }) }, `${text} `);
        button.append(element("span", { "aria-hidden": "true" }, "×"));
        button.addEventListener("click", () => {
          wanted[name] = "";
          if (inputs[name]) inputs[name].value = "";
          field.focus();
          run();
        });
        return element("li", {}, button);
      }),
    );
    chips.hidden = !on.length;
  }

  /** Where the index of the language is that is looked in. */
  async function source() {
    const own = await index(words.search);
    const other = own.about.languages.find(language => language.tag === wanted.lang);
    return other ? index(new URL(other.index, location.href).pathname) : own;
  }

  async function run() {
    const now = ++turn;
    address();
    try {
      const index = await source();
      if (now !== turn) return;
      fill(index.about);
      showChips(index.about);
      const answer = await ask(index, wanted);
      if (now !== turn) return;
      const asked = wanted.q.trim() || wanted.company || wanted.tag || wanted.year;
      const count = new Intl.NumberFormat(document.documentElement.lang).format(answer.articles.length);
      const text = !answer.articles.length ? words.none : answer.all ? words.found : words.some;
      status.textContent = asked ? say(text, { n: count }) : "";
      if (!answer.articles.length) list.replaceChildren();
      current = { index, answer, marks: answer.marks, count: 0 };
      more.hidden = true;
      await show(now);
    } catch (error) {
      if (now === turn) status.textContent = words.failed;
      console.error(error);
    }
  }

  let filled = null;

  /** Offers what the index can be limited by. */
  function fill(about) {
    if (filled === about) return;
    filled = about;
    filters.hidden = one("help").hidden = false;
    const offer = (input, rows) => {
      input.closest("label").hidden = !rows.length;
      document.getElementById(input.getAttribute("list")).replaceChildren(
        ...rows.map(([, name]) => element("option", { value: name })),
      );
    };
    offer(inputs.company, about.filters.companies || []);
    offer(inputs.tag, about.filters.tags || []);
    const years = [...about.years].reverse();
    inputs.year.replaceChildren(
      element("option", { value: "" }, words.any),
      ...years.map(([year, count]) => element("option", { value: year }, `${year} (${count})`)),
    );
    inputs.year.value = wanted.year;
    inputs.company.value = wanted.company && named(about, "companies", wanted.company);
    inputs.tag.value = wanted.tag && named(about, "tags", wanted.tag);
    inputs.language.closest("label").hidden = about.languages.length < 2;
    inputs.language.replaceChildren(
      ...about.languages.map(language => element("option", { value: language.tag, lang: language.tag }, language.name)),
    );
    inputs.language.value = about.language;
  }

  /** The key of a name that was typed: one that the index offers, else what it would be called in an address. */
  function keyOf(group, name) {
    const plain = text => fold(lower(text.trim()));
    const rows = filled?.filters[group] || [];
    return rows.find(row => plain(row[1]) === plain(name))?.[0] || plain(name).replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  }

  // ── What a reader does ──

  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 120);
  };

  field.value = wanted.q;
  if (KEYS.some(name => wanted[name])) run();
  field.addEventListener("focus", () => source().then(({ about }) => fill(about), () => {}), { once: true });
  field.addEventListener("input", () => {
    wanted.q = field.value;
    later();
  });
  form.addEventListener("submit", event => {
    event.preventDefault();
    clearTimeout(waiting);
    wanted.q = field.value;
    run().then(() => document.activeElement === field && list.querySelector("a")?.focus());
  });
  inputs.company.addEventListener("change", () => {
    wanted.company = keyOf("companies", inputs.company.value);
    run();
  });
  inputs.tag.addEventListener("change", () => {
    wanted.tag = keyOf("tags", inputs.tag.value);
    run();
  });
  inputs.year.addEventListener("change", () => {
    wanted.year = inputs.year.value;
    run();
  });
  inputs.language.addEventListener("change", () => {
    wanted = { ...wanted, lang: inputs.language.value, company: "", tag: "", year: "" };
    run();
  });
  more.addEventListener("click", () => show(turn));
  root.addEventListener("keydown", event => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      if (document.activeElement === field && field.value) {
        field.value = wanted.q = "";
        run();
      } else if (at >= 0) {
        field.focus();
      } else {
        field.blur();
      }
      event.preventDefault();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && (at >= 0 || document.activeElement === field)) {
      const next = at + (event.key === "ArrowDown" ? 1 : -1);
      if (next < 0) field.focus();
      else links[Math.min(next, links.length - 1)]?.focus();
      event.preventDefault();
    }
  });
})();

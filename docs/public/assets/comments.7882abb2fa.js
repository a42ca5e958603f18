// Comments: answers from the form, and what another server has of a discussion. That server is asked when the reader presses the
// button that names it, and never before. What it says is shown as text alone.
(() => {
  const form = document.querySelector("[data-comment-form]");
  const select = form?.querySelector("[data-comment-reply]");
  const text = form?.querySelector("textarea");
  for (const button of document.querySelectorAll("[data-comment-answer]")) {
    if (!select || ![...select.options].some((option) => option.value === button.dataset.commentAnswer)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      select.value = button.dataset.commentAnswer;
      form.scrollIntoView({ block: "start" });
      text?.focus({ preventScroll: true });
    });
  }

  const place = document.querySelector("[data-comments-elsewhere]");
  const button = place?.querySelector("[data-comments-load]");
  if (!button) return;
  const { commentsElsewhere: provider, host, failed, none } = place.dataset;
  const status = place.querySelector("[data-comments-status]");
  const ask = place.querySelector("[data-comments-ask]");
  ask.hidden = false;

  const make = (name, attributes = {}, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const script = (attributes) => new Promise((resolve, reject) => {
    const element = make("script", attributes);
    element.async = true;
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    place.append(element);
  });
  const json = async (address) => {
    const answer = await fetch(address, { credentials: "omit", referrerPolicy: "no-referrer" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const web = (address) => { try { return new URL(address).protocol === "https:" ? address : null; } catch { return null; } };

  // The words of a post, from its HTML: the document of a parser loads and runs nothing, and only text is taken from it.
  const words = (html) => {
    const parsed = new DOMParser().parseFromString(String(html), "text/html");
    for (const other of parsed.querySelectorAll("script, style")) other.remove();
    for (const line of parsed.querySelectorAll("br")) line.replaceWith("\n");
    const parts = [...parsed.querySelectorAll("p")].map((part) => part.textContent);
    return parts.length ? parts : [parsed.body.textContent];
  };
  const show = (posts) => {
    if (!posts.length) status.textContent = none;
    const list = make("ol", { class: "thread" });
    for (const post of posts.slice(0, 500)) {
      const name = make("bdi", { class: "comment-name" }, String(post.name).slice(0, 80));
      const day = new Date(post.date);
      const time = Number.isNaN(day.valueOf()) ? "" : day.toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
      const url = web(post.url);
      const date = url ? make("a", { class: "comment-date", href: url, rel: "nofollow ugc noopener" }, time) : make("span", { class: "comment-date" }, time);
      const body = make("div", { class: "comment-text", dir: "auto" }, ...post.words.map((part) => make("p", { style: "white-space: pre-line" }, String(part).slice(0, 20000))));
      list.append(make("li", { class: `comment comment-${Math.min(post.depth, 4)}` }, make("p", { class: "comment-head" }, name, " ", date), body));
    }
    place.append(list);
  };

  const ways = {
    giscus: async () => {
      place.append(make("div", { class: "giscus" }));
      const { repo, repoId, category, categoryId, lang } = place.dataset;
      await script({
        src: `https://${host}/client.js`, crossorigin: "anonymous",
        "data-repo": repo, "data-repo-id": repoId, "data-category": category, "data-category-id": categoryId,
        "data-mapping": "pathname", "data-strict": "1", "data-reactions-enabled": "1", "data-emit-metadata": "0",
        "data-input-position": "top", "data-theme": "preferred_color_scheme", "data-lang": lang,
      });
    },
    isso: async () => {
      place.append(make("section", { id: "isso-thread" }));
      await script({ src: `https://${host}/js/embed.min.js`, "data-isso": `https://${host}/`, "data-isso-lang": place.dataset.lang, "data-isso-avatar": "false" });
    },
    remark42: async () => {
      const url = document.querySelector('link[rel="canonical"]')?.href ?? location.origin + location.pathname;
      const theme = getComputedStyle(document.documentElement).colorScheme === "dark" || matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
      globalThis.remark_config = { host: `https://${host}`, site_id: place.dataset.site, url, locale: place.dataset.lang, theme, components: ["embed"] };
      place.append(make("div", { id: "remark42" }));
      await script({ src: `https://${host}/web/embed.mjs`, type: "module" });
    },
    mastodon: async () => {
      const context = await json(`https://${host}/api/v1/statuses/${encodeURIComponent(place.dataset.post)}/context`);
      const depths = new Map([[place.dataset.post, -1]]);
      show((context.descendants ?? []).map((post) => {
        const depth = (depths.get(post.in_reply_to_id) ?? -1) + 1;
        depths.set(post.id, depth);
        return { depth, name: post.account?.display_name || post.account?.acct || "", date: post.created_at, url: post.url, words: words(post.content) };
      }));
    },
    bluesky: async () => {
      const answer = await json(`https://${host}/xrpc/app.bsky.feed.getPostThread?depth=6&uri=${encodeURIComponent(place.dataset.post)}`);
      const posts = [];
      const walk = (replies, depth) => {
        for (const { post, replies: deeper } of replies ?? []) {
          if (!post) continue;
          const handle = post.author?.handle ?? "";
          const url = `https://bsky.app/profile/${encodeURIComponent(handle)}/post/${encodeURIComponent(String(post.uri).split("/").pop())}`;
          posts.push({ depth, name: post.author?.displayName || handle, date: post.record?.createdAt, url, words: String(post.record?.text ?? "").split("\n\n") });
          if (depth < 8) walk(deeper, depth + 1);
        }
      };
      walk(answer.thread?.replies, 0);
      show(posts);
    },
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    place.setAttribute("aria-busy", "true");
    try {
      await ways[provider]();
      ask.hidden = true;
    } catch {
      status.textContent = failed;
      button.disabled = false;
    }
    place.removeAttribute("aria-busy");
  });
})();

// The connection: the server's events, as long as somebody looks at the page

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

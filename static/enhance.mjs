// Progressive enhancement only: every page works with this file removed. Words come from the page's data attributes.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Copy a link, or with data-copy-of="#id" the text of another element; the button is hidden until this runs.
function copying(root) {
  for (const button of all('[data-copy],[data-copy-of]', root)) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const of = button.dataset.copyOf;
      await navigator.clipboard.writeText(of ? document.querySelector(of).textContent : new URL(button.dataset.copy, location.href).href);
      const words = button.lastChild, before = words.textContent;
      button.setAttribute('aria-live', 'polite');
      words.textContent = document.body.dataset.copied;
      setTimeout(() => { words.textContent = before; }, 2000);
    });
  }
}

// Pass a page on by the phone's own way, or print it; hidden where the browser cannot.
function passing(root) {
  for (const button of all('[data-share]', root)) {
    button.hidden = !navigator.share;
    button.addEventListener('click', () => navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {}));
  }
  for (const button of all('[data-print]', root)) {
    button.hidden = false;
    button.addEventListener('click', () => print());
  }
}

// Character counts; the server counts again. Characters are code points, as there.
function counting(root) {
  for (const field of all('[data-count]', root)) {
    const shown = document.getElementById(field.dataset.count);
    if (!shown) continue;
    const rest = shown.textContent.replace(/^[\d,]+/, '');
    const limit = Number(rest.replace(/[^\d]/g, ''));
    const show = () => {
      const length = [...field.value.replace(/\r\n/g, '\n')].length;
      shown.textContent = length.toLocaleString('en') + rest;
      shown.classList.toggle('over', limit > 0 && length > limit);
    };
    field.addEventListener('input', show);
  }
}

// The phone menu closes with Escape or a touch outside.
for (const menu of all('details.menu')) {
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.open) { menu.open = false; menu.firstElementChild.focus(); }
  });
  addEventListener('click', (event) => { if (menu.open && !menu.contains(event.target)) menu.open = false; });
}

// data-swap="#id": the form is sent in the background, and the element of that id in the answer replaces the one here.
// A redirect is followed; any surprise falls back to sending the form as if this file were not there.
function swapping(root) {
  for (const form of all('form[data-swap]', root)) {
    form.addEventListener('submit', async (event) => {
      const target = form.dataset.swap;
      if (!target) return;
      event.preventDefault();
      try {
        const answer = await send(form, event.submitter, target);
        if (answer.redirected) { location.assign(answer.url); return; }
        replace(target, await answer.text());
      } catch {
        form.dataset.swap = '';
        form.requestSubmit(event.submitter ?? undefined);
      }
    });
  }
}

function send(form, submitter, target, extra = {}) {
  const data = new FormData(form, submitter);
  const address = extra.address ?? submitter?.getAttribute('formaction') ?? form.action;
  const headers = { 'X-Fragment': target };
  if (extra.address) headers['X-Autosave'] = '1';
  if (form.method === 'get') return fetch(`${address}?${new URLSearchParams(data)}`, { headers });
  return fetch(address, { method: 'POST', body: data, headers, keepalive: extra.keepalive ?? false });
}

const parsed = (text) => new DOMParser().parseFromString(text, 'text/html');

function replace(target, text) {
  const fresh = parsed(text).querySelector(target);
  if (!fresh) throw new Error(`no ${target} in the answer`);
  document.querySelector(target).replaceWith(fresh);
  enhance(fresh);
  fresh.querySelector('[data-focus]')?.focus();
  // A form fetched only to be sent: one press on a page without cookies does both.
  fresh.querySelector('form[data-press]')?.requestSubmit();
}

// data-autosave="address": what is typed is kept on the server after a pause and when the page is left.
// data-autosave-status="#id" says so there: data-saved ("{time}" is filled in) or data-unsaved. data-autosave-shows="#id" is
// replaced by the element of that id in the answer; data-autosave-also=".class" are others in the answer, each by its own id.
function saving(root) {
  for (const form of all('form[data-autosave]', root)) {
    const status = document.querySelector(form.dataset.autosaveStatus);
    let timer = 0, pending = false;
    const say = (words) => { if (status && words) status.textContent = words.replace('{time}', new Date().toTimeString().slice(0, 5)); };
    const save = async (keepalive = false) => {
      clearTimeout(timer);
      if (!pending) return;
      pending = false;
      try {
        const shows = form.dataset.autosaveShows;
        const answer = await send(form, null, shows ?? 'autosave', { address: form.dataset.autosave, keepalive });
        if (answer.status === 409 && status?.dataset.newer) { say(status.dataset.newer); return; }
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        const text = await answer.text();
        if (shows) replace(shows, text);
        for (const fresh of all(form.dataset.autosaveAlso ?? 'none', parsed(text))) document.getElementById(fresh.id)?.replaceWith(fresh);
        say(status?.dataset.saved);
      } catch {
        pending = true;
        say(status?.dataset.unsaved);
        timer = setTimeout(save, 15000);
      }
    };
    form.addEventListener('input', () => { pending = true; clearTimeout(timer); timer = setTimeout(save, 1500); });
    form.addEventListener('submit', () => { pending = false; clearTimeout(timer); });
    document.addEventListener('visibilitychange', () => { if (document.hidden) save(true); });
  }
}

// What is not kept by itself is asked about before the page is left with it.
function leaving(root) {
  for (const form of all('form:has(textarea):not([data-autosave])', root)) {
    const ask = (event) => event.preventDefault();
    form.addEventListener('input', () => addEventListener('beforeunload', ask));
    form.addEventListener('submit', () => removeEventListener('beforeunload', ask));
  }
}

// data-live="address" data-live-target="#id": while typing in the field, its form is asked for that fragment after a pause;
// also for what was typed before this file had come.
function living(root) {
  for (const field of all('[data-live]', root)) {
    let timer = 0, asked = field.defaultValue;
    const ask = () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        if (field.value === asked) return;
        asked = field.value;
        try {
          const answer = await fetch(`${field.dataset.live}${field.dataset.live.includes('?') ? '&' : '?'}${new URLSearchParams({ [field.name]: asked })}`, { headers: { 'X-Fragment': field.dataset.liveTarget } });
          if (answer.ok && !answer.redirected && asked === field.value) replace(field.dataset.liveTarget, await answer.text());
        } catch { /* the next key stroke asks again */ }
      }, 500);
    };
    field.addEventListener('input', ask);
    ask();
  }
}

// A staff session that is about to end says so, and one press keeps it. Times are the server's: the difference is counted, not the clock read.
function session(root) {
  for (const box of all('[data-session-until]', root)) {
    const text = box.querySelector('[data-session-text]'), form = box.querySelector('[data-session-extend]');
    let length = Date.parse(box.dataset.sessionUntil) - Date.parse(box.dataset.sessionNow), from = performance.now();
    const look = () => {
      const left = length - (performance.now() - from), minutes = Math.ceil(left / 60000);
      box.hidden = left > 3 * 60000;
      const words = left > 0 ? box.dataset.sessionWords.replace('{minutes}', minutes) : box.dataset.sessionOver;
      if (!box.hidden && text.textContent !== words) text.textContent = words;
      form.hidden = left <= 0;
    };
    setInterval(look, 5000);
    look();
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const answer = await send(form, null, 'session').catch(() => null);
      if (answer?.ok) { from = performance.now(); look(); } else { location.reload(); }
    });
  }
}

// data-refresh="#id": long work under way; the element of that id is asked for again until this mark is gone from it, but not
// for ever: asking keeps whoever is away signed in.
let refreshes = 200;
function watching(root) {
  for (const box of all('[data-refresh]', root)) {
    const again = () => setTimeout(async () => {
      if (!box.isConnected || refreshes-- < 0) return;
      try {
        const answer = await fetch(location.href, { headers: { 'X-Fragment': box.dataset.refresh } });
        if (answer.redirected) { location.assign(answer.url); return; }
        if (!answer.ok) throw new Error(answer.status);
        replace(box.dataset.refresh, await answer.text());
      } catch { again(); }
    }, document.hidden ? 15000 : 1500);
    again();
  }
}

// Where a visitor came from goes along when they endorse: as one of a few kinds, never as an address, and kept nowhere here.
const CAME_FROM = {
  list: (from) => from.host === location.host && /^(\/en)?\/(petitions)?$/.test(from.pathname),
  mail: (from) => /(^|\.)(mail|outlook)\.|android\.gm$/.test(from.host),
  line: (from) => /(^|\.)line\.(me|naver)|naver\.line/.test(from.host),
  facebook: (from) => /(^|\.)(facebook|fb|messenger)\./.test(from.host),
  threads: (from) => /(^|\.)threads\./.test(from.host),
  social: (from) => /(^|\.)(t\.co|t\.me|(x|twitter|instagram|youtube|plurk|reddit|linkedin)\.com|(dcard|ptt)\.\w+|bsky\.app)$/.test(from.host),
  search: (from) => /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|baidu)\./.test(from.host),
  site: (from) => from.host !== location.host,
};
function coming(root) {
  if (!document.referrer || new URLSearchParams(location.search).has('via')) return;
  const from = new URL(document.referrer), via = Object.keys(CAME_FROM).find((kind) => CAME_FROM[kind](from));
  if (via) for (const way of all('[data-via]', root)) {
    if (way.href) way.search = `?via=${via}`;
    else way.insertAdjacentHTML('afterbegin', `<input type="hidden" name="via" value="${via}">`);
  }
}

function enhance(root) {
  copying(root); passing(root); counting(root); swapping(root); saving(root); leaving(root); living(root); session(root); coming(root); watching(root);
}

enhance(document);
document.querySelector('[data-focus-now]')?.focus();

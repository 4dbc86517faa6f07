// The browser's part of the officers' screens: forms, sheets, the copy button, notices, and the picture of the page that is
// shown until NiceGUI is ready. Written for Chromium 109; the pages themselves are made on the server.
const bahi = (() => {
  const NO_ANSWER_MS = 20000;
  const CONNECT_MS = 8000;
  const MOST_DELAY_MS = 3000;
  const sent = new Map(); // id of a form's element → what was sent and not yet answered
  const words = window.bahiStart.words;
  const byId = (id) => document.getElementById(id);

  // Forms

  // Vue calls this at every submit. The values are read here and now, from the inputs themselves.
  function press(event, emit) {
    event.preventDefault();
    const form = event.currentTarget;
    if (form.ariaBusy === 'true') return;
    const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string'));
    if (event.submitter && event.submitter.name) values[event.submitter.name] = event.submitter.value;
    send(form, values, emit);
  }

  function send(form, values, emit) {
    shut(form, true);
    showProblems(form, '', []);
    const timer = setTimeout(() => noAnswer(form.id), NO_ANSWER_MS);
    sent.set(form.id, { values, emit, timer });
    keepDraft(form, true);
    emit(values);
  }

  // What went into a dead connection is sent again when there is a new one; the server knows the id and records once.
  function sendAgain() {
    for (const { values, emit } of sent.values()) emit(values);
  }

  function noAnswer(id) {
    const form = byId(id);
    if (!form) return;
    shut(form, false);
    showNote(form, words.noAnswer);
  }

  function answered(id) {
    const before = sent.get(id);
    if (before) clearTimeout(before.timer);
    sent.delete(id);
    return before;
  }

  function answer(id, done) {
    const form = byId(id);
    const before = answered(id);
    if (!form || form.elements.entry_id.value !== done.id) return;
    if (done.clear) form.reset();
    form.elements.entry_id.value = done.fresh;
    dropDraft(form);
    showProblems(form, '', []);
    closeSheets();
    if (done.go_to) {
      sessionStorage.setItem('bahi:say', done.said);
      location.href = done.go_to;
      return;
    }
    shut(form, false);
    say(done.said);
    if (before) form.dispatchEvent(new CustomEvent('recorded', { bubbles: true }));
  }

  function refuse(id, refusal) {
    const form = byId(id);
    answered(id);
    if (!form) return;
    closeSheet(form.querySelector('dialog.sheet'));
    shut(form, false);
    keepDraft(form, false);
    showProblems(form, refusal.problems, refusal.about);
  }

  function ask(id, { sheet }) {
    const form = byId(id);
    const dialog = byId(sheet);
    const { values, emit } = answered(id) || {};
    if (!form || !dialog || !values) return;
    // The press inside the sheet sends what the first press sent, not what the inputs behind it may hold by now.
    dialog.onclick = (event) => {
      const button = event.target.closest('[data-confirms]');
      if (button && button.ariaBusy !== 'true') {
        button.ariaBusy = 'true';
        send(form, { ...values, shown: button.dataset.confirms }, emit);
      }
    };
    dialog.onclose = () => !sent.has(id) && shut(form, false);
    if (!dialog.open) dialog.showModal();
    // What is to be looked at is read from its heading on; the focus on a button would scroll a long sheet to its end.
    dialog.scrollTop = 0;
    dialog.querySelector('h2').focus({ preventScroll: true });
  }

  function shut(form, busy) {
    form.ariaBusy = String(busy);
    for (const button of form.querySelectorAll('button:not([type=button])')) button.disabled = busy;
    if (!busy) for (const button of form.querySelectorAll('[data-confirms]')) button.ariaBusy = 'false';
  }

  function showProblems(form, markup, about) {
    const box = form.querySelector('.form-problems');
    box.innerHTML = markup;
    for (const field of form.elements) field.removeAttribute('aria-invalid');
    for (const name of about) form.elements[name]?.setAttribute?.('aria-invalid', 'true');
    if (markup) box.focus();
  }

  function showNote(form, text) {
    form.querySelector('.form-problems').textContent = text;
  }

  // Drafts: what was typed outlives a page that NiceGUI loads again, and the way to the sign-in page.

  const draftName = (form) => `bahi:${window.bahiStart.who}:${location.pathname}:${[...document.querySelectorAll('form.form')].indexOf(form)}`;

  // Passwords, PINs and keys are never kept: whoever uses the browser next could read them.
  function keepDraft(form, unanswered) {
    const secret = new Set([...form.querySelectorAll('[type=password], [name=pin], [data-secret]')].map((input) => input.name));
    const values = [...new FormData(form)].filter(([name, value]) => typeof value === 'string' && !secret.has(name));
    sessionStorage.setItem(draftName(form), JSON.stringify({ values, unanswered }));
  }

  function dropDraft(form) {
    sessionStorage.removeItem(draftName(form));
  }

  function takeUpDrafts() {
    const reloaded = performance.getEntriesByType('navigation')[0]?.type === 'reload';
    const wanted = reloaded || document.referrer.startsWith(`${location.origin}/sign-in`);
    for (const form of document.querySelectorAll('form.form')) {
      const draft = JSON.parse(sessionStorage.getItem(draftName(form)) || 'null');
      if (!draft) continue;
      if (!wanted) {
        dropDraft(form);
        continue;
      }
      fill(form, draft.values);
      if (draft.unanswered) showNote(form, words.unanswered);
    }
  }

  function fill(form, values) {
    for (const box of form.querySelectorAll('[type=checkbox]')) box.checked = false;
    for (const [name, value] of values) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === 'checkbox') field.checked = true;
      else field.value = value;
    }
  }

  // The session ended while the page was open: nothing that is pressed here is carried out any more.
  function signedOut() {
    for (const id of [...sent.keys()]) answered(id);
    closeSheets();
    const here = encodeURIComponent(location.pathname + location.search);
    for (const form of document.querySelectorAll('form.form')) {
      if (form.ariaBusy === 'true') keepDraft(form, false);
      shut(form, false);
    }
    const lost = byId('lost');
    lost.innerHTML = '<a></a>';
    Object.assign(lost.firstChild, { href: `/sign-in?next=${here}`, textContent: words.signedOut });
    lost.classList.add('stays');
    lost.hidden = false;
  }

  // Sheets, notices, copying

  function closeSheet(dialog) {
    if (dialog && dialog.open) dialog.close();
  }

  function closeSheets() {
    document.querySelectorAll('dialog.sheet').forEach(closeSheet);
  }

  function say(text) {
    const toast = byId('toast');
    toast.textContent = text;
    toast.className = 'shown';
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (toast.className = ''), 6000);
  }

  // navigator.clipboard exists on https and localhost only; on plain http the old way still works.
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = Object.assign(document.createElement('textarea'), { value: text, readOnly: true });
      area.style.cssText = 'position:fixed;opacity:0';
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  }

  function pressed(event) {
    const at = (selector) => event.target.closest?.(selector);
    const opener = at('[data-opens]');
    if (opener) byId(opener.dataset.opens)?.showModal();
    if (at('[data-closes]')) closeSheet(at('dialog'));
    if (event.target.matches?.('dialog.sheet')) closeSheet(event.target); // the dark ground around the sheet
    const copier = at('[data-copies]');
    if (copier) {
      const source = byId(copier.dataset.copies);
      copy(source.value ?? source.textContent).then(() => say(copier.dataset.says));
    }
    const menu = document.querySelector('details.menu');
    if (at('[data-menu]')) menu.open = true;
    else if (menu?.open && !at('details.menu')) menu.open = false;
  }

  function start() {
    const said = sessionStorage.getItem('bahi:say');
    sessionStorage.removeItem('bahi:say');
    if (said) say(said);
    takeUpDrafts();
    setInterval(showConnection, 1000);
    window.socket.on('connect', connected);
    if (window.socket.connected) connected();
  }

  // Once there was a connection, NiceGUI would load the page again when a new one takes long, and Socket.IO would try to get
  // through on connections that may be dead. A new web socket is a new connection, tried for a short time, again and again.
  function connected() {
    const { socket } = window;
    if (socket.io.engine.transport.name === 'websocket') socket.io.opts.transports = ['websocket'];
    socket.io.timeout(CONNECT_MS).reconnectionDelayMax(MOST_DELAY_MS);
    socket.off('connect_error');
    socket.on('connect_error', (error) => error.message === 'Implicit handshake failed' && location.reload());
    sendAgain();
  }

  // NiceGUI's own popup says it in few languages, and not when the connection never came about.
  function showConnection() {
    const lost = byId('lost');
    if (!lost.classList.contains('stays')) lost.hidden = window.socket.connected;
  }

  // NiceGUI has drawn the page: the picture of it goes away before the next paint.
  new MutationObserver((_, observer) => {
    if (!document.querySelector('#app .q-page')) return;
    observer.disconnect();
    byId('pre')?.remove();
    document.body.classList.add('ready');
    setTimeout(start); // when NiceGUI has made its socket
  }).observe(document.body, { childList: true, subtree: true });

  document.addEventListener('click', pressed);
  document.addEventListener('submit', (event) => event.target.matches('[action="/sign-out"]') && sessionStorage.clear());
  document.addEventListener('input', (event) => event.target.form?.matches('.form') && keepDraft(event.target.form, false));
  document.addEventListener('keydown', (event) => {
    const menu = document.querySelector('details.menu[open]');
    if (event.key === 'Escape' && menu) menu.open = false;
  });
  return { press, answer, refuse, ask, say, signedOut };
})();
window.bahi = bahi;

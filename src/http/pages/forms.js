// What forms can do beside: a machine's work for a person, names while they are typed, drafts, rows, usual reasons. Everything works without.

/** A proof of work by altcha: a number for which PBKDF2 begins as asked. Done while somebody types. */
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const began = performance.now();
  for (let counter = 0; ; counter += 1) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derived = hex(await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: bytes(salt), iterations: cost }, key, keyLength * 8));
    if (derived.startsWith(keyPrefix)) return { counter, derivedKey: derived, time: performance.now() - began };
  }
}

const FORM_MS_MIN = 2_200;

function prove(form) {
  if (!globalThis.crypto?.subtle) return;
  const began = performance.now();
  const proof = (async () => {
    const challenge = await (await fetch('/account/challenge')).json();
    const solution = await solve(challenge);
    return btoa(JSON.stringify({ challenge, solution }));
  })();
  let proved = false;
  form.addEventListener('submit', async (event) => {
    const { submitter } = event;
    if (proved || (submitter?.name === '_do' && submitter.value !== 'submit')) return;
    event.preventDefault();
    try {
      const input = Object.assign(document.createElement('input'), { type: 'hidden', name: 'altcha', value: await proof });
      await new Promise((resolve) => { setTimeout(resolve, Math.max(0, FORM_MS_MIN - (performance.now() - began))); });
      form.append(input);
    } catch {
      // Without a proof it is held until a curator has looked at it.
    }
    proved = true;
    form.requestSubmit(submitter);
  });
}

const SUGGEST = 'query($prefix: String!, $types: [RecordType!]) { suggest(prefix: $prefix, types: $types, first: 8) { text node { id } } }';
const SUGGEST_WAIT_MS = 120;

/** Names that go on like what is typed, each with the key by which it is known. */
function suggest(input, at) {
  const list = Object.assign(document.createElement('datalist'), { id: `names-${at}` });
  input.after(list);
  input.setAttribute('list', list.id);
  let waiting;
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    const prefix = input.value.trim();
    if (prefix.length < 2 || prefix.endsWith(']')) return;
    waiting = setTimeout(async () => {
      try {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query: SUGGEST, variables: { prefix, types: input.dataset.suggests.split(',') } }),
        });
        const { data } = await response.json();
        const named = ({ text, node }) => `${text.replace(/[[\]]/g, ' ')} [${node.id.split('/').slice(-2).join('/')}]`;
        list.replaceChildren(...(data?.suggest ?? []).map((found) => new Option('', named(found))));
      } catch {
        // A key, an address or the exact name will do.
      }
    }, SUGGEST_WAIT_MS);
  });
}

const KEEP_WAIT_MS = 1_500;

/** Keeps what is typed as a draft, a moment after the last key. */
function keep(form) {
  const told = form.querySelector('.kept');
  let [waiting, under, again, fresh] = [undefined, false, false, false];
  const save = async (leaving = false) => {
    if (under && !leaving) { again = true; return; }
    [under, fresh] = [true, false];
    try {
      const body = new URLSearchParams(new FormData(form));
      body.set('_do', 'draft');
      body.set('_as', 'json');
      const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' }, keepalive: leaving });
      fresh ||= !response.ok;
      if (response.ok) {
        form.elements._draft.value = (await response.json()).draft;
        told.textContent = `${form.dataset.keeps} · ${new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}`;
      }
    } catch {
      // It is kept with the next key.
      fresh = true;
    }
    under = false;
    if (again) { again = false; save(); }
  };
  form.addEventListener('input', () => { fresh = true; clearTimeout(waiting); waiting = setTimeout(save, KEEP_WAIT_MS); });
  form.addEventListener('submit', () => { clearTimeout(waiting); [again, fresh] = [false, false]; });
  // Whoever closes the page in the middle of a word loses nothing.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'hidden' || !fresh) return;
    clearTimeout(waiting);
    save(true);
  });
}

/** One more row without asking the server. */
function grow(button) {
  button.addEventListener('click', (event) => {
    const rows = button.closest('fieldset')?.querySelector('.rows');
    const last = rows?.lastElementChild;
    if (!last) return;
    event.preventDefault();
    const row = last.cloneNode(true);
    row.querySelectorAll('datalist').forEach((list) => list.remove());
    row.querySelectorAll('input, textarea').forEach((field) => {
      field.value = '';
      field.removeAttribute('aria-invalid');
      field.setAttribute('aria-label', field.getAttribute('aria-label').replace(/\d+$/, rows.children.length + 1));
    });
    const select = row.querySelector('select');
    if (select) {
      const taken = [...rows.querySelectorAll('select')].map((own) => own.value);
      select.value = [...select.options].map((option) => option.value).find((value) => !taken.includes(value)) ?? select.value;
      select.setAttribute('aria-label', select.getAttribute('aria-label').replace(/\d+$/, rows.children.length + 1));
    }
    rows.append(row);
    row.querySelectorAll('[data-suggests]').forEach((input) => suggest(input, `${input.name}-${rows.children.length}`));
    row.querySelector('input, textarea').focus();
  });
}

/** A usual reason, to be gone on with. */
function fill(select) {
  const area = document.getElementById(select.dataset.fills);
  select.addEventListener('change', () => {
    if (select.value) area.value = `${select.selectedOptions[0].textContent} `;
    area.focus();
  });
}

document.querySelectorAll('form[data-proves]').forEach(prove);
document.querySelectorAll('[data-suggests]').forEach(suggest);
document.querySelectorAll('form[data-keeps]').forEach(keep);
document.querySelectorAll('button[name="_do"][value^="add "]').forEach(grow);
document.querySelectorAll('select[data-fills]').forEach(fill);
document.getElementById('faults')?.focus();

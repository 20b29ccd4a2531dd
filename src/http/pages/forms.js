// What forms can do beside: go to what is wrong, do a machine's work for a person. Everything works without.

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
    if (proved) return;
    event.preventDefault();
    const { submitter } = event;
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

document.querySelectorAll('form[data-proves]').forEach(prove);
document.getElementById('faults')?.focus();

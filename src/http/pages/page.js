// What pages can do beside: suggest names while a question is typed, send an order when it is chosen, copy a text. Everything works without.

const SUGGEST = 'query($prefix: String!) { suggest(prefix: $prefix, first: 6) { text type } }';
const WAIT_MS = 120;

/** Names that go on like what is typed, as options of the field. */
function suggest(input) {
  const list = document.createElement('datalist');
  list.id = `${input.id}-names`;
  input.after(list);
  input.setAttribute('list', list.id);
  let waiting;
  let asked = '';
  input.addEventListener('input', () => {
    clearTimeout(waiting);
    const prefix = input.value.split(/\s+/).pop();
    if (prefix.length < 3 || prefix === asked) return;
    waiting = setTimeout(async () => {
      asked = prefix;
      try {
        const response = await fetch('/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify({ query: SUGGEST, variables: { prefix } }),
        });
        const { data } = await response.json();
        const start = input.value.slice(0, input.value.length - prefix.length);
        list.replaceChildren(...(data?.suggest ?? []).map(({ text }) => new Option(start + text, start + text)));
      } catch {
        // Typing on is fine without suggestions.
      }
    }, WAIT_MS);
  });
}

/** A button that copies what stands in a block of code. */
function copyable(block) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'copy';
  const label = document.documentElement.lang === 'cy' ? ['Copïo', 'Wedi’i gopïo'] : ['Copy', 'Copied'];
  button.textContent = label[0];
  button.addEventListener('click', async () => {
    await navigator.clipboard?.writeText(block.textContent);
    button.textContent = label[1];
  });
  block.before(button);
}

/** The picture as pixels, beside the ways to take it along. */
function pixels(line) {
  const { href } = line.querySelector('a');
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'PNG';
  button.addEventListener('click', async () => {
    const image = new Image();
    image.src = href;
    await image.decode();
    const canvas = document.createElement('canvas');
    // Sharp on paper too.
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const paint = canvas.getContext('2d');
    paint.fillStyle = '#ffffff';
    paint.fillRect(0, 0, canvas.width, canvas.height);
    paint.drawImage(image, 0, 0, canvas.width, canvas.height);
    const link = document.createElement('a');
    link.download = `${new URL(href).pathname.slice(1).replaceAll('/', '-').replace(/\.svg$/, '')}.png`;
    link.href = canvas.toDataURL('image/png');
    link.click();
  });
  line.append(' · ', button);
}

document.querySelectorAll('.taking').forEach(pixels);
document.querySelectorAll('input[name="q"]').forEach(suggest);
document.querySelectorAll('pre').forEach(copyable);
document.querySelectorAll('form.order').forEach((form) => {
  form.querySelector('select').addEventListener('change', () => form.requestSubmit());
});

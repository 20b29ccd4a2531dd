// Listings of the directory on other people's pages:
//
//   <script type="module" src="https://DIRECTORY/embed.js"></script>
//   <ww-directory types="tools" addresses="fear-of-escalation" limit="5"></ww-directory>
//
// Asks the directory for the listing as HTML that it has escaped, and shows it in a shadow tree. Sets no cookie and sends none; keeps the last
// good copy of a listing, so that something is there when the directory is not.

const HOME = new URL("/", import.meta.url);
const STYLE = "/*STYLE*/";
/** What an attribute means that is no condition of the list. */
const OWN = new Set(["types", "key", "view", "limit", "searchable", "query", "class", "id", "style", "slot", "part", "title", "hidden", "dir", "role", "tabindex", "exportparts"]);
const PATIENCE_MS = 10_000;
const COPY = "whatworks-listing ";

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
// A page may demand that HTML passes a policy; ours is HTML from our own server.
const policy = globalThis.trustedTypes?.createPolicy("whatworks-embed", { createHTML: (html) => html });

function remembered(address, html) {
  try {
    if (html === undefined) return localStorage.getItem(COPY + address);
    localStorage.setItem(COPY + address, html);
  } catch {
    // A page may forbid it, or there may be no room; then there is no copy.
  }
  return null;
}

class Directory extends HTMLElement {
  #shown = document.createElement("div");
  #said = document.createElement("p");
  #asked = 0;
  #watch = new MutationObserver(() => this.#ask(this.#address()));

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: false });
    root.adoptedStyleSheets = [sheet];
    this.#shown.part = "listing";
    // Until there is a listing, and when there is none: what the page says itself.
    this.#shown.append(document.createElement("slot"));
    this.#said.setAttribute("role", "status");
    this.#said.className = "said";
    root.append(this.#shown, this.#said);
    root.addEventListener("click", (event) => this.#follow(event));
    root.addEventListener("submit", (event) => this.#search(event));
  }

  connectedCallback() {
    this.#watch.observe(this, { attributes: true });
    this.#ask(this.#address());
  }

  disconnectedCallback() {
    this.#watch.disconnect();
  }

  /** Where the listing is that the attributes ask for. */
  #address() {
    const key = this.getAttribute("key");
    const address = new URL(`embed/${encodeURIComponent(this.getAttribute("types") ?? "search")}${key ? `/${encodeURIComponent(key)}` : ""}`, HOME);
    const query = new URLSearchParams(this.getAttribute("query") ?? "");
    for (const { name, value } of this.attributes) {
      if (name === "lang" && value) query.set("lang", value);
      else if (!OWN.has(name) && !name.startsWith("data-") && !name.startsWith("aria-") && !name.startsWith("on")) query.append(name, value);
    }
    if (this.hasAttribute("limit")) query.set("first", this.getAttribute("limit"));
    if (this.hasAttribute("view")) query.set("view", this.getAttribute("view"));
    if (this.hasAttribute("searchable")) query.set("searchable", "yes");
    address.search = query;
    return address;
  }

  async #ask(address, follow = false) {
    const turn = ++this.#asked;
    const asked = new URL(address);
    // A step within the listing keeps its length.
    if (this.hasAttribute("limit") && !asked.searchParams.has("first") && !asked.searchParams.has("last")) asked.searchParams.set("first", this.getAttribute("limit"));
    asked.searchParams.set("as", "fragment");
    this.#shown.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(asked, { credentials: "omit", referrerPolicy: "origin", signal: AbortSignal.timeout(PATIENCE_MS) });
      const html = await answer.text();
      if (turn !== this.#asked) return;
      if (!answer.ok) throw new Error(answer.headers.get("content-type")?.includes("json") ? JSON.parse(html).detail : `status ${answer.status}`);
      this.#show(html);
      remembered(asked.href, html);
      if (follow) this.#said.textContent = this.#shown.querySelector("[data-status]")?.textContent ?? "";
      this.dispatchEvent(new CustomEvent("ww-load", { bubbles: true, composed: true, detail: { address: asked.href } }));
    } catch (error) {
      if (turn !== this.#asked) return;
      const copy = remembered(asked.href);
      if (copy) this.#show(copy);
      this.setAttribute("data-state", copy ? "copy" : "failed");
      console.warn(`ww-directory: ${error.message}`);
      this.dispatchEvent(new CustomEvent("ww-error", { bubbles: true, composed: true, detail: { address: asked.href, message: error.message } }));
    } finally {
      if (turn === this.#asked) this.#shown.removeAttribute("aria-busy");
    }
  }

  #show(html) {
    const template = document.createElement("template");
    template.innerHTML = policy ? policy.createHTML(html) : html;
    for (const one of template.content.querySelectorAll("script, style, link, iframe, object, embed, base, meta")) one.remove();
    for (const one of template.content.querySelectorAll("*")) {
      for (const { name } of [...one.attributes]) if (name.startsWith("on")) one.removeAttribute(name);
      // Every class is a part too, for the page's own style.
      if (one.classList.length) one.part.add(...one.classList);
      for (const name of ["href", "action"]) if (one.hasAttribute(name)) one.setAttribute(name, new URL(one.getAttribute(name), HOME).href);
      // In pictures too, where addresses are objects.
      if (one.localName === "a" && !this.#isListing(one.getAttribute("href") ?? "")) one.setAttribute("target", "_blank");
    }
    const focused = this.shadowRoot.activeElement?.id;
    this.#shown.replaceChildren(template.content);
    if (focused) this.shadowRoot.getElementById(focused)?.focus();
    this.removeAttribute("data-state");
  }

  #isListing(href) {
    return href.startsWith(new URL("embed/", HOME).href);
  }

  #follow(event) {
    const link = event.composedPath().find((one) => one.localName === "a");
    if (!link || !this.#isListing(link.getAttribute("href") ?? "") || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.#shown.tabIndex = -1;
    this.#shown.focus({ preventScroll: true });
    this.#ask(new URL(link.getAttribute("href")), true);
  }

  #search(event) {
    event.preventDefault();
    const address = new URL(event.target.action);
    address.search = new URLSearchParams(new FormData(event.target));
    this.#ask(address, true);
  }
}

if (!customElements.get("ww-directory")) customElements.define("ww-directory", Directory);

// A frame of ours says how high it is; nobody else is listened to.
addEventListener("message", ({ origin, source, data }) => {
  if (origin !== HOME.origin || data?.type !== "whatworks-height" || !Number.isFinite(data.height)) return;
  for (const frame of document.querySelectorAll("iframe")) if (frame.contentWindow === source) frame.height = Math.min(Math.ceil(data.height), 20_000);
});

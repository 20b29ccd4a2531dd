// The query editor (Yasgui) in the place of the form, over this server's own endpoint: nothing is fetched from anywhere else.

import Yasgui from '@zazuko/yasgui';
import '@zazuko/yasgui/build/yasgui.min.css';
import './sparql.css';

const ENDPOINT = `${location.origin}/sparql`;

const asking = document.getElementById('asking');
const query = asking.querySelector('textarea').value;
const asked = new URLSearchParams(location.search).has('query');
asking.replaceChildren();
document.documentElement.classList.add('editing');

const yasgui = new Yasgui(asking, {
  requestConfig: { endpoint: ENDPOINT, method: 'POST' },
  copyEndpointOnNewTab: false,
  endpointCatalogueOptions: { getData: () => [{ endpoint: ENDPOINT }] },
  // What the share button puts behind the #, which browsers do not send and servers do not log.
  populateFromUrl: location.hash.length > 1,
  yasqe: { value: query },
  autofocus: true,
  persistenceId: 'whatworks-sparql',
});

// Someone who comes back finds their own tabs, and beside them what a link brings.
const open = (text, run) => {
  const same = Object.values(yasgui._tabs).find((tab) => tab.getQuery() === text);
  const tab = same ? yasgui.selectTabId(same.getId()) : yasgui.addTab(true, { yasqe: { value: text } });
  if (run) tab.query().catch(() => {});
};
if (asked) open(query, true);

// Examples open here instead of loading the page again.
for (const link of document.querySelectorAll('.examples a')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    open(new URL(link.href).searchParams.get('query'), true);
  });
}

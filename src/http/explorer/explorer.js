// GraphiQL over this server's own endpoint: nothing is fetched from anywhere else.

import { createElement as element, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { ToolbarButton, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import 'graphiql/style.css';
import './explorer.css';
import { examples } from './examples.js';

const ENDPOINT = '/graphql';
const TABS_AT_FIRST = 3;

// The build fills in the workers' file names.
const WORKERS = __WORKERS__;
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label] ?? WORKERS.editor, { name: label }),
};

async function fetcher(parameters, options) {
  const response = await fetch(ENDPOINT, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...options?.headers,
    },
    body: JSON.stringify(parameters),
    credentials: 'omit',
  });
  return response.json();
}

const pretty = (variables) => (variables ? JSON.stringify(variables, null, 2) : '');

// A link carries its query after the #, which browsers do not send and servers do not log. An address with ?query= works as well.
function linked() {
  for (const text of [location.hash.slice(1), location.search.slice(1)]) {
    const parameters = new URLSearchParams(text);
    if (parameters.has('query')) {
      return { query: parameters.get('query'), variables: parameters.get('variables') ?? '' };
    }
  }
}

function linkTo({ query, variables }) {
  const parameters = new URLSearchParams({ query: query ?? '' });
  if (variables?.trim()) parameters.set('variables', variables);
  return `${location.origin}${ENDPOINT}#${parameters}`;
}

const icon = (path) => () => element('svg', {
  className: 'graphiql-toolbar-icon', viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor', strokeWidth: 2, strokeLinecap: 'round',
  width: '1em', height: '1em', 'aria-hidden': true,
}, element('path', { d: path }));
const ListIcon = icon('M8 6h12M8 12h12M8 18h12M4 6h.01M4 12h.01M4 18h.01');
const LinkIcon = icon('M9 15l6-6M11 6l2-2a5 5 0 0 1 7 7l-2 2M13 18l-2 2a5 5 0 0 1-7-7l2-2');

function Examples() {
  const { addTab, updateActiveTabValues } = useGraphiQLActions();
  const [queryEditor, variableEditor] = [useGraphiQL((state) => state.queryEditor), useGraphiQL((state) => state.variableEditor)];
  const open = ({ query, variables }) => {
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(pretty(variables));
    updateActiveTabValues({ query, variables: pretty(variables) });
    queryEditor?.focus();
  };
  return element('section', { className: 'examples', 'aria-label': 'Examples' },
    element('div', { className: 'graphiql-doc-explorer-title' }, 'Examples'),
    examples.map((example) => element('button', { key: example.title, type: 'button', onClick: () => open(example) },
      element('strong', null, example.title), example.text)));
}

function ShareButton() {
  const [queryEditor, variableEditor] = [useGraphiQL((state) => state.queryEditor), useGraphiQL((state) => state.variableEditor)];
  const share = () => {
    const link = linkTo({ query: queryEditor?.getValue(), variables: variableEditor?.getValue() });
    history.replaceState(null, '', link);
    // Not every page may write to the clipboard; the address bar has the link in any case.
    navigator.clipboard?.writeText(link).catch(() => {});
  };
  return element(ToolbarButton, { label: 'Link to this query', onClick: share }, element(LinkIcon));
}

function visitedBefore() {
  try {
    return localStorage.getItem('graphiql:tabs') !== null;
  } catch {
    return false;
  }
}

const asTab = ({ query, variables }) => ({ query, variables: pretty(variables) });
const shared = linked();
const tabs = [...(shared ? [shared] : []), ...examples.slice(0, TABS_AT_FIRST).map(asTab)];
// Someone who comes back finds their own tabs, and beside them what a link brings.
const opening = shared ?? (visitedBefore() ? undefined : tabs[0]);

createRoot(document.getElementById('explorer')).render(
  element(GraphiQL, {
    fetcher,
    plugins: [HISTORY_PLUGIN, { title: 'Examples', icon: ListIcon, content: Examples }],
    defaultTabs: tabs,
    initialQuery: opening?.query,
    initialVariables: opening?.variables,
    isHeadersEditorEnabled: false,
    defaultEditorToolsVisibility: 'variables',
  },
  element(GraphiQL.Logo, null, element('a', { className: 'wordmark', href: '/' }, 'What Works')),
  element(GraphiQL.Toolbar, null, ({ prettify, copy, merge }) =>
    element(Fragment, null, prettify, merge, copy, element(ShareButton)))),
);

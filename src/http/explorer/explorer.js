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

const glyph = (character) => () => element('span', { 'aria-hidden': true, style: { fontSize: '1.25rem', lineHeight: 1 } }, character);

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
  return element(ToolbarButton, { label: 'Link to this query', onClick: share }, element(glyph('🔗')));
}

const shared = linked();
createRoot(document.getElementById('explorer')).render(
  element(GraphiQL, {
    fetcher,
    plugins: [HISTORY_PLUGIN, { title: 'Examples', icon: glyph('☰'), content: Examples }],
    defaultTabs: examples.slice(0, TABS_AT_FIRST).map(({ query, variables }) => ({ query, variables: pretty(variables) })),
    initialQuery: shared?.query,
    initialVariables: shared?.variables,
    isHeadersEditorEnabled: false,
    defaultEditorToolsVisibility: 'variables',
  },
  element(GraphiQL.Logo, null, element('a', { className: 'wordmark', href: '/' }, 'What Works')),
  element(GraphiQL.Toolbar, null, ({ prettify, copy, merge }) =>
    element(Fragment, null, prettify, merge, copy, element(ShareButton)))),
);

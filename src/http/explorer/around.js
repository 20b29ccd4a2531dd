// The graph around a record, to be walked on, in the place of the plain picture. Everything in it also stands in the list below, so to
// assistive technology it is one picture with a name.

import cytoscape from 'cytoscape';

const place = document.getElementById('around');
const plain = place.querySelector('svg');
const first = JSON.parse(document.getElementById('around-data').textContent);
const { open, more, picture, walk, plain: toPlain } = place.dataset;
// The library would write a style element, which the page does not allow; the style sheet has what it would say.
const marker = document.createElement('meta');
marker.id = '__________cytoscape_stylesheet';
document.head.append(marker);

const bar = document.createElement('div');
bar.className = 'walk';
const canvas = document.createElement('div');
canvas.className = 'graph';
canvas.setAttribute('role', 'img');
canvas.setAttribute('aria-label', place.getAttribute('aria-label'));

function button(label, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = label;
  made.addEventListener('click', act);
  return made;
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const look = () => [
  { selector: 'node', style: { label: 'data(label)', 'font-size': 11, 'text-wrap': 'wrap', 'text-max-width': 120, 'text-valign': 'bottom', 'text-margin-y': 4, width: 18, height: 18, 'background-color': colour('--level-3'), color: colour('--ink'), 'text-background-color': colour('--raised'), 'text-background-opacity': 0.8, 'text-background-padding': 2 } },
  { selector: 'node.centre', style: { width: 30, height: 30, 'background-color': colour('--accent'), 'font-weight': 'bold' } },
  { selector: 'node:selected', style: { 'border-width': 3, 'border-color': colour('--ink') } },
  { selector: 'edge', style: { width: 1.5, 'line-color': colour('--line'), 'target-arrow-color': colour('--soft'), 'target-arrow-shape': 'triangle', 'curve-style': 'bezier', 'arrow-scale': 0.8 } },
  { selector: 'edge.near', style: { label: 'data(label)', 'font-size': 9, color: colour('--soft'), 'text-rotation': 'autorotate', 'line-color': colour('--accent') } },
];

let graph;
let chosen;
const name = document.createElement('a');
const grow = button(more, async () => {
  const response = await fetch(`${chosen.data('href')}/around.json`, { headers: { accept: 'application/json' } });
  if (response.ok) add(await response.json());
});

function add({ nodes, edges }) {
  const known = (id) => graph.getElementById(id).length > 0;
  graph.add(nodes.filter(({ id }) => !known(id)).map((node) => ({ group: 'nodes', data: node })));
  const named = edges.map(({ from, to, label }) => ({ group: 'edges', data: { id: `${from} ${to} ${label}`, source: from, target: to, label } }));
  graph.add(named.filter(({ data }) => !known(data.id)));
  const animate = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  graph.layout({ name: 'cose', animate: animate && 'end', animationDuration: 300, randomize: false, nodeRepulsion: () => 12000, idealEdgeLength: () => 90, padding: 30 }).run();
}

function choose(node) {
  chosen = node;
  name.href = node.data('href');
  name.textContent = `${node.data('label')} (${node.data('kind')})`;
  name.title = open;
  graph.edges().removeClass('near');
  node.connectedEdges().addClass('near');
}

function begin() {
  plain.hidden = true;
  place.append(bar, canvas);
  bar.replaceChildren(name, grow, button(picture, save), button(toPlain, end));
  graph = cytoscape({ container: canvas, elements: [], style: look(), maxZoom: 3, minZoom: 0.2 });
  add(first);
  const centre = graph.getElementById(first.centre);
  centre.addClass('centre');
  choose(centre);
  graph.on('tap', 'node', ({ target }) => choose(target));
  graph.on('dbltap', 'node', () => grow.click());
  place.dispatchEvent(new CustomEvent('walking', { bubbles: true }));
}

function save() {
  const link = document.createElement('a');
  link.download = 'around.png';
  link.href = graph.png({ full: true, scale: 2, bg: colour('--raised') });
  link.click();
}

function end() {
  graph.destroy();
  bar.remove();
  canvas.remove();
  plain.hidden = false;
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => graph?.style(look()));
// The plain picture stays until somebody wants the other: it can be read by keyboard.
place.before(button(walk, begin));

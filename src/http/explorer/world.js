// The land of the world as one SVG path, and where each country is, in the pixels of one picture. From Natural Earth (public domain), as
// world-atlas packs it.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { geoCentroid, geoArea, geoNaturalEarth1, geoPath } from 'd3-geo';
import countries from 'i18n-iso-countries';
import { feature } from 'topojson-client';

const WIDTH = 960;
const HEIGHT = 460;
const require = createRequire(import.meta.url);
const atlas = async (name) => JSON.parse(await readFile(require.resolve(`world-atlas/${name}.json`), 'utf8'));

/** The largest piece of a country: its middle lies where people look for it, not between it and what it has overseas. */
function main(geometry) {
  if (geometry.type !== 'MultiPolygon') return geometry;
  const pieces = geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }));
  return pieces.reduce((largest, piece) => (geoArea(piece) > geoArea(largest) ? piece : largest));
}

export async function world() {
  const [small, fine] = [await atlas('land-110m'), await atlas('countries-50m')];
  const land = feature(small, small.objects.land);
  // Nobody lives on the last continent, and it would take a quarter of the picture.
  land.features ??= [land];
  const pieces = land.features.flatMap(({ geometry }) => (geometry.type === 'MultiPolygon' ? geometry.coordinates : [geometry.coordinates]));
  const inhabited = { type: 'MultiPolygon', coordinates: pieces.filter((rings) => rings[0].some(([, latitude]) => latitude > -60)) };
  const projection = geoNaturalEarth1().fitSize([WIDTH, HEIGHT], inhabited);
  // Some islands go under the code of the country that they belong to.
  const largest = {};
  for (const { id, geometry } of feature(fine, fine.objects.countries).features) {
    const code = id && countries.numericToAlpha2(id);
    if (!code || !geometry) continue;
    const piece = main(geometry);
    if (!largest[code] || geoArea(piece) > geoArea(largest[code])) largest[code] = piece;
  }
  const places = Object.fromEntries(Object.entries(largest).map(([code, piece]) => [code, projection(geoCentroid(piece)).map((pixel) => Math.round(pixel))]));
  return { width: WIDTH, height: HEIGHT, land: geoPath(projection).digits(0)(inhabited), places };
}

/** Plots of how cost grows, as SVG: both axes doubled from tick to tick. */

/** @typedef {{ name: string, values: number[], colour: string }} Line */

const WIDTH = 420;
const HEIGHT = 280;
const LEFT = 60;
const RIGHT = 400;
const TOP = 34;
const BOTTOM = 236;

/**
 * @param {string} title
 * @param {string} axis
 * @param {number[]} sizes
 * @param {Line[]} lines microseconds
 */
function plot(title, axis, sizes, lines) {
  const all = lines.flatMap(({ values }) => values);
  const low = Math.floor(Math.log2(Math.min(...all)));
  const high = Math.ceil(Math.log2(Math.max(...all)));
  const x = (/** @type {number} */ i) => LEFT + ((RIGHT - LEFT) * i) / (sizes.length - 1);
  const y = (/** @type {number} */ value) =>
    BOTTOM - ((BOTTOM - TOP) * (Math.log2(value) - low)) / (high - low);
  const text = (/** @type {number} */ at, /** @type {number} */ down, /** @type {string} */ rest) =>
    `<text x="${at.toFixed(1)}" y="${down.toFixed(1)}" ${rest}</text>`;
  const parts = [];
  for (let power = low; power <= high; power++) {
    const at = y(2 ** power).toFixed(1);
    parts.push(`<path d="M${LEFT} ${at}H${RIGHT}" stroke="#ddd"/>`);
    parts.push(
      text(LEFT - 6, Number(at) + 4, `text-anchor="end">${Number((2 ** power).toPrecision(3))}`),
    );
  }
  sizes.forEach((size, i) => {
    parts.push(text(x(i), BOTTOM + 16, `text-anchor="middle">${size}`));
  });
  for (const { values, colour } of lines) {
    const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`);
    parts.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    );
    for (const point of points) {
      const [cx, cy] = point.split(',');
      parts.push(`<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`);
    }
  }
  lines.forEach(({ name, colour }, i) => {
    parts.push(text(LEFT + 8, TOP + 12 + 16 * i, `fill="${colour}">${name}`));
  });
  parts.push(text(WIDTH / 2, 18, `text-anchor="middle" font-weight="bold">${title}`));
  parts.push(text((LEFT + RIGHT) / 2, BOTTOM + 36, `text-anchor="middle">${axis}, doubled`));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="#fff"/>
${parts.join('\n')}
</svg>
`;
}

const ENGINE = '#b3541e';
const OTHER = '#1f6feb';

/** @param {any} results @returns {Record<string, string>} file names and their SVG */
export function plots({ chromium, node }) {
  const result = chromium ?? node;
  if (!result) return {};
  const where = chromium ? `Chromium ${chromium.version.split('.')[0]}` : 'Node';
  /** @type {Record<string, string>} */
  const files = {};
  for (const { name, rows } of result.growth) {
    files[`benchmarks-${name}.svg`] = plot(
      `Microseconds a step, ${where}`,
      name,
      rows.map((/** @type {any} */ row) => row.size[name === 'depth' ? 'layers' : name]),
      [
        {
          name: 'engine',
          values: rows.map((/** @type {any} */ row) => row.microseconds),
          colour: ENGINE,
        },
        {
          name: 'floor',
          values: rows.map((/** @type {any} */ row) => row.floorMicroseconds),
          colour: OTHER,
        },
      ],
    );
  }
  files['benchmarks-graph.svg'] = plot(
    `Microseconds forward and backward, ${where}`,
    'nodes of one element',
    result.graph.map((/** @type {any} */ row) => row.nodes),
    [
      {
        name: 'tape',
        values: result.graph.map((/** @type {any} */ row) => row.microseconds),
        colour: ENGINE,
      },
      {
        name: 'kernels alone',
        values: result.graph.map((/** @type {any} */ row) => row.floorMicroseconds),
        colour: OTHER,
      },
    ],
  );
  return files;
}

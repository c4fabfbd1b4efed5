/**
 * A subset of a TrueType mathematical font, embedded in a style sheet: a font beside the page would
 * be refused from file://. Glyphs keep their numbers; those that no formula needs become empty and
 * cost next to nothing once compressed. Layout tables but MATH are left out.
 *
 * Formats: WOFF 1.0 (W3C, 2012) and OpenType 1.9, chapters cmap, glyf, loca, MATH.
 */
import { deflateSync, inflateSync } from 'node:zlib';

/** @typedef {Map<string, Buffer<ArrayBufferLike>>} Tables */

const KEPT = [
  'MATH',
  'OS/2',
  'cmap',
  'glyf',
  'head',
  'hhea',
  'hmtx',
  'loca',
  'maxp',
  'name',
  'post',
];

/** @param {Buffer} woff @returns {Tables} */
function readWoff(woff) {
  /** @type {Tables} */
  const tables = new Map();
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const entry = 44 + 20 * i;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
    const data = woff.subarray(offset, offset + packed);
    tables.set(
      woff.toString('latin1', entry, entry + 4),
      Buffer.from(packed < length ? inflateSync(data) : data),
    );
  }
  return tables;
}

/** @param {Buffer} data @returns {number} sum of its 32-bit words */
function checksum(data) {
  let sum = 0;
  for (let at = 0; at < data.length; at += 4) {
    const rest = data.subarray(at, at + 4);
    sum = (sum + Buffer.concat([rest, Buffer.alloc(4 - rest.length)]).readUInt32BE(0)) >>> 0;
  }
  return sum;
}

/** @param {Tables} tables @returns {Buffer} */
function writeWoff(tables) {
  const names = [...tables.keys()].sort();
  const header = Buffer.alloc(44 + 20 * names.length);
  /** @type {Uint8Array[]} */
  const parts = [header];
  let at = header.length;
  let size = 12 + 16 * names.length;
  names.forEach((name, i) => {
    const data = /** @type {Buffer} */ (tables.get(name));
    const deflated = deflateSync(data, { level: 9 });
    const stored = deflated.length < data.length ? deflated : data;
    const entry = 44 + 20 * i;
    header.write(name.padEnd(4), entry, 'latin1');
    header.writeUInt32BE(at, entry + 4);
    header.writeUInt32BE(stored.length, entry + 8);
    header.writeUInt32BE(data.length, entry + 12);
    header.writeUInt32BE(checksum(data), entry + 16);
    const padding = Buffer.alloc(-stored.length & 3);
    parts.push(stored, padding);
    at += stored.length + padding.length;
    size += data.length + (-data.length & 3);
  });
  header.write('wOFF', 0, 'latin1');
  header.writeUInt32BE(0x00010000, 4);
  header.writeUInt32BE(at, 8);
  header.writeUInt16BE(names.length, 12);
  header.writeUInt32BE(size, 16);
  header.writeUInt16BE(1, 20);
  return Buffer.concat(parts);
}

/**
 * @param {Buffer} cmap
 * @param {Iterable<string>} characters
 * @returns {Map<number, number>} code point to glyph, from the table of format 12
 */
function glyphsOf(cmap, characters) {
  const wanted = new Set([...characters].map((c) => /** @type {number} */ (c.codePointAt(0))));
  /** @type {Map<number, number>} */
  const found = new Map();
  for (let i = 0; i < cmap.readUInt16BE(2); i++) {
    const at = cmap.readUInt32BE(4 + 8 * i + 4);
    if (cmap.readUInt16BE(at) !== 12) continue;
    for (let k = 0; k < cmap.readUInt32BE(at + 12); k++) {
      const group = at + 16 + 12 * k;
      const [first, last, glyph] = [0, 4, 8].map((o) => cmap.readUInt32BE(group + o));
      for (const code of wanted) {
        if (code >= first && code <= last) found.set(code, glyph + code - first);
      }
    }
  }
  return found;
}

/** @param {Map<number, number>} glyphs @returns {Buffer} a cmap with one table of format 12 */
function writeCmap(glyphs) {
  const codes = [...glyphs.keys()].sort((a, b) => a - b);
  const table = Buffer.alloc(12 + 16 + 12 * codes.length);
  table.writeUInt16BE(1, 2);
  table.writeUInt16BE(3, 4); // Windows, full Unicode
  table.writeUInt16BE(10, 6);
  table.writeUInt32BE(12, 8);
  table.writeUInt16BE(12, 12);
  table.writeUInt32BE(table.length - 12, 16);
  table.writeUInt32BE(codes.length, 24);
  codes.forEach((code, i) => {
    table.writeUInt32BE(code, 28 + 12 * i);
    table.writeUInt32BE(code, 32 + 12 * i);
    table.writeUInt32BE(/** @type {number} */ (glyphs.get(code)), 36 + 12 * i);
  });
  return table;
}

/** @param {Buffer} math @param {number} at of a Coverage table @returns {number[]} its glyphs, in order */
function coverage(math, at) {
  const count = math.readUInt16BE(at + 2);
  if (math.readUInt16BE(at) === 1) {
    return Array.from({ length: count }, (_, i) => math.readUInt16BE(at + 4 + 2 * i));
  }
  return Array.from({ length: count }, (_, i) => {
    const first = math.readUInt16BE(at + 4 + 6 * i);
    const last = math.readUInt16BE(at + 6 + 6 * i);
    return Array.from({ length: last - first + 1 }, (_, k) => first + k);
  }).flat();
}

/** Larger forms and the parts that stretch. @param {Buffer} math @param {Set<number>} glyphs grows */
function addVariants(math, glyphs) {
  const at = math.readUInt16BE(8);
  const counts = [math.readUInt16BE(at + 6), math.readUInt16BE(at + 8)];
  const covered = [2, 4].map((o) => {
    const offset = math.readUInt16BE(at + o);
    return offset ? coverage(math, at + offset) : [];
  });
  for (const direction of [0, 1]) {
    covered[direction].forEach((glyph, i) => {
      if (!glyphs.has(glyph)) return;
      const place = at + 10 + 2 * (direction * counts[0] + i);
      const construction = at + math.readUInt16BE(place);
      for (let k = 0; k < math.readUInt16BE(construction + 2); k++) {
        glyphs.add(math.readUInt16BE(construction + 4 + 4 * k));
      }
      const assembly = math.readUInt16BE(construction);
      if (!assembly) return;
      const parts = construction + assembly;
      for (let k = 0; k < math.readUInt16BE(parts + 4); k++) {
        glyphs.add(math.readUInt16BE(parts + 6 + 10 * k));
      }
    });
  }
}

/** What composite glyphs are made of. @param {(glyph: number) => Buffer} outline @param {Set<number>} glyphs grows */
function addComponents(outline, glyphs) {
  for (const glyph of glyphs) {
    const data = outline(glyph);
    if (data.length === 0 || data.readInt16BE(0) >= 0) continue;
    for (let at = 10, flags = 0x20; flags & 0x20; ) {
      flags = data.readUInt16BE(at);
      glyphs.add(data.readUInt16BE(at + 2));
      at += 4 + (flags & 1 ? 4 : 2) + (flags & 8 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
    }
  }
}

/**
 * @param {Buffer} woff a TrueType font
 * @param {Iterable<string>} characters
 * @returns {Buffer} WOFF
 */
export function subsetFont(woff, characters) {
  const tables = readWoff(woff);
  const table = (/** @type {string} */ name) => /** @type {Buffer} */ (tables.get(name));
  for (const name of tables.keys()) if (!KEPT.includes(name)) tables.delete(name);

  const long = table('head').readInt16BE(50) === 1;
  const count = table('maxp').readUInt16BE(4);
  const [loca, glyf] = [table('loca'), table('glyf')];
  const start = (/** @type {number} */ g) =>
    long ? loca.readUInt32BE(4 * g) : 2 * loca.readUInt16BE(2 * g);
  const outline = (/** @type {number} */ g) => glyf.subarray(start(g), start(g + 1));

  const mapped = glyphsOf(table('cmap'), characters);
  const glyphs = new Set([0, ...mapped.values()]);
  addVariants(table('MATH'), glyphs);
  addComponents(outline, glyphs);

  const kept = [];
  const places = Buffer.alloc(4 * (count + 1));
  let at = 0;
  for (let g = 0; g < count; g++) {
    places.writeUInt32BE(at, 4 * g);
    if (!glyphs.has(g)) continue;
    const data = outline(g);
    const padded = Buffer.concat([data, Buffer.alloc(-data.length & 3)]);
    kept.push(padded);
    at += padded.length;
  }
  places.writeUInt32BE(at, 4 * count);

  // Widths of glyphs that are gone do not matter.
  const metrics = Buffer.from(table('hmtx'));
  const wide = table('hhea').readUInt16BE(34);
  for (let g = 0; g < wide; g++) if (!glyphs.has(g)) metrics.writeUInt32BE(0, 4 * g);

  const head = Buffer.from(table('head'));
  head.writeInt16BE(1, 50);
  const post = Buffer.alloc(32);
  table('post').copy(post, 0, 0, 32);
  post.writeUInt32BE(0x00030000, 0); // no glyph names
  tables.set('glyf', Buffer.concat(kept)).set('loca', places).set('hmtx', metrics);
  tables.set('head', head).set('post', post).set('cmap', writeCmap(mapped));
  return writeWoff(tables);
}

/** @param {Buffer} woff @param {Iterable<string>} characters @returns {string} a style sheet */
export function fontCss(woff, characters) {
  const data = subsetFont(woff, characters).toString('base64');
  return `@font-face{font-family:"STIX Two Math";src:url(data:font/woff;base64,${data}) format("woff")}\n`;
}

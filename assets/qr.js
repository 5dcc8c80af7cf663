// Draws a ticket's proof as a QR code: alphanumeric, level M, version 6, or 7 for a proof with a
// holder (ISO/IEC 18004). It knows nothing else, so it is small and needs no network.

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
// By version: modules on a side, centres of the alignment patterns, blocks, data and error words of each block.
const VERSIONS = {
  6: { size: 41, centres: [6, 34], blocks: 4, data: 27, error: 16 },
  7: { size: 45, centres: [6, 22, 38], blocks: 4, data: 31, error: 18 },
};
// A signature is noise, so every mask leaves as few blots as another: this is mask 0.
const FORMAT_M_MASK_0 = 0b101010000010010;
const VERSION_7_BITS = 0b000111110010010100;

/** Return the rows of the code, each an array of 0 and 1; text is upper case, digits and `$%*+-./:`. */
export function qrRows(text) {
  const version = capacity(6) >= text.length ? 6 : 7;
  if (capacity(version) < text.length) throw new RangeError("too long for a ticket's code");
  const grid = patterns(version);
  fill(grid, interleaved(VERSIONS[version], dataWords(text, version)));
  return grid.cells;
}

/** Return an SVG path of the dark modules, one unit each, `margin` units from the edge. */
export function qrPath(rows, margin = 4) {
  let path = "";
  rows.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      let run = 0;
      while (row[x + run]) run++;
      if (run) path += `M${x + margin} ${y + margin}h${run}v1h-${run}z`;
      x += run;
    }
  });
  return path;
}

function capacity(version) {
  const bits = VERSIONS[version].blocks * VERSIONS[version].data * 8 - 13;
  return Math.floor(bits / 11) * 2 + (bits % 11 >= 6 ? 1 : 0);
}

function dataWords(text, version) {
  const bits = [];
  const put = (value, length) => {
    for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  put(0b0010, 4);
  put(text.length, 9);
  for (let i = 0; i < text.length; i += 2) {
    const [one, two] = [text[i], text[i + 1]].map((c) => ALPHABET.indexOf(c));
    if (i + 1 < text.length) put(one * 45 + two, 11);
    else put(one, 6);
  }
  const size = VERSIONS[version].blocks * VERSIONS[version].data;
  put(0, Math.min(4, size * 8 - bits.length));
  while (bits.length % 8) bits.push(0);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; words.length < size; pad ^= 0xec ^ 0x11) words.push(pad);
  return words;
}

function interleaved({ blocks, data, error }, words) {
  const parts = Array.from({ length: blocks }, (_, i) => words.slice(i * data, (i + 1) * data));
  const checks = parts.map((part) => remainder(part, error));
  const across = (rows, length) =>
    Array.from({ length }, (_, i) => rows.map((row) => row[i])).flat();
  return [...across(parts, data), ...across(checks, error)];
}

// Reed-Solomon over GF(256) with the polynomial 0x11d.
const EXP = [1];
for (let i = 1; i < 255; i++) EXP[i] = (EXP[i - 1] << 1) ^ (EXP[i - 1] & 0x80 ? 0x11d : 0);
const LOG = Object.fromEntries(EXP.map((value, power) => [value, power]));
const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);

function remainder(words, degree) {
  let generator = [1];
  for (let i = 0; i < degree; i++) {
    const shifted = [...generator, 0];
    generator.forEach((factor, at) => { shifted[at + 1] ^= times(factor, EXP[i]); });
    generator = shifted;
  }
  const rest = [...words, ...new Array(degree).fill(0)];
  for (let i = 0; i < words.length; i++) {
    const lead = rest[i];
    generator.forEach((factor, at) => { rest[i + at] ^= times(factor, lead); });
  }
  return rest.slice(words.length);
}

function patterns(version) {
  const { size, centres } = VERSIONS[version];
  const cells = Array.from({ length: size }, () => new Array(size).fill(0));
  const fixed = Array.from({ length: size }, () => new Array(size).fill(false));
  const set = (x, y, dark) => {
    if (x < 0 || y < 0 || x >= size || y >= size) return;
    cells[y][x] = dark ? 1 : 0;
    fixed[y][x] = true;
  };
  const square = (cx, cy, reach, isDark) => {
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        set(cx + dx, cy + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
  };
  for (let i = 0; i < size; i++) {
    set(6, i, i % 2 === 0);
    set(i, 6, i % 2 === 0);
  }
  for (const [x, y] of [[3, 3], [size - 4, 3], [3, size - 4]])
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  const last = centres.length - 1;
  centres.forEach((y, row) => centres.forEach((x, column) => {
    const isFinder = (!row && !column) || (!row && column === last) || (row === last && !column);
    if (!isFinder) square(x, y, 2, (ring) => ring !== 1);
  }));
  format(set, size);
  if (version >= 7)
    for (let i = 0; i < 18; i++) {
      const bit = (VERSION_7_BITS >> i) & 1;
      const [far, near] = [size - 11 + (i % 3), Math.floor(i / 3)];
      set(far, near, bit);
      set(near, far, bit);
    }
  return { cells, fixed, size };
}

function format(set, size) {
  const bit = (i) => (FORMAT_M_MASK_0 >> i) & 1;
  for (let i = 0; i < 15; i++) {
    const near = i < 6 ? i : i < 8 ? i + 1 : 15 - i - (i > 8 ? 1 : 0);
    if (i < 8) set(8, near, bit(i));
    else set(i === 8 ? 7 : near, 8, bit(i));
    if (i < 8) set(size - 1 - i, 8, bit(i));
    else set(8, size - 15 + i, bit(i));
  }
  set(8, size - 8, 1);
}

function fill({ cells, fixed, size }, words) {
  let at = 0;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right = 5;
    const upward = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step++) {
      const y = upward ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (fixed[y][x]) continue;
        const bit = at < words.length * 8 ? (words[at >> 3] >> (7 - (at & 7))) & 1 : 0;
        cells[y][x] = bit ^ ((x + y) % 2 === 0 ? 1 : 0);
        at++;
      }
    }
  }
}

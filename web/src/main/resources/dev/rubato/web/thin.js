// Long curves made short enough to draw, and smooth enough to read.

/** Some points of a long curve: of each part the lowest and the highest. */
export function thin(y, from, most) {
  const x = [];
  const kept = [];
  const size = y.length - from;
  const part = Math.max(1, Math.ceil(size / most * 2));
  for (let i = from; i < y.length; i += part) {
    let low = i;
    let high = i;
    for (let j = i; j < Math.min(i + part, y.length); j++) {
      if (y[low] === null || y[j] !== null && y[j] < y[low]) low = j;
      if (y[high] === null || y[j] !== null && y[j] > y[high]) high = j;
    }
    for (const j of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      x.push(j);
      kept.push(y[j]);
    }
  }
  return {x, y: kept};
}

/** The mean of some steps around each, without those that are not known; a gap where none is. */
export function smoothed(y, reach) {
  if (reach < 1) return y;
  const sums = [0];
  const counts = [0];
  y.forEach((each, i) => {
    sums.push(sums[i] + (each ?? 0));
    counts.push(counts[i] + (each === null ? 0 : 1));
  });
  return y.map((own, i) => {
    const from = Math.max(0, i - reach);
    const to = Math.min(y.length, i + reach + 1);
    const known = counts[to] - counts[from];
    return own === null || known === 0 ? null : (sums[to] - sums[from]) / known;
  });
}

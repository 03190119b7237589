// How far a chart of several trainings goes: one that blows up would flatten all others.

/**
 * The worst value that is shown of curves that should fall (or rise), or null for no limit. One in so many
 * of them, a quarter, is good enough to set it: others may go some times as far as the worst of it.
 */
export function limitOf(curves, lowerIsBetter, oneIn = 4, further = 20) {
  const sign = lowerIsBetter ? 1 : -1;
  const finite = ys => ys.filter(Number.isFinite).map(y => sign * y);
  const worst = curves.map(finite).filter(ys => ys.length > 0).map(ys => ys.reduce((a, b) => Math.max(a, b))).sort((a, b) => a - b);
  if (worst.length < 2) return null;
  const best = curves.flatMap(finite).reduce((a, b) => Math.min(a, b));
  const usual = worst[Math.floor((worst.length - 1) / oneIn)];
  return sign * (usual + further * (usual - best));
}

/** The values up to a limit; what is beyond it is a gap. */
export function within(ys, limit, lowerIsBetter) {
  const sign = lowerIsBetter ? 1 : -1;
  return ys.map(y => (y === null || !Number.isFinite(y) || (limit !== null && sign * y > sign * limit) ? null : y));
}

/** Whether a curve ends beyond a limit: of the last twentieth of its known values more than half do. */
export function endsBeyond(ys, limit, lowerIsBetter) {
  const known = ys.filter(y => y !== null && !Number.isNaN(y));
  const last = known.slice(-Math.max(1, Math.ceil(known.length / 20)));
  return within(last, limit, lowerIsBetter).filter(y => y === null).length * 2 > last.length;
}

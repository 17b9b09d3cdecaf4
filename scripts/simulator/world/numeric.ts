/**
 * Logarithm, exponential and the normal quantile from `+ - * /` and `sqrt` alone. The engine's own `Math.log` and `Math.exp`
 * may differ in the last bit between versions and processors; these cannot, and one bit would change the whole world.
 */

const view = new DataView(new ArrayBuffer(8));
const ln2 = 0.6931471805599453;

/** Natural logarithm of a positive, normal number; relative error about 1e-15. */
export function log(value: number): number {
  view.setFloat64(0, value);
  const high = view.getUint32(0);
  let exponent = (high >>> 20) - 1023;
  view.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let k = 21; k >= 1; k -= 2) sum = sum * square + 1 / k;
  return 2 * s * sum + exponent * ln2;
}

/** e to the power of `value`, for |value| < 700; relative error about 1e-15. */
export function exp(value: number): number {
  const power = Math.round(value / ln2);
  const rest = value - power * ln2;
  let sum = 1;
  for (let k = 16; k >= 1; k--) sum = 1 + (rest * sum) / k;
  view.setUint32(0, (power + 1023) << 20);
  view.setUint32(4, 0);
  return sum * view.getFloat64(0);
}

/** `base ** exponent` for a positive base. */
export function power(base: number, exponent: number): number {
  return exp(exponent * log(base));
}

/**
 * Standard normal quantile; relative error below 1.2e-9.
 *
 * @param probability In (0, 1).
 *
 * Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
 */
export function normalQuantile(probability: number): number {
  if (probability > 0.5) return -normalQuantile(1 - probability);
  if (probability < 0.02425) {
    const q = Math.sqrt(-2 * log(probability));
    return polynomial(tailTop, q) / (polynomial(tailBottom, q) * q + 1);
  }
  const q = probability - 0.5;
  const r = q * q;
  return (polynomial(middleTop, r) * q) / (polynomial(middleBottom, r) * r + 1);
}

// deno-fmt-ignore
const middleTop = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
const middleBottom = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
// deno-fmt-ignore
const tailTop = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const tailBottom = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

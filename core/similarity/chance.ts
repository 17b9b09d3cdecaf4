/**
 * The J that the best of many unrelated accounts reaches by sketch noise alone; below it a look-alike proves nothing.
 *
 * Equal registers of an unrelated pair are close to a Poisson count with mean K · J; the floor is the median of the
 * largest of so many counts, over K.
 *
 * @param accounts How many accounts were compared.
 * @param meanJaccard Typical J of unrelated accounts.
 */
export function chanceFloor(
  { accounts, meanJaccard, registerCount }: { accounts: number; meanJaccard: number; registerCount: number },
): number {
  const mean = registerCount * meanJaccard;
  // Terms from far out inwards, so that the small ones are not lost.
  let count = Math.ceil(mean + 12 * Math.sqrt(mean) + 40);
  let logFactorial = 0;
  for (let factor = 2; factor <= count; factor++) logFactorial += Math.log(factor);
  let tail = 0;
  for (; count > 0; count--) {
    tail += Math.exp(count * Math.log(mean) - mean - logFactorial);
    if (accounts * tail >= Math.LN2) break;
    logFactorial -= Math.log(count);
  }
  return Math.min(1, count / registerCount);
}

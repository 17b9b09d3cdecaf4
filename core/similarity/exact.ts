/** The slow and obvious twin: sets compared one by one, the likelihood climbed step by step. Used by tests only. */
import { fitModel, logLikelihood, type RegisterCounts, type SetSizes } from "./likelihood.ts";

/** Members that both sets have. */
export function countShared<Member>(left: ReadonlySet<Member>, right: ReadonlySet<Member>): number {
  let shared = 0;
  for (const member of left) if (right.has(member)) shared++;
  return shared;
}

/** Jaccard similarity by definition; 0 for two empty sets. */
export function exactJaccard<Member>(left: ReadonlySet<Member>, right: ReadonlySet<Member>): number {
  const union = new Set([...left, ...right]).size;
  return union === 0 ? 0 : countShared(left, right) / union;
}

/** The J at which the likelihood of DESIGN 9 is greatest, by thirds; it has one peak. Good to about 1e-8. */
export function searchJaccard(counts: RegisterCounts, sizes: SetSizes): number {
  const model = fitModel(counts, sizes);
  if (model.equal === 0) return 0;
  let low = 0;
  let high = model.most;
  for (let step = 0; step < 200; step++) {
    const third = (high - low) / 3;
    if (logLikelihood(model, low + third) < logLikelihood(model, high - third)) low += third;
    else high -= third;
  }
  return (low + high) / 2;
}

/** Types that compare what a schema says with what an interface says, so that the two cannot drift apart. Holds no code. */

/** A type with its intersections merged and everything in it read-only, so that only meaning is compared. */
export type Plain<T> = T extends readonly (infer Item)[] ? readonly Plain<Item>[]
  : T extends object ? { readonly [Name in keyof T]: Plain<T[Name]> }
  : T;
export type Same<Left, Right> = (<T>() => T extends Plain<Left> ? 1 : 2) extends
  (<T>() => T extends Plain<Right> ? 1 : 2) ? true : false;
export type AllTrue<Checks extends Record<string, true>> = Checks;

/** Raised when the bytes of a communities generation change for the same input; one of another version is made anew, not read. */
export const stepVersion = 10;

/** Version of the API as its document names it; changes whenever an answer changes its shape. */
export const apiVersion = "1.0.0";

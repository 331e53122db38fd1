/** Apart from the other paths, so that a phone that claims a code loads no others for it. */
export const claimPath = ['POST', '/claim'] as const;

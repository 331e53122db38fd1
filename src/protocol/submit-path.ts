/** Apart from the other paths, because it is the only one that a phone needs before the first button. */
export const submitPath = ['POST', '/submit_attendance'] as const;

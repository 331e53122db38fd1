/** Students that one request may set or take back. */
export const maxMarks = 500;

/** The institution that every row belongs to. Keys lead with it, so that one database can hold several. */
export const defaultInstitution = 1;

/** What the build makes of imports that are not programs. */

declare module '*.css';

/** Whether a value that was read from a file has some form. */
export type Shape = (value: unknown) => boolean;

export const text: Shape = (value) => typeof value === 'string';

/** A whole number from 0. */
export const count: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;

export function list(each: Shape): Shape {
  return (value) => Array.isArray(value) && value.every(each);
}

/** An object with these fields, whatever else it has. */
export function object(fields: Readonly<Record<string, Shape>> = {}): Shape {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    return Object.entries(fields).every(([name, shape]) => shape((value as Record<string, unknown>)[name]));
  };
}

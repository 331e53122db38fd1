/** Keeps the `limit` values that were asked for last. */
export function recentlyUsed<Value>(limit: number): (name: string, make: () => Value) => Value {
  const values = new Map<string, Value>();
  return (name, make) => {
    const value = values.get(name) ?? make();
    values.delete(name);
    values.set(name, value);
    if (values.size > limit) values.delete(values.keys().next().value!);
    return value;
  };
}

export interface Marks {
  current: string[];
  taken: string[];
  failed: string[];
}

/** Element id and CSS class, in an order that lets where the case stands win over where it has been. */
export function markersOf(marks: Marks): [string, string][] {
  const now = new Set([...marks.current, ...marks.failed]);
  return [
    ...marks.taken.filter((id) => !now.has(id)).map((id): [string, string] => [id, "is-taken"]),
    ...marks.current.filter((id) => !marks.failed.includes(id)).map((id): [string, string] => [id, "is-current"]),
    ...marks.failed.map((id): [string, string] => [id, "is-failed"]),
  ];
}

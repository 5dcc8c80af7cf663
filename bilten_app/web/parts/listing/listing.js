// The address of a search: this page's, with what the fields say, from the first page on.
export function addressOf(fields) {
  const told = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries({ ...fields, after: "", back: "" })) {
    if (value === "") told.delete(name);
    else told.set(name, value);
  }
  return told.size ? `${location.pathname}?${told}` : location.pathname;
}

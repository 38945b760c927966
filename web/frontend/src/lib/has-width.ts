/** At once, or when the fold around it is opened. */
export function hasWidth(place: HTMLElement): Promise<void> {
  if (place.clientWidth > 0) return Promise.resolve();
  return new Promise((resolve) => {
    const watch = new ResizeObserver(() => {
      if (place.clientWidth === 0) return;
      watch.disconnect();
      resolve();
    });
    watch.observe(place);
  });
}

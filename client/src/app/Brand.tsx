/** Layers that come and go, over one that holds. */
export function Brand() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect className="brand-layer" x="1" y="1.5" width="5" height="4" rx="1" />
      <rect className="brand-layer" x="7.5" y="1.5" width="5" height="4" rx="1" />
      <rect className="brand-layer" x="14" y="1.5" width="5" height="4" rx="1" />
      <rect className="brand-layer" x="1" y="7.5" width="18" height="4" rx="1" />
      <rect className="brand-hold" x="1" y="13.5" width="18" height="5" rx="1" />
    </svg>
  );
}

import './skeleton.css';

/** Stands where text will be; appears after 300 ms. */
export function Skeleton({ lines = 6, title = false }: { lines?: number; title?: boolean }) {
  const names = Array.from({ length: lines }, (_, index) => `line-${index}`);
  return (
    <div className="skeleton" aria-busy="true">
      {title ? (
        <h1 className="skeleton-title">
          <span className="visually-hidden">Loading</span>
        </h1>
      ) : (
        <span className="visually-hidden">Loading</span>
      )}
      {names.map((name) => (
        <div key={name} className="skeleton-line" />
      ))}
    </div>
  );
}

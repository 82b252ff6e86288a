import './progress.css';

/** A ring that fills clockwise. Decorative: the same numbers stand beside it as text. */
export function Ring({
  done,
  total,
  size = 20,
  width = 2.5,
}: {
  done: number;
  total: number;
  size?: number;
  width?: number;
}) {
  const radius = (size - width) / 2;
  const length = 2 * Math.PI * radius;
  const share = total === 0 ? 0 : Math.min(1, done / total);
  const circle = { cx: size / 2, cy: size / 2, r: radius, fill: 'none', strokeWidth: width };
  return (
    <svg
      className={share === 1 ? 'ring ring-done' : 'ring'}
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
    >
      <circle className="ring-track" {...circle} />
      {share > 0 && (
        <circle
          className="ring-value"
          {...circle}
          strokeLinecap={share === 1 ? 'butt' : 'round'}
          strokeDasharray={length}
          strokeDashoffset={length * (1 - share)}
        />
      )}
    </svg>
  );
}

/** A bar with a name. `value` 0…1. */
export function Bar({ value, label }: { value: number; label: string }) {
  const percent = Math.round(value * 100);
  return (
    <div
      className="bar"
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <div className="bar-value" style={{ transform: `scaleX(${value})` }} />
    </div>
  );
}

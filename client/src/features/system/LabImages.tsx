import { count } from '../../lib/words.ts';
import { useSystemStatus } from './useSystemStatus.ts';
import './system.css';

/** Which images labs have, once they are all there, and which of them are not the official ones. */
export function LabImages() {
  const images = useSystemStatus()?.images;
  if (images?.state !== 'ready') return null;
  const standIns = images.images.filter(({ standIn }) => standIn).length;
  return (
    <details className="lab-images">
      <summary>
        {count(images.images.length, 'image')} in each lab
        {standIns > 0 && `, ${count(standIns, 'stand-in')}`}
      </summary>
      {standIns > 0 && (
        <p className="muted">
          A stand-in is built from Debian’s packages of the same version, because no image registry
          answered. It behaves as the official image in everything that this course does.
        </p>
      )}
      <ul className="images">
        {images.images.map(({ name, standIn }) => (
          <li key={name} className="image" data-state="ready">
            <code>{name}</code>
            {standIn && <span className="image-words">stand-in</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

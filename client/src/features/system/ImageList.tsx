import type { ImageState } from '../../../../protocol/status.ts';
import { Icon } from '../../components/Icon.tsx';
import { Ring } from '../../components/Progress.tsx';
import './system.css';

const WORDS: Record<ImageState['state'], string> = {
  waiting: 'Waiting',
  preparing: 'Being prepared',
  ready: 'Ready',
  failed: 'Failed',
};

/** Images by name: how far each is, and the reason where one could not be had. */
export function ImageList({ images }: { images: readonly ImageState[] }) {
  return (
    <ul className="images">
      {images.map((image) => (
        <li key={image.name} className="image" data-state={image.state}>
          <span className="image-mark" aria-hidden="true">
            {image.state === 'ready' && <Icon name="check" size={14} />}
            {image.state === 'failed' && <Icon name="warning" size={14} />}
            {image.state === 'preparing' && (
              <Ring done={image.progress ?? 0} total={1} size={14} width={2} />
            )}
          </span>
          <code>{image.name}</code>
          <span className="image-words">
            {image.state === 'failed' ? WORDS.failed : (image.detail ?? WORDS[image.state])}
            {image.progress !== undefined && (
              <span className="numbers"> · {Math.floor(image.progress * 100)} %</span>
            )}
            {image.state === 'ready' && image.standIn && ', a stand-in'}
          </span>
          {image.problem && (
            <div className="image-problem">
              <p>{image.problem.message}</p>
              <p className="muted">{image.problem.cure}</p>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

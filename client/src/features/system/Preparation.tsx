import type { ImageState, ImagesStatus, Problem } from '../../../../protocol/status.ts';
import { Icon } from '../../components/Icon.tsx';
import { Bar } from '../../components/Progress.tsx';
import './system.css';

const WORDS: Record<ImageState['state'], string> = {
  waiting: 'waiting',
  preparing: 'being prepared',
  ready: 'ready',
  failed: 'failed',
};

/** How far the lab images are: what a learner waits for on a first run. */
export function Preparation({ images, heading }: { images: ImagesStatus; heading: 'h2' | 'h3' }) {
  const Heading = heading;
  const percent = Math.floor(images.progress * 100);
  return (
    <div className="preparation">
      <div className="preparation-line">
        <Heading className="preparation-title">Lab images are being prepared</Heading>
        <span className="muted numbers">{percent} %</span>
      </div>
      <Bar value={images.progress} label="Preparation of lab images" />
      <p className="muted">{images.step || 'Waiting to begin'}</p>
      <ul className="preparation-images">
        {images.images.map((image) => (
          <li key={image.name}>
            {image.state === 'ready' && (
              <span className="preparation-ready">
                <Icon name="check" size={14} />
              </span>
            )}
            <code>{image.name}</code>
            <span className={image.state === 'failed' ? 'preparation-failed' : undefined}>
              {image.detail ?? WORDS[image.state]}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What is wrong with the machine, and what mends it. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={problem.code}>
          <p>{problem.message}</p>
          <code className="problem-cure">{problem.cure}</code>
        </li>
      ))}
    </ul>
  );
}

import type { ImagesStatus, Problem } from '../../../../protocol/status.ts';
import { Bar } from '../../components/Progress.tsx';
import { ImageList } from './ImageList.tsx';
import './system.css';

/** How far the lab images are: what a learner waits for on a first run. */
export function Preparation({ images, heading }: { images: ImagesStatus; heading: 'h2' | 'h3' }) {
  const Heading = heading;
  const percent = Math.floor(images.progress * 100);
  return (
    <div className="preparation">
      <div className="preparation-line">
        <Heading className="preparation-title">
          {images.launchable
            ? 'More lab images are being prepared'
            : 'Lab images are being prepared'}
        </Heading>
        <span className="muted numbers">{percent} %</span>
      </div>
      <Bar value={images.progress} label="Preparation of lab images" />
      <p className="muted">
        {images.step || 'Waiting to begin'}
        {images.launchable && '. Labs that need only images that are ready can be started.'}
      </p>
      <ImageList images={images.images} />
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

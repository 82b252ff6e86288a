import { ImageList } from './ImageList.tsx';
import { Preparation, Problems } from './Preparation.tsx';
import { useSystemStatus } from './useSystemStatus.ts';
import '../../components/notice.css';

/** What stands between a learner and labs, while something does. */
export function StatusBanner() {
  const status = useSystemStatus();
  if (!status) return null;
  const { engine, images } = status;
  if (engine.state === 'unavailable') {
    return (
      <section className="notice" aria-label="Docker Engine">
        <div>
          <h2 className="notice-title">Labs need a Docker Engine</h2>
          <p className="muted">
            Lessons can be read without one. This is what is missing on the machine that runs
            Holdfast:
          </p>
        </div>
        <Problems problems={engine.problems} />
      </section>
    );
  }
  if (images.state === 'failed') {
    return (
      <section className="notice notice-error" aria-label="Lab images">
        <h2 className="notice-title">The lab images could not be prepared</h2>
        {images.problem ? <Problems problems={[images.problem]} /> : <p>{images.step}</p>}
      </section>
    );
  }
  if (images.state === 'ready') return null;
  if (images.state === 'incomplete') {
    const failed = images.images.filter(({ state }) => state !== 'ready');
    return (
      <section className="notice" aria-label="Lab images">
        <h2 className="notice-title">Some lab images are missing</h2>
        {images.problem && (
          <p className="muted">
            {images.problem.message} {images.problem.cure}
          </p>
        )}
        <ImageList images={failed} />
      </section>
    );
  }
  return (
    <section className="notice" aria-label="Lab images">
      <Preparation images={images} heading="h2" />
    </section>
  );
}

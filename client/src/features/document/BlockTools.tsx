import type { Block } from '../../../../protocol/course.ts';
import type { Place } from '../../../../protocol/names.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Icon } from '../../components/Icon.tsx';
import { type BlockRun, useBlockRun, useTerminals } from '../terminal/api.ts';
import { isUnderWay, runWords } from './run-words.ts';

/** How a run stands, with its mark. */
export function RunState({ run }: { run: BlockRun }) {
  return (
    <span className={`run-state run-${run.state}`}>
      {isUnderWay(run) && <span className="run-dot" />}
      {run.state === 'succeeded' && <Icon name="check" size={14} />}
      {runWords(run)}
    </span>
  );
}

interface Props {
  block: Block;
  place: Place;
  /** Called before it is run, to bring the terminals into view. */
  onRun: () => void;
  /** Its button is being reached for. */
  onNear: () => void;
}

function RunnableTools({ block, place, onRun, onNear }: Props) {
  const { run } = useTerminals();
  const state = useBlockRun(place, block.index);
  const isFile = block.kind === 'file';
  return (
    <>
      <div className="block-buttons">
        <span role="status">{state && <RunState run={state} />}</span>
        <CopyButton text={block.text} label="Copy" />
        <Button
          look="quiet"
          small
          className="run-button"
          disabled={state !== undefined && isUnderWay(state)}
          onPointerEnter={onNear}
          onFocus={onNear}
          onClick={() => {
            onRun();
            void run(place, block.index, block.terminal);
          }}
        >
          <Icon name={isFile ? 'file' : 'play'} size={14} />
          {isFile ? 'Write file' : 'Run'}
        </Button>
      </div>
      {state?.state === 'refused' && state.message && (
        <p className="run-message" role="alert">
          {state.message}
        </p>
      )}
    </>
  );
}

/** The buttons of a block, and what became of running it. */
export function BlockTools(props: Props) {
  const { block } = props;
  if (block.kind === 'run' || block.kind === 'file') return <RunnableTools {...props} />;
  if (block.kind === 'expect') return null;
  return (
    <div className="block-buttons">
      <CopyButton text={block.text} label="Copy" />
    </div>
  );
}

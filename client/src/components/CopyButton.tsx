import { useEffect, useState } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** How long the button says that it has copied. */
const SAID_MS = 1_600;

/** Copies text, and says so in its own place. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const [said, setSaid] = useState<'nothing' | 'copied' | 'refused'>('nothing');
  useEffect(() => {
    if (said === 'nothing') return;
    const timer = setTimeout(() => setSaid('nothing'), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('copied');
    } catch {
      // Clipboards exist only on secure origins; a plain HTTP address in a class has none.
      setSaid(copyBySelection(text) ? 'copied' : 'refused');
    }
  };
  const words = { nothing: label, copied: 'Copied', refused: 'Select and copy it yourself' }[said];
  return (
    <Button look="quiet" small icon aria-label={words} title={words} onClick={copy}>
      <Icon name={said === 'copied' ? 'check' : 'copy'} />
      <span className="visually-hidden" role="status">
        {said === 'nothing' ? '' : words}
      </span>
    </Button>
  );
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  const before = document.activeElement;
  area.value = text;
  area.setAttribute('aria-hidden', 'true');
  area.style.position = 'fixed';
  area.style.opacity = '0';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}

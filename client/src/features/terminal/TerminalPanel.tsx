/** The tabs of a lab's terminals, and the one in front. */
import type { TerminalPanelProps } from './types.ts';

export function TerminalPanel({ className }: TerminalPanelProps) {
  return <section className={className} aria-label="Terminals" />;
}

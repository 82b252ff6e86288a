import { splitWords } from './split-words.ts';
import './words.css';

/** Plain text of the server's, with its code set as code and, if asked, its words for state in colour. */
export function Words({ text, states = false }: { text: string; states?: boolean }) {
  return splitWords(text, states).map((piece, index) => {
    // The pieces of one text never change their order.
    const key = `${index}-${piece.kind}`;
    if (piece.kind === 'code') {
      return (
        <code key={key} className="words-code">
          {piece.text}
        </code>
      );
    }
    if (piece.kind === 'state') {
      return (
        <span key={key} className={`state-word state-word-${piece.state}`}>
          {piece.text}
        </span>
      );
    }
    return piece.text;
  });
}

/** Words, code and emphasis of the server's. */
export function Inline({ html }: { html: string }) {
  // The server made and sanitised it.
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the server
  return <span className="quiz-words" dangerouslySetInnerHTML={{ __html: html }} />;
}

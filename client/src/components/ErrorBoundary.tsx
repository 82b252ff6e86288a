import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import './page.css';

interface Props {
  /** What broke, as it is called on the page; the whole page when left out. */
  part?: string;
  children: ReactNode;
}

interface State {
  broken: boolean;
}

/** What is shown when a part of the page throws, or cannot be loaded because the server is away or newer. */
export class ErrorBoundary extends Component<Props, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('The page broke:', error, info.componentStack);
  }

  override render(): ReactNode {
    const { part, children } = this.props;
    if (!this.state.broken) return children;
    const again = (
      <Button look="primary" onClick={() => location.reload()}>
        Load again
      </Button>
    );
    if (part) {
      return (
        <div className="part-message" role="alert">
          <p>
            {part} could not be shown. Your lab goes on; load the page again when the server
            answers.
          </p>
          {again}
        </div>
      );
    }
    return (
      <div className="page-message" role="alert">
        <h1>This page broke</h1>
        <p>
          Something in it did not work as it should. Your labs and your progress are kept on the
          server; load the page again to go on.
        </p>
        {again}
      </div>
    );
  }
}

import { Component, type ErrorInfo, type ReactNode } from 'react';
import { Button } from '../components/Button.tsx';
import '../components/page.css';

interface State {
  broken: boolean;
}

/** What is shown when a part of the page throws, or cannot be loaded because the server was updated. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { broken: false };

  static getDerivedStateFromError(): State {
    return { broken: true };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error('The page broke:', error, info.componentStack);
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children;
    return (
      <div className="page-message" role="alert">
        <h1>This page broke</h1>
        <p>
          Something in it did not work as it should. Your labs and your progress are kept on the
          server; load the page again to go on.
        </p>
        <Button look="primary" onClick={() => location.reload()}>
          Load again
        </Button>
      </div>
    );
  }
}

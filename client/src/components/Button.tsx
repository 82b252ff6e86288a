import type { ComponentProps } from 'react';
import './button.css';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface LookProps {
  look?: Look;
  small?: boolean;
  icon?: boolean;
}

/** The classes of a button, for links that look like one. */
export function buttonClass({ look = 'plain', small = false, icon = false }: LookProps): string {
  return ['button', `button-${look}`, small && 'button-small', icon && 'button-icon']
    .filter(Boolean)
    .join(' ');
}

export function Button({
  look = 'plain',
  small = false,
  icon = false,
  className,
  ...rest
}: ComponentProps<'button'> & LookProps) {
  const classes = buttonClass({ look, small, icon });
  return (
    <button type="button" className={className ? `${classes} ${className}` : classes} {...rest} />
  );
}

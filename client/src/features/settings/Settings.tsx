import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Popover } from '../../components/Popover.tsx';
import { useApi } from '../../lib/api-context.tsx';
import { meQuery } from '../../lib/queries.ts';
import { chooseTheme, chosenTheme, followSystemTheme, type ThemeChoice } from '../../lib/theme.ts';
import { MakeCode, UseCode } from './Recovery.tsx';
import { DeleteData, YourData } from './YourData.tsx';
import './settings.css';

const THEMES: ReadonlyArray<readonly [ThemeChoice, string]> = [
  ['system', 'System'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function Themes() {
  const [choice, setChoice] = useState(chosenTheme);
  return (
    <fieldset className="settings-group" style={{ border: 0, margin: 0 }}>
      <legend className="visually-hidden">Theme</legend>
      <p className="settings-title" aria-hidden="true">
        Theme
      </p>
      <div className="settings-themes">
        {THEMES.map(([value, label]) => (
          <label key={value} className="settings-theme">
            <input
              type="radio"
              name="theme"
              checked={choice === value}
              onChange={() => {
                chooseTheme(value);
                setChoice(value);
              }}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Theme, what is kept of the learner, and where learners are many, the way to another device. */
export function Settings() {
  const { data: me } = useQuery(meQuery(useApi()));
  const [dialog, setDialog] = useState<'make' | 'use' | 'delete' | null>(null);
  useEffect(followSystemTheme, []);

  return (
    <>
      <Popover label="Settings" icon="settings">
        {(close) => (
          <>
            <Themes />
            {me?.mode === 'many' && (
              <div className="settings-account">
                <button
                  type="button"
                  className="popover-item"
                  onClick={() => {
                    close();
                    setDialog('make');
                  }}
                >
                  Make a recovery code
                </button>
                <button
                  type="button"
                  className="popover-item"
                  onClick={() => {
                    close();
                    setDialog('use');
                  }}
                >
                  Use a code
                </button>
              </div>
            )}
            <YourData close={close} onDelete={() => setDialog('delete')} />
          </>
        )}
      </Popover>
      {dialog === 'make' && (
        <MakeCode replaces={me?.hasRecoveryCode ?? false} onClose={() => setDialog(null)} />
      )}
      {dialog === 'use' && <UseCode onClose={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteData onClose={() => setDialog(null)} />}
    </>
  );
}

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FILES } from './image-set.ts';

const Profile = z.object({
  defaultAction: z.string(),
  archMap: z.array(z.object({ subArchitectures: z.array(z.string()) })),
  syscalls: z.array(
    z.object({
      names: z.array(z.string()),
      action: z.string(),
      errnoRet: z.number().optional(),
      args: z.array(z.object({ index: z.number(), value: z.number(), op: z.string() })).optional(),
    }),
  ),
});

const { defaultAction, archMap, syscalls } = Profile.parse(
  JSON.parse(await readFile(FILES.seccomp, 'utf8')),
);

/** Every rule that lets this call through. */
function allowing(name: string) {
  return syscalls.filter((rule) => rule.action === 'SCMP_ACT_ALLOW' && rule.names.includes(name));
}

describe('the seccomp profile', () => {
  it('refuses what it does not name, on every architecture alike', () => {
    expect(defaultAction).toBe('SCMP_ACT_ERRNO');
    expect(archMap.flatMap(({ subArchitectures }) => subArchitectures)).toEqual([]);
  });

  it.each([
    'bpf',
    'perf_event_open',
    'userfaultfd',
    'open_by_handle_at',
    'kexec_load',
    'kexec_file_load',
    'init_module',
    'finit_module',
    'delete_module',
    'reboot',
    'swapon',
    'syslog',
    'io_uring_setup',
    'keyctl',
  ])('does not allow %s', (name) => {
    expect(allowing(name)).toEqual([]);
  });

  it('says that there are no keyrings, so that containers start without', () => {
    const rule = syscalls.find(({ names }) => names.includes('keyctl'));
    expect(rule).toMatchObject({ action: 'SCMP_ACT_ERRNO', errnoRet: 38 });
    expect(rule?.names).toEqual(expect.arrayContaining(['add_key', 'request_key']));
  });

  it('allows sockets of the four ordinary families only', () => {
    expect(allowing('socket').map(({ args }) => args)).toEqual(
      [1, 2, 10, 16].map((value) => [{ index: 0, value, op: 'SCMP_CMP_EQ' }]),
    );
  });

  it.each(['unshare', 'setns', 'clone3', 'mount', 'umount2', 'pivot_root', 'sethostname'])(
    'allows %s, which the lab is made with',
    (name) => {
      expect(allowing(name)).toHaveLength(1);
    },
  );
});

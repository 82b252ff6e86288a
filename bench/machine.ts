/** The machine that figures were taken on. */
import os from 'node:os';
import type Docker from 'dockerode';

interface EngineInfo {
  ServerVersion: string;
  Driver: string;
  CgroupVersion?: string;
  KernelVersion: string;
  OperatingSystem: string;
  NCPU: number;
  MemTotal: number;
}

/** One line, for under a table. */
export async function machineFacts(docker: Docker): Promise<string> {
  const info: EngineInfo = await docker.info();
  const gib = (info.MemTotal / 1024 ** 3).toFixed(1);
  return [
    `${info.NCPU} × ${os.cpus()[0]?.model ?? 'unknown processor'}, ${gib} GiB`,
    `${info.OperatingSystem}, kernel ${info.KernelVersion}`,
    `Docker ${info.ServerVersion} (${info.Driver}, cgroup v${info.CgroupVersion ?? '1'})`,
    `Node ${process.versions.node}`,
    `load ${os.loadavg()[0]?.toFixed(1)}`,
    new Date().toISOString().slice(0, 10),
  ].join(' · ');
}

/** As `machineFacts`, for what has nothing to do with an engine. */
export function localFacts(): string {
  const gib = (os.totalmem() / 1024 ** 3).toFixed(1);
  return [
    `${os.cpus().length} × ${os.cpus()[0]?.model ?? 'unknown processor'}, ${gib} GiB`,
    `kernel ${os.release()}`,
    `Node ${process.versions.node}`,
    `load ${os.loadavg()[0]?.toFixed(1)}`,
    new Date().toISOString().slice(0, 10),
  ].join(' · ');
}

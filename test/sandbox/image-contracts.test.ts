/** What lessons count on in each image of the set, whether it is the official one or a stand-in. */
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { LabHost } from '../../server/sandbox/types.ts';
import { eventually, inLab, must } from '../support/lab.ts';
import { LAB_MS, PREPARE_MS, startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

jest.setTimeout(2 * LAB_MS);

let lab: TestSandbox;
let host: LabHost;

beforeAll(async () => {
  lab = await startTestSandbox();
  host = await lab.launch();
}, PREPARE_MS);

afterAll(() => lab?.close(), LAB_MS);

const sh = (script: string) => must(host, script);
const untilOk = (script: string) =>
  eventually(async () => (await inLab(host, script)).code === 0 || undefined);

describe.each(['15', '17'])('postgres:%s', (version) => {
  const image = `postgres:${version}`;

  afterAll(() => sh('docker rm -fv db; docker volume rm -f pg'));

  it('refuses to start without a password', async () => {
    const { code, err } = await inLab(host, `docker run --rm ${image}`);
    expect(code).toBe(1);
    expect(err).toContain('POSTGRES_PASSWORD');
  });

  it('keeps its rows in a volume, for the next container of that version', async () => {
    const run = `docker run -d --name db -v pg:/var/lib/postgresql/data -e POSTGRES_PASSWORD=s ${image}`;
    const query = (sql: string) => `docker exec db psql -h 127.0.0.1 -U postgres -Atc "${sql}"`;
    await sh(run);
    await untilOk(query('select 1'));
    expect(await sh(query('show server_version'))).toMatch(new RegExp(`^${version}\\.`));
    await sh(query('create table t as select 42 as n'));
    expect(await sh('docker exec db stat -c %u:%g:%a /var/lib/postgresql/data')).toBe(
      '999:999:700',
    );
    await sh(`docker rm -f db && ${run}`);
    await untilOk(query('select 1'));
    expect(await sh(query('select n from t'))).toBe('42');
  });
});

describe('postgres of another version', () => {
  afterAll(() => sh('docker rm -fv db; docker volume rm -f pg'));

  it('refuses the directory of an older one and says why', async () => {
    const run = (image: string) =>
      `docker run -d --name db -v pg:/var/lib/postgresql/data -e POSTGRES_PASSWORD=s ${image}`;
    await sh(run('postgres:15'));
    await untilOk('docker exec db pg_isready -h 127.0.0.1');
    await sh(`docker rm -f db && ${run('postgres:17')}`);
    expect(await sh('docker wait db')).toBe('1');
    expect(await sh('docker logs db 2>&1')).toContain('incompatible with server');
  });
});

describe('redis:8', () => {
  afterAll(() => sh('docker rm -fv cache other; docker volume rm -f keep; docker network rm n'));

  it('runs as redis, keeps its keys in /data, and lets other containers in', async () => {
    await sh('docker network create n');
    const run = 'docker run -d --name cache --network n -v keep:/data redis:8';
    await sh(`${run} redis-server --appendonly yes`);
    await untilOk('docker exec cache redis-cli ping');
    expect(await sh('docker exec cache grep ^Uid: /proc/1/status')).toMatch(/^Uid:\s+999\s/);
    expect(await sh('docker run --rm --network n redis:8 redis-cli -h cache set k v')).toBe('OK');
    expect(await sh('docker exec cache ls -n /data')).toMatch(/ 999 +999 .*appendonlydir/);
    await sh(`docker stop cache && docker rm cache && ${run} --appendonly yes`);
    await untilOk('docker exec cache redis-cli ping | grep PONG');
    expect(await sh('docker exec cache redis-cli get k')).toBe('v');
  });

  it('writes its snapshot to a volume of its own when it is told of none, and when it stops', async () => {
    await sh('docker rm -f cache; docker run -d --name cache redis:8');
    await untilOk('docker exec cache redis-cli set k v');
    const mount = '{{range .Mounts}}{{.Type}} {{.Destination}}{{end}}';
    expect(await sh(`docker inspect -f '${mount}' cache`)).toBe('volume /data');
    await sh('docker stop cache');
    expect(await sh('docker run --rm --volumes-from cache busybox:1.37 ls /data')).toBe('dump.rdb');
  });

  it('takes a configuration file', async () => {
    await sh('docker rm -f other; mkdir -p conf && echo "maxmemory 5mb" > conf/redis.conf');
    await sh('docker run -d --name other -v "$PWD/conf:/conf" redis:8 /conf/redis.conf');
    await untilOk('docker exec other redis-cli ping');
    expect(await sh('docker exec other redis-cli config get maxmemory')).toBe('maxmemory\n5242880');
  });
});

describe('nginx:1.26', () => {
  afterAll(() => sh('docker rm -f web; docker volume rm -f site'));

  it('serves a volume, with workers of uid 101, and logs what it serves', async () => {
    await sh('docker run -d --name web -p 8080:80 -v site:/usr/share/nginx/html nginx:1.26');
    await untilOk('curl -sf localhost:8080 | grep "Welcome to nginx"');
    await sh('docker run --rm -v site:/site busybox:1.37 sh -c "echo mine > /site/index.html"');
    expect(await sh('curl -sf localhost:8080')).toBe('mine');
    expect(await sh('docker logs web')).toContain('GET / HTTP/1.1');
    const workers = 'cat /proc/[0-9]*/status | grep -A8 "^Name:.nginx" | grep ^Uid: | cut -f2';
    expect((await sh(`docker exec web sh -c '${workers}'`)).split('\n')).toContain('101');
    expect(await sh('docker inspect -f {{.Config.StopSignal}} web')).toBe('SIGQUIT');
  });

  it('is configured by files', async () => {
    await sh(
      'mkdir -p nginx && echo "server { listen 8081; return 200 \\"$(echo hi)\\"; }" > nginx/extra.conf',
    );
    await sh(
      'docker rm -f web; docker run -d --name web -p 8080:80 -p 8081:8081 -v "$PWD/nginx/extra.conf:/etc/nginx/conf.d/extra.conf:ro" nginx:1.26',
    );
    await untilOk('curl -sf localhost:8081 | grep -x hi');
    await sh('docker exec web test -f /etc/nginx/conf.d/default.conf');
  });

  it('works with a read-only root and a tmpfs where it writes', async () => {
    await sh(
      'docker rm -f web; docker run -d --name web -p 8080:80 --read-only --tmpfs /var/cache/nginx --tmpfs /run nginx:1.26',
    );
    await untilOk('curl -sf localhost:8080');
  });
});

describe('node:20', () => {
  it('has npm, also for the user node', async () => {
    const script = 'id -u && node --version && npm --version';
    const [uid, node, npm] = (await sh(`docker run --rm -u node node:20 sh -c "${script}"`)).split(
      '\n',
    );
    expect(uid).toBe('1000');
    expect(node).toMatch(/^v20\./);
    expect(npm).toMatch(/^10\./);
    expect(await sh('docker run --rm node:20 -p "process.env.NODE_VERSION"')).toMatch(/^20\./);
  });

  it('installs a package that is there, and runs what is no command', async () => {
    await sh(
      'mkdir -p app/lib && cd app && echo "{\\"name\\":\\"app\\",\\"version\\":\\"1.0.0\\",\\"dependencies\\":{\\"lib\\":\\"file:lib\\"}}" > package.json && echo "{\\"name\\":\\"lib\\",\\"version\\":\\"1.0.0\\"}" > lib/package.json && echo "module.exports = 42" > lib/index.js && echo "console.log(require(\'lib\'))" > main.js',
    );
    await sh('docker run --rm -v "$PWD/app:/app" -w /app node:20 npm install --offline --no-audit');
    expect(await sh('docker run --rm -v "$PWD/app:/app" -w /app node:20 main.js')).toBe('42');
  });
});

describe('registry:2', () => {
  afterAll(() => sh('docker rm -fv hub; docker volume rm -f images'));

  it('takes an image and gives it back, from its volume', async () => {
    const run = 'docker run -d --name hub -p 5000:5000 -v images:/var/lib/registry registry:2';
    await sh(run);
    await untilOk('curl -sf localhost:5000/v2/');
    await sh(
      'docker tag busybox:1.37 localhost:5000/mine:1 && docker push -q localhost:5000/mine:1',
    );
    await sh(`docker rm -f hub && docker rmi localhost:5000/mine:1 && ${run}`);
    await untilOk('curl -sf localhost:5000/v2/mine/tags/list');
    await sh('docker pull -q localhost:5000/mine:1');
    expect(await sh('docker run --rm localhost:5000/mine:1 echo ran')).toBe('ran');
  });
});

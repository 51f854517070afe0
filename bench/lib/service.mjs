// A service of nsl for a benchmark: `nsl dev` on a free port with its data in a folder that goes away afterwards.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

import { start, stop, temporary_folder, until } from './processes.mjs';
import { root } from './results.mjs';

export const nsl = process.env.NSL ?? join(root, 'build/release/nsl');

export class Service {
  /**
   * @param {Record<string, string>=} settings environment of the service, NSL_…
   * @param {string=} folder of an earlier one whose data it takes up
   */
  static async start(settings = {}, folder = temporary_folder()) {
    if (!existsSync(nsl)) throw new Error(`there is no ${nsl}; run: make build`);
    const service = new Service();
    service.folder = folder;
    service.profile_file = join(service.folder, 'profile.json');
    rmSync(service.profile_file, { force: true });
    service.process = start(nsl, ['dev', '--data-dir', service.folder, '--listen', '127.0.0.1:0'], {
      env: { ...process.env, NSL_LOG__LEVEL: 'warn', ...settings },
    });
    await until(() => existsSync(service.profile_file), 'nsl dev', { child: service.process });
    Object.assign(service, JSON.parse(readFileSync(service.profile_file, 'utf8')));
    service.agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
    return service;
  }

  get pid() {
    return this.process.pid;
  }

  get headers() {
    return { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' };
  }

  invoke_url(name) {
    return `${this.url}/v1/functions/${name}/invoke`;
  }

  /** The command line, as a user calls it. */
  run(...args) {
    return execFileSync(nsl, args, { env: { ...process.env, NSL_URL: this.url, NSL_TOKEN: this.token }, encoding: 'utf8' });
  }

  /** One request over the API; gives the reply as JSON, throws for anything but 2xx. */
  request(method, path, body) {
    return new Promise((resolve, reject) => {
      const call = http.request(this.url + path, { method, headers: this.headers, agent: this.agent }, (reply) => {
        let text = '';
        reply.setEncoding('utf8');
        reply.on('data', (part) => (text += part));
        reply.on('end', () =>
          reply.statusCode < 300 ? resolve(text ? JSON.parse(text) : null) : reject(new Error(`${method} ${path}: ${reply.statusCode} ${text}`)));
      });
      call.on('error', reject);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  deploy(name, code, limits) {
    return this.request('PUT', `/v1/functions/${name}`, { code, ...(limits && { limits }) });
  }

  invoke(name, input) {
    return this.request('POST', `/v1/functions/${name}/invoke`, input);
  }

  async stop() {
    this.agent.destroy();
    await stop(this.process);
  }
}

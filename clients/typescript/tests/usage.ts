// What the compiler must take and refuse in programs that use the library; never run.
import { NslClient, NslError, type Execution, type Pages } from 'nsl-client';

const nsl = new NslClient({ url: 'http://127.0.0.1:8480', token: 'nsl_…', retries: 0 });

export async function taken(): Promise<void> {
  const { text } = await nsl.invoke<{ text: string }>('greet', { name: 'Ada' }, { wait: 5, idempotencyKey: 'k' });
  const executions: Pages<Execution> = nsl.executions.list('greet', { status: 'failed', limit: 10 });
  for await (const { id, usage } of executions) console.log(id, usage.cpu_us, text.length);
  await nsl.functions.deploy('greet', { code: '', limits: { memory_bytes: 1 }, network: { allow_hosts: [] } });
  await nsl.tokens.create({ name: 'ci', role: 'developer' }, { signal: AbortSignal.timeout(1) });
  try {
    await nsl.secrets.set('KEY', new Uint8Array(8), { tags: { team: 'a' }, ifRevision: 3 });
  } catch (error) {
    if (error instanceof NslError && error.code === 'precondition_failed') console.log(error.advice);
  }
}

export async function refused(): Promise<void> {
  // @ts-expect-error There is no such status.
  nsl.executions.list('greet', { status: 'done' });
  // @ts-expect-error Nor such a role.
  await nsl.tokens.create({ name: 'ci', role: 'king' });
  // @ts-expect-error An output is not known until it is looked at.
  (await nsl.invoke('greet')).text;
  // @ts-expect-error Code is needed.
  await nsl.functions.deploy('greet', { note: 'empty' });
  // @ts-expect-error The service's address too.
  new NslClient({ token: 'nsl_…' });
}

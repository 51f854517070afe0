// console.table: rows and columns drawn with box characters, as Node draws them.
import { is_object } from '../interface.ts';
import { inspect } from './inspect.ts';

const rows_max = 100;
const index_title = '(index)';
const values_title = 'Values';

export function table_text(data: object, columns?: string[]): string {
  const rows = rows_of(data);
  const titles = [index_title, ...(columns ?? titles_of(rows))];
  const has_values = columns === undefined && rows.some(([, row]) => !is_object(row));
  if (has_values) titles.push(values_title);
  const cells = rows.map(([index, row]) => titles.map((title, i) => cell_text(index, row, title, i, has_values && i === titles.length - 1)));
  return draw(titles, cells);
}

function rows_of(data: object): [string, unknown][] {
  if (data instanceof Map) return [...data].slice(0, rows_max).map(([, value], i) => [`${i}`, value]);
  if (data instanceof Set) return [...data].slice(0, rows_max).map((value, i) => [`${i}`, value]);
  return Object.entries(data).slice(0, rows_max);
}

function titles_of(rows: [string, unknown][]): string[] {
  const titles = new Set<string>();
  for (const [, row] of rows) {
    if (is_object(row)) for (const key of Object.keys(row)) titles.add(key);
  }
  return [...titles].slice(0, rows_max);
}

function cell_text(index: string, row: unknown, title: string, column: number, is_value: boolean): string {
  if (column === 0) return index;
  if (is_value) return is_object(row) ? '' : inspect(row, 0);
  return is_object(row) && Object.hasOwn(row, title) ? inspect((row as Record<string, unknown>)[title], 0).replaceAll('\n', ' ') : '';
}

function draw(titles: string[], rows: string[][]): string {
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)) + 2);
  const rule = (left: string, middle: string, right: string) => left + widths.map((width) => '─'.repeat(width)).join(middle) + right;
  const line = (cells: string[]) => `│${cells.map((cell, i) => ` ${cell}`.padEnd(widths[i]!)).join('│')}│`;
  return [rule('┌', '┬', '┐'), line(titles), rule('├', '┼', '┤'), ...rows.map(line), rule('└', '┴', '┘')].join('\n');
}

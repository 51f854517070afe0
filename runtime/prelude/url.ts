// URL and URLSearchParams come from a package that passes the web platform tests and is a tenth of the size of others,
// because it does without the full tables for internationalised names (docs/dependencies.md).
import { URL, URLSearchParams } from 'whatwg-url-minimum';
import { show_as, tag } from './interface.ts';

tag(URL, 'URL');
tag(URLSearchParams, 'URLSearchParams');
show_as(URL, 'URL', ({ href }) => ({ href }));
show_as(URLSearchParams, 'URLSearchParams', (params) => Object.fromEntries(params));

export { URL, URLSearchParams };

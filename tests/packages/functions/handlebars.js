import Handlebars from 'handlebars/dist/cjs/handlebars';
export default () => Handlebars.compile('{{#each people}}{{name}}{{#if admin}}*{{/if}}, {{/each}}{{{raw}}}')({ people: [{ name: 'A&B', admin: true }, { name: 'C' }], raw: '<b>' });
// => "A&amp;B*, C, <b>"

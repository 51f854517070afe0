import Mustache from 'mustache';
export default () => Mustache.render('{{#list}}{{.}};{{/list}}{{name}}', { list: [1, 2], name: '<x>' });
// => "1;2;&lt;x&gt;"

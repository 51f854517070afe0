import { marked } from 'marked';
export default () => marked.parse('# Hi *you*\n\n- a\n- b\n\n`code` [link](https://a.b)');
// => "<h1>Hi <em>you</em></h1>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p><code>code</code> <a href=\"https://a.b\">link</a></p>\n"

import MarkdownIt from 'markdown-it';
const md = new MarkdownIt({ linkify: true, typographer: true });
export default () => md.render('# Title\n\nSome *text* with "quotes", https://example.com and `code`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n');
// => "<h1>Title</h1>\n<p>Some <em>text</em> with “quotes”, <a href=\"https://example.com\">https://example.com</a> and <code>code</code>.</p>\n<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"

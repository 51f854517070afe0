import nunjucks from 'nunjucks';
export default () => nunjucks.renderString('{% for x in list %}{{ loop.index }}:{{ x | upper }} {% endfor %}{{ missing | default("none") }}', { list: ['a', 'b'] });
// => "1:A 2:B none"

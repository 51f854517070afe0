import { parse } from 'node-html-parser';
export default () => {
  const root = parse('<div id="x"><p>Hello <i>Neo</i></p><p>two</p></div>');
  return [root.querySelectorAll('#x > p').length, root.querySelector('p').text, root.querySelector('i').outerHTML];
};
// => [2,"Hello Neo","<i>Neo</i>"]

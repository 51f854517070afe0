import * as cheerio from 'cheerio';
export default () => {
  const $ = cheerio.load('<ul><li class="a">One</li><li>Two &amp; <b>x</b></li></ul>');
  $('li').first().addClass('seen').attr('data-n', '1');
  return [$('li').map((i, element) => $(element).text()).get(), $.html('li.a'), $('li:nth-child(2) > b').length];
};
// => [["One","Two & x"],"<li class=\"a seen\" data-n=\"1\">One</li>",1]

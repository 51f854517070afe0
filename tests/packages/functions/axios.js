import axios from 'axios';
export default async () => {
  const { data, status, headers } = await axios.post('https://api.example.com/orders', { item: 7 }, { params: { q: 'a b' }, headers: { 'X-Key': 'k' } });
  const refused = await axios.get('https://denied.test/').catch((error) => [axios.isAxiosError(error), error.code]);
  return [status, headers.get('content-type'), data.call.method, data.call.url, data.body, Object.fromEntries(data.call.headers)['x-key'], refused];
};
// => [200,"application/json","POST","https://api.example.com/orders?q=a+b","{\"item\":7}","k",[true,"ERR_NETWORK"]]

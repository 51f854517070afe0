import { gunzipSync, gzipSync, strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
export default () => {
  const text = 'hello '.repeat(100);
  const packed = gzipSync(strToU8(text), { mtime: 0 });
  const zip = unzipSync(zipSync({ 'a.txt': strToU8('inside') }));
  return [strFromU8(gunzipSync(packed)) === text, packed.length < 60, strFromU8(zip['a.txt'])];
};
// => [true,true,"inside"]

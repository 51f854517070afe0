// The handler behind HTTP, for deno and workerd.
import handler from './handler.js';

export default {
  async fetch(request) {
    return Response.json(handler(await request.json()));
  },
};

import assert from "node:assert/strict";

import { bytesOf, unpacked, wordsOf } from "./packed.js";

// That it reads what Python writes, tests/unit/test_packed.py tells.
Deno.test("bytes and words come back", () => {
  assert.deepEqual([...bytesOf("AAEC/w==")], [0, 1, 2, 255]);
  assert.deepEqual([...wordsOf("AQACAf//")], [1, 258, 65535]);
});

Deno.test("a map is what its differences tell", () => {
  // Nibbles: 2 is +1, a run of 3 + 1 zeros, 1 is −1, an escape for 15, which is −8.
  const text = btoa(String.fromCharCode(0x2e, 0x11, 0xd0, 0xf0));
  const [map] = unpacked(text, { maps: 1, rows: 1, columns: 7 });
  assert.deepEqual([...map], [1, 1, 1, 1, 1, 0, 248]);
  const [first, second] = unpacked(btoa("\x2e\x02\xe0"), { maps: 2, rows: 2, columns: 2 });
  assert.deepEqual([[...first], [...second]], [[1, 1, 1, 1], [1, 1, 1, 1]]);
});

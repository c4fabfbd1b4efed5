import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';
import { rules } from './architecture.js';
import { projectFiles } from './files.js';

const binary = /\.(png|woff2|wasm|ico)$|^tests\/fuzz\/corpus\//;
const repository = new Map(
  projectFiles((path) => !binary.test(path)).map((path) => [
    path,
    readFileSync(join(root, path), 'utf8'),
  ]),
);

/** @type {Record<string, string>} a tree in which nothing is wrong */
const sound = {
  'core/slm.h': '#include "base/real.h"\n',
  'core/base/real.h': '/* printf("exit(1)") */\n',
  'core/ops/add.c': '#include "base/real.h"\n#include <string.h>\n#include "slm.h"\n',
  'core/ops/op.h': '',
  'wasm/bridge.c': '#include "slm.h"\n#include "bridge.h"\n#include <stdio.h>\n',
  'wasm/bridge.h': '',
  'tests/core/CMakeLists.txt':
    'slm_tests_named("^test_api" "unit;api")\nslm_tests_named("." "unit")\n',
  'tests/core/test_api_x.c': '#include "slm.h"\n#include "check.h"\n',
  'tests/core/check.h': '',
  'tests/core/test_gemm.c': '#include "kernels/gemm.h"\n',
  '.ci/run': './setup.sh && npm test\n',
  '.github/workflows/test.yml': 'run: ./setup.sh && npm test\n',
  'README.md': './setup.sh && npm start\n./setup.sh && npm test\n',
  'README.ko.md': './setup.sh && npm start\n./setup.sh && npm test\n',
};

/** @type {[keyof typeof rules, Record<string, string>[]][]} what breaks each rule */
const broken = [
  [
    'layering',
    [
      { 'core/base/real.h': '#include "ops/op.h"\n' },
      { 'core/ops/add.c': '#include "op.h"\n' },
      { 'core/other/x.c': '' },
    ],
  ],
  [
    'noCircles',
    [
      { 'core/base/real.h': '#include "slm.h"\n' },
      { 'core/ops/op.h': '#include "ops/op.h"\n' },
      { 'core/base/real.h': '#include "ops/op.h"\n', 'core/ops/op.h': '#include "slm.h"\n' },
    ],
  ],
  [
    'publicApi',
    [
      { 'wasm/bridge.c': '#include "base/real.h"\n' },
      { 'demos/demo_x.c': '#include "ops/op.h"\n' },
      { 'tests/fuzz/fuzz_x.c': '#include "ops/op.h"\n' },
      { 'tests/core/test_api_x.c': '#include "ops/op.h"\n' },
    ],
  ],
  [
    'pureCore',
    [
      { 'core/ops/add.c': '#include <stdio.h>\n' },
      { 'core/ops/add.c': 'assert(x);\n' },
      { 'core/ops/add.c': 'snprintf(a, 1, "");\n' },
      { 'core/ops/add.c': 'if (x) exit (1);\n' },
    ],
  ],
  ['fileSizes', [{ 'web/src/a.js': 'x\n'.repeat(701) }]],
  [
    'commands',
    [
      { '.ci/run': 'npm test\n' },
      { 'README.md': './setup.sh && npm start\n' },
      { 'README.ko.md': './setup.sh && npm test\n' },
    ],
  ],
  ['leftovers', [{ 'docs/a.md': `a\n${'TO'}${'DO'}: b\n` }]],
];

for (const [rule, mistakes] of broken) {
  test(`the repository keeps the rule: ${rule}`, () => {
    const found = rules[rule](repository);
    assert.ok(found.length === 0, found.join('; '));
  });

  test(`a tree that breaks the rule is found: ${rule}`, () => {
    assert.deepEqual(rules[rule](new Map(Object.entries(sound))), []);
    for (const mistake of mistakes) {
      const found = rules[rule](new Map(Object.entries({ ...sound, ...mistake })));
      assert.equal(found.length, 1, `${JSON.stringify(mistake)} gives ${found.join('; ')}`);
    }
  });
}

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../runner/command.js';
import { rules as treeRules } from './architecture.js';
import { circleRules } from './circles.js';
import { projectFiles } from './files.js';
import { known } from './known.js';
import { lineWidth } from './lines.js';

/** @type {Record<string, (tree: Map<string, string>, known?: any) => string[]>} */
const rules = { ...treeRules, ...circleRules, lineWidth };

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
  'README.ko.md': `./setup.sh && npm start\n./setup.sh && npm test\n| ${'a row '.repeat(20)} |\n`,
  'core/ops/sum.c': 'int slm_add(int n) {\n    return slm_a(n);\n}\n',
  'core/ops/ops.def': '/* slm_add */\n',
  'web/src/shared/a.js': '',
  'web/src/state/b.js':
    "import { a } from '../shared/a.js';\n/** @typedef {import('./c.js').C} C */\n",
  'web/src/state/c.js': "import { b } from './b.js';\n",
  'web/src/panels/graph/b.js': "import { b } from '../../state/b.js';\n",
  'web/src/app/main.js': "import { b } from '../panels/graph/b.js';\n",
  'wasm/slm.js': '',
};

/** @type {[string, Record<string, string>[]][]} what breaks each rule */
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
  [
    'sourceCircles',
    [
      { 'core/base/a.c': 'int slm_a(void) {\n    return slm_a_of(1) + slm_add(1);\n}\n' },
      { 'core/base/a.c': 'const int slm_a[2] = {1, slm_add};\n' },
      {
        'core/base/a.c': 'int slm_a(int (*f)(int)) {\n    return slm_b;\n}\n',
        'core/base/b.c': 'const int slm_b = slm_c(1);\n',
        'wasm/c.c': 'int slm_c(int n)\n{\n    return slm_a(n);\n}\n',
      },
    ],
  ],
  [
    'moduleCircles',
    [
      { 'web/src/shared/a.js': "import { b } from '../state/b.js';\n" },
      { 'web/src/shared/a.js': "export {\n  a,\n} from '../state/b.js';\n" },
      { 'wasm/a.js': "import './b.js';\n", 'wasm/b.js': "const { a } = await import('./a.js');\n" },
      { 'web/src/shared/a.js': "import './a.js';\n" },
    ],
  ],
  [
    'pageLayers',
    [
      { 'web/src/drawing/a.js': "import { b } from '../state/b.js';\n" },
      { 'web/src/panels/map/a.js': "import { b } from '../graph/b.js';\n" },
      { 'web/src/state/b.js': "import { load } from '../../../wasm/slm.js';\n" },
      { 'web/src/session/a.js': "import { b } from '../app/main.js';\n" },
      { 'web/src/model/a.js': '' },
    ],
  ],
  [
    'lineWidth',
    [
      { 'README.md': `${sound['README.md']}${'a word '.repeat(15)}\n` },
      { 'core/ops/ops.def': `SLM_X(${'a, '.repeat(34)}b)\n` },
    ],
  ],
];

for (const [rule, mistakes] of broken) {
  test(`the repository keeps the rule: ${rule}`, () => {
    const found = rules[rule](repository, known[/** @type {keyof typeof known} */ (rule)]);
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

test('what was known to break a rule and is mended has to leave the list', () => {
  const circle = {
    'core/base/a.c': 'int slm_a(int n) {\n    return slm_b(n);\n}\n',
    'core/base/b.c': 'int slm_b(int n) {\n    return slm_a(n);\n}\n',
    'web/src/drawing/a.js': "import '../state/b.js';\n",
  };
  const files = Object.keys(circle).slice(0, 2);
  const tree = new Map(Object.entries(circle));
  tree.set('web/src/state/b.js', '');
  assert.deepEqual(rules.sourceCircles(tree, [files]), []);
  assert.deepEqual(rules.pageLayers(tree, ['drawing -> state']), []);
  tree.set('core/base/b.c', '').set('web/src/drawing/a.js', '');
  assert.match(rules.sourceCircles(tree, [files]).join(), /a\.c, core\/base\/b\.c is no more/);
  assert.match(rules.pageLayers(tree, ['drawing -> state']).join(), /drawing -> state is no more/);
  const page = new Map([['docs/a.md', 'a word '.repeat(15)]]);
  assert.deepEqual(rules.lineWidth(page, ['a.md']), []);
  assert.match(
    rules.lineWidth(page.set('docs/a.md', ''), ['a.md']).join(),
    /no long line any more/,
  );
});

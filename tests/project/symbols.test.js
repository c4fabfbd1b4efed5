/** What the engine's object code holds and calls: the truth behind the rules about its sources. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { has, root } from '../runner/command.js';

const allowed =
  /^(malloc|free|mem(cpy|move|set|cmp|chr)|str(len|n?cmp|chr)|sqrtf?|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__mem\w+_chk)$/;

/** @param {{ name: string }[]} symbols that should not be there */
function expectNone(symbols) {
  const names = [...new Set(symbols.map((symbol) => symbol.name))];
  assert.ok(names.length === 0, names.join(', '));
}

for (const library of ['libslm.a', 'libslm64.a']) {
  const path = join(root, 'build/native/core', library);
  const skip = !existsSync(path)
    ? 'the native build is not there'
    : !has('objdump') && 'no objdump found';

  describe(library, { skip }, () => {
    /** @type {{ name: string, section: string, global: boolean }[]} */
    let symbols;
    before(() => {
      // objdump -t: value, seven columns of flags, section, size, name
      const line = /^[0-9a-f]+ (.{7}) (\S+)\t[0-9a-f]+ (?:\.hidden )?(\S+)$/gm;
      const table = execFileSync('objdump', ['-t', path], { encoding: 'utf8' });
      symbols = [...table.matchAll(line)].map(([, flags, section, name]) => {
        return { name, section, global: flags[0] === 'g' || section === '*COM*' };
      });
      assert.ok(symbols.length > 0, 'objdump printed symbols');
    });

    test('calls nothing but memory, strings and the square root', () => {
      const own = new Set(symbols.filter((s) => s.section !== '*UND*').map((s) => s.name));
      const called = symbols.filter((s) => s.section === '*UND*' && !own.has(s.name));
      expectNone(called.filter((symbol) => !allowed.test(symbol.name)));
    });

    test('has no mutable static data', () => {
      const mutable = symbols.filter(
        ({ section, name }) =>
          name !== section && /^(\.data(?!\.rel\.ro)|\.bss|\.tdata|\.tbss|\*COM\*)/.test(section),
      );
      expectNone(mutable);
    });

    test('defines no global name twice', () => {
      const defined = symbols.filter((s) => s.global && s.section !== '*UND*');
      const names = defined.map(({ name }) => name);
      expectNone(defined.filter(({ name }, i) => names.indexOf(name) !== i));
    });

    test('defines no global name without the prefix slm_', () => {
      const exported = symbols.filter((s) => s.global && s.section !== '*UND*');
      expectNone(exported.filter((symbol) => !symbol.name.startsWith('slm_')));
    });
  });
}

/** Modules that the build makes: see web/build/build.js. */

declare module 'slm:worker' {
  const text: string;
  export default text;
}

declare module 'slm:formulas' {
  import type { TemplateResult } from 'lit-html';
  export const centralDifference: TemplateResult;
  export const formulas: Record<
    string,
    { formula: TemplateResult; derivatives: (TemplateResult | null)[]; dotted: boolean }
  >;
}

declare module 'slm:wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

interface TrustedTypePolicy {
  createScriptURL(url: string): unknown;
}
/** What scripts loaded late have left: see web/src/session/late.js. */
declare var slmLate: Partial<import('./session/late.js').Late> | undefined;
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL: (url: string) => string },
      ): TrustedTypePolicy;
    }
  | undefined;

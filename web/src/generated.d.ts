/** Modules that the build makes: see web/build/plugins.js. */

declare module 'slm:worker' {
  const text: string;
  export default text;
}

declare module 'slm:formulas' {
  import type { TemplateResult } from 'lit-html';
  export const formulas: Record<
    string,
    { formula: TemplateResult; derivatives: (TemplateResult | null)[] }
  >;
}

declare module 'slm:sources' {
  export const sources: Record<
    string,
    { file: string; forward: string; backward: string; naive: { name: string; text: string }[] }
  >;
}

declare module 'slm:wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

interface TrustedTypePolicy {
  createScriptURL(url: string): unknown;
}
declare var trustedTypes:
  | {
      createPolicy(
        name: string,
        rules: { createScriptURL: (url: string) => string },
      ): TrustedTypePolicy;
    }
  | undefined;
